"""What the school asks its database for, in SQL: one class a subject, for use within a read or a write."""

from relay.store.engine import Connects, Cursor, SqlConnection, Values


class Queries:
    """What all of them have in common."""

    def __init__(self, database: Connects) -> None:
        self._database = database

    @property
    def _connection(self) -> SqlConnection:
        return self._database.connection()

    def _execute(self, statement: str, values: Values = ()) -> Cursor:
        return self._connection.execute(statement, values)
