"""Pinning one line for everybody, and taking it away."""

from relay.presence import Asker
from relay.protocol.chat import NO_SUCH_MESSAGE, Chat, MessagePosted, fit_message
from relay.protocol.hiding import Hiding, said_message
from relay.protocol.pins import (
    NOT_FOR_EVERYBODY,
    NOT_PINNED,
    LinePinned,
    LineUnpinned,
    PinLine,
    Pins,
    UnpinLine,
)
from relay.protocol.refusals import BAD_VALUE, Refusal, need
from relay.room import Room
from relay.rules import TEACHERS, answers


@answers(PinLine, TEACHERS, wakes_watches=False)
def pin_line(room: Room, asker: Asker, command: PinLine) -> None:
    """One of both; what is pinned until now gives way to it.

    A text of one's own is a message like any other, so it is found, answered, hidden and erased as one.
    """
    if not command.message:
        text = fit_message(command.text)
        room.publish(MessagePosted(text=text, name=asker.name, role=asker.role))
        room.publish(LinePinned(message=room.head + 1))
        return
    if command.text:
        raise Refusal(BAD_VALUE, detail="text")
    line = room[Chat].line(command.message)
    said = need(said_message(line) if line else None, NO_SUCH_MESSAGE)
    if said.private or command.message in room[Hiding].hidden:
        raise Refusal(NOT_FOR_EVERYBODY)
    room.publish(LinePinned(message=command.message))


@answers(UnpinLine, TEACHERS, vital=True, wakes_watches=False)
def unpin_line(room: Room, asker: Asker, command: UnpinLine) -> None:
    """Only what its asker saw pinned."""
    if not command.pin or command.pin != room[Pins].pinned:
        raise Refusal(NOT_PINNED)
    room.publish(LineUnpinned(pin=command.pin))
