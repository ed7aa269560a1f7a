"""Devices that have signed in."""

from dataclasses import dataclass

from peewee import SqliteDatabase

from relay.protocol.accounts import Account
from relay.protocol.limits import DEVICES_WITH_KEY, DEVICES_WITHOUT_KEY
from relay.store.models import TokenRow
from relay.store.tables import Table

TABLES = (Table("token", account="account", own_data=()),)
"""Given to the person as ``KnownDevice``."""
FIND = """SELECT token.id, device, last_used_at, COALESCE(lesson_pass.session, ''), COALESCE(confirmed, 0),
    account.id, name, role, username
    FROM token JOIN account ON account.id = token.account
    LEFT JOIN lesson_pass ON lesson_pass.account = account.id
    WHERE hash = ? AND revoked_at IS NULL AND expires_at > ?"""
IS_GOOD = "SELECT 1 FROM token WHERE id = ? AND revoked_at IS NULL AND expires_at > ?"
"""What is asked for each that comes, a class at once, is plain SQL: Peewee takes longer to say it than
SQLite to answer."""
REPLACED = "SELECT id FROM token WHERE account = ? AND device_key = ?"
DELETE = "DELETE FROM token WHERE id = ?"
OLDEST = """SELECT id FROM token WHERE account = ? AND (device_key = '') = ?
    ORDER BY revoked_at IS NULL DESC, {newest} DESC, id DESC LIMIT -1 OFFSET ?"""
"""All but the first so many; those that are good no more go before the others."""
OLDEST_WITHOUT_KEY = OLDEST.format(newest="created_at")
OLDEST_WITH_KEY = OLDEST.format(newest="last_used_at")


@dataclass(frozen=True, slots=True)
class Device:
    """A device signed in to an account; times are ms UTC."""

    token_id: str
    account: Account
    device: str
    last_used_at: int
    lesson: str = ""
    """The lesson that the account is for; empty for people of the school."""
    confirmed: bool = False
    """A teacher of it has said that they are who they say."""


class Tokens:
    """Tokens, known by their hashes alone."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(
        self,
        token_hash: str,
        token_id: str,
        account: str,
        device: str,
        now: int,
        expires: int,
        device_key: str = "",
    ) -> set[str]:
        """Keep a new token. ``device_key``: the hash of the device's own key.

        Returns the ids of tokens that are good no more: a device has one, and an account so many.
        """
        ended = self._make_room(account, device_key)
        TokenRow.insert(
            hash=token_hash,
            id=token_id,
            account=account,
            device=device,
            created_at=now,
            last_used_at=now,
            expires_at=expires,
            device_key=device_key,
        ).execute(self._database)
        return ended

    def _make_room(self, account: str, device_key: str) -> set[str]:
        """Delete what a new token takes the place of, so that nobody fills the table by signing in."""
        connection = self._database.connection()
        if device_key:
            rows = connection.execute(REPLACED, (account, device_key)).fetchall()
            connection.executemany(DELETE, rows)
            wanted = (account, False, DEVICES_WITH_KEY - 1)
            oldest = connection.execute(OLDEST_WITH_KEY, wanted).fetchall()
        else:
            rows, wanted = [], (account, True, DEVICES_WITHOUT_KEY - 1)
            oldest = connection.execute(OLDEST_WITHOUT_KEY, wanted).fetchall()
        connection.executemany(DELETE, oldest)
        return {row[0] for row in (*rows, *oldest)}

    def find(self, token_hash: str, now: int) -> Device | None:
        """The device of a token that is neither revoked nor expired at ``now``."""
        row = self._database.connection().execute(FIND, (token_hash, now)).fetchone()
        if row is None:
            return None
        token_id, device, last_used_at, lesson, confirmed, *account = row
        return Device(token_id, Account(*account), device, last_used_at, lesson, bool(confirmed))

    def is_good(self, token_id: str, now: int) -> bool:
        """Whether a token is neither revoked nor expired at ``now``."""
        return self._database.connection().execute(IS_GOOD, (token_id, now)).fetchone() is not None

    def touch(self, token_id: str, now: int, expires: int) -> None:
        """A token has been used: it is good until ``expires``."""
        self._update(TokenRow.id == token_id, last_used_at=now, expires_at=expires)

    def revoke(self, token_id: str, now: int) -> None:
        """A token is good no more."""
        self._update((TokenRow.id == token_id) & TokenRow.revoked_at.is_null(), revoked_at=now)

    def revoke_all(self, account: str, now: int, but: str = "") -> set[str]:
        """All tokens of an account are good no more, ``but`` for one; returns the ids of those revoked."""
        others = (TokenRow.account == account) & (TokenRow.id != but) & TokenRow.revoked_at.is_null()
        rows = TokenRow.select(TokenRow.id).where(others).tuples()
        revoked = {row[0] for row in rows.execute(self._database)}
        self._update(others, revoked_at=now)
        return revoked

    def knows(self, account: str, device_key: str) -> bool:
        """Whether the device with this key (its hash) has ever signed in to this account."""
        wanted = (TokenRow.account == account) & (TokenRow.device_key == device_key)
        return TokenRow.select().where(wanted).exists(self._database)

    def _update(self, which: object, **values: object) -> None:
        TokenRow.update(**values).where(which).execute(self._database)
