"""What can go wrong with the data folder, each told in a sentence for the person who runs the relay."""

import sqlite3
from typing import ClassVar

import peewee

_STORAGE_FAILURES = frozenset(
    (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    )
)


class StoreError(Exception):
    """The data can't be used; the message is a sentence."""

    exit_code: ClassVar[int] = 1
    """With which a program ends that can't go on; stable, so that a supervisor may tell them apart."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of this program; trying again is pointless."""

    exit_code = 78


class DamagedDatabase(StoreError):
    """SQLite found the database file to be damaged; trying again is pointless."""

    exit_code = 65


class FolderInUse(StoreError):
    """Another process works in this folder. ``pid`` is 0 when it can't be told."""

    def __init__(self, message: str, pid: int) -> None:
        super().__init__(message)
        self.pid = pid


class StoreClosed(StoreError):
    """The store has been closed, or has failed earlier and takes nothing more."""


class LostTransaction(StoreError):
    """SQLite gave up the whole transaction by itself, for instance on a full disk."""


class OutOfOrder(StoreError):
    """An event was handed over that is not the next of its session."""


WITH_OWN_WORDS = (StoreError, sqlite3.Error, peewee.PeeweeException)
"""Errors whose words name files, tables and causes, and nothing that people have written."""


def is_storage_failure(error: BaseException | None) -> bool:
    """Whether SQLite could not store or read (full disk, I/O error, damage): no mistake of the one who asked.

    Then the transaction may be gone, whole or in part, and what is on disk is known only after a new start.
    """
    while error is not None:
        if isinstance(error, sqlite3.Error):
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in _STORAGE_FAILURES
        error = error.__cause__ or error.__context__
    return False
