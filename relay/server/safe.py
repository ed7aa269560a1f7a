"""Between what is accepted and what is told: entries on their way to the disk, and what waits behind them."""

import asyncio
from collections.abc import Callable, Sequence

from relay.delivery import Delivery
from relay.protocol.log import Entry
from relay.store.log import Log

MOST_WAITING = 2_048
"""With more entries than this waiting for their commit, connections are read no further until it is done."""


class Safe:
    """Nothing leaves before it is safe; what is safe is delivered."""

    def __init__(self, log: Log, delivery: Delivery) -> None:
        self._log, self._delivery = log, delivery
        self._entries: list[Entry] = []
        """Of this turn of the loop, not yet given to the log."""
        self._waiting = 0
        """Entries that are not committed."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Have entries stored; all that come in one turn of the loop go to the writer together."""
        if not self._entries:
            asyncio.get_running_loop().call_soon(self.put)
        self._entries += entries
        self._waiting += len(entries)

    def put(self) -> None:
        """Give the log what this turn has brought so far."""
        if self._entries:
            entries, self._entries = self._entries, []
            self._log.append(entries)

    def then(self, call: Callable[[], None]) -> None:
        """Call this once everything appended so far is committed."""
        self.put()
        self._log.when_safe(call)

    def committed(self, entries: Sequence[Entry]) -> None:
        """These are on the disk: now they may be told."""
        self._waiting -= len(entries)
        self._delivery.release(entries)

    @property
    def far_behind(self) -> bool:
        """Whether the disk is too far behind what has been accepted."""
        return self._waiting > MOST_WAITING

    async def keep_up(self) -> None:
        """Wait while the disk is too far behind."""
        if self.far_behind:
            caught_up = asyncio.Event()
            self.then(caught_up.set)
            await caught_up.wait()
