"""Posting messages, questions and answers."""

from relay.lanes import passes_on
from relay.presence import Asker
from relay.protocol.chat import NO_SUCH_QUESTION, Chat, MessagePosted, PostMessage, Typing
from relay.protocol.lesson import TEACHER_AWAY, Lesson
from relay.protocol.limits import MESSAGE_LENGTH
from relay.protocol.log import EVERYBODY, TEACHERS, Audience
from relay.protocol.mutes import MUTED, Mutes
from relay.protocol.refusals import EMPTY, TOO_LONG, Refusal
from relay.protocol.text import clean_text
from relay.room import Room
from relay.rules import ANYONE, answers


@answers(PostMessage, ANYONE, wakes_watches=False)
def post_message(room: Room, asker: Asker, command: PostMessage) -> None:
    """Students wait while the teacher is away, and say nothing while muted."""
    _may_write(room, asker)
    text = clean_text(_fits(command.text))
    if not text:
        raise Refusal(EMPTY)
    _fits(text)  # some letters come apart
    audience = _audience(room, asker, command)
    room.publish(
        MessagePosted(
            text=text,
            kind=command.kind,
            name=asker.name,
            role=asker.role,
            answers=command.answers,
            private=audience != EVERYBODY,
            said_at=min(command.said_at, room.now()),
        ),
        to=audience,
    )


@passes_on(Typing, ANYONE)
def typing(room: Room, asker: Asker, moment: Typing) -> Audience:
    """Told to whom the message would reach, by those who may write one."""
    _may_write(room, asker)
    return _audience(room, asker, moment)


def _may_write(room: Room, asker: Asker) -> None:
    if asker.role == "student":
        if room[Mutes].silences(asker.account):
            raise Refusal(MUTED)
        if room[Lesson].paused:
            raise Refusal(TEACHER_AWAY)


def _fits(text: str) -> str:
    if len(text) > MESSAGE_LENGTH:
        raise Refusal(TOO_LONG, detail=str(MESSAGE_LENGTH))
    return text


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
