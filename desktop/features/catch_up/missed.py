"""Gathers what others did while somebody was away, of what is worth a word. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from relay.protocol.base import Event
from relay.protocol.lesson import RelayReopened
from relay.protocol.people import PeopleCame, PeopleWent

NOTICED_MS = 60_000
"""So long at most the relay may take to notice that a line is lost; what is older was heard."""


@dataclass(frozen=True)
class Gap:
    """What was missed, and for how long (ms)."""

    events: tuple[Event, ...]
    """In order; at least one."""
    away: int

    @property
    def first(self) -> int:
        return self.events[0].seq

    @property
    def last(self) -> int:
        return self.events[-1].seq

    def and_then(self, later: "Gap") -> "Gap":
        """Both together: away again before the first was made up for."""
        return Gap(self.events + later.events, self.away + later.away)


class Missed:
    """Follows one room through cuts. Everything is told with ``now`` or ``at``: ms UTC, the relay's clock.

    After a cut, everything that is caught up was missed. Somebody who comes in with nothing in hand is told
    the whole log; what they have missed then stands after their own last going.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._since = 0
        self._from_log = True
        self._gone = False

    def forget(self) -> None:
        """The room begins anew, from nothing."""
        self._events.clear()
        self._since, self._from_log, self._gone = 0, True, False

    def go(self, now: int) -> None:
        """The line was cut."""
        if not self._gone or self._from_log:
            self._events.clear()
            self._since = now
        self._from_log, self._gone = False, True

    def come_back(self, known_until: int) -> None:
        """The room was entered. ``known_until``: when what is known of it ends; 0: nothing is known."""
        if known_until and self._from_log:
            self.go(known_until)

    def take(self, events: Sequence[Event], me: str) -> None:
        """What is caught up, in order."""
        for event in events:
            if event.missed and event.by != me and me not in event.due_to():
                self._events.append(event)
            if self._from_log:
                self._follow(event, me)

    def caught_up(self, now: int) -> Gap | None:
        """All is told. What was missed, if anything."""
        missed, since, was_gone = tuple(self._events), self._since, self._gone
        self._events.clear()
        self._from_log, self._gone = False, False
        if not was_gone or not missed:
            return None
        return Gap(missed, max(0, now - min(since, missed[0].at)))

    def _follow(self, event: Event, me: str) -> None:
        """One's own comings and goings, in the log."""
        match event:
            case PeopleCame() if any(comer.account == me for comer in event.people):
                self._events.clear()
                self._gone = False
            case PeopleWent():
                for goer in event.people:
                    if goer.account == me and not self._gone:
                        self._leave(goer.last_seen_at or event.at, event.at)
            case RelayReopened() if not self._gone:
                self._leave(event.down_since, event.at)

    def _leave(self, last_seen_at: int, at: int) -> None:
        """The relay notices a lost line later than it is lost."""
        since = max(last_seen_at, at - NOTICED_MS)
        self._events = [event for event in self._events if event.at > since]
        self._since, self._gone = since, True
