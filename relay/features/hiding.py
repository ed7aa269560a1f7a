"""Hiding a message, withdrawing one's own, and showing one again."""

from relay.presence import Asker
from relay.protocol.base import ChatLine
from relay.protocol.chat import NO_SUCH_MESSAGE, Chat
from relay.protocol.chat_rules import ChatRules
from relay.protocol.hiding import (
    ALREADY_HIDDEN,
    MOST_COPIES,
    NOT_HIDDEN,
    SHOWN_TOO_OFTEN,
    TOO_LATE,
    WITHDRAWN_WITHIN_MS,
    HideMessage,
    Hiding,
    MessageHidden,
    MessageShown,
    MessageWithdrawn,
    SaidMessage,
    ShowMessage,
    WithdrawMessage,
    said_message,
)
from relay.protocol.log import TEACHERS
from relay.protocol.mutes import ChatMuted, Mutes
from relay.protocol.people import People
from relay.protocol.refusals import NOT_ALLOWED, Refusal, need
from relay.room import Room
from relay.rules import ANYONE, TEACHERS as ONLY_TEACHERS, answers


@answers(HideMessage, ONLY_TEACHERS, vital=True)
def hide_message(room: Room, asker: Asker, command: HideMessage) -> None:
    """Any message; its author is muted in the same step, or nothing happens."""
    said = _message(room, command.message)
    if command.mute:
        author = room[People].everybody.get(said.account)
        if author is None or author.role == "teacher":
            raise Refusal(NOT_ALLOWED)
    _hide(room, command.message, said, MessageHidden)
    if command.mute and said.account not in room[Mutes].people:
        room.publish(ChatMuted(account=said.account))


@answers(WithdrawMessage, ANYONE)
def withdraw_message(room: Room, asker: Asker, command: WithdrawMessage) -> None:
    """One's own alone, by running time; also while muted, while the teacher is away, and what is held."""
    held = room[ChatRules].held.get(command.message)
    if held is not None and held.author == asker.account:
        said = _said(held.as_line(command.message))
    else:
        said = _message(room, command.message, of=asker.account)
    if room.now() - said.at > WITHDRAWN_WITHIN_MS:
        raise Refusal(TOO_LATE)
    _hide(room, command.message, said, MessageWithdrawn)


@answers(ShowMessage, ONLY_TEACHERS)
def show_message(room: Room, asker: Asker, command: ShowMessage) -> None:
    """What its author has withdrawn stays so."""
    hiding = room[Hiding]
    hidden_by = need(hiding.hidden.get(command.message), NOT_HIDDEN)
    if command.message in hiding.withdrawn:
        raise Refusal(NOT_ALLOWED)
    if len(hiding.copies.get(command.message, ())) >= MOST_COPIES:
        raise Refusal(SHOWN_TOO_OFTEN)
    said = _said(room[Chat].line(command.message))
    shown = MessageShown(message=command.message, said=said, account=said.account)
    room.publish(shown, to=room.audience_at(hidden_by))


def _message(room: Room, number: int, of: str = "") -> SaidMessage:
    """A message that is not hidden; ``of``: only if it is of this account."""
    said = _said(room[Chat].line(number))
    if of and said.account != of:
        raise Refusal(NO_SUCH_MESSAGE)
    if number in room[Hiding].hidden:
        raise Refusal(ALREADY_HIDDEN)
    return said


def _said(line: ChatLine | None) -> SaidMessage:
    return need(said_message(line) if line else None, NO_SUCH_MESSAGE)


def _hide(room: Room, number: int, said: SaidMessage, kind: type[MessageHidden]) -> None:
    """Told to those who could read it; what it said, to those who still may."""
    hidden, kept = room[Hiding].events_of(number, said, kind)
    room.publish(hidden, to=room.audience_at(hidden.copies[-1] if hidden.copies else number))
    room.publish(kept, to=said.account or TEACHERS)
