"""Checking the files of lessons: whether each that the database knows is there, and what its name says."""

import contextlib
import sqlite3
from pathlib import Path

from relay.store.errors import DamagedDatabase
from relay.store.sqlite.files import hash_of, place_of
from relay.store.sqlite.health import DATABASE_FILE, MOST_FINDINGS


def check_files(folder: Path) -> int:
    """Read all of them; changes nothing. Gives how many are not there: a backup may have left them out.

    Raises DamagedDatabase for those that are not what they were.
    """
    uri = f"{(folder / DATABASE_FILE).absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
        known = _known(connection)
    missing, damaged = 0, list[str]()
    for file in known:
        try:
            if hash_of(place_of(folder, file)) != file:
                damaged.append(file)
        except FileNotFoundError:
            missing += 1
        except OSError as error:
            damaged.append(f"{file} ({error.strerror})")
    if damaged:
        raise DamagedDatabase(
            f"{len(damaged)} files are not what they were: {', '.join(damaged[:MOST_FINDINGS])}."
        )
    return missing


def _known(connection: sqlite3.Connection) -> list[str]:
    """None where the database is older than they are."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'file'").fetchone():
        return []
    return [file for (file,) in connection.execute("SELECT hash FROM file ORDER BY hash")]
