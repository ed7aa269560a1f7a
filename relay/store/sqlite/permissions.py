"""What the relay keeps is for its owner alone, also what was copied into the folder by hand."""

import logging
import os
import shlex
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from relay.store.errors import StoreError

if sys.platform != "win32":
    import pwd

journal = logging.getLogger(__name__)

SECRET = (
    "schoolbell.db*",
    "relay-*.pem",
    "relay.toml",
    "backups",
    "backups/*",
    "before-restore-*",
    "before-restore-*/*",
    "before-restore-*/files/*",
    "before-restore-*/files/*/*",
    "set-aside",
    "set-aside/*",
    "files",
    "files/*",
    "files/*/*",
)
"""In the data folder."""
OTHERS = 0o077
OTHERS_WRITE = 0o022


def need_own_folder(folder: Path) -> None:
    """Raises StoreError for a folder that is another's or that others may change: what is there is obeyed.

    One into which others may only look is taken from them.
    """
    if sys.platform == "win32":
        return  # there a folder's own list of permissions says who may
    about = folder.stat()
    mode = stat.S_IMODE(about.st_mode)
    if about.st_uid != os.geteuid():
        raise StoreError(
            f"The data folder {folder} belongs to another user ({_name_of(about.st_uid)}). "
            "Run this as that user, or name another folder with --data."
        )
    if not mode & OTHERS:
        return
    if not any(folder.iterdir()):
        folder.chmod(mode & ~OTHERS)
        return
    if mode & OTHERS_WRITE:
        raise StoreError(
            f"Others may write into the data folder {folder}, and could have exchanged what is in it. "
            f"If they have not, take that from them: chmod go-w {shlex.quote(str(folder))}"
        )
    folder.chmod(mode & ~OTHERS)
    journal.warning("others could look into %s; now they can't", folder)


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


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
