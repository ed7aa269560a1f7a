"""What the database knows of itself, and answers given earlier."""

from peewee import SqliteDatabase

from relay.store.models import MetaRow


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


class Answers:
    """Encoded replies by account and ref, kept for ever: a command sent again gets the same answer."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

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
        self._database.connection().execute("INSERT INTO answer VALUES (?, ?, ?)", (account, ref, reply))
