"""Posting messages, questions and answers."""

from relay.lanes import passes_on
from relay.presence import Asker
from relay.protocol.chat import (
    NO_SUCH_MESSAGE,
    NO_SUCH_QUESTION,
    Chat,
    MessagePosted,
    PostMessage,
    Typing,
    fit_message,
    slowed,
)
from relay.protocol.chat_rules import ChatRules, MessageHeld
from relay.protocol.lesson import TEACHER_AWAY, Lesson
from relay.protocol.log import EVERYBODY, TEACHERS, Audience
from relay.protocol.mutes import MUTED, Mutes
from relay.protocol.people import People
from relay.protocol.refusals import TOO_FAST, Refusal
from relay.room import Room
from relay.rules import ANYONE, answers

ALSO_CAN = ("replies",)


@answers(PostMessage, ANYONE, wakes_watches=False)
def post_message(room: Room, asker: Asker, command: PostMessage) -> None:
    """Students wait while the teacher is away and for slow mode, and say nothing to all while muted.

    What they say to everybody may be held until a teacher has looked at it.
    """
    audience = _audience(room, asker, command)
    _may_write(room, asker, audience)
    if command.replies_to and not room[Chat].may_be_replied_to(command.replies_to, audience):
        raise Refusal(NO_SUCH_MESSAGE)
    text = fit_message(command.text)
    said_at = min(command.said_at, room.now())
    if audience == EVERYBODY and asker.role == "student":
        if slowed(command.kind) and (wait := room[ChatRules].wait(asker.account, room.now())):
            raise Refusal(TOO_FAST, retry=wait / 1000)
        if _is_held(room, asker):
            held = MessageHeld(
                text=text,
                kind=command.kind,
                name=asker.name,
                answers=command.answers,
                said_at=said_at,
                replies_to=command.replies_to,
            )
            room.publish(held, to=asker.account)
            return
    room.publish(
        MessagePosted(
            text=text,
            kind=command.kind,
            name=asker.name,
            role=asker.role,
            answers=command.answers,
            private=audience != EVERYBODY,
            said_at=said_at,
            replies_to=command.replies_to,
            to=audience if audience not in (EVERYBODY, TEACHERS, asker.account) else "",
        ),
        to=audience,
    )


@passes_on(Typing, ANYONE)
def typing(room: Room, asker: Asker, moment: Typing) -> Audience:
    """Told to whom the message would reach, by those who may write one."""
    audience = _audience(room, asker, moment)
    _may_write(room, asker, audience)
    if audience == EVERYBODY and asker.role == "student" and _is_held(room, asker):
        return asker.account
    if audience == TEACHERS and moment.to and room[People].has_student(moment.to):
        return moment.to
    return audience


def _is_held(room: Room, asker: Asker) -> bool:
    """Whether what a student says to everybody waits for a teacher."""
    return room[ChatRules].holds(guest=room.comes_as_guest(asker))


def _may_write(room: Room, asker: Asker, audience: Audience) -> None:
    if asker.role == "student":
        if room[Mutes].silences(asker.account, private=audience != EVERYBODY):
            raise Refusal(MUTED)
        if room[Lesson].paused:
            raise Refusal(TEACHER_AWAY)


def _audience(room: Room, asker: Asker, command: PostMessage | Typing) -> Audience:
    """Private: the asker and the teachers. An answer goes to whoever could see the question."""
    if command.answers:
        question = room[Chat].questions.get(command.answers)
        mine = question is not None and (asker.role == "teacher" or question.author == asker.account)
        if question is None or (question.private and not mine):
            raise Refusal(NO_SUCH_QUESTION)
        if question.private:
            return question.author
    if not command.private:
        return EVERYBODY
    return TEACHERS if asker.role == "teacher" else asker.account
