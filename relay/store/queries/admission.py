"""How the doors of a class's lessons were."""

from relay.protocol.admission import DoorSet, DoorSettings
from relay.protocol.catalog import read_stored
from relay.store.queries import Queries

IS_SET = "SELECT 1 FROM door WHERE session = ?"
LAST = """SELECT body FROM event WHERE kind = 'door_set' AND session = (
        SELECT session.id FROM session JOIN door ON door.session = session.id
        WHERE session.school_class = ? AND session.started_at IS NOT NULL
        ORDER BY session.started_at DESC, session.id DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1"""
"""Of the log: in the table a door closes with its lesson."""


class AdmissionQueries(Queries):
    """The doors of the school's lessons."""

    def is_set(self, session: str) -> bool:
        """Whether something has been said of this lesson's door."""
        return self._execute(IS_SET, (session,)).fetchone() is not None

    def last_of(self, school_class: str) -> DoorSettings | None:
        """As it was last in the class's lesson that started last, of those that have a door.

        None: there is no such lesson, or it never had a code (in an older relay); nobody has chosen then.
        """
        row = self._execute(LAST, (school_class,)).fetchone()
        told = read_stored(row[0]) if row else None
        if not isinstance(told, DoorSet) or not told.code:
            return None
        return DoorSettings(told.codes, told.names_shown, told.guests, told.waiting, told.locked)
