"""The pinned line: a message or a line of a teacher's own that stays in everybody's sight, one at a time."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Struct, field

from relay.protocol.base import AccountId, ChatLine, Count, Event, Milliseconds, RoomCommand, Text, same_pace
from relay.protocol.chat import fit_text
from relay.protocol.hiding import MessageHidden
from relay.protocol.limits import MESSAGE_LENGTH, Limit
from relay.protocol.memory import Memory
from relay.protocol.personal import Of
from relay.protocol.refusals import EMPTY, Refusal, final
from relay.protocol.text import clean_name

PINS = (1, 5)
LIMITS = (
    Limit("pinned text", f"a pinned text of {MESSAGE_LENGTH:,} characters", "too_long"),
    Limit("pins' pace", "pinning: {:g} a second, {} at once".format(*PINS), "too_fast", "pace_factor"),
)


class PinLine(RoomCommand, kw_only=True):
    """A teacher pins one line for everybody, in place of what is pinned until now.

    Either ``message``, the number of one that everybody can read, or a ``text`` of their own.
    """

    message: Count = 0
    text: Text = ""
    pace = same_pace(*PINS)


class UnpinLine(RoomCommand, kw_only=True):
    """A teacher takes the pinned line away. ``pin``: its number; another that is pinned by now stays."""

    pin: Count


class LinePinned(Event, kw_only=True):
    """This is pinned from now on; the event's number is that of the pin.

    Of a message it has the number alone: who may read the message finds its words there.
    """

    message: Count = 0
    text: Annotated[Text, Of("by")] = ""
    counted: ClassVar[str] = "pins"
    missed: ClassVar[bool] = True
    searched: ClassVar[tuple[str, ...]] = ("text",)

    def chat_lines(self) -> Iterator[ChatLine]:
        """A text of one's own is read afterwards in the chat; a message stands there already."""
        if self.text:
            yield ChatLine(self.seq, self.at, self.by, "", "teacher", "pin", self.text, ref=self.ref)


class LineUnpinned(Event, kw_only=True):
    """What is pinned as this number is pinned no more."""

    pin: Count


class PinnedLine(Struct):
    """One that is or was pinned. ``message``: the number of the message that it is, or 0."""

    author: AccountId
    at: Milliseconds
    message: int = 0
    text: str = ""


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

    def apply(self, event: Event) -> None:
        match event:
            case LinePinned():
                self.pins[event.seq] = PinnedLine(event.by, event.at, event.message, event.text)
                self.pinned = event.seq
            case LineUnpinned(pin=self.pinned):
                self.pinned = 0
            case MessageHidden() if self.line and self.line.message == event.message:
                self.pinned = 0


def fit_pin(text: str) -> str:
    """A text as it is pinned, on one line. Raises Refusal: `too_long`, or `empty` if nothing is left."""
    line = clean_name(fit_text(text))
    if not line:
        raise Refusal(EMPTY)
    return line


NOT_FOR_EVERYBODY = final("not_for_everybody")
"""The message is private, or hidden by now."""
NOT_PINNED = final("not_pinned")
"""It is pinned no more."""
