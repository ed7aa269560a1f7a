"""The log of all sessions: appended to from the loop without waiting, read in pages."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from relay.protocol.log import PAGE_BYTES, PAGE_EVENTS, Entry, StoredEvent
from relay.store.engine import Append, Database, Item, Then
from relay.store.events import HEAD, Events

T = TypeVar("T")

ANSWER = 'SELECT min(seq), max(seq) FROM event WHERE session = ? AND "by" = ? AND ref = ?'
"""Reads all of a session's log: some milliseconds for a lesson. It is asked for when a room has ended."""
READ = "SELECT seq, ref, audience, body FROM event WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?"


class Read(Protocol):
    """Runs a function on a reader's connection, off the loop."""

    async def __call__(self, fn: Callable[[], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Times:
    """How long one commit took, in seconds."""

    events: int
    work: float
    """The transaction alone."""
    committed: float
    """From being appended to being on disk, of the event that waited longest."""
    since: float
    """When that event was appended (``perf_counter``)."""


class Log:
    """What was said and done in every session.

    ``on_commit`` is called on the loop once a commit, with all entries it covered, in order. It does not
    tell the first event of a session, which the school writes with its answer (``append_within``).
    ``on_times`` is called before it, with how long that took.
    ``on_failure`` is called on the loop once, when an append failed: what rooms have told themselves is
    then not what is stored, and the process has to end.
    """

    on_commit: Callable[[list[Entry]], None]
    on_times: Callable[[Times], None]
    on_failure: Callable[[BaseException], None]

    def __init__(self, database: Database, events: Events, put: Callable[[Item], None], read: Read) -> None:
        self._database, self._events = database, events
        self._put, self._read = put, read
        self._waiting = 0
        self.on_commit = lambda entries: None
        self.on_times = lambda times: None
        self.on_failure = lambda error: None

    def append(self, entries: Sequence[Entry], since: float | None = None) -> None:
        """Have events stored, numbered already by their room; never blocks.

        ``since``: when the first of them was accepted, if not just now (``perf_counter``).
        """
        if entries:
            self._waiting += 1
            self._put(Append(tuple(entries), time.perf_counter() if since is None else since))

    def when_safe(self, then: Callable[[], None]) -> None:
        """Call ``then`` once everything appended so far is committed, after its ``on_commit``.

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

    def settle(self, items: Sequence[Item]) -> list[Entry]:
        """The entries among committed items, which no longer wait."""
        done = [item for item in items if isinstance(item, Append)]
        self._waiting -= len(done)
        return [entry for item in done for entry in item.entries]

    def call(self, then: Then) -> None:
        self._waiting -= 1
        then.call()
