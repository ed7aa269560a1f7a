"""Whether the disk has room: looked at once a second, off the loop, and told when it changes."""

import asyncio
import logging
from collections.abc import Callable

from relay.store import Store

_log = logging.getLogger(__name__)


class DiskSpaceMonitor:
    """``low`` from when less than the limit is free, until a tenth more than it is."""

    def __init__(self, store: Store, limit_mb: int, changed: Callable[[bool], None]) -> None:
        self._store, self._limit, self._changed = store, limit_mb * 1_000_000, changed
        self.low = False
        self.free = 0
        """Bytes, when last looked at."""

    async def look(self) -> None:
        """A disk that hangs keeps this waiting, and nothing else."""
        self.free = free = await asyncio.to_thread(self._store.maintenance.free_bytes)
        low = free < self._limit + (self._limit // 10 if self.low else 0)
        if low != self.low:
            self.low = low
            _log.warning("the disk is low" if low else "the disk has room again", extra={"free_bytes": free})
            self._changed(low)
