"""Counting while a session runs, so that its figures are ready the moment it ends."""

from msgspec import field

from relay.protocol.base import Event
from relay.protocol.lesson import RelayReopened, SessionReopened, SessionStarted
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.session_stats import COUNTED_BEFORE, SessionStats

MINUTE_MS = 60_000


class LessonStats(Memory):
    """The counts behind a session's figures. Teachers are not counted among the people."""

    started_at: int = 0
    uncounted: int = 0
    """Milliseconds over restarts that are in no figure."""
    students: set[str] = field(default_factory=set)
    here: set[str] = field(default_factory=set)
    most_at_once: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """What events count, by its name and by the account that caused them."""
    minutes: dict[str, dict[int, int]] = field(default_factory=dict)
    """The same by its name and by the minute of the lesson, from 0."""

    def apply(self, event: Event) -> None:
        for name in event.counts():
            of_each, whose = self.counts.setdefault(name, {}), event.by or next(iter(event.due_to()), "")
            of_each[whose] = of_each.get(whose, 0) + 1
            by_minute, minute = self.minutes.setdefault(name, {}), self._minute(event.at)
            by_minute[minute] = by_minute.get(minute, 0) + 1
        match event:
            case SessionStarted():
                self.started_at = event.at
            case PeopleCame():
                came = {p.account for p in event.people if p.role == "student"}
                self.students |= came
                self.here |= came
                self.most_at_once = max(self.most_at_once, len(self.here))
            case PeopleWent():
                self.here -= {p.account for p in event.people}
            case PersonRemoved():
                self.here.discard(event.account)
            case RelayReopened():
                self.here.clear()
                self.uncounted += event.uncounted
            case SessionReopened():
                self.here.clear()
                self.uncounted += max(0, event.at - event.ended_at)

    def _minute(self, at: int) -> int:
        return max(0, at - self.started_at - self.uncounted) // MINUTE_MS

    def stats(self, now: int) -> SessionStats:
        """The figures of a session that ends at ``now`` (ms UTC)."""
        counts = {name: sum(of_each.values()) for name, of_each in self.counts.items()}
        return SessionStats(
            duration=max(0, now - self.started_at - self.uncounted),
            people=len(self.students),
            most_at_once=self.most_at_once,
            counts=counts,
            **{name: counts.get(name, 0) for name in COUNTED_BEFORE},
        )
