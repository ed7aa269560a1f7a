"""Faults that need a tool of the system, each in a short lesson of its own."""

import contextlib
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos import chaos_before
from tests.faults import clock, disk, network, restored
from tests.faults.among import OldAmongNew
from tests.faults.full.special import FullLesson
from tests.faults.lesson import LessonUnderFaults, Outcome
from tests.faults.middle import KilledInTheMiddle
from tests.faults.plan import draw
from tests.faults.process import RelayUnderTest
from tests.faults.school import furnish
from tests.faults.versions import BetweenVersions

PEOPLE = 10
SECONDS = 9.0
SETTINGS: dict[str, object] = {"ping_seconds": 2, "grace_seconds": 4}


@dataclass(frozen=True)
class Special:
    """One kind of fault. ``missing``: why it can't be made here, empty when it can."""

    name: str
    missing: Callable[[], str]
    beside: Callable[[LessonUnderFaults], Awaitable[None]]
    settings: dict[str, object] = field(default_factory=dict)
    around: Callable[[RelayUnderTest], contextlib.AbstractAsyncContextManager[None]] | None = None
    """Makes the place in which the relay runs, before its first start, and takes it away."""

    desktops: int = 0
    """How many have the real desktop's line."""

    async def run(self, folder: Path, seed: int) -> Outcome:
        """A lesson with this fault, on a relay of its own."""
        empty(folder)
        relay = RelayUnderTest(folder / "relay", SETTINGS | self.settings)
        async with contextlib.AsyncExitStack() as stack:
            if self.around:
                await stack.enter_async_context(self.around(relay))
            if not await relay.start():
                raise RuntimeError(f"the relay does not start:\n{relay.last_words()}")
            try:
                return await self._lesson(folder, relay, seed)
            finally:
                await relay.kill()

    async def _lesson(self, folder: Path, relay: RelayUnderTest, seed: int) -> Outcome:
        async with chaos_before(relay.port) as door:
            door.host = relay.host
            secret = relay.ready["first_teacher"]
            school = await furnish(door.listens_on, relay.certificate, secret, PEOPLE - 1)
        plan = draw(seed, 0, kills=0, cuts=0, people=PEOPLE, points=2, seconds=SECONDS)
        lesson = LessonUnderFaults(plan, relay, school, folder / "lesson", self.desktops, beside=self.beside)
        outcome = await lesson.run()
        outcome.counts.update({f"special {self.name}": 1})
        return outcome


def empty(folder: Path) -> None:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


AnySpecial = Special | BetweenVersions | OldAmongNew | KilledInTheMiddle | FullLesson

SPECIALS: tuple[AnySpecial, ...] = (
    Special("disk-full", disk.missing_tmpfs, disk.full, {"disk_low_mb": disk.LOW_MB}, disk.small),
    Special("fsync-error", disk.missing_strace, disk.failing_sync),
    Special("clock-ten-years-off", clock.missing_faketime, clock.ten_years_off),
    Special("copied-back", lambda: "", restored.copied_back, desktops=2),
    Special("network", network.missing, network.lossy, around=network.namespace),
    BetweenVersions("old-desktop", old_desktop=True),
    BetweenVersions("old-relay", old_desktop=False),
    OldAmongNew(),
    KilledInTheMiddle(),
    FullLesson(),
)
