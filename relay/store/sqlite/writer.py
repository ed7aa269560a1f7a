"""The one thread that writes: it takes what waits, commits it as one transaction and tells the loop once."""

import asyncio
import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from peewee import SqliteDatabase

from relay.protocol.log import Entry
from relay.store.engine import Append, Batch, Done, EventInserter, Failed, Item, Then, Write
from relay.store.errors import LostTransaction
from relay.store.sqlite.errors import is_storage_failure
from relay.store.sqlite.wal import WalCheckpointer

BATCH = 256
"""At most so many items go into one transaction."""
IDLE_SECONDS = 20.0
"""After so long without work the write-ahead log is folded back into the database."""
SLOW_SECONDS = 1.0
"""A commit that takes longer is worth a line in the relay's own log."""

journal = logging.getLogger(__name__)


class SqliteWriter:
    """Carries out items in the order in which they were put.

    ``done`` is called on the loop once a batch, after its commit. ``failed`` is called on the loop at most
    once, with the items that were not committed; then nothing more is written.
    """

    def __init__(
        self,
        database: SqliteDatabase,
        events: EventInserter,
        ahead: WalCheckpointer,
        done: Done,
        failed: Failed,
    ) -> None:
        self._database, self._events, self._ahead = database, events, ahead
        self._done, self._failed = done, failed
        self._items: SimpleQueue[Item | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.commits = 0
        """Transactions committed so far."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        self._items.put(item)

    def waiting(self) -> int:
        return self._items.qsize()

    def drain(self) -> list[Item]:
        left: list[Item] = []
        with contextlib.suppress(Empty):
            while True:
                item = self._items.get_nowait()
                if item is not None:
                    left.append(item)
        return left

    def stop(self) -> None:
        if self._thread is not None:
            self._items.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        batch: list[Item] = []
        try:
            connection = self._database.connection()
            while batch := self._next_batch(connection):
                began = time.perf_counter()
                self._commit(connection, batch)
                ended = time.perf_counter()
                self.commits += 1
                self._tell(self._done, Batch(batch, began, ended))
                batch = []
                self._ahead.checkpoint_if_due(connection)
                if ended - began > SLOW_SECONDS:
                    journal.warning("the disk is slow", extra={"commit_seconds": round(ended - began, 3)})
        except BaseException as error:
            journal.critical("Nothing more can be written", exc_info=error)
            self._tell(self._failed, error, batch)
        finally:
            with contextlib.suppress(Exception):
                self._database.close()

    def _next_batch(self, connection: sqlite3.Connection) -> list[Item]:
        """What waits, at most BATCH; empty when it is time to end."""
        try:
            first = self._items.get(timeout=IDLE_SECONDS)
        except Empty:
            self._ahead.fold_back(connection)
            first = self._items.get()
        batch: list[Item] = []
        item = first
        while item is not None:
            batch.append(item)
            if len(batch) == BATCH:
                return batch
            try:
                item = self._items.get_nowait()
            except Empty:
                return batch
        if batch:
            self._items.put(None)
        return batch

    def _commit(self, connection: sqlite3.Connection, batch: list[Item]) -> None:
        if all(isinstance(item, Then) for item in batch):
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            entries: list[Entry] = []
            for item in batch:
                if isinstance(item, Append):
                    entries.extend(item.entries)
                elif isinstance(item, Write):
                    self._insert(connection, entries)
                    self._carry_out(connection, item)
            self._insert(connection, entries)
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise

    def _insert(self, connection: sqlite3.Connection, entries: list[Entry]) -> None:
        if entries:
            self._events.insert(connection, entries)
            entries.clear()
            _check(connection, None)

    def _carry_out(self, connection: sqlite3.Connection, item: Write) -> None:
        connection.execute("SAVEPOINT change")
        try:
            item.result = item.change()
        except Exception as error:
            if is_storage_failure(error):
                raise
            _check(connection, error)
            connection.execute("ROLLBACK TO change")
            self._events.forget()
            item.error = error
        _check(connection, None)
        connection.execute("RELEASE change")

    def _tell(self, what: Callable[..., None], *values: object) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(what, *values)
        except RuntimeError:
            journal.error("The loop ended before what was committed could be told")


def _check(connection: sqlite3.Connection, cause: Exception | None) -> None:
    """On some errors SQLite rolls everything back by itself; going on would write outside a transaction."""
    if not connection.in_transaction:
        raise LostTransaction("SQLite gave up the transaction") from cause
