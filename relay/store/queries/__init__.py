"""What the school asks its database for, in SQL: one class a subject, for use within a read or a write."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from peewee import SqliteDatabase


class Queries:
    """What all of them have in common."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def _execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self._database.connection().execute(statement, values)
        return cursor
