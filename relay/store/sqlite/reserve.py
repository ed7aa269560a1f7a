"""A little room kept aside in the data folder, so that a relay whose disk has run full can still start.

Opening the database takes some 100 kB even for reading (SQLite's shared index of the write-ahead log).
"""

import contextlib
import os
import shutil
from pathlib import Path

RESERVE_FILE = "reserve"
RESERVE_BYTES = 1 << 20
FULL_BYTES = 512 << 10
"""With less than this free even the smallest change is refused."""


def make_room(folder: Path) -> None:
    """At the start: keep room aside where there is plenty, give it up where there is none."""
    file = folder / RESERVE_FILE
    free = shutil.disk_usage(folder).free
    with contextlib.suppress(OSError):  # then the start goes on as it can
        if free < FULL_BYTES:
            file.unlink(missing_ok=True)
        elif free > 4 * RESERVE_BYTES and not file.exists():
            with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(bytes(RESERVE_BYTES))
