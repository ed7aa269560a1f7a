"""Doors of lessons, passes that are good for one lesson, and personal passes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from relay.protocol.accounts import Account
from relay.protocol.base import IdentityStatus
from relay.protocol.joining import OpenLesson
from relay.store.queries import Queries
from relay.store.tables import StoredTable, delete_account

TABLES = (
    StoredTable("lesson_pass", session="session", account="account", replaced=(), own_data=()),
    StoredTable("personal_pass", account="account", own_data=(), old_by="expires_at"),
)

OPEN = """SELECT session.id, school_class.name, account.name, door.locked FROM door
    JOIN session ON session.id = door.session
    JOIN school_class ON school_class.id = session.school_class
    JOIN account ON account.id = session.teacher
    WHERE session.status = 'live' AND door.codes ORDER BY session.started_at DESC, session.id"""
DOOR = """SELECT door.code, door.names_shown, door.guests, door.waiting, door.locked,
    session.school_class, session.teacher, session.max_participants
    FROM door JOIN session ON session.id = door.session
    WHERE session.id = ? AND session.status = 'live' AND door.codes"""
ROSTER = """SELECT account.id, account.name,
    EXISTS (SELECT 1 FROM attendance
        WHERE attendance.session = :session AND attendance.account = account.id
        AND state IN ('here', 'removed'))
    OR EXISTS (SELECT 1 FROM turned_away
        WHERE turned_away.session = :session AND turned_away.account = account.id)
    OR EXISTS (SELECT 1 FROM lesson_pass
        WHERE lesson_pass.session = :session AND claims = account.id AND NOT kept_out)
    FROM membership JOIN account ON account.id = membership.account
    WHERE school_class = :class AND membership.role = 'student' ORDER BY folded, account.id"""
OTHERS = """SELECT name FROM account WHERE id = :teacher
    UNION SELECT name FROM account JOIN membership ON membership.account = account.id
        WHERE school_class = :class AND membership.role = 'teacher'"""
GUESTS = (
    "SELECT name FROM lesson_pass JOIN account ON account.id = account WHERE session = ? AND kind = 'guest'"
)
KEPT_OUT = """SELECT 1 FROM token WHERE device_key = :key AND device_key != '' AND account IN (
    SELECT account FROM lesson_pass WHERE session = :session AND kept_out
    UNION SELECT account FROM attendance WHERE session = :session AND state = 'removed'
    UNION SELECT account FROM turned_away WHERE session = :session)
    AND account NOT IN (SELECT account FROM computer_free WHERE session = :session)"""
CAME_WITH = """SELECT account.id, account.name, role, username, claims FROM lesson_pass
    JOIN account ON account.id = lesson_pass.account
    WHERE session = :session AND EXISTS (SELECT 1 FROM token
        WHERE token.account = account.id AND device_key = :key AND device_key != '' AND revoked_at IS NULL)
    ORDER BY lesson_pass.created_at DESC, account.id DESC"""
CAME_AS = """SELECT account.id FROM lesson_pass JOIN account ON account.id = lesson_pass.account
    JOIN session ON session.id = lesson_pass.session
    WHERE claims = ? AND account.name = ? AND session.status = 'live'"""
ADD = """INSERT INTO lesson_pass
    (account, session, kind, claims, taken, looks_like, confirmed, own_key, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
KNOWS = """SELECT account FROM known_device WHERE device_key = ? AND device_key != ''"""
USED = "UPDATE known_device SET confirmed_at = ? WHERE device_key = ?"
RECOGNISE = """UPDATE lesson_pass SET kind = 'claimed', claims = ?, taken = FALSE, looks_like = '',
    confirmed = TRUE WHERE account = ?"""
IS_THERE = """SELECT EXISTS (SELECT 1 FROM attendance
        WHERE session = :session AND account = :student AND state IN ('here', 'removed'))
    OR EXISTS (SELECT 1 FROM lesson_pass JOIN attendance ON attendance.session = lesson_pass.session
            AND attendance.account = lesson_pass.account
        WHERE lesson_pass.session = :session AND claims = :student AND lesson_pass.account != :account
        AND state = 'here' AND NOT kept_out)"""
PASS = "SELECT session, kind, claims, taken, looks_like, confirmed FROM lesson_pass WHERE account = ?"
STANDINGS = "SELECT account, kind, confirmed FROM lesson_pass WHERE session = ?"
GUESTS_IN = """SELECT COUNT(*) FROM lesson_pass WHERE session = :session AND kind = 'guest'
    AND EXISTS (SELECT 1 FROM attendance WHERE attendance.session = :session
        AND attendance.account = lesson_pass.account AND state != 'removed')"""
UNUSED = """SELECT account FROM lesson_pass WHERE session = :session AND NOT kept_out
    AND NOT EXISTS (SELECT 1 FROM attendance
        WHERE attendance.session = :session AND attendance.account = lesson_pass.account)
    AND NOT EXISTS (SELECT 1 FROM turned_away
        WHERE turned_away.session = :session AND turned_away.account = lesson_pass.account)
    ORDER BY created_at, account"""
TOKENS_OF = "SELECT id FROM token WHERE account = ?"
TOKENS = """SELECT token.id FROM token JOIN lesson_pass ON lesson_pass.account = token.account
    WHERE session = ?"""
WAITS = """SELECT 1 FROM session LEFT JOIN door ON door.session = session.id
    LEFT JOIN lesson_pass ON lesson_pass.account = :account AND lesson_pass.session = session.id
    WHERE session.id = :session AND (lesson_pass.account IS NOT NULL
        OR session.status = 'live' AND (door.waiting = 'all' OR door.locked))
    AND NOT EXISTS (SELECT 1 FROM attendance WHERE session = :session AND account = :account)"""
TO_END = """SELECT id, ended_at FROM session WHERE status = 'ended' AND EXISTS (
    SELECT 1 FROM lesson_pass JOIN token ON token.account = lesson_pass.account
    WHERE lesson_pass.session = session.id AND revoked_at IS NULL)"""
END = (
    """UPDATE token SET revoked_at = :now WHERE revoked_at IS NULL
        AND account IN (SELECT account FROM lesson_pass WHERE session = :session)""",
    "UPDATE lesson_pass SET looks_like = '' WHERE session = :session",
)
"""A name that looks like another's is that other's, and of no use any more."""
ACCOUNTS = "SELECT account FROM lesson_pass WHERE session = ?"
DELETE = "DELETE FROM account WHERE id = ?"
TURNED_AWAY = "SELECT 1 FROM turned_away WHERE session = ? AND account = ?"
PUT_PERSONAL = "INSERT INTO personal_pass (hash, account, created_at, expires_at) VALUES (?, ?, ?, ?)"
FIND_PERSONAL = """SELECT account.id, name, role, username, expires_at, used_at, used_ref
    FROM personal_pass JOIN account ON account.id = personal_pass.account WHERE hash = ?"""
USE_PERSONAL = "UPDATE personal_pass SET used_at = ?, used_ref = ? WHERE hash = ?"
VOID_PERSONAL = "DELETE FROM personal_pass WHERE account = ?"
FORGET_PERSONAL = "DELETE FROM personal_pass WHERE expires_at < ?"


@dataclass(frozen=True, slots=True)
class Door:
    """How a live lesson takes people by code."""

    code: str = field(repr=False)
    names_shown: bool
    guests: bool
    waiting: str
    locked: bool
    class_id: str
    teacher: str
    seats: int


@dataclass(frozen=True, slots=True)
class NameOnRoster:
    """A student of the class.

    ``taken``: here, or not let in, or claimed by somebody who has not been put out; a teacher has to say.
    """

    account: str
    name: str
    taken: bool


@dataclass(frozen=True, slots=True)
class LessonPass:
    """An account for one lesson: a guest's, or one of somebody who claims a name of the roster."""

    session: str
    kind: Literal["guest", "claimed"]
    claims: str = ""
    taken: bool = False
    looks_like: str = ""
    confirmed: bool = False

    @property
    def seen_as(self) -> tuple[IdentityStatus, str, bool, str]:
        """Standing, account claimed, whether that is taken, the name it looks like: as a room knows it."""
        return self.standing, self.claims, self.taken, self.looks_like

    @property
    def standing(self) -> IdentityStatus:
        return "confirmed" if self.confirmed else self.kind


@dataclass(frozen=True, slots=True)
class PersonalPassRow:
    """A personal pass as it is kept; times are ms UTC, 0: not used."""

    account: Account
    expires_at: int
    used_at: int
    used_ref: str


class JoinQueries(Queries):
    """Who may come in by code or pass."""

    def open_lessons(self) -> list[OpenLesson]:
        """Live lessons that take people by code, the one that began last first."""
        rows = self._execute(OPEN)
        return [OpenLesson(session, its_class, who, bool(locked)) for session, its_class, who, locked in rows]

    def door(self, session: str) -> Door | None:
        """The door of a live lesson that takes people by code."""
        row = self._execute(DOOR, (session,)).fetchone()
        if row is None:
            return None
        code, names_shown, guests, waiting, locked, *rest = row
        return Door(code, bool(names_shown), bool(guests), waiting, bool(locked), *rest)

    def roster(self, session: str, class_id: str) -> list[NameOnRoster]:
        """The class by name, and whose names are taken in this lesson."""
        rows = self._execute(ROSTER, {"session": session, "class": class_id})
        return [NameOnRoster(account, name, bool(taken)) for account, name, taken in rows]

    def teachers(self, door: Door) -> list[str]:
        rows = self._execute(OTHERS, {"teacher": door.teacher, "class": door.class_id})
        return [row[0] for row in rows]

    def guests(self, session: str) -> list[str]:
        return [row[0] for row in self._execute(GUESTS, (session,))]

    def is_kept_out(self, session: str, device_key: str) -> bool:
        """Whether somebody was removed or turned away who had come with the device of this key (its hash)."""
        wanted = {"session": session, "key": device_key}
        return self._execute(KEPT_OUT, wanted).fetchone() is not None

    def came_with(self, session: str, device_key: str) -> list[tuple[Account, str]]:
        """Who came to a lesson by its code with the device of this key (its hash) and has not signed out, the
        last first, and whose name they claim."""
        rows = self._execute(CAME_WITH, {"session": session, "key": device_key})
        return [(Account(*account), claims) for *account, claims in rows]

    def came_as(self, claims: str, name: str) -> list[str]:
        """The accounts with which people came to live lessons by code under this very name of this person."""
        return [row[0] for row in self._execute(CAME_AS, (claims, name))]

    def add(self, account: str, lesson_pass: LessonPass, now: int, own_key: str = "") -> None:
        """An account is good for one lesson. ``own_key``: of a device that is one person's, its hash."""
        one = lesson_pass
        said = (one.kind, one.claims, one.taken, one.looks_like, one.confirmed, own_key)
        self._execute(ADD, (account, one.session, *said, now))

    def knows(self, own_key: str, student: str, now: int) -> bool:
        """Whether a teacher has confirmed this name, and no other, of who came with this device (its hash).

        It is kept as used at ``now`` (ms UTC).
        """
        known = {row[0] for row in self._execute(KNOWS, (own_key,))} == {student}
        if known:
            self._execute(USED, (now, own_key))
        return known

    def recognise(self, account: str, student: str) -> None:
        """A teacher says that who came by code is this student of the class."""
        self._execute(RECOGNISE, (student, account))

    def is_there(self, session: str, student: str, account: str) -> bool:
        """Whether this student is in a lesson, or was removed from it, other than as this account."""
        wanted = {"session": session, "student": student, "account": account}
        return bool(self._execute(IS_THERE, wanted).fetchone()[0])

    def pass_of(self, account: str) -> LessonPass | None:
        """The lesson that an account is for; None for people of the school."""
        row = self._execute(PASS, (account,)).fetchone()
        if row is None:
            return None
        session, kind, claims, taken, looks_like, confirmed = row
        return LessonPass(session, kind, claims, bool(taken), looks_like, bool(confirmed))

    def standings(self, session: str) -> dict[str, IdentityStatus]:
        """How those are known who came to a lesson by its code."""
        rows = self._execute(STANDINGS, (session,))
        return {account: "confirmed" if confirmed else kind for account, kind, confirmed in rows}

    def guests_in(self, session: str) -> int:
        """How many guests have been in a lesson who were not put out."""
        count: int = self._execute(GUESTS_IN, {"session": session}).fetchone()[0]
        return count

    def forget_unused(self, session: str, but: Collection[str], most: int) -> set[str]:
        """Delete the oldest passes, beyond ``most``, with which nobody has come in; the ids of their tokens.

        ``but``: accounts of those who are on their way in.
        """
        rows = self._execute(UNUSED, {"session": session})
        unused = [account for (account,) in rows if account not in but]
        ended = set[str]()
        for account in unused[: max(0, len(unused) - most)]:
            ended |= {row[0] for row in self._execute(TOKENS_OF, (account,))}
            self._delete(account)
        return ended

    def tokens(self, session: str) -> frozenset[str]:
        """The ids of the tokens that go with a lesson's passes."""
        return frozenset(row[0] for row in self._execute(TOKENS, (session,)))

    def accounts(self, session: str) -> frozenset[str]:
        return frozenset(row[0] for row in self._execute(ACCOUNTS, (session,)))

    def to_end(self) -> list[tuple[str, int]]:
        """Lessons that have ended (ms UTC) and whose passes are still good."""
        return [(session, ended_at) for session, ended_at in self._execute(TO_END)]

    def end(self, session: str, now: int) -> None:
        """The passes of a lesson are good no more."""
        for statement in END:
            self._execute(statement, {"session": session, "now": now})

    def waits(self, session: str, account: str) -> bool:
        """Whether this student has not been in yet, and may have to be let in first.

        Who came by code and was not let in reads nothing after the end either.
        """
        row = self._execute(WAITS, {"session": session, "account": account}).fetchone()
        return row is not None

    def is_turned_away(self, session: str, account: str) -> bool:
        return self._execute(TURNED_AWAY, (session, account)).fetchone() is not None

    def delete_passes(self, session: str) -> None:
        """A session goes, and with it the accounts that were for it alone."""
        for account in self.accounts(session):
            self._delete(account)

    def _delete(self, account: str) -> None:
        delete_account(self._connection, account)
        self._execute(DELETE, (account,))

    def put_personal(self, secret_hash: str, account: str, now: int, expires: int) -> None:
        """Keep a personal pass; the account's earlier ones are void."""
        self.void_personal(account)
        self._execute(FORGET_PERSONAL, (now,))
        self._execute(PUT_PERSONAL, (secret_hash, account, now, expires))

    def void_personal(self, account: str) -> None:
        """The personal passes of an account are good no more."""
        self._execute(VOID_PERSONAL, (account,))

    def personal(self, secret_hash: str) -> PersonalPassRow | None:
        """A personal pass by the hash of its secret."""
        row = self._execute(FIND_PERSONAL, (secret_hash,)).fetchone()
        if row is None:
            return None
        *account, expires_at, used_at, used_ref = row
        return PersonalPassRow(Account(*account), expires_at, used_at or 0, used_ref)

    def use_personal(self, secret_hash: str, now: int, ref: str) -> None:
        self._execute(USE_PERSONAL, (now, ref, secret_hash))
