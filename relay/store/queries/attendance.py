"""How classes attended their lessons, what teachers say beside it, and by which rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from relay.protocol.attendance import (
    MOST_CAME_AS,
    AttendanceRules,
    AttendedSession,
    Correction,
    Day,
    Evidence,
    ExcusedDay,
    ExcuseNote,
    ListedStudent,
    StudentRecord,
)
from relay.protocol.base import IdentityStatus
from relay.protocol.people import State
from relay.store.projections.people import GONE, READ_ALL, AttendanceRow
from relay.store.queries import Queries
from relay.store.queries.register import RegisterQueries
from relay.store.tables import StoredTable

TABLES = (
    StoredTable(
        "correction", session="session", account="account", own_data=("session", "status", "reason", "at")
    ),
    StoredTable(
        "excused_day",
        of_class="school_class",
        account="account",
        own_data=("since", "until", "reason", "at"),
        old_by="until",
    ),
    StoredTable("attendance_rules", of_class="school_class", holds_nobody="the rules of a class"),
)
"""Who said so is not told to whom it is about."""

RULES = "SELECT late_after, early_from, present_from FROM attendance_rules WHERE school_class = ?"
SET_RULES = """INSERT INTO attendance_rules (school_class, late_after, early_from, present_from)
    VALUES (?, ?, ?, ?) ON CONFLICT (school_class) DO UPDATE SET late_after = excluded.late_after,
    early_from = excluded.early_from, present_from = excluded.present_from"""
BEGUN = """SELECT session.teacher, session.title, account.name, session.started_at,
    coalesce(session.ended_at, 0), session.not_counted, session.school_class
    FROM session JOIN account ON account.id = session.teacher
    WHERE session.id = :session AND session.started_at IS NOT NULL"""
BEGUN_IN = """SELECT started_at, id FROM session WHERE school_class = :class AND started_at >= :since
    AND started_at < :until AND (started_at > :after OR (started_at = :after AND id > :after_id))
    ORDER BY started_at, id LIMIT :limit"""
STUDENTS = """SELECT account.id, account.name, membership.since FROM membership
    JOIN account ON account.id = membership.account
    WHERE membership.school_class = ? AND membership.role = 'student' ORDER BY account.folded, account.id"""
FORMER = """SELECT account.id, account.name FROM account WHERE account.id IN (
        SELECT attendance.account FROM attendance JOIN session ON session.id = attendance.session
        WHERE session.school_class = :class AND session.started_at >= :since AND session.started_at < :until
            AND attendance.role = 'student')
    AND account.id NOT IN (SELECT account FROM lesson_pass)
    AND account.id NOT IN (SELECT account FROM membership WHERE school_class = :class)
    ORDER BY account.folded, account.id"""
PASSES = """SELECT account, claims, confirmed FROM lesson_pass
    WHERE session = ? AND (confirmed OR NOT kept_out)
    ORDER BY confirmed DESC, created_at DESC, account"""
OF_GUESTS = "SELECT account FROM lesson_pass WHERE session = ?"
CORRECTIONS = """SELECT correction.account, status, reason, given_by, coalesce(account.name, ''), at
    FROM correction LEFT JOIN account ON account.id = given_by WHERE session = ?"""
CORRECT = """INSERT INTO correction (session, account, status, reason, given_by, at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (session, account) DO UPDATE SET status = excluded.status, reason = excluded.reason,
    given_by = excluded.given_by, at = excluded.at"""
TAKE_BACK = "DELETE FROM correction WHERE session = ? AND account = ?"
DAYS = """SELECT excused_day.account, since, until, reason, given_by, coalesce(account.name, ''), at
    FROM excused_day LEFT JOIN account ON account.id = given_by
    WHERE school_class = :class AND until > :since ORDER BY since, excused_day.account LIMIT :most"""
EXCUSE_DAY = """INSERT INTO excused_day (school_class, account, since, until, reason, given_by, at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (school_class, account, since) DO UPDATE SET
    until = excluded.until, reason = excluded.reason, given_by = excluded.given_by, at = excluded.at"""
DAYS_OF = "SELECT since FROM excused_day WHERE school_class = ? AND account = ?"
TAKE_BACK_DAY = "DELETE FROM excused_day WHERE school_class = ? AND account = ? AND since = ?"


@dataclass(frozen=True, slots=True)
class AttendancePosition:
    """Behind which lesson a list goes on."""

    started_at: int = -1
    session: str = ""


class AttendanceQueries(Queries):
    """Of the classes of the school."""

    def rules(self, school_class: str) -> AttendanceRules:
        """Those of a class; as they are where nobody has said otherwise."""
        row = self._execute(RULES, (school_class,)).fetchone()
        if row is None:
            return AttendanceRules()
        return AttendanceRules(late_after=row[0], early_from=row[1], present_from=row[2])

    def set_rules(self, school_class: str, rules: AttendanceRules) -> None:
        values = (school_class, rules.late_after, rules.early_from, rules.present_from)
        self._execute(SET_RULES, values)

    def of_session(self, session: str, now: int) -> AttendedSession | None:
        """One that has begun, else None. ``now``: the room's time, up to which one that goes on counts."""
        row = self._execute(BEGUN, {"session": session}).fetchone()
        if row is None:
            return None
        teacher, title, teacher_name, started_at, ended_at, not_counted, school_class = row
        until = ended_at or now
        enrolled = {one[0]: one[2] for one in self._execute(STUDENTS, (school_class,))}
        return AttendedSession(
            id=session,
            title=title,
            teacher=teacher,
            teacher_name=teacher_name,
            started_at=started_at,
            ended_at=ended_at,
            ran=max(0, until - started_at - not_counted),
            records=self._records(session, enrolled, until, max(0, until - started_at - not_counted)),
        )

    def begun(
        self, school_class: str, since: int, until: int, after: AttendancePosition, limit: int
    ) -> list[AttendancePosition]:
        """Up to so many lessons of a class that began in a time, the first first."""
        values = {"class": school_class, "since": since, "until": until, "limit": limit}
        values |= {"after": after.started_at, "after_id": after.session}
        return [AttendancePosition(*row) for row in self._execute(BEGUN_IN, values)]

    def students(self, school_class: str) -> list[ListedStudent]:
        """Those of the class, by name."""
        return [
            ListedStudent(account=row[0], name=row[1]) for row in self._execute(STUDENTS, (school_class,))
        ]

    def former(self, school_class: str, since: int, until: int) -> list[ListedStudent]:
        """Those who came to a lesson that began in this time, and are in the class no more."""
        values = {"class": school_class, "since": since, "until": until}
        rows = self._execute(FORMER, values)
        return [ListedStudent(account=row[0], name=row[1], left=True) for row in rows]

    # what teachers say

    def correct(self, session: str, account: str, correction: Correction) -> None:
        values = (correction.status, correction.reason, correction.by, correction.at)
        self._execute(CORRECT, (session, account, *values))

    def take_back(self, session: str, account: str) -> bool:
        """False where nothing was corrected."""
        return self._execute(TAKE_BACK, (session, account)).rowcount > 0

    def excused_days(self, school_class: str, since: int, most: int) -> list[ExcusedDay]:
        """Those of the class that end later than that."""
        values = {"class": school_class, "since": since, "most": most}
        return [
            ExcusedDay(
                account=account,
                since=begin,
                until=end,
                note=ExcuseNote(at=at, by=by, by_name=by_name, reason=reason),
            )
            for account, begin, end, reason, by, by_name, at in self._execute(DAYS, values)
        ]

    def days_of(self, school_class: str, account: str) -> set[int]:
        """When the days begin on which a student is excused."""
        return {since for (since,) in self._execute(DAYS_OF, (school_class, account))}

    def excuse_days(self, school_class: str, account: str, days: Iterable[Day], note: ExcuseNote) -> None:
        rows = [(school_class, account, day.since, day.until, note.reason, note.by, note.at) for day in days]
        self._connection.executemany(EXCUSE_DAY, rows)

    def take_back_day(self, school_class: str, account: str, since: int) -> bool:
        """False where the day was not excused."""
        return self._execute(TAKE_BACK_DAY, (school_class, account, since)).rowcount > 0

    # what was measured

    def _records(
        self, session: str, enrolled: Mapping[str, int], until: int, ran: int
    ) -> list[StudentRecord]:
        evidence = self._evidence(session, until, ran)
        excuses = RegisterQueries(self._database).excuses(session)
        corrections = self._corrections(session)
        after = {account for account, since in enrolled.items() if since > until}
        return [
            StudentRecord(
                account=account,
                enrolled=account in enrolled and account not in after,
                evidence=evidence.get(account),
                excuse=excuses.get(account),
                correction=corrections.get(account),
            )
            for account in dict.fromkeys([*evidence, *excuses, *corrections, *sorted(after)])
        ]

    def _evidence(self, session: str, until: int, ran: int) -> dict[str, Evidence]:
        """Of everybody who came by account, or by the code under a name of the class.

        Who came both ways, or was confirmed under several, was there by all of them. Of those whom nobody has
        confirmed the last counts, and only where there is nobody else of that name.
        """
        parts = {}
        for row in self._execute(READ_ALL, (session,)):
            part = AttendanceRow(*row)
            part.settle(until)
            if part.state == "here":
                part.last_seen_at = until
            if part.role == "student":
                parts[part.account] = part
        by_code = {row[0] for row in self._execute(OF_GUESTS, (session,))}
        found = {
            account: _told(part, ran, "account") for account, part in parts.items() if account not in by_code
        }
        for account, claims, confirmed in self._execute(PASSES, (session,)):
            if not claims or account not in parts:
                continue
            came = _told(parts[account], ran, "confirmed" if confirmed else "claimed")
            came.came_as = [account]
            if claims not in found:
                found[claims] = came
            elif confirmed:
                found[claims] = _together(found[claims], came, ran)
        return found

    def _corrections(self, session: str) -> dict[str, Correction]:
        return {
            account: Correction(status=status, reason=reason, by=by, by_name=by_name, at=at)
            for account, status, reason, by, by_name, at in self._execute(CORRECTIONS, (session,))
        }


def _told(part: AttendanceRow, ran: int, standing: IdentityStatus) -> Evidence:
    return Evidence(
        joined_at=part.joined_at,
        last_seen_at=part.last_seen_at,
        how=cast(State, part.state),
        late=part.came_after,
        early=max(0, ran - part.went_after) if part.state in GONE else 0,
        present=part.present,
        lost=part.lost,
        drops=part.drops,
        standing=standing,
    )


def _together(one: Evidence, other: Evidence, ran: int) -> Evidence:
    """Of one student who came by two accounts: never more than the lesson has run."""
    last = one if (one.how not in GONE, -one.early) >= (other.how not in GONE, -other.early) else other
    present = min(ran, one.present + other.present)
    return Evidence(
        joined_at=min(one.joined_at, other.joined_at),
        last_seen_at=max(one.last_seen_at, other.last_seen_at),
        how=last.how,
        late=min(one.late, other.late),
        early=last.early,
        present=present,
        lost=min(ran - present, one.lost + other.lost),
        drops=one.drops + other.drops,
        standing=one.standing,
        came_as=[*one.came_as, *other.came_as][:MOST_CAME_AS],
    )
