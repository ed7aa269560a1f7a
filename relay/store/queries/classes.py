"""Classes, who teaches them and who is in them."""

from collections.abc import Sequence
from typing import Literal

from peewee import JOIN, Expression, SqliteDatabase, fn

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import MOST_IN_CLASS
from relay.protocol.classes import SchoolClass, Student
from relay.store.folding import fold
from relay.store.models import AccountRow, ClassRow, MembershipRow
from relay.store.queries.accounts import as_account
from relay.store.tables import Table

TABLES = (
    Table("school_class", holds_nobody="the name of a class"),
    Table("membership", account="account", own_data=()),
)
"""A person is given the names of their classes."""

Part = Literal["teacher", "student"]

PART = "SELECT role FROM membership WHERE school_class = ? AND account = ?"
PUT = "INSERT OR REPLACE INTO membership (school_class, account, role) VALUES (?, ?, ?)"
TEACHES = """SELECT 1 FROM membership AS learns JOIN membership AS teaches USING (school_class)
    WHERE learns.account = ? AND learns.role = 'student'
    AND teaches.account = ? AND teaches.role = 'teacher'"""
ALL = "SELECT id, name FROM school_class ORDER BY folded, id"
MINE = """SELECT id, name FROM school_class
    WHERE id IN (SELECT school_class FROM membership WHERE account = ?) ORDER BY folded, id"""
"""Asked for each that comes (see tokens.py)."""


class Classes:
    """The classes of the school."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(self, school_class: ClassBadge, now: int) -> None:
        """Make a class with nobody in it."""
        ClassRow.insert(
            id=school_class.id, name=school_class.name, folded=fold(school_class.name), created_at=now
        ).execute(self._database)

    def get(self, school_class: str) -> ClassBadge | None:
        """One class by its id."""
        row = ClassRow.select().where(ClassRow.id == school_class).first(self._database)
        return ClassBadge(row.id, row.name) if row else None

    def named(self, name: str) -> list[ClassBadge]:
        """The classes of this name, in any upper or lower case."""
        rows = ClassRow.select().where(ClassRow.folded == fold(name)).order_by(ClassRow.id)
        return [ClassBadge(row.id, row.name) for row in rows.execute(self._database)]

    def put(self, school_class: str, account: str, part: Part) -> None:
        """Have somebody teach a class or be in it."""
        row = MembershipRow.insert(school_class=school_class, account=account, role=part)
        row.on_conflict_replace().execute(self._database)

    def put_many(self, parts: Sequence[tuple[str, str, Part]]) -> None:
        """Have many people (class, account, part) teach or be in classes."""
        self._database.connection().executemany(PUT, parts)

    def every(self) -> list[ClassBadge]:
        """All classes."""
        return [ClassBadge(*row) for row in self._database.connection().execute(ALL)]

    def parts(self) -> dict[tuple[str, str], Part]:
        """Who is what in which class, by class and account."""
        rows = self._database.connection().execute("SELECT school_class, account, role FROM membership")
        return {(school_class, account): role for school_class, account, role in rows}

    def teaches(self, teacher: str, student: str) -> bool:
        """Whether somebody teaches a class that a student is in."""
        return self._database.connection().execute(TEACHES, (student, teacher)).fetchone() is not None

    def take_out(self, school_class: str, account: str) -> bool:
        """Take a student out of a class; False when there was none."""
        gone = MembershipRow.delete().where(
            _membership(school_class, account) & (MembershipRow.role == "student")
        )
        return bool(gone.execute(self._database))

    def part(self, school_class: str, account: str) -> Part | None:
        """What somebody is in a class; None for nothing."""
        row = self._database.connection().execute(PART, (school_class, account)).fetchone()
        if row is None:
            return None
        return "teacher" if row[0] == "teacher" else "student"

    def members(self, school_class: str) -> set[str]:
        """The ids of all who teach a class or are in it."""
        wanted = MembershipRow.select(MembershipRow.account).where(MembershipRow.school_class == school_class)
        return {row[0] for row in wanted.tuples().execute(self._database)}

    def of(self, account: Account) -> list[ClassBadge]:
        """The classes that somebody teaches or is in, by name; for an admin all."""
        connection = self._database.connection()
        rows = connection.execute(ALL) if account.role == "admin" else connection.execute(MINE, (account.id,))
        return [ClassBadge(*row) for row in rows]

    def sizes(self, classes: list[str]) -> dict[str, int]:
        """How many students each of these classes has."""
        rows = (
            ClassRow.select(ClassRow.id, fn.COUNT(MembershipRow.account))
            .join(
                MembershipRow,
                JOIN.LEFT_OUTER,
                on=(MembershipRow.school_class == ClassRow.id) & (MembershipRow.role == "student"),
            )
            .group_by(ClassRow.id)
            .tuples()
        )
        found = dict(rows.execute(self._database))
        return {school_class: found.get(school_class, 0) for school_class in classes}

    def teachers(self, school_class: str) -> list[Account]:
        """Those who teach a class, by name."""
        return [as_account(row) for row in self._people(school_class, "teacher")]

    def roster(self, school_class: str) -> list[Student]:
        """Those who are in a class, by name."""
        return [
            Student(row.id, row.name, row.username, signed_in=row.password is not None)
            for row in self._people(school_class, "student")
        ]

    def size(self, school_class: str) -> int:
        """How many students are in a class."""
        wanted = (MembershipRow.school_class == school_class) & (MembershipRow.role == "student")
        size: int = MembershipRow.select().where(wanted).count(self._database)
        return size

    def whole(self, badge: ClassBadge) -> SchoolClass:
        """A class with its teachers and roster."""
        teachers, students = self.teachers(badge.id), self.roster(badge.id)
        return SchoolClass(badge.id, badge.name, teachers[:MOST_IN_CLASS], students[:MOST_IN_CLASS])

    def _people(self, school_class: str, part: Part) -> list[AccountRow]:
        rows = (
            AccountRow.select(AccountRow)
            .join(MembershipRow, on=MembershipRow.account == AccountRow.id)
            .where((MembershipRow.school_class == school_class) & (MembershipRow.role == part))
            .order_by(AccountRow.folded, AccountRow.id)
        )
        return list(rows.execute(self._database))


def _membership(school_class: str, account: str) -> Expression:
    return (MembershipRow.school_class == school_class) & (MembershipRow.account == account)
