"""Taking one person's name and text out of everything that is stored. What was counted stays counted."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from relay.protocol.base import Reply
from relay.protocol.catalog import (
    NOTHING,
    UNREADABLE,
    UnreadableFrame,
    encode,
    read_from_relay,
    read_stored,
    readable,
)
from relay.protocol.people import PeopleCame
from relay.protocol.personal import ERASED, without, without_all
from relay.protocol.renaming import PersonRenamed
from relay.store.folding import fold
from relay.store.queries import Queries
from relay.store.queries.audit import erase_in_audit
from relay.store.queries.quotes import Place, Quotes
from relay.store.tables import erase_rows

FIND = "SELECT session, seq FROM event WHERE {holds} ORDER BY session, seq"
FIND_LIVE = """SELECT event.session, seq FROM session JOIN event ON event.session = session.id
    WHERE status = 'live' AND ({holds})"""
NAMINGS = """SELECT body FROM event WHERE kind IN ('people_came', 'person_renamed')
    AND instr(body, ?) > 0"""
CAME_AS = "SELECT account FROM lesson_pass WHERE claims = ? ORDER BY account"
LOOKS_LIKE = "UPDATE lesson_pass SET looks_like = '' WHERE looks_like = ?"
NAMES = ("name", "username", "was")
"""Under which names people's names stand in answers."""
SESSIONS = """UPDATE session SET title = :erased, description = '', folded = :folded,
    revision = revision + 1,
    updated_at = CASE WHEN updated_at > :now THEN updated_at ELSE :now END
    WHERE teacher = :account AND (title <> :erased OR description <> '')"""
ACCOUNT = """UPDATE account SET name = ?, folded = ?, username = ?, username_folded = ?, password = NULL,
    code = NULL, code_expires_at = 0,
    role = CASE WHEN role = 'admin' THEN 'teacher' ELSE role END WHERE id = ?"""
SET_BODY = "UPDATE event SET body = ? WHERE session = ? AND seq = ?"


class Erasing(Queries):
    """What erasing a person takes, in steps small enough that lessons are not held up.

    ``accounts`` is the person's, and those under which somebody came to a lesson in their name.
    """

    def accounts(self, account: str) -> list[str]:
        """The account itself, and those that came to a lesson by its code in this person's name."""
        return [account, *(row[0] for row in self._execute(CAME_AS, (account,)))]

    def names(self, accounts: Sequence[str]) -> set[str]:
        """The names of these accounts, now, in attendance lists and as they came, and their user names."""
        found: set[str] = set()
        for account in accounts:
            rows = self._execute("SELECT name, username FROM account WHERE id = ?", (account,)).fetchall()
            rows += self._execute("SELECT DISTINCT name, name FROM attendance WHERE account = ?", (account,))
            found.update(name for row in rows for name in row)
            for (body,) in self._execute(NAMINGS, (account,)).fetchall():
                told = read_stored(bytes(body))
                if isinstance(told, PeopleCame):
                    found.update(comer.name for comer in told.people if comer.account == account)
                elif isinstance(told, PersonRenamed) and told.account == account:
                    found.add(told.name)
        return found - {ERASED, ""}

    def find(self, accounts: Sequence[str], known_as: set[str]) -> list[Place]:
        """All events that may speak of a person. Reads the whole log."""
        return self._find(FIND, accounts, known_as, live=False)

    def find_live(self, accounts: Sequence[str], known_as: set[str]) -> list[Place]:
        """The same, in lessons that are live."""
        return self._find(FIND_LIVE, accounts, known_as, live=True)

    def rewrite(self, places: Iterable[Place], accounts: Sequence[str], known_as: set[str]) -> list[Place]:
        """Replace the person's text in these events; gives those in which there was any."""
        changed, quotes = [], Quotes(self._database, accounts)
        for place in places:
            body = self._rewritten(place, accounts, known_as, quotes)
            if body is not None:
                self._execute(SET_BODY, (body, *place))
                changed.append(place)
        return changed

    def count(self, places: Iterable[Place], accounts: Sequence[str], known_as: set[str]) -> list[Place]:
        """In which of these events there is any; changes nothing."""
        quotes = Quotes(self._database, accounts)
        return [one for one in places if self._rewritten(one, accounts, known_as, quotes) is not None]

    def empty_unreadable(self, session: str) -> None:
        """Nothing is left in a session's log that would make a page around it unreadable."""
        rows = self._execute("SELECT seq, body FROM event WHERE session = ?", (session,)).fetchall()
        for seq, body in rows:
            if (kept := readable(bytes(body))) != body:
                self._execute(SET_BODY, (kept, session, seq))

    def erase_account(self, account: str) -> None:
        """Replace name and user name; no password and no code is left."""
        username = f"erased.{account.lower()}"
        self._execute(ACCOUNT, (ERASED, fold(ERASED), username, username, account))

    def erase_elsewhere(self, account: str, known_as: set[str], now: int) -> None:
        """Replace the person's text everywhere else; devices, classes, passes and their own answers go."""
        erase_rows(self._connection, account)
        values = {"erased": ERASED, "folded": fold(ERASED), "account": account, "now": now}
        self._execute(SESSIONS, values)
        self._connection.executemany(LOOKS_LIKE, [(name,) for name in known_as])
        erase_in_audit(self._connection, account, known_as)
        signs = _signs([account], known_as)
        holds = " OR ".join(["instr(reply, ?) > 0"] * len(signs))
        rows = self._execute(f"SELECT account, ref, reply FROM answer WHERE {holds}", signs).fetchall()
        for owner, ref, reply in rows:
            kept = _answer_without(bytes(reply), account, known_as)
            if kept is None:
                self._execute("DELETE FROM answer WHERE account = ? AND ref = ?", (owner, ref))
            else:
                self._execute("UPDATE answer SET reply = ? WHERE account = ? AND ref = ?", (kept, owner, ref))

    def erase_whole(self, account: str, now: int) -> None:
        """All of it at once, in a database that nobody else uses."""
        accounts = self.accounts(account)
        known_as = self.names(accounts)
        for one in accounts:
            self.erase_account(one)
        self.rewrite(self.find(accounts, known_as), accounts, known_as)
        for one in accounts:
            self.erase_elsewhere(one, known_as, now)

    def _find(self, wanted: str, accounts: Sequence[str], known_as: set[str], *, live: bool) -> list[Place]:
        """What quotes the person comes first: some is known by what they said, as long as that is there."""
        signs = _signs(accounts, known_as)
        holds = " OR ".join(["instr(body, ?) > 0"] * len(signs))
        found = Quotes(self._database, accounts).find(live=live)
        return list(dict.fromkeys([*found, *self._execute(wanted.format(holds=holds), signs)]))

    def _rewritten(
        self, place: Place, accounts: Sequence[str], known_as: set[str], quotes: Quotes
    ) -> bytes | None:
        """An event without this person's text; None when there is nothing of it in there."""
        row = self._execute("SELECT body FROM event WHERE session = ? AND seq = ?", place).fetchone()
        if row is None:
            return None
        event = read_stored(bytes(row[0]))
        if event is None:  # it speaks of the person, and nobody here knows where: nothing of it is kept
            return None if bytes(row[0]) == NOTHING else NOTHING
        after = without_all(event, accounts, known_as)
        if event.quotes:
            after = quotes.without(place[0], after)
        return None if after is event else encode(after)


def _signs(accounts: Sequence[str], known_as: set[str]) -> list[bytes]:
    """What stands in JSON that speaks of a person; names with their quotes, lest parts of words be found."""
    return [*(account.encode() for account in accounts), *(encode(name) for name in known_as)]


def _answer_without(reply: bytes, account: str, known_as: set[str]) -> bytes | None:
    """A kept reply without the person, also where it calls them by name alone; None if it can't be read."""
    try:
        word = read_from_relay(reply)
        if isinstance(word, Reply):
            reply = encode(without(word, account, known_as))
        return encode(_replaced(msgspec.json.decode(reply), known_as))
    except (UnreadableFrame, *UNREADABLE):
        return None


def _replaced(value: Any, known_as: set[str], is_name: bool = False) -> Any:
    if isinstance(value, list):
        return [_replaced(item, known_as) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, known_as, key in NAMES) for key, item in value.items()}
    return ERASED if is_name and isinstance(value, str) and value in known_as else value
