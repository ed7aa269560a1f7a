"""Putting events into the log, inside the writer's transaction, with what they project."""

import sqlite3
from collections.abc import Sequence

from relay.protocol.log import Entry
from relay.store.errors import OutOfOrder
from relay.store.projections import project

INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
HEAD = "SELECT coalesce(max(seq), 0) FROM event WHERE session = ?"


class Events:
    """Writes events; used by the writer's thread alone."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}

    def insert(self, connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
        """Add events and project them; raises OutOfOrder for one that is not its session's next."""
        for entry in entries:
            head = self._heads.get(entry.session)
            if head is None:
                head = connection.execute(HEAD, (entry.session,)).fetchone()[0]
            if entry.seq != head + 1:
                raise OutOfOrder(f"Event {entry.seq} of {entry.session} came after {head}")
            self._heads[entry.session] = entry.seq
        connection.executemany(INSERT, [entry[:8] for entry in entries])
        for entry in entries:
            project(connection, entry.session, entry.event)

    def forget(self) -> None:
        """Something was rolled back: look the heads up again."""
        self._heads.clear()
