"""Who is excused from a session, where a class sits, and both as the register of a session."""

from collections.abc import Sequence

from relay.protocol.register import Enrolment
from relay.protocol.sessions import Session
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (
    StoredTable("excuse", session="session", account="account", own_data=("session", "reason", "at")),
    StoredTable("class_seat", account="account", own_data=(), stays="until the class is seated anew"),
)
"""Who excused somebody is not told to them."""

REGISTER = """SELECT account.id, account.name,
    (SELECT lesson_pass.account FROM lesson_pass JOIN attendance
        ON attendance.session = lesson_pass.session AND attendance.account = lesson_pass.account
        WHERE lesson_pass.session = :session AND claims = membership.account AND NOT kept_out
        ORDER BY confirmed DESC, lesson_pass.created_at DESC, lesson_pass.account LIMIT 1),
    excuse.account IS NOT NULL, excuse.reason
    FROM membership JOIN account ON account.id = membership.account
    LEFT JOIN excuse ON excuse.session = :session AND excuse.account = membership.account
    LEFT JOIN class_seat ON class_seat.school_class = :class AND class_seat.account = membership.account
    WHERE membership.school_class = :class AND membership.role = 'student'
    ORDER BY class_seat.place IS NULL, class_seat.place, account.folded, account.id"""
EXCUSES = "SELECT account, reason FROM excuse WHERE session = ?"
EXCUSE = """INSERT INTO excuse (session, account, reason, given_by, at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (session, account) DO UPDATE SET reason = excluded.reason, given_by = excluded.given_by,
    at = excluded.at"""
TAKE_BACK = "DELETE FROM excuse WHERE session = ? AND account = ?"
CLEAR_SEATS = "DELETE FROM class_seat WHERE school_class = ?"
SEAT = "INSERT INTO class_seat (school_class, account, place) VALUES (?, ?, ?)"


class RegisterQueries(Queries):
    """The registers of the school's sessions."""

    def register(self, session: Session) -> list[Enrolment]:
        """Everybody on the roster of the session's class: as they sit, then by name."""
        rows = self._execute(REGISTER, {"session": session.id, "class": session.class_id})
        return [
            Enrolment(account, name, came_as or "", bool(excused), reason or "")
            for account, name, came_as, excused, reason in rows
        ]

    def excuses(self, session: str) -> dict[str, str]:
        """Why each who is excused from a session is, by account; empty where that was not said."""
        return dict(self._execute(EXCUSES, (session,)).fetchall())

    def excuse(self, session: str, account: str, reason: str, by: str, at: int) -> None:
        """Excuse somebody, or give another reason. ``by``: the account that says so; ``at``: ms UTC."""
        self._execute(EXCUSE, (session, account, reason, by, at))

    def take_back(self, session: str, account: str) -> None:
        """Excuse somebody no more; nothing where they were not."""
        self._execute(TAKE_BACK, (session, account))

    def seat(self, school_class: str, accounts: Sequence[str]) -> None:
        """Keep in which order a class sits, instead of what was kept before."""
        self._execute(CLEAR_SEATS, (school_class,))
        places = [(school_class, account, place) for place, account in enumerate(accounts)]
        self._connection.executemany(SEAT, places)
