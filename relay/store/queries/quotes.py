"""Which events quote a person without saying whose the text is: the log tells that elsewhere."""

from collections.abc import Sequence
from functools import cache

from relay.protocol.base import Event
from relay.protocol.catalog import read_stored, words
from relay.protocol.personal import texts_of, without_quotes
from relay.store.engine import Connects
from relay.store.queries import Queries

Place = tuple[str, int]
"""A session, and the number of an event in its log."""

QUOTING = """SELECT session, seq FROM event WHERE kind IN ({kinds}) AND session IN (
        SELECT said.session FROM session JOIN event AS said ON said.session = session.id
        WHERE (status = 'live' OR NOT ?) AND said."by" IN ({accounts}))
    ORDER BY session, seq"""
SAID = """SELECT body FROM event WHERE session = ? AND "by" IN ({accounts}) AND kind IN ({kinds})"""
REVEALED = "SELECT body FROM event WHERE session = ? AND audience IN ({accounts}) AND kind IN ({kinds})"


class Quotes(Queries):
    """Of these accounts. What is theirs in a session is looked up once."""

    def __init__(self, database: Connects, accounts: Sequence[str]) -> None:
        super().__init__(database)
        self._accounts = accounts
        self._numbers, self._texts = cache(self._revealed), cache(self._said)

    def find(self, *, live: bool) -> list[Place]:
        """All that may quote them, in lessons in which they said something; ``live``: in those alone."""
        kinds = [word for word in _events() if word.quotes]
        return [*self._execute(self._query(QUOTING, kinds), (*_tags(kinds), live, *self._accounts))]

    def without(self, session: str, event: Event) -> Event:
        """The same event without what it quotes of them; the very same object if that is nothing."""
        if event.repeats:
            is_theirs = getattr(event, event.repeats) in self._numbers(session)
            return without_quotes(event, lambda _: True) if is_theirs else event
        return without_quotes(event, self._texts(session, type(event).__module__).__contains__)

    def _revealed(self, session: str) -> set[int]:
        """Numbers of the events that do not say that they are theirs."""
        kinds = [word for word in _events() if word.reveals]
        return {getattr(event, event.reveals) for event in self._told(REVEALED, session, kinds)}

    def _said(self, session: str, subject: str) -> set[str]:
        """Their texts in a subject's events."""
        told = self._told(SAID, session, [word for word in _events() if word.__module__ == subject])
        return {text for event in told for account in self._accounts for text in texts_of(event, account)}

    def _told(self, query: str, session: str, kinds: Sequence[type[Event]]) -> list[Event]:
        rows = self._execute(self._query(query, kinds), (session, *self._accounts, *_tags(kinds)))
        told = [read_stored(bytes(body)) for (body,) in rows.fetchall()]
        return [event for event in told if event is not None]

    def _query(self, query: str, kinds: Sequence[type[Event]]) -> str:
        return query.format(kinds=_marks(kinds), accounts=_marks(self._accounts))


def _events() -> list[type[Event]]:
    return [word for word in words(Event) if issubclass(word, Event)]


def _tags(kinds: Sequence[type[Event]]) -> list[str]:
    return [str(word.__struct_config__.tag) for word in kinds]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
