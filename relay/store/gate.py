"""Where readers pass, so that the writer can have the database to itself for a moment."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0
"""How long a reader may go on once the writer asks, and then again after being interrupted."""


class Gate:
    """Readers are inside between BEGIN and ROLLBACK. Closing it keeps new ones out; they wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: set[sqlite3.Connection] = set()
        self._interrupted: set[sqlite3.Connection] = set()
        self._closed = False

    @contextmanager
    def inside(self, connection: sqlite3.Connection) -> Iterator[None]:
        """For a reader: waits while the gate is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside.add(connection)
        try:
            yield
        finally:
            with self._changed:
                self._inside.discard(connection)
                self._changed.notify_all()

    def was_interrupted(self, connection: sqlite3.Connection) -> bool:
        """Whether the writer ended what was read there; asking forgets it."""
        with self._changed:
            found = connection in self._interrupted
            self._interrupted.discard(connection)
            return found

    @contextmanager
    def emptied(self) -> Iterator[bool]:
        """For the writer: nobody reads in this block. Gives False if a reader would not go."""
        with self._changed:
            self._closed = True
            if not self._empties():
                for connection in self._inside:
                    self._interrupted.add(connection)
                    connection.interrupt()
                self._empties()
            empty = not self._inside
        try:
            yield empty
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()

    def _empties(self) -> bool:
        return self._changed.wait_for(lambda: not self._inside, PATIENCE_SECONDS)
