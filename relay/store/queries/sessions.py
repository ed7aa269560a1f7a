"""The list of sessions: keeping, finding and looking back at them."""

from collections import namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from peewee import JOIN, Case, Expression, ModelSelect, SqliteDatabase, fn

from relay.protocol.accounts import Account
from relay.protocol.base import Milliseconds, SessionId
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Absentee, Attendee, Session, SessionType, Shown, Status
from relay.store.folding import fold
from relay.store.models import AccountRow, ClassRow, MembershipRow, SessionRow
from relay.store.projections.people import READ_ALL, Part
from relay.store.queries.joining import Joining
from relay.store.tables import Table, delete_session

TABLES = (
    Table("session", session="id"),
    Table("event", session="session"),
)
"""What a person wrote in them is replaced by Erasing."""
is_live = Case(None, ((SessionRow.status == "live", 1),), 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of the list: live sessions first, then the newest by their time."""

    live: bool
    scheduled_at: Milliseconds
    id: SessionId


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and by whom. Times are ms UTC; ``now`` parts upcoming from overdue."""

    asker: Account
    now: int
    class_id: str | None = None
    shown: tuple[Shown, ...] = ()
    since: int | None = None
    until: int | None = None
    words: tuple[str, ...] = ()
    """Folded: each has to be found."""
    limit: int = 50
    after: Place | None = None


class Sessions:
    """The sessions of the school."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(self, session: Session) -> None:
        """Keep a new session."""
        SessionRow.insert(
            id=session.id,
            created_at=session.created_at,
            recording=session.recording,
            status=session.status,
            **_changeable(session),
        ).execute(self._database)

    def change(self, session: Session) -> None:
        """Keep what a teacher may change of a session."""
        values = _changeable(session) | {"status": session.status}
        SessionRow.update(**values).where(SessionRow.id == session.id).execute(self._database)

    def delete(self, session: str) -> None:
        """Remove a session with its log, attendance and all that subjects keep of it."""
        Joining(self._database).delete_passes(session)
        delete_session(self._database.connection(), session)

    def get(self, session: str) -> Session | None:
        """One session by its id."""
        row = self._database.connection().execute(ONE, (session,)).fetchone()
        return _as_session(OneRow(*row)) if row else None

    def live(self) -> list[Session]:
        """All sessions that are live."""
        return list(self._sessions(_everything().where(SessionRow.status == "live").order_by(SessionRow.id)))

    def open_in(self, school_class: str) -> list[Session]:
        """The sessions of a class that are scheduled or live."""
        wanted = (SessionRow.school_class == school_class) & SessionRow.status.in_(("scheduled", "live"))
        return list(self._sessions(_everything().where(wanted).order_by(SessionRow.id)))

    def find(self, search: Search) -> list[Session]:
        """Up to ``limit`` sessions that the asker may see, live first, then newest first, after ``after``."""
        found = _everything().where(*_conditions(search))
        found = found.order_by(is_live.desc(), SessionRow.scheduled_at.desc(), SessionRow.id.desc())
        return list(self._sessions(found.limit(search.limit)))

    def figures(self, session: str) -> SessionStats | None:
        """What an ended session came to."""
        row = SessionRow.select(SessionRow.figures).where(SessionRow.id == session).first(self._database)
        if row is None or row.figures is None:
            return None
        return msgspec.json.decode(row.figures, type=SessionStats)

    def attendance(self, session: str, now: int) -> list[Attendee]:
        """Who came, in the order of coming; the time of those still here counts up to ``now``."""
        live = SessionRow.select().where((SessionRow.id == session) & (SessionRow.status == "live"))
        running = live.exists(self._database)
        parts = [Part(*row) for row in self._database.connection().execute(READ_ALL, (session,))]
        for part in parts if running else ():
            part.settle(now)
        standings = Joining(self._database).standings(session)
        return [
            Attendee(
                account=part.account,
                name=part.name,
                role="teacher" if part.role == "teacher" else "student",
                joined_at=part.joined_at,
                last_seen_at=now if running and part.state == "here" else part.last_seen_at,
                how=cast(Any, part.state),
                present=part.present,
                lost=part.lost,
                standing=standings.get(part.account, "account"),
            )
            for part in sorted(parts, key=lambda part: (part.joined_at, part.name, part.account))
        ]

    def absent(self, session: Session) -> list[Absentee]:
        """Who of the class did not come to a session that has begun, by name."""
        if session.started_at is None:
            return []
        rows = self._database.connection().execute(ABSENT, {"session": session.id, "class": session.class_id})
        return [Absentee(*row) for row in rows]

    def is_removed(self, session: str, account: str) -> bool:
        """Whether somebody was removed from a session, and not let back."""
        return self._database.connection().execute(REMOVED, (session, account)).fetchone() is not None

    def _sessions(self, rows: "ModelSelect[SessionRow]") -> Iterator[Session]:
        return (_as_session(row) for row in rows.namedtuples().execute(self._database))


def _everything() -> "ModelSelect[SessionRow]":
    return (
        SessionRow.select(
            SessionRow, ClassRow.name.alias("class_name"), AccountRow.name.alias("teacher_name")
        )
        .join(ClassRow, JOIN.INNER, on=SessionRow.school_class == ClassRow.id)
        .switch(SessionRow)
        .join(AccountRow, JOIN.INNER, on=SessionRow.teacher == AccountRow.id)
    )


ONE = _everything().where(SessionRow.id == "").sql()[0]
"""Said by Peewee once, not for each that comes (see tokens.py)."""
ABSENT = """SELECT account.id, account.name FROM membership JOIN account ON account.id = membership.account
    WHERE school_class = :class AND membership.role = 'student'
    AND NOT EXISTS (SELECT 1 FROM attendance
        WHERE attendance.session = :session AND attendance.account = membership.account)
    AND NOT EXISTS (SELECT 1 FROM lesson_pass JOIN attendance
        ON attendance.session = lesson_pass.session AND attendance.account = lesson_pass.account
        WHERE lesson_pass.session = :session AND claims = membership.account)
    ORDER BY folded, account.id"""
"""Whoever came by the code under a name of the class counts as come."""
REMOVED = "SELECT 1 FROM attendance WHERE session = ? AND account = ? AND state = 'removed'"
OneRow = namedtuple("OneRow", (*SessionRow._meta.columns, "class_name", "teacher_name"))  # type: ignore[misc]


def _conditions(search: Search) -> Iterator[Expression]:
    yield SessionRow.id.is_null(False)
    if search.asker.role != "admin":
        mine = MembershipRow.select(MembershipRow.school_class).where(
            MembershipRow.account == search.asker.id
        )
        yield SessionRow.school_class.in_(mine) | (SessionRow.teacher == search.asker.id)
    if search.class_id is not None:
        yield SessionRow.school_class == search.class_id
    if search.shown:
        either = [_shown(shown, search.now) for shown in search.shown]
        first = either.pop()
        for condition in either:
            first = first | condition
        yield first
    if search.since is not None:
        yield SessionRow.scheduled_at >= search.since
    if search.until is not None:
        yield SessionRow.scheduled_at <= search.until
    for word in search.words:
        yield (
            (fn.INSTR(SessionRow.folded, word) > 0)
            | (fn.INSTR(ClassRow.folded, word) > 0)
            | (fn.INSTR(AccountRow.folded, word) > 0)
        )
    if search.after is not None:
        yield _behind(search.after)


def _shown(shown: Shown, now: int) -> Expression:
    if shown == "upcoming":
        return (SessionRow.status == "scheduled") & (SessionRow.scheduled_at > now)
    if shown == "overdue":
        return (SessionRow.status == "scheduled") & (SessionRow.scheduled_at <= now)
    return SessionRow.status == shown


def _behind(place: Place) -> Expression:
    same = is_live == int(place.live)
    later = (SessionRow.scheduled_at < place.scheduled_at) | (
        (SessionRow.scheduled_at == place.scheduled_at) & (SessionRow.id < place.id)
    )
    return (is_live < int(place.live)) | (same & later)


def _changeable(session: Session) -> dict[str, object]:
    return {
        "school_class": session.class_id,
        "teacher": session.teacher_id,
        "title": session.title,
        "description": session.description,
        "folded": fold(f"{session.title}\n{session.description}"),
        "type": session.type,
        "scheduled_at": session.scheduled_at,
        "duration": session.duration,
        "max_participants": session.max_participants,
        "revision": session.revision,
        "updated_at": session.updated_at,
    }


def _as_session(row: Any) -> Session:
    return Session(
        id=row.id,
        class_id=row.school_class,
        class_name=row.class_name,
        teacher_id=row.teacher,
        teacher_name=row.teacher_name,
        title=row.title,
        description=row.description,
        type=cast(SessionType, row.type),
        scheduled_at=row.scheduled_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        duration=row.duration,
        status=cast(Status, row.status),
        participant_count=row.participant_count,
        max_participants=row.max_participants,
        recording=row.recording,
        connect_address=row.connect_address,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
