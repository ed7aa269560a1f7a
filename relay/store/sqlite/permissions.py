"""What the relay keeps is for its owner alone, also what was copied into the folder by hand."""

import logging
from collections.abc import Iterator
from pathlib import Path

from relay.shared.system import how_to_take, other_owner, others_may, take_from_others
from relay.store.errors import StoreError

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


def need_own_folder(folder: Path) -> None:
    """Raises StoreError for a folder that is another's or that others may change: what is there is obeyed.

    One into which others may only look is taken from them.
    """
    if other := other_owner(folder):
        raise StoreError(
            f"The data folder {folder} belongs to another user ({other}). "
            "Run this as that user, or name another folder with --data."
        )
    may = others_may(folder)
    if may == "nothing":
        return
    if not any(folder.iterdir()):
        take_from_others(folder)
        return
    if may == "write":
        raise StoreError(
            f"Others may write into the data folder {folder}, and could have exchanged what is in it. "
            f"If they have not, take that from them: {how_to_take(folder)}"
        )
    take_from_others(folder)
    journal.warning("others could look into %s; now they can't", folder)


def keep_private(folder: Path) -> None:
    """Take from others what they may do with the files and folders that hold the school's data."""
    for path in _found(folder):
        if not path.is_symlink() and others_may(path) != "nothing":
            try:
                take_from_others(path)
            except OSError as error:
                journal.warning("others may look into %s: %s", path, error)
            else:
                journal.warning("others could look into %s; now they can't", path)


def _found(folder: Path) -> Iterator[Path]:
    for pattern in SECRET:
        yield from folder.glob(pattern)
