"""Looking after a relay, once a second: who is stuck, the disk, what is too old, whether anybody is here."""

import asyncio
import logging
from collections.abc import Collection

from relay.config import Settings
from relay.delivery import Delivery
from relay.school import School
from relay.server.connection import Connection
from relay.server.disk import Disk
from relay.server.rooms import LiveRooms
from relay.shared.tasks import Tasks
from relay.store import Store

_log = logging.getLogger(__name__)

LOOK_SECONDS = 1
DAY_SECONDS = 24 * 3600
BEAT_SECONDS, IDLE_BEAT_SECONDS = 5, 60
"""How exactly the next start can tell when this relay stopped; while lessons run, and otherwise."""


class Upkeep:
    """From ``start`` to ``stop``."""

    def __init__(
        self,
        store: Store,
        school: School,
        rooms: LiveRooms,
        delivery: Delivery,
        disk: Disk,
        connections: Collection[Connection],
        settings: Settings,
        tasks: Tasks,
        idle: asyncio.Event,
    ) -> None:
        """``idle`` is set once nobody has been connected for as long as the settings say."""
        self._store, self._school, self._rooms, self._delivery = store, school, rooms, delivery
        self._disk, self._connections, self._clock = disk, connections, store.clock
        self._settings, self._tasks, self._idle = settings, tasks, idle
        self._idle_since = now = store.clock.running()
        self._beat_at = now - IDLE_BEAT_SECONDS
        self._remove_old_at = now + settings.remove_old_after_seconds
        self._looking = False
        self._doubted = False
        self._ticking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Look no more; the last beat says when that was."""
        if self._ticking:
            self._ticking.cancel()
            await self._beat(now=True)

    def gone(self) -> None:
        """Somebody's connection has ended."""
        self._idle_since = self._clock.running()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if cut := self._delivery.unsent.reap():
                _log.warning("readers that were stuck have been cut", extra={"readers": cut})
            if not self._looking:
                self._looking = True
                self._tasks.spawn(self._look_at_disk())
            if self._clock.running() >= self._remove_old_at:
                self._remove_old_at += DAY_SECONDS
                self._tasks.spawn(self._school.remove_old())
            wait = self._settings.stop_when_idle
            if wait and not self._connections and self._clock.running() - self._idle_since > wait:
                self._idle.set()

    async def _look_at_disk(self) -> None:
        """May take as long as the disk takes; nothing else waits for it."""
        try:
            await self._disk.look()
            await self._beat()
        finally:
            self._looking = False

    def _tell_of_clock(self) -> None:
        doubted = self._store.heartbeat.doubted
        if doubted != self._doubted:
            self._doubted = doubted
            about = {"clock": self._clock.now(), "goes_by": self._store.heartbeat.now()}
            jumped = "the clock has jumped: nothing is removed or expires until it is confirmed"
            _log.warning(jumped if doubted else "the clock is believed again", extra=about)

    async def _beat(self, now: bool = False) -> None:
        """So that the next start knows when this relay stopped, and sees a clock that jumped."""
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
