"""Between what is accepted and what is told: entries on their way to the disk, and what waits behind them.

One batch is under way at a time: committed, told, and only then the next, with all that was accepted since.
So a busy relay makes fewer and larger commits and writes by itself, and a quiet one waits for nothing.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from relay.delivery import Delivery
from relay.metrics import Metrics
from relay.protocol.log import Entry
from relay.store.engine import Times
from relay.store.log import Log

MOST_WAITING = 16_384
"""With more entries than this waiting for their commit, connections are read no further until it is done."""


class CommitQueue:
    """Nothing leaves before it is safe; what is safe is delivered."""

    def __init__(self, log: Log, delivery: Delivery, metrics: Metrics) -> None:
        self._log, self._delivery, self._metrics = log, delivery, metrics
        self._entries: list[Entry] = []
        self._calls: list[Callable[[], None]] = []
        """The next batch, with what waits behind it."""
        self._before_delivery: dict[tuple[str, int], list[Callable[[], None]]] = {}
        """By session and number of an event: what has to be done before anything later is told."""
        self._since = 0.0
        """When its first entry was accepted (``perf_counter``)."""
        self._under_way = False
        self._next_is_due = False
        self.waiting = 0
        """Entries that are not committed."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Have entries stored; all that come in one turn of the loop go to the writer together."""
        if not self._entries:
            self._since = time.perf_counter()
        self._entries += entries
        self.waiting += len(entries)
        self._submit_soon()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this once everything appended so far is committed and told."""
        if self._under_way or self._entries or self._calls:
            self._calls.append(call)
            self._submit_soon()
        else:
            call()

    def before_delivery(self, entry: Entry, call: Callable[[], None]) -> None:
        """Call this once ``entry`` is committed and told, before anything else of the same commit is."""
        self._before_delivery.setdefault((entry.session, entry.seq), []).append(call)

    def submit(self) -> None:
        """Give the log what has come so far."""
        self._next_is_due = False
        if self._entries or self._calls:
            self._under_way = True
            self._log.append(self._entries, self._committed, self._since)
            for call in (*self._calls, self._told):
                self._log.when_safe(call)
            self._entries, self._calls = [], []

    def _submit_soon(self) -> None:
        if not self._under_way and not self._next_is_due:
            self._next_is_due = True
            asyncio.get_running_loop().call_soon(self.submit)

    def _told(self) -> None:
        self._under_way = False
        if self._entries or self._calls:
            # What came while this was told is read first, and goes along.
            asyncio.get_running_loop().call_soon(self._submit_soon)

    def _committed(self, entries: Sequence[Entry], times: Times) -> None:
        """These are on the disk: now they may be told."""
        self._metrics.commit(times.events, times.work, times.committed)
        self.waiting -= len(entries)
        if self._before_delivery:
            entries = self._told_up_to_calls(entries)
        if entries:
            self._delivery.release(entries)
        self._metrics.released(time.perf_counter() - times.since)

    def _told_up_to_calls(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        start = 0
        for end, entry in enumerate(entries, 1):
            if calls := self._before_delivery.pop((entry.session, entry.seq), None):
                self._delivery.release(entries[start:end])
                for call in calls:
                    call()
                start = end
        return entries[start:]

    @property
    def backlogged(self) -> bool:
        """Whether the disk is too far behind what has been accepted."""
        return self.waiting > MOST_WAITING

    async def keep_up(self) -> None:
        """Wait while the disk is too far behind."""
        if self.backlogged:
            await self.caught_up()

    async def caught_up(self) -> None:
        """Wait until all that was accepted so far is committed and told."""
        caught_up = asyncio.Event()
        self.after_commit(caught_up.set)
        await caught_up.wait()
