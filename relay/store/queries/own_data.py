"""What one account wrote and where it was, read for the person themselves."""

import msgspec
from msgspec import Raw

from relay.protocol.own_data import LESSONS, ROWS, AttendedLesson, KeptRow
from relay.store.queries import Queries
from relay.store.tables import rows_of

# In the order of the fields of AttendedLesson.
_ATTENDED = """SELECT session.id, title, school_class.name, joined_at, last_seen_at, present, lost
    FROM attendance JOIN session ON session.id = attendance.session
    JOIN school_class ON school_class.id = session.school_class
    WHERE account = ? ORDER BY joined_at, session.id LIMIT ?"""
_SESSIONS = """SELECT id, title FROM session WHERE id >= :session AND (teacher = :account OR EXISTS (
    SELECT 1 FROM attendance WHERE attendance.session = session.id AND account = :account)) ORDER BY id"""
_SAID = 'SELECT seq, body FROM event WHERE session = ? AND seq > ? AND "by" = ? ORDER BY seq LIMIT ?'


class PersonalData(Queries):
    """Of one account at a time."""

    def attended(self, account: str) -> list[AttendedLesson]:
        """Every lesson that they were in, the first first."""
        rows = self._execute(_ATTENDED, (account, LESSONS))
        fields = AttendedLesson.__struct_fields__
        return [AttendedLesson(**dict(zip(fields, row, strict=True))) for row in rows]

    def kept(self, account: str) -> list[KeptRow]:
        """Their rows in the tables of subjects."""
        return [
            KeptRow(table=table, row=Raw(msgspec.json.encode(row)))
            for table, row in rows_of(self._connection, account, ROWS)
        ]

    def said(
        self, account: str, session: str, after: int, most: int, size: int
    ) -> list[tuple[str, str, int, bytes]]:
        """Events that they caused after number ``after`` of ``session``, and in the sessions behind it.

        Session, its title, number and body; at most so many, the last of them passing ``size`` bytes.
        """
        found: list[tuple[str, str, int, bytes]] = []
        sessions = self._execute(_SESSIONS, {"session": session, "account": account}).fetchall()
        for one, title in sessions:
            begin = after if one == session else 0
            for seq, body in self._execute(_SAID, (one, begin, account, most - len(found))):
                found.append((one, title, seq, bytes(body)))
                size -= len(body)
                if size <= 0 or len(found) == most:
                    return found
        return found
