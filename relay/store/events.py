"""Putting events into the log, inside the writer's transaction, with what they project."""

import sqlite3
from collections.abc import Sequence

from relay.protocol.log import Entry
from relay.protocol.safekeeping import Noted
from relay.store.admission_projection import PROJECTED_AT_THE_DOOR, project_door
from relay.store.errors import OutOfOrder
from relay.store.projections import PROJECTED, project
from relay.store.queries.audit import add_to_audit

HEAD = "SELECT coalesce(max(seq), 0) FROM event WHERE session = ?"

_COLUMNS = 8
_ROW = "(" + ", ".join("?" * _COLUMNS) + ")"
_INSERTS = {rows: "INSERT INTO event VALUES " + ", ".join([_ROW] * rows) for rows in (128, 32, 8, 4, 2, 1)}
"""By rows. Each statement gives the interpreter up once and waits for a busy loop to hand it back: one for
each row, as ``executemany`` does, is a tenth as fast beside a loop that has work."""


class Events:
    """Writes events; used by the writer's thread alone."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}

    def insert(self, connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
        """Add events and project them; raises OutOfOrder for one that is not its session's next."""
        heads = self._heads
        for entry in entries:
            head = heads.get(entry.session)
            if head is None:
                head = connection.execute(HEAD, (entry.session,)).fetchone()[0]
            if entry.seq != head + 1:
                raise OutOfOrder(f"Event {entry.seq} of {entry.session} came after {head}")
            heads[entry.session] = entry.seq
        start = 0
        for rows, statement in _INSERTS.items():
            while len(entries) - start >= rows:
                some = entries[start : start + rows]
                connection.execute(statement, [value for entry in some for value in entry[:_COLUMNS]])
                start += rows
        for entry in entries:
            if type(entry.event) in PROJECTED:
                project(connection, entry.session, entry.event)
            if type(entry.event) in PROJECTED_AT_THE_DOOR:
                project_door(connection, entry.session, entry.event)
            if entry.event.moderation and entry.by:
                about = getattr(entry.event, "account", None) or ""
                act = Noted(
                    id=0, at=entry.at, what=entry.kind, by=entry.by, account=about, session=entry.session
                )
                add_to_audit(connection, act)

    def forget(self) -> None:
        """Something was rolled back: look the heads up again."""
        self._heads.clear()
