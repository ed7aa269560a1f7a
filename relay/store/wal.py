"""The write-ahead log: folded back into the database when there is time, and kept from growing for ever."""

import contextlib
import logging
import os
import sqlite3
from pathlib import Path

from relay.store.gate import Gate

FOLD_ROWS = 1_000
"""Changed rows after which the file is folded back, some 5 MB of it; the next commit begins it anew, if just
then nobody reads. Done by SQLite itself this would be part of a commit, for which people wait."""
AHEAD_BYTES = 16 << 20
"""Where somebody always reads, the file grows; from here on readers are asked to wait."""

journal = logging.getLogger(__name__)


class WalCheckpointer:
    """Used by the writer's thread, with no transaction open."""

    def __init__(self, database: Path, gate: Gate) -> None:
        self._file, self._gate = database.with_name(database.name + "-wal"), gate
        self._next = AHEAD_BYTES
        self._folded = 0
        """Changed rows when it was last folded back."""
        self._to_be_emptied = False

    def size(self) -> int:
        """Bytes of the file now; callable from any thread."""
        try:
            return os.stat(self._file).st_size
        except FileNotFoundError:
            return 0

    def fold_back(self, connection: sqlite3.Connection) -> None:
        """Empty the file, unless a reader is in the way."""
        connection.execute("PRAGMA busy_timeout=0")
        _checkpoint(connection, "TRUNCATE")
        connection.execute("PRAGMA busy_timeout=5000")

    def empty_soon(self) -> None:
        """Have the file emptied after the next commit: what was erased still stands in it."""
        self._to_be_emptied = True

    def checkpoint_if_due(self, connection: sqlite3.Connection) -> None:
        """Called after each commit, when it has been told."""
        changed = connection.total_changes
        if changed - self._folded >= FOLD_ROWS:
            self._folded = changed
            _checkpoint(connection, "PASSIVE")
        if self._to_be_emptied:
            with self._gate.emptied():
                self.fold_back(connection)
            self._to_be_emptied = self.size() > 0
        size = self.size()
        if size < self._next:
            if size < AHEAD_BYTES:
                self._next = AHEAD_BYTES
            return
        with self._gate.emptied() as empty:
            self.fold_back(connection)
        left = self.size()
        # A reader that will not go must not hold up every commit from now on.
        self._next = left + AHEAD_BYTES
        if left >= AHEAD_BYTES:
            why = "something else holds it" if empty else "a reader is in the way"
            journal.warning("the write-ahead log has grown to %d MB: %s", left >> 20, why)


def _checkpoint(connection: sqlite3.Connection, how: str) -> None:
    """What can't be folded back now stays where it is, and is safe there."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA wal_checkpoint({how})").fetchall()
