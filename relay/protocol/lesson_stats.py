"""Counting while a session runs, so that its figures are ready the moment it ends."""

from msgspec import field

from relay.protocol.base import Event
from relay.protocol.chat import MessagePosted
from relay.protocol.figures import Figures
from relay.protocol.hands import HandRaised
from relay.protocol.lesson import RelayReopened, SessionReopened, SessionStarted
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleCame, PeopleWent, PersonRemoved


class LessonStats(Memory):
    """The counts behind a session's figures. Teachers are not counted among the people."""

    started_at: int = 0
    uncounted: int = 0
    """Milliseconds over restarts that are in no figure."""
    students: set[str] = field(default_factory=set)
    here: set[str] = field(default_factory=set)
    most_at_once: int = 0
    posted: dict[str, int] = field(default_factory=dict)
    hands: int = 0

    def apply(self, event: Event) -> None:
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
            case MessagePosted():
                self.posted[event.kind] = self.posted.get(event.kind, 0) + 1
            case HandRaised():
                self.hands += 1

    def figures(self, now: int) -> Figures:
        """The figures of a session that ends at ``now`` (ms UTC)."""
        return Figures(
            duration=max(0, now - self.started_at - self.uncounted),
            people=len(self.students),
            most_at_once=self.most_at_once,
            messages=sum(self.posted.values()),
            questions=self.posted.get("question", 0),
            answers=self.posted.get("answer", 0),
            hands=self.hands,
        )
