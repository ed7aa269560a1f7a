"""What the relay keeps is for its owner alone, also what was copied into the folder by hand."""

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

journal = logging.getLogger(__name__)

SECRET = (
    "schoolbell.db*",
    "relay-*.pem",
    "relay.toml",
    "backups",
    "backups/*",
    "before-restore-*",
    "before-restore-*/*",
    "set-aside",
    "set-aside/*",
)
"""In the data folder."""
OTHERS = 0o077


def keep_private(folder: Path) -> None:
    """Take from others what they may do with the files and folders that hold the school's data."""
    if sys.platform == "win32":
        return  # there a folder's own list of permissions says who may
    for path in _found(folder):
        mode = path.stat().st_mode
        if mode & OTHERS and not path.is_symlink():
            try:
                os.chmod(path, mode & ~OTHERS & 0o777)
            except OSError as error:
                journal.warning("others may look into %s: %s", path, error)
            else:
                journal.warning("others could look into %s; now they can't", path)


def _found(folder: Path) -> Iterator[Path]:
    for pattern in SECRET:
        yield from folder.glob(pattern)
