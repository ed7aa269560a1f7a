"""What the database knows of itself, and answers given earlier."""

from collections.abc import Callable

from relay.store.engine import Connects
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (
    StoredTable("meta", holds_nobody="values of the relay itself"),
    StoredTable("schema_migration", holds_nobody="names of migrations"),
    StoredTable("answer", account="account", own_data=(), old_by="at"),
)
"""What is in an answer is given to a person from where it is kept."""

PUT = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
LATEST = "SELECT coalesce(max(last_used_at), 0) FROM token"


class Meta(Queries):
    """Named values, such as the relay's id."""

    def get(self, key: str) -> str:
        """A value; empty when it was never put."""
        row = self._execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def put(self, key: str, value: str) -> None:
        self._execute(PUT, (key, value))

    def latest(self) -> int:
        """The latest time (ms UTC) at which anybody was here; 0 in a new database."""
        latest: int = self._execute(LATEST).fetchone()[0]
        return latest


class Answers(Queries):
    """Encoded replies by account and ref: a command sent again gets the same answer."""

    def __init__(self, database: Connects, now: Callable[[], int]) -> None:
        """``now``: ms UTC, by which their age is told."""
        super().__init__(database)
        self._now = now

    def get(self, account: str, ref: str) -> bytes | None:
        """The reply that was given; None for a command that was not answered before."""
        row = self._execute(
            "SELECT reply FROM answer WHERE account = ? AND ref = ?", (account, ref)
        ).fetchone()
        return bytes(row[0]) if row else None

    def put(self, account: str, ref: str, reply: bytes) -> None:
        values = (account, ref, reply, self._now())
        self._execute("INSERT INTO answer VALUES (?, ?, ?, ?)", values)
