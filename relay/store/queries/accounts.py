"""Accounts and the ways of proving to be one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relay.protocol.accounts import Account
from relay.protocol.base import Role
from relay.store.folding import fold, fold_username
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (StoredTable("account", holds_nobody="people themselves: see Erasing, and Joining for guests"),)

ADD = """INSERT INTO account
    (id, name, folded, username, username_folded, role, password, code, code_expires_at, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
OF_THE_SCHOOL = """account.id NOT IN (SELECT account FROM lesson_pass)
    AND NOT (account.username_folded LIKE 'erased.%' AND length(account.username_folded) = 33)"""
"""Those who came to one lesson by its code are nobody of the school, and those who were erased no more."""
PROOF = """SELECT id, name, role, username, password, code, code_expires_at, code_used
    FROM account WHERE"""
SET_CODE = "UPDATE account SET code = ?, code_expires_at = ?, code_used = FALSE WHERE id = ?"
ONE = f"SELECT id, name, role, username FROM account WHERE id = ? AND {OF_THE_SCHOOL}"
EVERYBODY = f"SELECT id, name, role, username FROM account WHERE {OF_THE_SCHOOL} ORDER BY id"


@dataclass(frozen=True, slots=True)
class Proof:
    """What an account can be known by. ``password`` and ``code`` are hashes, empty where there is none."""

    account: Account
    password: str
    code: str
    code_expires_at: int
    code_used: bool


class Accounts(Queries):
    """The people of the school."""

    def add(self, account: Account, now: int, password: str = "", code: str = "", expires: int = 0) -> None:
        """Make an account; its user name has to be free."""
        self._execute(ADD, (*_named(account), password or None, code or None, expires, now))

    def add_many(self, coded: Sequence[tuple[Account, str]], now: int, expires: int) -> None:
        """Make many accounts, each with the hash of a one-time code; a whole school in one statement."""
        rows = ((*_named(account), None, code, expires, now) for account, code in coded)
        self._connection.executemany(ADD, rows)

    def everybody(self) -> list[Account]:
        """Everybody of the school, in the order in which they came."""
        rows = self._execute(EVERYBODY).fetchall()
        return [Account(*row) for row in rows]

    def get(self, account: str) -> Account | None:
        proof = self.proof_of(account)
        return proof.account if proof else None

    def of_school(self, account: str) -> Account | None:
        """Somebody of the school: nobody who came by a lesson's code, or was erased."""
        row = self._execute(ONE, (account,)).fetchone()
        return Account(*row) if row else None

    def proof(self, username: str) -> Proof | None:
        """What the account of this user name can be known by, in any upper or lower case."""
        return _proof(self._execute(f"{PROOF} username_folded = ?", (fold_username(username),)).fetchone())

    def proof_of(self, account: str) -> Proof | None:
        return _proof(self._execute(f"{PROOF} id = ?", (account,)).fetchone())

    def by_username(self, username: str) -> Account | None:
        """One account by its user name, in any upper or lower case."""
        proof = self.proof(username)
        return proof.account if proof else None

    def rename(self, account: str, name: str) -> None:
        self._execute("UPDATE account SET name = ?, folded = ? WHERE id = ?", (name, fold(name), account))

    def set_role(self, account: str, role: Role) -> None:
        self._execute("UPDATE account SET role = ? WHERE id = ?", (role, account))

    def set_password(self, account: str, password: str) -> None:
        """Keep another password's hash; an empty one: there is no password any more."""
        self._execute("UPDATE account SET password = ? WHERE id = ?", (password or None, account))

    def use_code(self, account: str) -> None:
        self._execute("UPDATE account SET code_used = TRUE WHERE id = ?", (account,))

    def set_code(self, account: str, code: str, expires: int) -> None:
        """Keep another one-time code's hash; it has not been used."""
        self._execute(SET_CODE, (code, expires, account))

    def any_admin(self) -> bool:
        return bool(self.admins())

    def admins(self) -> set[str]:
        return {row[0] for row in self._execute("SELECT id FROM account WHERE role = 'admin'")}


def _named(account: Account) -> tuple[str, ...]:
    """The first columns of ADD."""
    a = account
    return a.id, a.name, fold(a.name), a.username, fold_username(a.username), a.role


def _proof(row: tuple[Any, ...] | None) -> Proof | None:
    if row is None:
        return None
    *account, password, code, expires, used = row
    return Proof(Account(*account), password or "", code or "", expires, bool(used))
