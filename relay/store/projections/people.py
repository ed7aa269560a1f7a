"""Attendance: who was present in a session, and for how long.

Presence counts up to when the relay last heard from a person: the moment of leaving, the last sign of life
before a line was cut, or the moment the relay itself went down. From there on the time counts as lost, until
the person comes back, gives up the seat, or the session ends. How late somebody came and how early they went
is told in the lesson's own time, to which what lies between an end and a reopening does not belong.
"""

from collections.abc import Collection
from dataclasses import astuple, dataclass

from relay.protocol.base import Event
from relay.protocol.catalog import read_stored
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.people import People, PeopleCame, PeopleWent, PersonAllowedBack, PersonRemoved
from relay.protocol.renaming import PersonRenamed
from relay.store.engine import SqlConnection
from relay.store.projections import projects
from relay.store.tables import StoredTable

TABLES = (StoredTable("attendance", session="session", account="account", replaced=("name",), own_data=()),)
"""Given to the person as ``AttendedLesson``."""
RENAME = "UPDATE attendance SET name = ? WHERE session = ? AND account = ?"
OF_PEOPLE = """SELECT body FROM event WHERE session = ? AND seq < ? AND kind IN ('people_came', 'people_went',
    'person_removed', 'person_allowed_back', 'relay_reopened', 'session_ended', 'session_reopened')
    ORDER BY seq"""
PRESENT = """UPDATE session SET participant_count =
    (SELECT count(*) FROM attendance WHERE session = :session AND state = 'here' AND role = 'student')
    WHERE id = :session"""
# In the order of the fields of AttendanceRow.
READ_ALL = """SELECT account, name, role, joined_at, last_seen_at, state, since, present, lost, drops,
    came_after, went_after FROM attendance WHERE session = ?"""
READ_ONE = f"{READ_ALL} AND account = ?"
KEEP = """INSERT INTO attendance
    (session, account, name, role, joined_at, last_seen_at, state, since, present, lost, drops, came_after,
        went_after)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, account) DO UPDATE SET
    name = excluded.name, role = excluded.role, joined_at = excluded.joined_at,
    last_seen_at = excluded.last_seen_at, state = excluded.state, since = excluded.since,
    present = excluded.present, lost = excluded.lost, drops = excluded.drops,
    came_after = excluded.came_after, went_after = excluded.went_after"""
BEGAN = "SELECT coalesce(started_at, :at) + not_counted FROM session WHERE id = :session"
NOT_COUNTED = "UPDATE session SET not_counted = not_counted + ? WHERE id = ?"
"""Milliseconds between its start and now that are no part of the lesson."""
GONE = ("left", "removed")


@dataclass(slots=True)
class AttendanceRow:
    """One person's part in a session. ``since``: when the present state began; all times are ms.

    ``drops``: how often the connection was lost by itself. ``came_after``, ``went_after``: how much of the
    lesson had run when they came first, and when they left last or were removed.
    """

    account: str
    name: str
    role: str
    joined_at: int
    last_seen_at: int
    state: str
    since: int
    present: int
    lost: int
    drops: int = 0
    came_after: int = 0
    went_after: int = 0

    def settle(self, until: int) -> None:
        """Count the time of the present state up to ``until``, and go on from there."""
        passed = max(0, until - self.since)
        if self.state == "here":
            self.present += passed
        elif self.state == "lost":
            self.lost += passed
        self.since = max(self.since, until)

    def turn(self, state: str, at: int, last_seen_at: int) -> None:
        """Into another state. A lost line counts from the last sign of life; lost twice is lost once."""
        if state == "lost":
            if self.state != "here":
                return
            self.settle(min(at, last_seen_at))
        else:
            self.settle(at)
        self.state = state
        self.last_seen_at = max(self.last_seen_at, min(at, last_seen_at))


class _Parts:
    """The attendance of one session, read and written in the writer's transaction."""

    def __init__(self, connection: SqlConnection, session: str) -> None:
        self._connection, self._session = connection, session

    def one(self, account: str) -> AttendanceRow | None:
        row = self._connection.execute(READ_ONE, (self._session, account)).fetchone()
        return AttendanceRow(*row) if row else None

    def all(self) -> list[AttendanceRow]:
        return [
            AttendanceRow(*row) for row in self._connection.execute(READ_ALL, (self._session,)).fetchall()
        ]

    def keep(self, part: AttendanceRow) -> None:
        self._connection.execute(KEEP, (self._session, *astuple(part)))

    def turn(self, account: str, state: str, at: int, last_seen_at: int) -> None:
        if part := self.one(account):
            before = part.state
            part.turn(state, at, last_seen_at)
            if state == "lost" and before == "here":
                part.drops += 1
            elif state in GONE and before not in GONE:
                part.went_after = self.ran(at)
            self.keep(part)

    def ran(self, at: int) -> int:
        """How much of the lesson has run by then."""
        row = self._connection.execute(BEGAN, {"session": self._session, "at": at}).fetchone()
        return max(0, at - row[0]) if row else 0

    def leave_out(self, passed: int) -> None:
        """So much of the time until now is no part of the lesson."""
        if passed > 0:
            self._connection.execute(NOT_COUNTED, (passed, self._session))


@projects(
    PeopleCame,
    PeopleWent,
    PersonRemoved,
    PersonRenamed,
    PersonAllowedBack,
    RelayReopened,
    SessionEnded,
    SessionReopened,
)
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """Keep up attendance, and while a session is live how many students are here."""
    parts = _Parts(connection, session)
    match event:
        case SessionEnded():
            _end(parts, event)
        case SessionReopened():
            _reopen(parts, event, _here_at_end(connection, session, event.seq))
        case PersonRenamed():
            connection.execute(RENAME, (event.name, session, event.account))
        case _:
            _move(parts, event)
            connection.execute(PRESENT, {"session": session})


def _move(parts: _Parts, event: Event) -> None:
    at = event.at
    match event:
        case PeopleCame():
            for comer in event.people:
                part = parts.one(comer.account) or AttendanceRow(
                    comer.account, comer.name, comer.role, at, at, "here", at, 0, 0, 0, parts.ran(at)
                )
                part.name, part.role = comer.name, comer.role
                part.turn("here", at, at)
                parts.keep(part)
        case PeopleWent():
            for goer in event.people:
                parts.turn(goer.account, goer.how, at, goer.last_seen_at or at)
        case PersonRemoved():
            parts.turn(event.account, "removed", at, at)
        case PersonAllowedBack():
            parts.turn(event.account, "left", at, at)
        case RelayReopened():
            for part in parts.all():
                part.turn("lost", at, event.down_since)
                if event.uncounted:
                    part.settle(event.down_since)
                    part.since = at
                parts.keep(part)
            parts.leave_out(event.uncounted)


def _end(parts: _Parts, event: SessionEnded) -> None:
    ran = parts.ran(event.at)
    for part in parts.all():
        if part.state == "here":
            part.turn("left", event.at, event.at)
            part.went_after = ran
        else:
            part.settle(event.at)
        parts.keep(part)


def _here_at_end(connection: SqlConnection, session: str, seq: int) -> list[str]:
    """Who was here when the session ended, as its log has it before event ``seq``."""
    people = People()
    for (body,) in connection.execute(OF_PEOPLE, (session, seq)).fetchall():
        if (event := read_stored(body)) is not None:
            people.apply(event)
    return people.at_end


def _reopen(parts: _Parts, event: SessionReopened, here: Collection[str]) -> None:
    """Who was ``here`` when it ended is expected back; the time between counts as nothing to anybody."""
    for part in parts.all():
        if part.account in here:
            part.state = "lost"
        part.since = max(part.since, event.at)
        parts.keep(part)
    parts.leave_out(event.at - event.ended_at)
