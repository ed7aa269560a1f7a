"""The lesson of the story while it is held: who is in it, its time, and what was done so far."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop.demo.user import DemoUser
from relay.protocol.attendance import ClassAttendance
from relay.protocol.people import People
from relay.protocol.sessions import SessionDetails
from relay.store.heartbeat import HEARTBEAT_FILE
from tests.chaos import ChaosProxy
from tests.faults.full.ledger import Ledger, Line, Span
from tests.faults.full.people import Pupil, Seat, Window
from tests.given_clock import GivenClock
from tests.patience import until
from tests.relay.process import RelayProcess

TEACHER, ANA = "Ms Lee", "Ana Silva"
MINUTE_MS = 60_000
HEARD_MS = 15_000
"""So long before a cut somebody may have been heard last: more than lies between two pings, or two beats."""


@dataclass(frozen=True)
class Papers:
    """What is told and saved of it after its end."""

    attendance: ClassAttendance
    details: SessionDetails
    table: Path
    report: Path
    chats: dict[str, Path]
    """As each at a window has saved it."""


@dataclass(eq=False)
class HeldLesson:
    """What every act is given."""

    folder: Path
    relay: RelayProcess
    clock: GivenClock
    windows: tuple[Window, Window]
    """The teacher's, and Ana's."""
    pupils: list[Pupil]
    """In the order of the roles: the first is late, the second says nothing when asked, and so on."""
    wire: ChaosProxy
    """Between Ana and the relay."""
    cable: ChaosProxy
    """Between one pupil and the relay."""
    session: str
    dice: random.Random
    title: str = "Energy"
    rounds: int = 1
    """How often each says something where everybody does."""
    ledger: Ledger = field(default_factory=Ledger)
    started_at: int = 0
    """ms UTC, by the clock of all."""
    pause: Span = field(default_factory=Span)
    """Between its end and its going on."""
    papers: "Papers | None" = None

    @property
    def lee(self) -> DemoUser:
        return self.windows[0].user

    @property
    def ana(self) -> DemoUser:
        return self.windows[1].user

    @property
    def late(self) -> Pupil:
        return self.pupils[0]

    @property
    def silent(self) -> Pupil:
        """Answers nothing, ticks nothing, hands nothing in."""
        return self.pupils[1]

    @property
    def cut_off(self) -> Pupil:
        """Whose line is cut."""
        return self.pupils[2]

    @property
    def asker(self) -> Pupil:
        """Of the question without a name."""
        return self.pupils[3]

    @property
    def confiding(self) -> Pupil:
        """Writes to the teacher in private."""
        return self.pupils[4]

    @property
    def stuck(self) -> Pupil:
        return self.pupils[5]

    @property
    def here(self) -> list[Pupil]:
        return [pupil for pupil in self.pupils if pupil.name in self.ledger.came]

    @property
    def seats(self) -> list[Seat]:
        """All who are in it."""
        return [*self.windows, *self.here]

    @property
    def names(self) -> list[str]:
        return [TEACHER, ANA, *(pupil.name for pupil in self.pupils)]

    def into(self) -> int:
        """How long the lesson has gone on by now, in milliseconds of the clock."""
        return self.clock.now() - self.started_at

    async def until_minute(self, minute: float) -> None:
        """Time passes, once all have been told everything."""
        if not self.seats[0].room.over:
            await self.settle()
        self.clock.move((minute * MINUTE_MS - self.into()) / 1000)

    async def settle(self) -> None:
        """Nothing waits at anybody's, and all have been told all that was said."""
        await until(self._is_settled)

    def _is_settled(self) -> bool:
        seats = self.seats
        rooms = [seat.room for seat in seats]
        together = all(len(room.memories[People].present()) == len(seats) for room in rooms)
        return together and all(seat.quiet for seat in seats) and len({room.upto for room in rooms}) == 1

    def note(self, by: str, text: str, kind: str = "chat", *readers: str, unnamed: bool = False) -> None:
        """Somebody has said it; ``readers``: to these alone."""
        to = frozenset((by, *readers)) if readers else frozenset()
        self.ledger.lines.append(Line(by, text, kind, to, unnamed))

    def everybody_says(self, what: str) -> None:
        """Each of those without a window a line, all at once."""
        for pupil in self.here:
            pupil.say(f"{pupil.name}: {what}")
            self.note(pupil.name, f"{pupil.name}: {what}")

    @contextmanager
    def offline(self, *names: str, drop: bool = False) -> Iterator[None]:
        """In here the line of these is down, from the first moment to the last at most."""
        began = self.clock.now()
        yield
        most = self.clock.now() - began + HEARD_MS
        for name in names:
            self.ledger.was_offline(name, Span(self._least, most))
            self.ledger.drops[name] += drop
        self._least = 0

    _least: int = field(default=0, init=False)

    def beat(self) -> int:
        """Until when the relay says that it has run."""
        return int((self.relay.folder / HEARTBEAT_FILE).read_bytes())

    def time_passes(self, seconds: float) -> None:
        """While somebody's line is down: at least so long."""
        self.clock.move(seconds)
        self._least += int(seconds * 1000)
