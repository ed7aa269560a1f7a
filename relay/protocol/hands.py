"""Raised hands: raising, lowering, calling on, why one is up, and the queue in the order of raising."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, Count, Event, Milliseconds, Pace, RoomCommand, same_pace
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.limits import DECODED, Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.people import PeopleWent, PersonRemoved
from relay.protocol.personal import Of
from relay.protocol.refusals import final

HANDS = Pace(0.5, 2)
EXPLANATION_LENGTH = 100
Explanation = Annotated[str, Meta(max_length=DECODED * EXPLANATION_LENGTH)]
Reason = Literal["", "question", "answer", "task", "step", "technical"]
"""A question, an answer; the task is not clear, one step does not work, something does not run. Each program
has its reader's words for them."""
LIMITS = (
    Limit("explanation of a hand", f"why a hand is up, in {EXPLANATION_LENGTH} characters", "too_long"),
    Limit("hands' pace", f"a hand in {1 / HANDS.rate:g} s, {HANDS.burst} at once", "too_fast", "pace_factor"),
)


class RaiseHand(RoomCommand, kw_only=True):
    """A student asks to speak. ``said_at``: when, by the corrected clock, if the line was down.

    ``reason`` and ``about``, why, are read by the teachers alone.
    """

    said_at: Milliseconds = 0
    reason: Reason = ""
    about: Explanation = ""
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


class HandExplained(Event, kw_only=True):
    """Why the hand of ``by`` is up; told to them and the teachers.

    ``prompt``: the check that they are stuck in.
    """

    reason: Reason = ""
    about: Annotated[Explanation, Of("by")] = ""
    prompt: Count = 0


class HandLowered(Event, kw_only=True):
    """The hand of ``account`` went down, lowered by ``by``."""

    account: AccountId


class AllHandsLowered(Event, kw_only=True):
    """Every hand went down."""


class CalledOn(Event, kw_only=True):
    """``account`` has been given the word, also where their hand is not up."""

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
    reason: Reason = ""
    """Why it is up, and what about: for teachers, and for its owner."""
    about: str = ""
    prompt: Count = 0
    """The check that its owner is stuck in."""
    unasked: bool = False
    """Its owner did not raise it, and was given the word: it goes down once somebody else has that."""


class Hands(Memory):
    """Hands that are up, first raised first. A lost line keeps its place; leaving gives it up."""

    queue: list[Hand] = field(default_factory=list)
    at_end: list[Hand] = field(default_factory=list)
    """Hands that were up when the lesson ended: up again if it is opened again."""
    past: list[Hand] = field(default_factory=list)
    """Hands that went down, in that order."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case HandRaised():
                self._raise(event)
            case HandExplained() if hand := self.of(event.by):
                hand.reason, hand.about, hand.prompt = event.reason, event.about, event.prompt
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
                self._call_on(event.account, event.at)

    def of(self, account: str) -> Hand | None:
        """The hand of this person, if it is up."""
        return next((hand for hand in self.queue if hand.account == account), None)

    def is_up(self, account: str) -> bool:
        return self.of(account) is not None

    def is_raised(self, account: str) -> bool:
        """Whether its owner raised it."""
        hand = self.of(account)
        return hand is not None and not hand.unasked

    @property
    def word(self) -> Hand | None:
        """The hand of who has the word: nobody, once who was called on last has lowered it."""
        return next((hand for hand in self.queue if hand.called_at), None)

    @property
    def raised(self) -> list[Hand]:
        """Those that wait or waited for the word, first raised first."""
        return [hand for hand in self.queue if not hand.unasked]

    def _raise(self, event: HandRaised) -> None:
        """Who has the word without having asked for it asks for it again: at the end, and not heard yet."""
        hand = self.of(event.by)
        if hand is None or hand.unasked:
            raised = Hand(event.by, event.at, event.said_at)
            if hand is not None:
                self.queue.remove(hand)
                raised.called_at = hand.called_at
            self.queue.append(raised)

    def _call_on(self, account: str, at: int) -> None:
        for hand in [one for one in self.queue if one.unasked and one.account != account]:
            self._drop(hand.account, at)
        if not self.is_up(account):
            self.queue.append(Hand(account, at, unasked=True))
        for hand in self.queue:
            hand.called_at = at if hand.account == account else 0
            hand.heard_at = hand.heard_at or hand.called_at

    def _drop(self, account: str, at: int) -> None:
        for hand in self.queue:
            if hand.account == account:
                hand.called_at, hand.lowered_at = 0, at
                self.past.append(hand)
        self.queue = [hand for hand in self.queue if hand.account != account]


ALREADY_RAISED = final("already_raised")
HAND_NOT_UP = final("hand_not_up")
