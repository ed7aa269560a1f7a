"""Devices that have signed in."""

from dataclasses import dataclass

from relay.protocol.accounts import Account
from relay.protocol.limits import DEVICES_WITH_KEY, DEVICES_WITHOUT_KEY
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (StoredTable("token", account="account", own_data=(), old_by="expires_at"),)
"""Given to the person as ``KnownDevice``."""
FIND = """SELECT token.id, device, last_used_at, COALESCE(lesson_pass.session, ''), COALESCE(confirmed, 0),
    account.id, name, role, username
    FROM token JOIN account ON account.id = token.account
    LEFT JOIN lesson_pass ON lesson_pass.account = account.id
    WHERE hash = ? AND revoked_at IS NULL AND expires_at > ?"""
IS_GOOD = "SELECT 1 FROM token WHERE id = ? AND revoked_at IS NULL AND expires_at > ?"
ADD = """INSERT INTO token
    (hash, id, account, device, created_at, last_used_at, expires_at, device_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
OTHERS = "account = ? AND id != ? AND revoked_at IS NULL"
REPLACED = "SELECT id FROM token WHERE account = ? AND device_key = ?"
DELETE = "DELETE FROM token WHERE id = ?"
MOST = 1_000_000
OLDEST = """SELECT id FROM token WHERE account = ? AND (device_key = '') = ?
    ORDER BY revoked_at IS NULL DESC, {newest} DESC, id DESC LIMIT {most} OFFSET ?"""
"""All but the first so many; those that are good no more go before the others."""
OLDEST_WITHOUT_KEY = OLDEST.format(newest="created_at", most=MOST)
OLDEST_WITH_KEY = OLDEST.format(newest="last_used_at", most=MOST)


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


class Tokens(Queries):
    """Tokens, known by their hashes alone."""

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
        self._execute(ADD, (token_hash, token_id, account, device, now, now, expires, device_key))
        return ended

    def _make_room(self, account: str, device_key: str) -> set[str]:
        """Delete what a new token takes the place of, so that nobody fills the table by signing in."""
        if device_key:
            rows = self._execute(REPLACED, (account, device_key)).fetchall()
            self._connection.executemany(DELETE, rows)
            oldest = self._execute(OLDEST_WITH_KEY, (account, False, DEVICES_WITH_KEY - 1)).fetchall()
        else:
            rows = []
            oldest = self._execute(OLDEST_WITHOUT_KEY, (account, True, DEVICES_WITHOUT_KEY - 1)).fetchall()
        self._connection.executemany(DELETE, oldest)
        return {row[0] for row in (*rows, *oldest)}

    def find(self, token_hash: str, now: int) -> Device | None:
        """The device of a token that is neither revoked nor expired at ``now``."""
        row = self._execute(FIND, (token_hash, now)).fetchone()
        if row is None:
            return None
        token_id, device, last_used_at, lesson, confirmed, *account = row
        return Device(token_id, Account(*account), device, last_used_at, lesson, bool(confirmed))

    def is_good(self, token_id: str, now: int) -> bool:
        """Whether a token is neither revoked nor expired at ``now``."""
        return self._execute(IS_GOOD, (token_id, now)).fetchone() is not None

    def touch(self, token_id: str, now: int, expires: int) -> None:
        """A token has been used: it is good until ``expires``."""
        self._execute(
            "UPDATE token SET last_used_at = ?, expires_at = ? WHERE id = ?", (now, expires, token_id)
        )

    def revoke(self, token_id: str, now: int) -> None:
        self._execute("UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", (now, token_id))

    def revoke_all(self, account: str, now: int, but: str = "") -> set[str]:
        """All tokens of an account are good no more, ``but`` for one; returns the ids of those revoked."""
        revoked = {row[0] for row in self._execute(f"SELECT id FROM token WHERE {OTHERS}", (account, but))}
        self._execute(f"UPDATE token SET revoked_at = ? WHERE {OTHERS}", (now, account, but))
        return revoked

    def knows(self, account: str, device_key: str) -> bool:
        """Whether the device with this key (its hash) has ever signed in to this account."""
        return self._execute(f"{REPLACED} LIMIT 1", (account, device_key)).fetchone() is not None
