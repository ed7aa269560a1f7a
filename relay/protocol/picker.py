"""The picker: the relay draws who has the word next, fairly over a class's lessons."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, Count, Event, Pace, RoomCommand
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import SessionEnded
from relay.protocol.limits import Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.refusals import final

DRAWS = Pace(1, 5)
MOST_LEFT_OUT = 500
LIMITS = (
    Limit(
        "drawing names",
        f"a name drawn: {DRAWS.rate:g} a second, {DRAWS.burst} at once",
        "too_fast",
        "pace_factor",
    ),
)
LeftOut = Annotated[list[AccountId], Meta(max_length=MOST_LEFT_OUT)]


class DrawName(RoomCommand, kw_only=True):
    """A teacher has one of the students who are here drawn.

    ``first_to_me``: the class learns of it only if that is shown. ``leave_out``: those who are passed over.
    ``from_group``: only of the group of this number; 0: of all.
    """

    first_to_me: bool = False
    leave_out: LeftOut = []
    from_group: Count = 0
    pace: ClassVar = {"teacher": DRAWS}


class ShowDrawn(RoomCommand, kw_only=True):
    """A teacher gives the word to who was drawn last. ``draw``: its number in the log."""

    draw: Count


class DiscardDraw(RoomCommand, kw_only=True):
    """A teacher does not call on who was drawn last; the class never learns of it."""

    draw: Count


class NameDrawn(Event, kw_only=True):
    """``account`` was drawn; told to the teachers. The class is told by ``called_on``, at once or later."""

    account: AccountId
    counted: ClassVar[str] = "names_drawn"


class DrawDiscarded(Event, kw_only=True):
    """Who was drawn is not called on; told to the teachers."""

    draw: Count


class Draw(Struct):
    """Who was drawn, and waits for being shown. ``number``: that of the draw."""

    number: Count
    account: AccountId


class Picker(Memory):
    """Who was called on how often in this lesson; and for teachers what was drawn."""

    turns: dict[AccountId, Count] = field(default_factory=dict)
    """How often somebody was called on, drawn or not."""
    picked: dict[AccountId, Count] = field(default_factory=dict)
    """How often of these they had been drawn; for teachers."""
    last: AccountId = ""
    """Who was drawn or called on last."""
    pending: Draw | None = None
    """What was drawn, until it is shown, discarded or drawn anew; for teachers."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case NameDrawn():
                self.pending, self.last = Draw(event.seq, event.account), event.account
            case DrawDiscarded() if self.pending and self.pending.number == event.draw:
                self.pending = None
            case CalledOn():
                self._call_on(event.account)
            case SessionEnded():
                self.pending = None

    def _call_on(self, account: AccountId) -> None:
        self.last = account
        self.turns[account] = self.turns.get(account, 0) + 1
        if self.pending and self.pending.account == account:
            self.pending = None
            self.picked[account] = self.picked.get(account, 0) + 1


NOBODY_HERE = final("nobody_here")
"""There is nobody who could be drawn."""
NO_SUCH_DRAW = final("no_such_draw")
"""Something else was drawn since, or it is shown or discarded already."""
