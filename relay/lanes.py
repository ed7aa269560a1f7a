"""What is passed on in a room and kept nowhere: moments and binary frames, by rules of their subjects."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Generic, NamedTuple, TypeVar

from relay.presence import Asker
from relay.protocol.base import Moment, MomentSum, RoomRole
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.frames import Frame
from relay.protocol.log import Audience
from relay.protocol.refusals import NOT_ALLOWED, SESSION_NOT_LIVE, UNKNOWN_TYPE, Refusal
from relay.room import Room
from relay.rules import keep_pace

M = TypeVar("M", bound=Moment)
T = TypeVar("T")
Decide = Callable[[Room, Asker, T], Audience | None]


@dataclass(slots=True, eq=False)
class LaneRule(Generic[T]):
    """Who may send something of a kind, and by the function below to whom it is passed on."""

    of: type[Moment] | int
    who: frozenset[RoomRole]
    into: type[MomentSum] | None = None
    """What is told instead of each."""
    decide: Decide[T] = field(init=False)

    def __call__(self, decide: Decide[T]) -> Decide[T]:
        self.decide = decide
        decide.__dict__["lane"] = self
        return decide


def passes_on(moment: type[M], who: frozenset[RoomRole]) -> LaneRule[M]:
    """Declare the function below as the one that says who is told of a moment; None: nobody.

    It is asked about those in the room whose role is one of ``who``, and within the moment's pace. What it
    refuses is dropped without a word.
    """
    return LaneRule(moment, who)


def sums_up(moment: type[M], who: frozenset[RoomRole], into: type[MomentSum]) -> LaneRule[M]:
    """The same, but what is told is what the moments of a short time add up to, to their senders too."""
    return LaneRule(moment, who, into)


def takes_frames(kind: int, who: frozenset[RoomRole]) -> LaneRule[Frame]:
    """Declare the function below as the one that takes binary frames of a kind.

    It says to whom the frame is passed on as it is (None: to nobody), or refuses it.
    """
    return LaneRule(kind, who)


class Passed(NamedTuple):
    """To whom something is passed on, of which subject it is, and into what it is added up, if it is."""

    to: Audience
    subject: str
    into: type[MomentSum] | None


class LaneRules:
    """All rules of the features about what is passed on."""

    def __init__(self, features: Iterable[ModuleType]) -> None:
        self._rules: dict[type[Moment] | int, tuple[LaneRule[Any], str]] = {}
        for module in features:
            subject = module.__name__.rpartition(".")[2]
            for value in vars(module).values():
                rule = getattr(value, "lane", None)
                if isinstance(rule, LaneRule):
                    self._rules[rule.of] = rule, subject

    def takes(self, kind: int) -> bool:
        """Whether any subject has to do with binary frames of this kind."""
        return kind in self._rules

    def decide(self, room: Room, asker: Asker, what: Moment | Frame) -> Passed | None:
        """To whom something is passed on (None: to nobody); raises Refusal.

        Who waits or has been removed is not in the room: default no.
        """
        of = what.kind if isinstance(what, Frame) else type(what)
        if of not in self._rules:
            raise Refusal(UNKNOWN_TYPE)
        rule, subject = self._rules[of]
        if not room.live:
            raise Refusal(SESSION_NOT_LIVE)
        if asker.role not in rule.who:
            raise Refusal(NOT_ALLOWED)
        if not room.presence.here.has(asker.account, asker.device):
            raise Refusal(NOT_IN_ROOM)
        if isinstance(of, type):
            keep_pace(of, room, asker)
        audience = rule.decide(room, asker, what)
        return None if audience is None else Passed(audience, subject, rule.into)
