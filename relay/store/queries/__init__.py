"""What the school asks its database for, in SQL: one class a subject, for use within a read or a write."""

from relay.store.engine import Cursor, Database, Values


class Queries:
    """What all of them have in common."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _execute(self, statement: str, values: Values = ()) -> Cursor:
        return self._database.connection().execute(statement, values)
