"""Putting events into the log, inside the writer's transaction, with what they project."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from relay.protocol.base import Event
from relay.protocol.log import Entry
from relay.store.engine import SqlConnection
from relay.store.errors import OutOfOrder
from relay.store.queries.audit import add_entry_to_audit

Projection = Callable[[SqlConnection, str, Any], None]
"""Changes rows as an event of a session asks; on the writer's thread. What it raises ends the relay."""

HEAD = "SELECT coalesce(max(seq), 0) FROM event WHERE session = ?"
NARROW = "UPDATE event SET audience = ? WHERE session = ? AND seq = ?"
NARROWED_UPTO = "UPDATE session SET narrowed_upto = ? WHERE id = ?"
"""No new revision: whoever is in the room is told, and all others when they list their sessions."""
NAMES_FILE = """INSERT INTO session_file (session, file, seq, account) SELECT :session, :file, :seq,
    coalesce((SELECT account FROM offered_file WHERE session = :session AND file = :file
        ORDER BY account <> :by LIMIT 1), :by)
    WHERE NOT EXISTS (SELECT 1 FROM session_file
        WHERE session = :session AND file = :file AND seq = :seq)"""
"""It is theirs who have handed it in, also where the event does not say who caused it."""

_COLUMNS = 8
_ROW = "(" + ", ".join("?" * _COLUMNS) + ")"
_INSERTS = {rows: "INSERT INTO event VALUES " + ", ".join([_ROW] * rows) for rows in (128, 32, 8, 4, 2, 1)}
"""By rows. Each statement gives the interpreter up once and waits for a busy loop to hand it back: one for
each row, as ``executemany`` does, is a tenth as fast beside a loop that has work."""


class EventTable:
    """Writes events; used by the writer's thread alone."""

    def __init__(self, projections: Mapping[type[Event], Sequence[Projection]]) -> None:
        self._projections = projections
        self._heads: dict[str, int] = {}

    def insert(self, connection: SqlConnection, entries: Sequence[Entry]) -> None:
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
            if narrowed := entry.event.narrows():
                for number, audience in narrowed:
                    connection.execute(NARROW, (audience, entry.session, number))
                connection.execute(NARROWED_UPTO, (entry.seq, entry.session))
            for file in entry.event.files():
                about = {"session": entry.session, "file": file, "seq": entry.seq, "by": entry.by}
                connection.execute(NAMES_FILE, about)
            for project in self._projections.get(type(entry.event), ()):
                project(connection, entry.session, entry.event)
            if entry.event.moderation and entry.by and entry.event.is_an_act():
                add_entry_to_audit(connection, entry)

    def forget(self) -> None:
        self._heads.clear()
