"""The log of all sessions: appended to from the loop without waiting, read in pages."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from relay.protocol.log import PAGE_BYTES, PAGE_EVENTS, Entry, StoredEvent
from relay.store.engine import Append, Database, Item, Then, Times
from relay.store.events import HEAD, EventTable

T = TypeVar("T")

ANSWER = 'SELECT min(seq), max(seq) FROM event WHERE session = ? AND "by" = ? AND ref = ?'
"""Reads all of a session's log: some milliseconds for a lesson. It is asked for when a room has ended."""
READ = "SELECT seq, ref, audience, body FROM event WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?"


class Read(Protocol):
    """Runs a function on a reader's connection, off the loop."""

    async def __call__(self, fn: Callable[[], T]) -> T: ...


Told = Callable[[Sequence[Entry], Times], None]


class Log:
    """What was said and done in every session."""

    def __init__(
        self, database: Database, events: EventTable, put: Callable[[Item], None], read: Read
    ) -> None:
        self._database, self._events = database, events
        self._put, self._read = put, read
        self._waiting = 0

    def append(
        self,
        entries: Sequence[Entry],
        told: Told = lambda entries, times: None,
        since: float | None = None,
    ) -> None:
        """Have events stored, numbered already by their room; never blocks.

        ``told`` is called with them on the loop, once they are committed. ``since``: when the first of them
        was accepted, if not just now (``perf_counter``).
        """
        if entries:
            self._waiting += 1
            self._put(Append(entries, time.perf_counter() if since is None else since, told))

    def when_safe(self, then: Callable[[], None]) -> None:
        """Call ``then`` once everything appended so far is committed, and told.

        With nothing waiting it is called at once, and otherwise in the order of asking.
        """
        if self._waiting:
            self._waiting += 1
            self._put(Then(then))
        else:
            then()

    def append_within(self, entries: Sequence[Entry]) -> None:
        """Store events as part of a ``Store.write``; on the writer's thread only."""
        self._events.insert(self._database.connection(), entries)

    async def read(
        self, session: str, after: int, events: int = PAGE_EVENTS, size: int = PAGE_BYTES
    ) -> list[StoredEvent]:
        """Committed events after number ``after``: at most ``events``, the last of them passing ``size``."""
        return await self._read(lambda: self.read_within(session, after, events, size))

    def read_within(
        self, session: str, after: int, events: int = PAGE_EVENTS, size: int = PAGE_BYTES
    ) -> list[StoredEvent]:
        """The same, as part of a ``Store.read`` or ``Store.write``."""
        page: list[StoredEvent] = []
        for row in self._database.connection().execute(READ, (session, after, events)):
            page.append(StoredEvent(*row))
            size -= len(page[-1].body)
            if size <= 0:
                break
        return page

    async def answer(self, session: str, by: str, ref: str) -> tuple[int, int] | None:
        """First and last number of what a command caused; None when nothing of it is committed."""

        def look() -> tuple[int, int] | None:
            row = self._database.connection().execute(ANSWER, (session, by, ref)).fetchone()
            return (row[0], row[1]) if row[0] is not None else None

        return await self._read(look)

    async def head(self, session: str) -> int:
        """The number of the last committed event; 0 for an empty log."""
        return await self._read(lambda: self.head_within(session))

    def head_within(self, session: str) -> int:
        """The same, as part of a ``Store.read`` or ``Store.write``."""
        head: int = self._database.connection().execute(HEAD, (session,)).fetchone()[0]
        return head

    def settled(self) -> None:
        """Something of what waited does no more."""
        self._waiting -= 1
