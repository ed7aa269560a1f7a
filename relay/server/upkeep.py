"""Looking after a relay, once a second: who is stuck, the disk, what is too old, whether anybody is here."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Sequence, Sized
from typing import Any, Protocol

from relay.clock import Clock
from relay.delivery import UnsentLimits
from relay.school import School
from relay.server.connection import Connection
from relay.server.disk import DiskSpaceMonitor
from relay.shared.tasks import Tasks
from relay.store import Store

_log = logging.getLogger(__name__)

LOOK_SECONDS = 1
DAY_SECONDS = 24 * 3600
BEAT_SECONDS, IDLE_BEAT_SECONDS = 5, 60
"""How exactly the next start can tell when this relay stopped; while lessons run, and otherwise."""


class Chore(Protocol):
    """One thing to look after."""

    def look(self) -> None:
        """Do what is due, and wait for nothing."""


class StuckReaders:
    """Cuts readers that take nothing."""

    def __init__(self, unsent: UnsentLimits) -> None:
        self._unsent = unsent

    def look(self) -> None:
        if cut := self._unsent.reap():
            _log.warning("readers that were stuck have been cut", extra={"readers": cut})


class HeartbeatKeeper:
    """So that the next start knows when this relay stopped, and sees a clock that jumped."""

    def __init__(self, store: Store, school: School, rooms: Sized) -> None:
        self._store, self._school, self._rooms, self._clock = store, school, rooms, store.clock
        self._beat_at = self._clock.running() - IDLE_BEAT_SECONDS
        self._doubted = False

    async def beat(self, now: bool = False) -> None:
        """If it is due, or is to be ``now`` because it is the last."""
        every = BEAT_SECONDS if self._rooms else IDLE_BEAT_SECONDS
        if now or self._clock.running() - self._beat_at >= every:
            self._beat_at = self._clock.running()
            try:
                await asyncio.to_thread(self._store.heartbeat.beat)
            except OSError as error:
                _log.warning("the heartbeat can't be kept: %s", error)
            if not now:
                self._tell_of_clock()
                await self._school.note_day()

    def _tell_of_clock(self) -> None:
        doubted = self._store.heartbeat.doubted
        if doubted != self._doubted:
            self._doubted = doubted
            about = {"clock": self._clock.now(), "goes_by": self._store.heartbeat.now()}
            jumped = "the clock has jumped: nothing is removed or expires until it is confirmed"
            _log.warning(jumped if doubted else "the clock is believed again", extra=about)


class DiskCare:
    """Looks at the disk and keeps the heartbeat there, which may take as long as the disk takes."""

    def __init__(self, disk: DiskSpaceMonitor, heartbeat: HeartbeatKeeper, tasks: Tasks) -> None:
        self._disk, self._heartbeat, self._tasks = disk, heartbeat, tasks
        self._looking = False

    def look(self) -> None:
        if not self._looking:
            self._looking = True
            self._tasks.spawn(self._look())

    async def _look(self) -> None:
        try:
            await self._disk.look()
            await self._heartbeat.beat()
        finally:
            self._looking = False


class Recurring:
    """Does something every so many seconds, once a day unless it says otherwise, the first time ``after``."""

    def __init__(
        self,
        clock: Clock,
        after: float,
        work: Callable[[], Coroutine[Any, Any, None]],
        tasks: Tasks,
        every: float = DAY_SECONDS,
    ) -> None:
        self._clock, self._work, self._tasks, self._every = clock, work, tasks, every
        self._due_at = clock.running() + after

    def look(self) -> None:
        if self._clock.running() >= self._due_at:
            self._due_at += self._every
            self._tasks.spawn(self._work())


class Idleness:
    """Sets ``over`` once nobody has been connected for so many seconds; 0: never."""

    def __init__(
        self, clock: Clock, connections: Collection[Connection], seconds: float, over: asyncio.Event
    ) -> None:
        self._clock, self._connections, self._seconds, self._over = clock, connections, seconds, over
        self._since = clock.running()

    def gone(self) -> None:
        """Somebody's connection has ended."""
        self._since = self._clock.running()

    def look(self) -> None:
        idle_for = self._clock.running() - self._since
        if self._seconds and not self._connections and idle_for > self._seconds:
            self._over.set()


class Upkeep:
    """Has every chore looked at, from ``start`` to ``stop``."""

    def __init__(self, chores: Sequence[Chore], heartbeat: HeartbeatKeeper) -> None:
        self._chores, self._heartbeat = chores, heartbeat
        self._ticking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Look no more; the last beat says when that was."""
        if self._ticking:
            self._ticking.cancel()
            await self._heartbeat.beat(now=True)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for chore in self._chores:
                chore.look()
