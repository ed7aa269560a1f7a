"""Setting the rules of the chat, and what becomes of messages that are held by them."""

from relay.presence import Asker
from relay.protocol.chat import MessagePosted
from relay.protocol.chat_rules import (
    NOT_HELD,
    SLOW_STEPS,
    ApproveMessage,
    ChatRules,
    ChatSet,
    HeldMessage,
    MessageTurnedDown,
    SetChat,
    TurnDownMessage,
)
from relay.protocol.people import People
from relay.protocol.refusals import BAD_VALUE, Refusal, need
from relay.room import Room
from relay.rules import TEACHERS, answers, watches


@answers(SetChat, TEACHERS)
def set_chat(room: Room, asker: Asker, command: SetChat) -> None:
    """What is held already stays held."""
    rules = room[ChatRules]
    slow = rules.slow if command.slow is None else command.slow
    if slow not in SLOW_STEPS:
        raise Refusal(BAD_VALUE, detail="slow")
    room.publish(ChatSet(approve=command.approve or rules.approve, slow=slow))


@answers(ApproveMessage, TEACHERS, wakes_watches=False)
def approve_message(room: Room, asker: Asker, command: ApproveMessage) -> None:
    """It takes its place in the chat now, as its author's words and not the teacher's."""
    held = _held(room, command.message)
    room.publish(
        MessagePosted(
            text=held.text,
            kind=held.kind,
            name=held.name,
            answers=held.answers,
            said_at=held.said_at,
            replies_to=held.replies_to,
            author=held.author,
            of=command.message,
        ),
        by="",
    )


@answers(TurnDownMessage, TEACHERS, vital=True, wakes_watches=False)
def turn_down_message(room: Room, asker: Asker, command: TurnDownMessage) -> None:
    """Its author is told, and nobody else."""
    held = _held(room, command.message)
    room.publish(MessageTurnedDown(message=command.message, account=held.author), to=held.author)


@watches
def chat_at_start(room: Room) -> float | None:
    """A lesson's chat has its rules before anybody comes, as the school says."""
    last, rules = room.handed(ChatSet), room[ChatRules]
    if last and (last.approve, last.slow) != (rules.approve, rules.slow) and not room[People].everybody:
        room.publish(ChatSet(approve=last.approve, slow=last.slow))
    return None


def _held(room: Room, number: int) -> HeldMessage:
    return need(room[ChatRules].held.get(number), NOT_HELD)
