"""Who is excused from a session, where a class sits, and both as the register of a session."""

from collections.abc import Sequence

from relay.protocol.attendance import ExcuseNote
from relay.protocol.register import Enrolment
from relay.protocol.sessions import Session
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (
    StoredTable("excuse", session="session", account="account", own_data=("session", "reason", "at")),
    StoredTable(
        "class_seat",
        of_class="school_class",
        account="account",
        own_data=(),
        stays="until the class is seated anew",
    ),
)
"""Who excused somebody is not told to them."""

REGISTER = """SELECT account.id, account.name,
    (SELECT lesson_pass.account FROM lesson_pass JOIN attendance
        ON attendance.session = lesson_pass.session AND attendance.account = lesson_pass.account
        WHERE lesson_pass.session = :session AND claims = membership.account AND NOT kept_out
        ORDER BY confirmed DESC, lesson_pass.created_at DESC, lesson_pass.account LIMIT 1)
    FROM membership JOIN account ON account.id = membership.account
    LEFT JOIN class_seat ON class_seat.school_class = :class AND class_seat.account = membership.account
    WHERE membership.school_class = :class AND membership.role = 'student'
    ORDER BY class_seat.place IS NULL, class_seat.place, account.folded, account.id"""
EXCUSES = """SELECT excuse.account, reason, given_by, coalesce(account.name, ''), at
    FROM excuse LEFT JOIN account ON account.id = given_by WHERE session = :session"""
EXCUSED_DAYS = """SELECT excused_day.account, reason, given_by, coalesce(account.name, ''), at
    FROM session JOIN excused_day ON excused_day.school_class = session.school_class
        AND since <= coalesce(started_at, scheduled_at) AND until > coalesce(started_at, scheduled_at)
    LEFT JOIN account ON account.id = given_by WHERE session.id = :session"""
EXCUSE = """INSERT INTO excuse (session, account, reason, given_by, at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (session, account) DO UPDATE SET reason = excluded.reason, given_by = excluded.given_by,
    at = excluded.at"""
TAKE_BACK = "DELETE FROM excuse WHERE session = :session AND account = :account"
TAKE_BACK_DAY = """DELETE FROM excused_day WHERE account = :account AND EXISTS (SELECT 1 FROM session
    WHERE session.id = :session AND session.school_class = excused_day.school_class
    AND since <= coalesce(started_at, scheduled_at) AND until > coalesce(started_at, scheduled_at))"""
CLEAR_SEATS = "DELETE FROM class_seat WHERE school_class = ?"
SEAT = "INSERT INTO class_seat (school_class, account, place) VALUES (?, ?, ?)"


class RegisterQueries(Queries):
    """The registers of the school's sessions."""

    def register(self, session: Session) -> list[Enrolment]:
        """Everybody on the roster of the session's class: as they sit, then by name. Who is excused is left
        to the rule."""
        rows = self._execute(REGISTER, {"session": session.id, "class": session.class_id})
        return [Enrolment(account, name, came_as or "") for account, name, came_as in rows]

    def excuses(self, session: str) -> dict[str, ExcuseNote]:
        """Who is excused from a session, or from the day on which it is, by account."""
        values = {"session": session}
        return {
            account: ExcuseNote(at=at, by=by, by_name=by_name, reason=reason)
            for statement in (EXCUSED_DAYS, EXCUSES)
            for account, reason, by, by_name, at in self._execute(statement, values)
        }

    def excuse(self, session: str, account: str, reason: str, by: str, at: int) -> None:
        """Excuse somebody, or give another reason. ``by``: the account that says so; ``at``: ms UTC."""
        self._execute(EXCUSE, (session, account, reason, by, at))

    def take_back(self, session: str, account: str) -> None:
        """Excuse somebody no more, also where the whole day was excused; nothing where they were not."""
        for statement in (TAKE_BACK, TAKE_BACK_DAY):
            self._execute(statement, {"session": session, "account": account})

    def seat(self, school_class: str, accounts: Sequence[str]) -> None:
        """Keep in which order a class sits, instead of what was kept before."""
        self._execute(CLEAR_SEATS, (school_class,))
        places = [(school_class, account, place) for place, account in enumerate(accounts)]
        self._connection.executemany(SEAT, places)
