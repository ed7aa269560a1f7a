"""Accounts and the ways of proving to be one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from peewee import SqliteDatabase

from relay.protocol.accounts import Account
from relay.protocol.base import Role
from relay.store.folding import fold, fold_username
from relay.store.models import AccountRow
from relay.store.tables import Table

TABLES = (Table("account", holds_nobody="people themselves: see Erasing, and Joining for guests"),)

ADD = """INSERT INTO account
    (id, name, folded, username, username_folded, role, code, code_expires_at, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
OF_THE_SCHOOL = f"""account.id NOT IN (SELECT account FROM lesson_pass)
    AND account.username_folded NOT GLOB 'erased.{"[0-9a-z]" * 26}'"""
"""Those who came to one lesson by its code are nobody of the school, and those who were erased no more."""
EVERYBODY = f"SELECT id, name, role, username FROM account WHERE {OF_THE_SCHOOL} ORDER BY id"


@dataclass(frozen=True, slots=True)
class Proof:
    """What an account can be known by. ``password`` and ``code`` are hashes, empty where there is none."""

    account: Account
    password: str
    code: str
    code_expires_at: int
    code_used: bool


def as_account(row: AccountRow) -> Account:
    """An account as others may know it."""
    return Account(row.id, row.name, cast(Role, row.role), row.username)


class Accounts:
    """The people of the school."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(self, account: Account, now: int, password: str = "", code: str = "", expires: int = 0) -> None:
        """Make an account; its user name has to be free."""
        AccountRow.insert(
            id=account.id,
            name=account.name,
            folded=fold(account.name),
            username=account.username,
            username_folded=fold_username(account.username),
            role=account.role,
            password=password or None,
            code=code or None,
            code_expires_at=expires,
            created_at=now,
        ).execute(self._database)

    def add_many(self, coded: Sequence[tuple[Account, str]], now: int, expires: int) -> None:
        """Make many accounts, each with the hash of a one-time code; a whole school in one statement."""
        rows = (
            (a.id, a.name, fold(a.name), a.username, fold_username(a.username), a.role, code, expires, now)
            for a, code in coded
        )
        self._database.connection().executemany(ADD, rows)

    def everybody(self) -> list[Account]:
        """Everybody of the school, in the order in which they came."""
        rows = self._database.connection().execute(EVERYBODY).fetchall()
        return [Account(*row) for row in rows]

    def get(self, account: str) -> Account | None:
        """One account by its id."""
        row = AccountRow.select().where(AccountRow.id == account).first(self._database)
        return as_account(row) if row else None

    def proof(self, username: str) -> Proof | None:
        """What the account of this user name can be known by, in any upper or lower case."""
        row = self._by_username(username)
        return None if row is None else _proof(row)

    def proof_of(self, account: str) -> Proof | None:
        """What this account can be known by."""
        row = AccountRow.select().where(AccountRow.id == account).first(self._database)
        return None if row is None else _proof(row)

    def by_username(self, username: str) -> Account | None:
        """One account by its user name, in any upper or lower case."""
        row = self._by_username(username)
        return as_account(row) if row else None

    def rename(self, account: str, name: str) -> None:
        """Change a person's name."""
        self._update(account, name=name, folded=fold(name))

    def set_password(self, account: str, password: str) -> None:
        """Keep another password's hash; an empty one: there is no password any more."""
        self._update(account, password=password or None)

    def use_code(self, account: str) -> None:
        """The one-time code has been used."""
        self._update(account, code_used=True)

    def set_code(self, account: str, code: str, expires: int) -> None:
        """Keep another one-time code's hash; it has not been used."""
        self._update(account, code=code, code_expires_at=expires, code_used=False)

    def any_admin(self) -> bool:
        """Whether the school has an admin."""
        return AccountRow.select().where(AccountRow.role == "admin").exists(self._database)

    def admins(self) -> set[str]:
        """The ids of all admins."""
        rows = AccountRow.select(AccountRow.id).where(AccountRow.role == "admin").tuples()
        return {row[0] for row in rows.execute(self._database)}

    def _by_username(self, username: str) -> AccountRow | None:
        wanted = AccountRow.username_folded == fold_username(username)
        row: AccountRow | None = AccountRow.select().where(wanted).first(self._database)
        return row

    def _update(self, account: str, **values: object) -> None:
        AccountRow.update(**values).where(AccountRow.id == account).execute(self._database)


def _proof(row: AccountRow) -> Proof:
    return Proof(as_account(row), row.password or "", row.code or "", row.code_expires_at, row.code_used)
