"""How a teacher had set something when their other lesson of the class ended."""

from typing import TypeVar

from relay.protocol.base import Event
from relay.protocol.catalog import read_stored
from relay.protocol.sessions import Session
from relay.store.queries import Queries

E = TypeVar("E", bound=Event)

LAST = """SELECT body FROM event WHERE kind = :kind AND session = (
        SELECT id FROM session WHERE school_class = :class AND teacher = :teacher AND id <> :session
        AND started_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attendance WHERE session = :session)
        ORDER BY started_at DESC, id DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1"""
"""Reads all of that lesson's log: not for each who comes, but as long as nobody has come."""


class LastSet(Queries):
    """What teachers set in lessons, by the event that told it."""

    def before(self, session: Session, kind: type[E]) -> E | None:
        """The last of these events in the other lesson of the class that its teacher started last.

        None once anybody has come to this one, which has begun by then.
        """
        values = {"class": session.class_id, "teacher": session.teacher_id, "session": session.id}
        row = self._execute(LAST, values | {"kind": kind.__struct_config__.tag}).fetchone()
        told = read_stored(row[0]) if row else None
        return told if isinstance(told, kind) else None
