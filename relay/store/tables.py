"""What each table holds, so that deleting, keeping, erasing and "my data" reach the tables of every subject.

A module in projections/ or queries/ declares its tables as ``TABLES``; a test asks for every table there is.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from relay.protocol.personal import ERASED
from relay.shared.modules import modules_of
from relay.store.engine import SqlConnection


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table, and whose its rows are. Raises ValueError for one that does not say so, or for how long."""

    name: str
    session: str = ""
    """Column with a session's id: rows go with it, also when it is older than the school keeps lessons."""
    of_class: str = ""
    """Column with a class's id: rows go with it, once the last lesson that was held in it has gone."""
    account: str = ""
    """Column with an account's id: rows are this person's."""
    replaced: tuple[str, ...] | None = None
    """Columns with text of the person, replaced when they are erased; without any the rows go."""
    own_data: tuple[str, ...] | None = None
    """Columns that a person is given with what the school keeps of them; None: all."""
    file: str = ""
    """Column with a file's hash: the file is kept as long as a row names it."""
    old_by: str = ""
    """Column with a time (ms UTC): rows go once that is longer ago than the school keeps lessons."""
    stays: str = ""
    """Of a person's table without such a column, and of no session: why its rows do not grow old."""
    holds_nobody: str = ""
    """Of a table without these columns: why it needs none, or what looks after its rows instead."""

    def __post_init__(self) -> None:
        if not (self.session or self.account or self.holds_nobody):
            raise ValueError(f"the table {self.name} does not say whose its rows are")
        if not (self.session or self.holds_nobody or self.old_by or self.stays):
            raise ValueError(f"the table {self.name} does not say how long its rows are kept")


@cache
def declared() -> dict[str, StoredTable]:
    """The tables of the core and of all subjects, by name; raises ValueError for one declared twice."""
    found: dict[str, StoredTable] = {}
    for name in ("relay.store.projections", "relay.store.queries"):
        for module in modules_of(name):
            for table in getattr(module, "TABLES", ()):
                if table.name in found:
                    raise ValueError(f"the table {table.name} is declared twice, again in {module.__name__}")
                found[table.name] = table
    return found


def delete_session(connection: SqlConnection, session: str) -> None:
    """Delete a session's rows from every table."""
    for table in declared().values():
        if table.session:
            connection.execute(f'DELETE FROM {table.name} WHERE "{table.session}" = ?', (session,))


def delete_class(connection: SqlConnection, school_class: str) -> None:
    """Delete a class's rows from every table; its own comes last, for others name it."""
    tables = [table for table in declared().values() if table.of_class]
    for table in sorted(tables, key=lambda table: table.of_class == "id"):
        connection.execute(f'DELETE FROM {table.name} WHERE "{table.of_class}" = ?', (school_class,))


def delete_old(connection: SqlConnection, since: int) -> int:
    """Delete the rows that are older by a time of their own; gives how many. ``since``: ms UTC."""
    return sum(
        connection.execute(f'DELETE FROM {table.name} WHERE "{table.old_by}" < ?', (since,)).rowcount
        for table in declared().values()
        if table.old_by
    )


def delete_account(connection: SqlConnection, account: str) -> None:
    """Delete a person's rows from every table; the account itself stays."""
    for table in declared().values():
        if table.account:
            connection.execute(f'DELETE FROM {table.name} WHERE "{table.account}" = ?', (account,))


def erase_rows(connection: SqlConnection, account: str) -> None:
    """Erase a person from every table: their text is replaced, or their rows go."""
    for table in declared().values():
        if table.account and table.replaced is None:
            connection.execute(f'DELETE FROM {table.name} WHERE "{table.account}" = ?', (account,))
        elif table.account and table.replaced:
            values = ", ".join(f'"{column}" = :erased' for column in table.replaced)
            connection.execute(
                f'UPDATE {table.name} SET {values} WHERE "{table.account}" = :account',
                {"erased": ERASED, "account": account},
            )


def unnamed_file() -> str:
    """The condition, on a column ``hash``, that no row of any table names a file."""
    named = [
        f'NOT EXISTS (SELECT 1 FROM {table.name} WHERE {table.name}."{table.file}" = hash)'
        for table in declared().values()
        if table.file
    ]
    return " AND ".join(named)


def rows_of(connection: SqlConnection, account: str, most: int) -> list[tuple[str, dict[str, Any]]]:
    """A person's rows, at most so many, each with its table: what they are given of it, by column."""
    found: list[tuple[str, dict[str, Any]]] = []
    for table in declared().values():
        if table.account and table.own_data != ():
            columns = ", ".join(f'"{column}"' for column in table.own_data or ()) or "*"
            rows = connection.execute(
                f'SELECT {columns} FROM {table.name} WHERE "{table.account}" = ? LIMIT ?',
                (account, most - len(found)),
            )
            names = [column[0] for column in rows.description]
            found += [(table.name, dict(zip(names, row, strict=True))) for row in rows]
    return found
