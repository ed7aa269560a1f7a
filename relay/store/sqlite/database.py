"""Opening the database file: its permissions, its settings, its health, and bringing it up to date."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import peewee
from peewee import SqliteDatabase
from playhouse.migrations import Runner

from relay.shared.ids import is_id, new_id
from relay.store.engine import Done, EventInserter, Failed
from relay.store.errors import DamagedDatabase, NewerDatabase, StoreError
from relay.store.queries.meta import Meta
from relay.store.sqlite.health import Stopped, look_over
from relay.store.sqlite.permissions import need_own_folder
from relay.store.sqlite.wal import AHEAD_BYTES, WalCheckpointer
from relay.store.sqlite.writer import SqliteWriter

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner only; raises StoreError, also for one that is not ours alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        need_own_folder(folder)
    except OSError as error:
        raise StoreError(f"The data folder {folder} can't be used: {error.strerror}.") from error


class SchoolDatabase:
    """The database of a store at work."""

    def __init__(self, database: SqliteDatabase, ahead: WalCheckpointer) -> None:
        self._database, self._ahead = database, ahead
        self._readers: list[sqlite3.Connection] = []

    def connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._database.connection()
        return connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        connection = self.connection()
        if connection not in self._readers:
            connection.execute("PRAGMA query_only=1")
            self._readers.append(connection)
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")

    def writer(self, events: EventInserter, done: Done, failed: Failed) -> SqliteWriter:
        return SqliteWriter(self._database, events, self._ahead, done, failed)

    def close(self) -> None:
        self._database.close()

    def close_readers(self) -> None:
        while self._readers:
            self._readers.pop().close()


def open_database(file: Path, ahead: WalCheckpointer) -> SchoolDatabase:
    """The database, checked and brought up to date, with no connection open; raises StoreError."""
    try:
        # At debug level Peewee logs every value, hashes and names among them.
        logging.getLogger("peewee").setLevel(logging.INFO)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        database = SqliteDatabase(
            str(file),
            lock_type="IMMEDIATE",
            timeout=5,
            check_same_thread=False,
            pragmas={
                "journal_mode": "wal",
                "synchronous": "full",
                "foreign_keys": 1,
                "secure_delete": 1,  # what was replaced or removed is not left lying in the file
                "cache_size": -16_000,
                "journal_size_limit": AHEAD_BYTES,
                "wal_autocheckpoint": 0,  # the writer's thread sees to that, between commits
                "temp_store": "memory",
                "trusted_schema": 0,
            },
        )
        try:
            stopped = Stopped(file)
            cleanly = stopped.cleanly()
            stopped.forget()
            database.connect()
            if not cleanly:
                look_over(database.connection(), file)
            _bring_up_to_date(database, file)
            _give_identity(SchoolDatabase(database, ahead), file)
        finally:
            database.close()
    except OSError as error:
        raise StoreError(f"The database {file} can't be used: {error.strerror}.") from error
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise DamagedDatabase(f"The database {file} is damaged: {error}.") from error
        raise StoreError(f"The database {file} can't be used: {error}.") from error
    return SchoolDatabase(database, ahead)


def _bring_up_to_date(database: SqliteDatabase, file: Path) -> None:
    """Carry out the migrations that are missing, in the order of their numbers.

    Raises NewerDatabase, and StoreError where two subjects brought migrations of the same number.
    """
    runner = Runner(database, directory=str(MIGRATIONS))
    steps = runner.status()
    for one, other in pairwise(step for step in steps if step.path):
        if one.idx == other.idx:
            raise StoreError(f"The migrations {one.name} and {other.name} have the same number.")
    if unknown := [step.name for step in steps if step.path is None]:
        raise NewerDatabase(
            f"The database {file} belongs to a newer version of Schoolbell (it knows {unknown[-1]})."
        )
    if not all(step.applied for step in steps):
        runner.up()


def _give_identity(database: SchoolDatabase, file: Path) -> None:
    meta = Meta(database)
    for key in ("relay_id", "epoch"):
        value = meta.get(key)
        if not value:
            meta.put(key, new_id())
        elif not is_id(value):  # it goes to others, and into files
            raise DamagedDatabase(f"The database {file} is damaged: its {key} is no id.")
