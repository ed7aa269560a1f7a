"""What the database knows of itself, and answers given earlier."""

from collections.abc import Callable

from peewee import SqliteDatabase

from relay.store.models import MetaRow
from relay.store.tables import Table

TABLES = (
    Table("meta", holds_nobody="values of the relay itself"),
    Table("schema_migration", holds_nobody="names of migrations"),
    Table("answer", account="account", own_data=()),
)
"""What is in an answer is given to a person from where it is kept."""

LATEST = "SELECT coalesce(max(last_used_at), 0) FROM token"


class Meta:
    """Named values, such as the relay's id."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def get(self, key: str) -> str:
        """A value; empty when it was never put."""
        row = MetaRow.select().where(MetaRow.key == key).first(self._database)
        return row.value if row else ""

    def put(self, key: str, value: str) -> None:
        """Set a value."""
        row = MetaRow.insert(key=key, value=value)
        row.on_conflict_replace().execute(self._database)

    def latest(self) -> int:
        """The latest time (ms UTC) at which anybody was here; 0 in a new database."""
        latest: int = self._database.connection().execute(LATEST).fetchone()[0]
        return latest


class Answers:
    """Encoded replies by account and ref: a command sent again gets the same answer."""

    def __init__(self, database: SqliteDatabase, now: Callable[[], int]) -> None:
        """``now``: ms UTC, by which their age is told."""
        self._database, self._now = database, now

    def get(self, account: str, ref: str) -> bytes | None:
        """The reply that was given; None for a command that was not answered before."""
        row = (
            self._database.connection()
            .execute("SELECT reply FROM answer WHERE account = ? AND ref = ?", (account, ref))
            .fetchone()
        )
        return bytes(row[0]) if row else None

    def put(self, account: str, ref: str, reply: bytes) -> None:
        """Keep a reply."""
        values = (account, ref, reply, self._now())
        self._database.connection().execute("INSERT INTO answer VALUES (?, ?, ?, ?)", values)
