"""The full check of a data folder from the command line, alone or beside a relay that runs."""

import contextlib
import sqlite3
from pathlib import Path

from relay.store.errors import DamagedDatabase, FolderInUse, StoreError
from relay.store.sqlite.health import check_all
from relay.store.sqlite.lease import FolderLock

DATABASE_FILE = "schoolbell.db"


def check_folder(folder: Path) -> None:
    """Check everything; changes nothing. Raises DamagedDatabase with what was found, or StoreError."""
    file = folder / DATABASE_FILE
    if not file.is_file():
        raise StoreError(f"There is no database {file}.")
    try:
        with contextlib.ExitStack() as held:
            with contextlib.suppress(FolderInUse):  # no relay shall start with the check half done
                held.enter_context(FolderLock(folder))
            # For reading only: the last connection to close would otherwise fold the write-ahead log back.
            uri = f"{file.absolute().as_uri()}?mode=ro"
            connection = held.enter_context(contextlib.closing(sqlite3.connect(uri, uri=True, timeout=5)))
            connection.execute("PRAGMA cache_size=-16000")
            found = check_all(connection)
    except sqlite3.DatabaseError as error:
        raise DamagedDatabase(f"The database {file} can't be read: {error}.") from error
    if found:
        raise DamagedDatabase(f"The database {file} is damaged: {'; '.join(found)}.")
