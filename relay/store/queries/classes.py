"""Classes, who teaches them and who is in them."""

from collections.abc import Sequence
from typing import Any, Literal

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import MOST_IN_CLASS
from relay.protocol.classes import SchoolClass, Student
from relay.store.folding import fold
from relay.store.queries import Queries
from relay.store.tables import StoredTable, delete_class

TABLES = (
    StoredTable("school_class", of_class="id", holds_nobody="the name of a class"),
    StoredTable(
        "membership",
        of_class="school_class",
        account="account",
        own_data=(),
        stays="until the person leaves the class",
    ),
)
"""A person is given the names of their classes."""

Part = Literal["teacher", "student"]

PART = "SELECT role FROM membership WHERE school_class = ? AND account = ?"
ADD = "INSERT INTO school_class (id, name, folded, created_at) VALUES (?, ?, ?, ?)"
GET = "SELECT id, name FROM school_class WHERE id = ? AND NOT closed_at"
CLOSE = (
    "UPDATE school_class SET closed_at = :now WHERE id = :class",
    "DELETE FROM membership WHERE school_class = :class",
)
EMPTY = """SELECT id FROM school_class WHERE closed_at
    AND NOT EXISTS (SELECT 1 FROM session WHERE session.school_class = school_class.id)"""
NAMED = "SELECT id, name FROM school_class WHERE folded = ? AND NOT closed_at ORDER BY id"
PUT = """INSERT INTO membership (school_class, account, role, since) VALUES (?, ?, ?, ?)
    ON CONFLICT (school_class, account) DO UPDATE SET role = excluded.role,
    since = CASE WHEN membership.role = excluded.role THEN membership.since ELSE excluded.since END"""
TAKE_OUT = "DELETE FROM membership WHERE school_class = ? AND account = ? AND role = 'student'"
SIZE = "SELECT count(*) FROM membership WHERE school_class = ? AND role = 'student'"
SIZES = "SELECT school_class, count(*) FROM membership WHERE role = 'student' GROUP BY school_class"
PEOPLE = """SELECT id, name, account.role, username, password IS NOT NULL
    FROM account JOIN membership ON membership.account = account.id
    WHERE school_class = ? AND membership.role = ? ORDER BY folded, id"""
TEACHES = """SELECT 1 FROM membership AS learns JOIN membership AS teaches USING (school_class)
    WHERE learns.account = ? AND learns.role = 'student'
    AND teaches.account = ? AND teaches.role = 'teacher'"""
ALL = "SELECT id, name FROM school_class WHERE NOT closed_at ORDER BY folded, id"
MINE = """SELECT id, name FROM school_class
    WHERE id IN (SELECT school_class FROM membership WHERE account = ?) ORDER BY folded, id"""
"""Asked for each that comes (see tokens.py)."""


class Classes(Queries):
    """The classes of the school."""

    def add(self, school_class: ClassBadge, now: int) -> None:
        """Make a class with nobody in it."""
        self._execute(ADD, (school_class.id, school_class.name, fold(school_class.name), now))

    def rename(self, school_class: str, name: str) -> None:
        self._execute(
            "UPDATE school_class SET name = ?, folded = ? WHERE id = ?", (name, fold(name), school_class)
        )

    def get(self, school_class: str) -> ClassBadge | None:
        row = self._execute(GET, (school_class,)).fetchone()
        return ClassBadge(*row) if row else None

    def named(self, name: str) -> list[ClassBadge]:
        """The classes of this name, in any upper or lower case."""
        return [ClassBadge(*row) for row in self._execute(NAMED, (fold(name),))]

    def close(self, school_class: str, now: int) -> None:
        """Nobody is in this class any more, and it is in no list; lessons held in it still name it."""
        for statement in CLOSE:
            self._execute(statement, {"class": school_class, "now": now})

    def forget_closed(self) -> int:
        """Delete the classes that are closed and of which no lesson is left; returns how many."""
        closed = [row[0] for row in self._execute(EMPTY)]
        for school_class in closed:
            delete_class(self._connection, school_class)
        return len(closed)

    def put(self, school_class: str, account: str, part: Part, since: int = 0) -> None:
        """Have somebody teach a class or be in it. ``since``: ms UTC; 0: as far back as there is a class."""
        self._execute(PUT, (school_class, account, part, since))

    def put_many(self, parts: Sequence[tuple[str, str, Part]], since: int) -> None:
        """Have many people (class, account, part) teach or be in classes from now on."""
        self._connection.executemany(PUT, [(*part, since) for part in parts])

    def every(self) -> list[ClassBadge]:
        return [ClassBadge(*row) for row in self._execute(ALL)]

    def parts(self) -> dict[tuple[str, str], Part]:
        """Who is what in which class, by class and account."""
        rows = self._execute("SELECT school_class, account, role FROM membership")
        return {(school_class, account): role for school_class, account, role in rows}

    def teaches(self, teacher: str, student: str) -> bool:
        return self._execute(TEACHES, (student, teacher)).fetchone() is not None

    def take_out(self, school_class: str, account: str) -> bool:
        """Take a student out of a class; False when there was none."""
        return self._execute(TAKE_OUT, (school_class, account)).rowcount > 0

    def part(self, school_class: str, account: str) -> Part | None:
        """What somebody is in a class; None for nothing."""
        row = self._execute(PART, (school_class, account)).fetchone()
        if row is None:
            return None
        return "teacher" if row[0] == "teacher" else "student"

    def members(self, school_class: str) -> set[str]:
        """The ids of all who teach a class or are in it."""
        rows = self._execute("SELECT account FROM membership WHERE school_class = ?", (school_class,))
        return {row[0] for row in rows}

    def of(self, account: Account) -> list[ClassBadge]:
        """The classes that somebody teaches or is in, by name; for an admin all."""
        return self.every() if account.role == "admin" else self.own(account.id)

    def own(self, account: str) -> list[ClassBadge]:
        """The classes that somebody teaches or is in themselves, by name."""
        return [ClassBadge(*row) for row in self._execute(MINE, (account,))]

    def sizes(self, classes: list[str]) -> dict[str, int]:
        found = dict(self._execute(SIZES).fetchall())
        return {school_class: found.get(school_class, 0) for school_class in classes}

    def teachers(self, school_class: str) -> list[Account]:
        """Those who teach a class, by name."""
        return [Account(*row) for row, _ in self._people(school_class, "teacher")]

    def roster(self, school_class: str) -> list[Student]:
        """Those who are in a class, by name."""
        return [
            Student(account, name, username, signed_in=bool(signed_in))
            for (account, name, _, username), signed_in in self._people(school_class, "student")
        ]

    def size(self, school_class: str) -> int:
        size: int = self._execute(SIZE, (school_class,)).fetchone()[0]
        return size

    def whole(self, badge: ClassBadge) -> SchoolClass:
        teachers, students = self.teachers(badge.id), self.roster(badge.id)
        return SchoolClass(badge.id, badge.name, teachers[:MOST_IN_CLASS], students[:MOST_IN_CLASS])

    def _people(self, school_class: str, part: Part) -> list[tuple[tuple[Any, ...], Any]]:
        """Each as id, name, role and user name, and whether they have a password."""
        return [(row[:-1], row[-1]) for row in self._execute(PEOPLE, (school_class, part))]
