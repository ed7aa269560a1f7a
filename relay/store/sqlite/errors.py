"""What SQLite's own errors mean."""

import sqlite3

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

OWN = (sqlite3.Error, peewee.PeeweeException)
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
