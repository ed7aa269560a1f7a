"""The pinned line: a message that stays in everybody's sight, one at a time."""

from typing import ClassVar

from msgspec import Struct, field

from relay.protocol.base import AccountId, Count, Event, Milliseconds, RoomCommand, Text, same_pace
from relay.protocol.hiding import MessageHidden
from relay.protocol.limits import MESSAGE_LENGTH, Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.refusals import final

PINS = (1, 5)
LIMITS = (
    Limit("pinned text", f"a pinned text of {MESSAGE_LENGTH:,} characters", "too_long"),
    Limit("pins' pace", "pinning: {:g} a second, {} at once".format(*PINS), "too_fast", "pace_factor"),
)


class PinLine(RoomCommand, kw_only=True):
    """A teacher pins one line for everybody, in place of what is pinned until now.

    Either ``message``, the number of one that everybody can read, or a ``text``, which is said to all first.
    """

    message: Count = 0
    text: Text = ""
    pace = same_pace(*PINS)


class UnpinLine(RoomCommand, kw_only=True):
    """A teacher takes the pinned line away. ``pin``: its number; another that is pinned by now stays."""

    pin: Count


class LinePinned(Event, kw_only=True):
    """A message is pinned from now on; the event's number is that of the pin.

    It has no word of the message: who may read that finds it in the chat, and who may not is told nothing.
    """

    message: Count
    counted: ClassVar[str] = "pins"
    missed: ClassVar[bool] = True


class LineUnpinned(Event, kw_only=True):
    """What is pinned as this number is pinned no more."""

    pin: Count


class PinnedLine(Struct):
    """One that is or was pinned, by whom and when. ``message``: the number of the message that it is."""

    author: AccountId
    at: Milliseconds
    message: int


class Pins(Memory):
    """What is pinned, and what was before. A message that is hidden is pinned no more."""

    pins: dict[int, PinnedLine] = field(default_factory=dict)
    """By their numbers, in order."""
    pinned: int = 0
    """The number of what is pinned now, or 0."""

    @property
    def line(self) -> PinnedLine | None:
        """What is pinned now."""
        return self.pins.get(self.pinned)

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case LinePinned():
                self.pins[event.seq] = PinnedLine(event.by, event.at, event.message)
                self.pinned = event.seq
            case LineUnpinned(pin=self.pinned):
                self.pinned = 0
            case MessageHidden() if self.line and self.line.message == event.message:
                self.pinned = 0


NOT_FOR_EVERYBODY = final("not_for_everybody")
"""The message is private, or hidden by now."""
NOT_PINNED = final("not_pinned")
"""It is pinned no more."""
