"""The list of sessions: keeping, finding and looking back at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from relay.protocol.accounts import Account
from relay.protocol.base import Milliseconds, SessionId
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Attendee, Session, Shown
from relay.store.folding import fold
from relay.store.projections.people import READ_ALL, AttendanceRow
from relay.store.queries import Queries
from relay.store.queries.joining import JoinQueries
from relay.store.tables import StoredTable, delete_session

TABLES = (StoredTable("session", session="id"), StoredTable("event", session="session"))
"""What a person wrote in them is replaced by Erasing."""
_AS_NAMED = (
    "title", "description", "type", "scheduled_at", "duration", "max_participants", "revision", "updated_at",
    "status",
)  # fmt: skip
CHANGEABLE = ("school_class", "teacher", "folded", *_AS_NAMED)
ADD = "INSERT INTO session (id, created_at, recording, {}) VALUES (:id, :created_at, :recording, {})".format(
    ", ".join(CHANGEABLE), ", ".join(f":{name}" for name in CHANGEABLE)
)
CHANGE = f"UPDATE session SET {', '.join(f'{name} = :{name}' for name in CHANGEABLE)} WHERE id = :id"
FIELDS = Session.__struct_fields__
_NAMED_ELSEWHERE = {
    "class_id": "session.school_class",
    "class_name": "school_class.name",
    "teacher_id": "session.teacher",
    "teacher_name": "account.name",
}
EVERY = f"""SELECT {", ".join(_NAMED_ELSEWHERE.get(name, f"session.{name}") for name in FIELDS)}
    FROM session JOIN school_class ON school_class.id = session.school_class
    JOIN account ON account.id = session.teacher WHERE"""
IS_LIVE = "(CASE WHEN session.status = 'live' THEN 1 ELSE 0 END)"
FIND = f"{EVERY} {{}} ORDER BY {IS_LIVE} DESC, session.scheduled_at DESC, session.id DESC LIMIT :limit"
OPEN_IN = (
    f"{EVERY} session.school_class = :class AND session.status IN ('scheduled', 'live') ORDER BY session.id"
)

STATUSES = "SELECT id, status FROM session WHERE school_class = ? ORDER BY id"
OPEN_OF = "SELECT count(*) FROM session WHERE teacher = ? AND status IN ('scheduled', 'live')"


@dataclass(frozen=True, slots=True)
class ListPosition:
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
    after: ListPosition | None = None


class Sessions(Queries):
    """The sessions of the school."""

    def add(self, session: Session) -> None:
        made = {"id": session.id, "created_at": session.created_at, "recording": session.recording}
        self._execute(ADD, made | _changeable(session))

    def change(self, session: Session) -> None:
        """Keep what a teacher may change of a session."""
        self._execute(CHANGE, {"id": session.id} | _changeable(session))

    def delete(self, session: str) -> None:
        """Remove a session with its log, attendance and all that subjects keep of it."""
        JoinQueries(self._database).delete_passes(session)
        delete_session(self._connection, session)

    def get(self, session: str) -> Session | None:
        return next(self._sessions(f"{EVERY} session.id = :session", {"session": session}), None)

    def live(self) -> list[Session]:
        return list(self._sessions(f"{EVERY} session.status = 'live' ORDER BY session.id", {}))

    def open_in(self, school_class: str) -> list[Session]:
        """The sessions of a class that are scheduled or live."""
        return list(self._sessions(OPEN_IN, {"class": school_class}))

    def by_status(self, school_class: str) -> dict[str, list[str]]:
        """The ids of all sessions of a class, by their status."""
        found: dict[str, list[str]] = {}
        for session, status in self._execute(STATUSES, (school_class,)):
            found.setdefault(status, []).append(session)
        return found

    def open_of(self, teacher: str) -> int:
        """How many sessions of a teacher are scheduled or live."""
        count: int = self._execute(OPEN_OF, (teacher,)).fetchone()[0]
        return count

    def find(self, search: Search) -> list[Session]:
        """Up to ``limit`` sessions that the asker may see, live first, then newest first, after ``after``."""
        values: dict[str, object] = {"limit": search.limit}
        conditions = " AND ".join(_conditions(search, values)) or "TRUE"
        return list(self._sessions(FIND.format(conditions), values))

    def figures(self, session: str) -> SessionStats | None:
        """What an ended session came to."""
        row = self._execute("SELECT figures FROM session WHERE id = ?", (session,)).fetchone()
        return msgspec.json.decode(row[0], type=SessionStats) if row and row[0] is not None else None

    def attendance(self, session: str, now: int) -> list[Attendee]:
        """Who came, in the order of coming; the time of those still here counts up to ``now``."""
        running = self._execute(RUNNING, {"session": session}).fetchone() is not None
        parts = [AttendanceRow(*row) for row in self._execute(READ_ALL, (session,))]
        for part in parts if running else ():
            part.settle(now)
        standings = JoinQueries(self._database).standings(session)
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

    def is_removed(self, session: str, account: str) -> bool:
        """Whether somebody was removed from a session, and not let back."""
        return self._execute(REMOVED, (session, account)).fetchone() is not None

    def _sessions(self, statement: str, values: Mapping[str, object]) -> Iterator[Session]:
        for row in self._execute(statement, values):
            yield Session(**dict(zip(FIELDS, row, strict=True)))


RUNNING = "SELECT 1 FROM session WHERE id = :session AND status = 'live'"
REMOVED = "SELECT 1 FROM attendance WHERE session = ? AND account = ? AND state = 'removed'"


def _conditions(search: Search, values: dict[str, object]) -> Iterator[str]:
    """What a session has to be to be found, as SQL; the values that it names are put into ``values``."""
    if search.asker.role != "admin":
        values["asker"] = search.asker.id
        yield """(session.teacher = :asker OR session.school_class IN
            (SELECT school_class FROM membership WHERE membership.account = :asker))"""
    if search.class_id is not None:
        values["class"] = search.class_id
        yield "session.school_class = :class"
    if search.shown:
        values["now"] = search.now
        yield f"({' OR '.join(map(_SHOWN.__getitem__, search.shown))})"
    if search.since is not None:
        values["since"] = search.since
        yield "session.scheduled_at >= :since"
    if search.until is not None:
        values["until"] = search.until
        yield "session.scheduled_at <= :until"
    for number, word in enumerate(search.words):
        values[f"word{number}"] = word
        places = ("session", "school_class", "account")
        yield f"({' OR '.join(f'instr({place}.folded, :word{number}) > 0' for place in places)})"
    if search.after is not None:
        values |= {"live": int(search.after.live), "at": search.after.scheduled_at, "id": search.after.id}
        yield f"""({IS_LIVE} < :live OR ({IS_LIVE} = :live AND (session.scheduled_at < :at
            OR (session.scheduled_at = :at AND session.id < :id))))"""


_SHOWN: dict[Shown, str] = {
    "upcoming": "(session.status = 'scheduled' AND session.scheduled_at > :now)",
    "overdue": "(session.status = 'scheduled' AND session.scheduled_at <= :now)",
    "live": "session.status = 'live'",
    "ended": "session.status = 'ended'",
    "cancelled": "session.status = 'cancelled'",
}


def _changeable(session: Session) -> dict[str, object]:
    folded = fold(f"{session.title}\n{session.description}")
    named = {"school_class": session.class_id, "teacher": session.teacher_id, "folded": folded}
    return named | {name: getattr(session, name) for name in _AS_NAMED}
