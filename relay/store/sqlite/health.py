"""Whether the database is whole: a bounded look after a stop that was not clean, and the full check."""

import contextlib
import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from relay.shared.system import sync_folder
from relay.store.errors import DamagedDatabase, FolderInUse, StoreError
from relay.store.sqlite.lease import FolderLock

DATABASE_FILE = "schoolbell.db"
STOPPED_FILE = "stopped"
LOOK_SECONDS = 0.5
"""How long the look at the start may take: a lesson waits for it. SQLite checks 100 MB in a tenth of a second
when they are in memory."""
AGAIN_SECONDS = 0.01
"""An interruption that came between two statements ended none of them."""
MOST_FINDINGS = 5

_BEGINNING_AT_ONE = """SELECT session, min(seq), max(seq), count(*) FROM event GROUP BY session
    HAVING min(seq) != 1 OR max(seq) != count(*) LIMIT ?"""

_NOBODYS = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') LIMIT ?"
"""No relay makes any; a database with one would do by itself what somebody else wrote into it."""

_NO_ID = """SELECT id FROM session WHERE id NOT GLOB :id
    UNION ALL SELECT id FROM account WHERE id NOT GLOB :id
    UNION ALL SELECT id FROM school_class WHERE id NOT GLOB :id
    UNION ALL SELECT id FROM token WHERE id NOT GLOB :id LIMIT :most"""
_ID = "[0-7]" + "[0-9A-HJKMNP-TV-Z]" * 25
"""A ULID: files are named by some of them, and programs take them for what they are."""

journal = logging.getLogger(__name__)


class Stopped:
    """A file that stands beside the database after a clean stop, and tells the state it was left in."""

    def __init__(self, database: Path) -> None:
        self._database, self._file = database, database.with_name(STOPPED_FILE)

    def cleanly(self) -> bool:
        """Whether the database is as a clean stop left it; a copy put in its place is not."""
        try:
            return bool(json.loads(self._file.read_bytes()) == self._state())
        except (OSError, ValueError):
            return False

    def forget(self) -> None:
        """The database is about to change; known on disk before it does."""
        if self._file.exists():
            self._file.unlink()
            sync_folder(self._file.parent)

    def note(self) -> None:
        """The database was closed as it should be. On a full disk nothing is noted."""
        with contextlib.suppress(OSError):
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="ascii") as out:
                json.dump(self._state(), out)

    def _state(self) -> dict[str, int]:
        found = self._database.stat()
        return {"size": found.st_size, "changed_ns": found.st_mtime_ns}


def look_over(connection: sqlite3.Connection, file: Path) -> None:
    """SQLite's quick check, ended after LOOK_SECONDS; raises DamagedDatabase."""
    ended = threading.Event()

    def interrupt() -> None:
        time_to_end = LOOK_SECONDS
        while not ended.wait(time_to_end):
            connection.interrupt()
            time_to_end = AGAIN_SECONDS

    watch = threading.Thread(target=interrupt, daemon=True)
    watch.start()
    try:
        found = _say(connection.execute(f"PRAGMA quick_check({MOST_FINDINGS})"))
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        journal.warning(
            "the last stop was not clean, and looking the database over would take longer than %.1f s;"
            " `schoolbell-relay check` does it",
            LOOK_SECONDS,
        )
        return
    finally:
        ended.set()
        watch.join()
    if found:
        raise DamagedDatabase(f"The database {file} is damaged: {'; '.join(found)}.")


def check_all(connection: sqlite3.Connection) -> list[str]:
    """The full check: file, indexes, references, no gap in any session's log, and nothing but tables in it.

    Gives what was found.
    """
    found = _say(connection.execute(f"PRAGMA integrity_check({MOST_FINDINGS})"))
    if found:
        return found  # what follows would read damaged pages
    for kind, name in connection.execute(_NOBODYS, (MOST_FINDINGS,)):
        found.append(f"{kind} {name} is no part of a relay's database")
    for (strange,) in connection.execute(_NO_ID, {"id": _ID, "most": MOST_FINDINGS}):
        found.append(f"{str(strange)[:40]!r} is no id")
    for table, row, other, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_FINDINGS):
        found.append(f"row {row} of {table} names a {other} that is not there")
    for session, first, last, events in connection.execute(_BEGINNING_AT_ONE, (MOST_FINDINGS,)):
        found.append(f"the log of {session} has {events} events from {first} to {last}")
    return found


def check_folder(folder: Path) -> None:
    """Check everything; changes nothing. Raises DamagedDatabase with what was found, or StoreError."""
    file = folder / DATABASE_FILE
    if not file.is_file():
        raise StoreError(f"There is no database {file}.")
    try:
        with contextlib.ExitStack() as held:
            with contextlib.suppress(FolderInUse):  # no relay shall start with the check half done
                held.enter_context(FolderLock(folder))
            # For reading only: the last connection to close would otherwise fold the write-ahead log back.
            uri = f"{file.absolute().as_uri()}?mode=ro"
            connection = held.enter_context(contextlib.closing(sqlite3.connect(uri, uri=True, timeout=5)))
            connection.execute("PRAGMA cache_size=-16000")
            found = check_all(connection)
    except sqlite3.DatabaseError as error:
        raise DamagedDatabase(f"The database {file} can't be read: {error}.") from error
    if found:
        raise DamagedDatabase(f"The database {file} is damaged: {'; '.join(found)}.")


def _say(rows: Iterator[tuple[object, ...]]) -> list[str]:
    found = [str(row[0]) for row in rows]
    return [] if found == ["ok"] else found
