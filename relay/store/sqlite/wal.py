"""The write-ahead log: folded back into the database when there is time, and kept from growing for ever."""

import contextlib
import logging
import os
import sqlite3
from pathlib import Path

FOLD_ROWS = 1_000
"""Changed rows after which the file is folded back, some 5 MB of it; the next commit begins it anew, if just
then nobody reads. Done by SQLite itself this would be part of a commit, for which people wait."""
AHEAD_BYTES = 16 << 20
"""Where somebody always reads, the file grows. From here on a commit is followed by a wait for those who read
just then; whoever begins meanwhile reads the database itself, and is in nobody's way."""
PATIENCE_MS = 1_000
"""How long that may take."""

journal = logging.getLogger(__name__)


class WalCheckpointer:
    """Used by the writer's thread, with no transaction open."""

    def __init__(self, database: Path) -> None:
        self._file = database.with_name(database.name + "-wal")
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

    def fold_back(self, connection: sqlite3.Connection, patience_ms: int = 0) -> None:
        """Empty the file, unless a reader is in the way for longer than that."""
        connection.execute(f"PRAGMA busy_timeout={patience_ms}")
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
            self.fold_back(connection, PATIENCE_MS)
            self._to_be_emptied = self.size() > 0
        size = self.size()
        if size < self._next:
            if size < AHEAD_BYTES:
                self._next = AHEAD_BYTES
            return
        self.fold_back(connection, PATIENCE_MS)
        left = self.size()
        # A reader that will not go must not hold up every commit from now on.
        self._next = left + AHEAD_BYTES
        if left >= AHEAD_BYTES:
            journal.warning("the write-ahead log has grown to %d MB: a reader is in the way", left >> 20)


def _checkpoint(connection: sqlite3.Connection, how: str) -> None:
    """What can't be folded back now stays where it is, and is safe there."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA wal_checkpoint({how})").fetchall()
