"""New data folders for tests, with the database that a first start would make: made once, then copied.

Making it takes a start 40 ms of the processor's time and twenty waits for the disk. What makes it is tried in
tests/relay/store/test_migrations.py.
"""

import functools
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from relay.store.sqlite import DATABASE_FILE, SqliteEngine


@functools.cache
def _new_database() -> bytes:
    """As the program makes it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder))
        lease = engine.acquire()
        engine.open().close()
        lease.release()
        return database_of(Path(folder))


def database_of(folder: Path) -> bytes:
    """The database of a relay that has ended, but for the ids of its school, which each gives itself."""
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key IN ('relay_id', 'epoch')")
    return (folder / DATABASE_FILE).read_bytes()


def new_folder(folder: Path, database: bytes = b"") -> Path:
    """The same folder; where there is no database in it, there is this one now, or a new one."""
    file = folder / DATABASE_FILE
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(database or _new_database())
    return folder
