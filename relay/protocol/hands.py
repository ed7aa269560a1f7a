"""Raised hands: raising, lowering, calling on, and the queue in the order in which they rose."""

from msgspec import Struct, field

from relay.protocol.base import AccountId, Event, Milliseconds, Pace, RoomCommand, same_pace
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.limits import Limit
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleWent, PersonRemoved
from relay.protocol.refusals import final

HANDS = Pace(0.5, 2)
LIMITS = (
    Limit("hands' pace", f"a hand in {1 / HANDS.rate:g} s, {HANDS.burst} at once", "too_fast", "pace_factor"),
)


class RaiseHand(RoomCommand, kw_only=True):
    """A student asks to speak. ``said_at``: when, by the corrected clock, if the line was down."""

    said_at: Milliseconds = 0
    pace = same_pace(*HANDS)


class LowerHand(RoomCommand, kw_only=True):
    """Lowers one's own hand, or, for a teacher, that of ``account``."""

    account: AccountId | None = None


class LowerAllHands(RoomCommand, kw_only=True):
    """A teacher lowers every hand."""


class CallOn(RoomCommand, kw_only=True):
    """A teacher gives the word to someone whose hand is up; the hand stays up until lowered."""

    account: AccountId


class HandRaised(Event, kw_only=True):
    """A hand went up; its owner is ``by``."""

    counted = "hands"

    said_at: Milliseconds = 0


class HandLowered(Event, kw_only=True):
    """The hand of ``account`` went down, lowered by ``by``."""

    account: AccountId


class AllHandsLowered(Event, kw_only=True):
    """Every hand went down."""


class CalledOn(Event, kw_only=True):
    """``account`` has been given the word."""

    account: AccountId


class Hand(Struct):
    """One raised hand. ``called_at`` is 0 unless its owner has the word.

    ``heard_at`` is when its owner had it first, ``lowered_at`` when it went down; 0 before.
    """

    account: AccountId
    raised_at: Milliseconds
    said_at: Milliseconds = 0
    called_at: Milliseconds = 0
    heard_at: Milliseconds = 0
    lowered_at: Milliseconds = 0


class Hands(Memory):
    """Hands that are up, first raised first. A lost line keeps its place; leaving gives it up."""

    queue: list[Hand] = field(default_factory=list)
    at_end: list[Hand] = field(default_factory=list)
    """Hands that were up when the lesson ended: up again if it is opened again."""
    past: list[Hand] = field(default_factory=list)
    """Hands that went down, in that order."""

    def apply(self, event: Event) -> None:
        match event:
            case HandRaised() if not self.is_up(event.by):
                self.queue.append(Hand(event.by, event.at, event.said_at))
            case HandLowered():
                self._drop(event.account, event.at)
            case PersonRemoved():
                self._drop(event.account, event.at)
            case PeopleWent():
                for goer in event.people:
                    if goer.how != "lost":
                        self._drop(goer.account, event.at)
            case AllHandsLowered():
                for hand in list(self.queue):
                    self._drop(hand.account, event.at)
            case SessionEnded():
                self.queue, self.at_end = [], self.queue
            case SessionReopened():
                self.queue, self.at_end = self.at_end, []
            case CalledOn():
                for hand in self.queue:
                    hand.called_at = event.at if hand.account == event.account else 0
                    hand.heard_at = hand.heard_at or hand.called_at

    def is_up(self, account: str) -> bool:
        return any(hand.account == account for hand in self.queue)

    @property
    def word(self) -> Hand | None:
        """The hand of who has the word: nobody, once who was called on last has lowered it."""
        return next((hand for hand in self.queue if hand.called_at), None)

    def _drop(self, account: str, at: int) -> None:
        for hand in self.queue:
            if hand.account == account:
                hand.called_at, hand.lowered_at = 0, at
                self.past.append(hand)
        self.queue = [hand for hand in self.queue if hand.account != account]


ALREADY_RAISED = final("already_raised")
HAND_NOT_UP = final("hand_not_up")
