"""How often those of a class had their turn in its lessons."""

from typing import NamedTuple

from relay.protocol.sessions import Session
from relay.store.queries import Queries

LESSONS = 20
"""So many lessons back a turn counts: who is new in a class need not make up for a whole year."""
BEFORE = """SELECT account, sum(turns), max(last_at) FROM turn WHERE session IN (
        SELECT id FROM session WHERE school_class = :class AND id <> :session AND started_at IS NOT NULL
        ORDER BY started_at DESC, id DESC LIMIT :lessons)
    GROUP BY account"""
CONFIRMED = "SELECT account, claims FROM lesson_pass WHERE session = ? AND confirmed AND claims <> ''"


class Turn(NamedTuple):
    """How often somebody was called on, and when last (ms UTC)."""

    turns: int
    last_at: int


class TurnQueries(Queries):
    """The turns of a class's students, by their accounts of the school."""

    def before(self, session: Session) -> dict[str, Turn]:
        """In the last lessons of the session's class, without this one."""
        values = {"class": session.class_id, "session": session.id, "lessons": LESSONS}
        return {account: Turn(turns, at) for account, turns, at in self._execute(BEFORE, values)}

    def confirmed(self, session: str) -> dict[str, str]:
        """Whose account is theirs who came by code and were confirmed, by that with which they came."""
        return dict(self._execute(CONFIRMED, (session,)).fetchall())
