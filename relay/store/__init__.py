"""All that the relay keeps: one writer, readers that can't write, and the queries of the school."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from relay.clock import Clock
from relay.store import projections
from relay.store.engine import Append, Batch, Database, Engine, Item, Lease, Then, Times, Write
from relay.store.errors import StoreClosed
from relay.store.events import EventTable
from relay.store.heartbeat import Heartbeat, StampClock
from relay.store.log import Log
from relay.store.pages import Pages
from relay.store.queries.accounts import Accounts
from relay.store.queries.audit import AuditLog
from relay.store.queries.classes import Classes
from relay.store.queries.erasing import Erasing
from relay.store.queries.joining import JoinQueries
from relay.store.queries.keeping import KeepingRules
from relay.store.queries.meta import Answers, Meta
from relay.store.queries.own_data import PersonalData
from relay.store.queries.people import PeopleQueries
from relay.store.queries.sessions import Sessions
from relay.store.queries.tokens import Tokens

READERS = 2

__all__ = ["Store"]

T = TypeVar("T")
Q = TypeVar("Q")


class Store:
    """Everything the relay keeps. Made by ``open``, working between ``start`` and ``close``.

    The queries (``accounts``, ``classes``, ``people``, ``sessions``, ``tokens``, ``answers``, ``meta``,
    ``audit``, ``keeping``, ``erasing``, ``joining``, ``own_data``) are for use inside the functions handed to
    ``read`` and ``write``, and nowhere else.
    """

    failed: asyncio.Future[BaseException]
    """Comes to its end with what made an append fail: what rooms have told themselves is then not what is
    stored, and the process has to end. There is one from ``start`` on."""

    def __init__(self, engine: Engine, lease: Lease, database: Database, clock: Clock) -> None:
        self.folder, self.clock = engine.folder, clock
        with contextlib.closing(database):
            known = max(Meta(database).latest(), KeepingRules(database).last_day())
        self.heartbeat = Heartbeat(self.folder, clock, known)
        self.stamps = StampClock(clock, self.heartbeat)
        """By which lessons go."""
        self._lease, self._database = lease, database
        self._loop: asyncio.AbstractEventLoop | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._why_closed: BaseException | None = None
        events = EventTable(projections.find())
        self._writer = database.writer(events, self._done, self._failed)
        self.maintenance, self.files = engine.maintenance(), engine.files()
        self.log = Log(database, events, self._writer.put, self.read)
        self.accounts = Accounts(database)
        self.classes = Classes(database)
        self.people = PeopleQueries(database)
        self.sessions = Sessions(database)
        self.tokens = Tokens(database)
        self.answers = Answers(database, self.heartbeat.now)
        self.meta = Meta(database)
        self.joining = JoinQueries(database)
        self.audit = AuditLog(database)
        self.keeping = KeepingRules(database)
        self.erasing = Erasing(database)
        self.own_data = PersonalData(database)
        with contextlib.closing(database):
            self.relay_id = self.meta.get("relay_id")
            self.epoch = self.meta.get("epoch")
        self.pages = Pages(self.log, lambda: self.epoch)

    @classmethod
    def open(cls, engine: Engine, clock: Clock) -> "Store":
        """Become the owner of a school's data, and open it.

        Raises FolderInUse, NewerDatabase, DamagedDatabase, or StoreError with what else went wrong.
        """
        lease = engine.acquire()
        try:
            return cls(engine, lease, engine.open(), clock)
        except BaseException:
            lease.release()
            raise

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the writer and the readers; outcomes are told on ``loop``."""
        self._loop, self.failed = loop, loop.create_future()
        self._readers = ThreadPoolExecutor(READERS, "store-reader")
        self._writer.start(loop)

    async def read(self, fn: Callable[[], T]) -> T:
        """Run ``fn`` on a reader's connection, off the loop; it sees one state of the database throughout."""
        if self._loop is None or self._readers is None:
            raise StoreClosed("The store is not open")
        return await self._loop.run_in_executor(self._readers, self._look, fn)

    async def write(self, fn: Callable[[], T]) -> T:
        """Run ``fn`` in the writer's next transaction; returns after its commit.

        What ``fn`` raises undoes only what ``fn`` did. Raises StoreClosed when nothing can be written.
        """
        if self._loop is None or self._why_closed is not None:
            raise StoreClosed("The store is not open") from self._why_closed
        future: asyncio.Future[T] = self._loop.create_future()
        self._writer.put(Write(fn, future))
        return await future

    def queries(self, kind: Callable[[Database], Q]) -> Q:
        """The queries of a subject of its own (``kind``: their class), for use as those above."""
        return kind(self._database)

    def waiting(self) -> int:
        return self._writer.waiting()

    async def close(self) -> None:
        """Commit all that waits, then close and let go of the folder."""
        if self._loop is not None:
            await asyncio.to_thread(self.files.close)
            # Readers first: the connection that closes last folds the write-ahead log back.
            await asyncio.to_thread(self._close_readers)
            await asyncio.to_thread(self._writer.stop)
            told = self._loop.create_future()
            # Behind the writer's last word to the loop.
            self._loop.call_soon(told.set_result, None)
            await told
            self._why_closed = self._why_closed or StoreClosed("The store has been closed")
            refuse(self._writer.drain(), self._why_closed)
            self._loop = None
            if isinstance(self._why_closed, StoreClosed):
                await asyncio.to_thread(self.maintenance.note_clean_stop)
        self._lease.release()

    def _close_readers(self) -> None:
        if self._readers is not None:
            self._readers.shutdown()
            self._readers = None
        self._database.close_readers()

    def _look(self, fn: Callable[[], T]) -> T:
        with self._database.reading():
            return fn()

    def _done(self, batch: Batch) -> None:
        events = sum(len(item.entries) for item in batch.items if isinstance(item, Append))
        for item in batch.items:
            if isinstance(item, Append):
                times = Times(events, batch.ended - batch.began, batch.ended - item.since, item.since)
                self.log.settled()
                self._guard(partial(item.told, item.entries, times))
            elif isinstance(item, Then):
                self.log.settled()
                self._guard(item.call)
            elif not item.future.done():
                if item.error is not None:
                    item.future.set_exception(item.error)
                else:
                    item.future.set_result(item.result)

    def _failed(self, error: BaseException, items: list[Item]) -> None:
        self._why_closed = error
        refuse(items + self._writer.drain(), error)
        if not self.failed.done():
            self.failed.set_result(error)

    def _guard(self, call: Callable[[], None]) -> None:
        """A fault in one who is told must not keep the others from being told."""
        try:
            call()
        except Exception as error:
            assert self._loop is not None
            self._loop.call_exception_handler(
                {"message": "A fault in telling what was committed", "exception": error}
            )


def refuse(items: list[Item], cause: BaseException) -> None:
    """Tell those who wait for these items that nothing will come of them; on the loop."""
    for item in items:
        if isinstance(item, Write) and not item.future.done():
            error = StoreClosed("Nothing more can be written")
            error.__cause__ = cause
            item.future.set_exception(error)
