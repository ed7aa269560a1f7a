"""A folder as one file: whoever sends it packs it, within limits, and nothing from outside it gets in."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from desktop.client.file_failures import FILE_UNREADABLE, FileFailed
from desktop.file_names import is_lock
from relay.protocol.files import WRONG_KIND
from relay.shared.programs import is_program

MOST_ENTRIES, MOST_BYTES = 200, 200_000_000
FOLDER_TOO_LARGE = "folder_too_large"
"""Our own code: more lies in it than is packed."""


def pack(folder: Path, to: Path) -> None:
    """Into a new file, with no links and nothing hidden; raises FileFailed. For a thread."""
    try:
        with zipfile.ZipFile(to, "x", zipfile.ZIP_DEFLATED, strict_timestamps=False) as packed:
            for path, name in _within(folder):
                packed.write(path, name)
    except FileFailed:
        to.unlink(missing_ok=True)
        raise
    except OSError:
        to.unlink(missing_ok=True)
        raise FileFailed(FILE_UNREADABLE) from None


def _within(folder: Path) -> Iterator[tuple[Path, str]]:
    count = size = 0
    for above, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(above, name)
            if name.startswith(".") or is_lock(name) or path.is_symlink() or not path.is_file():
                continue
            if is_program(name):
                raise FileFailed(WRONG_KIND.name)
            count, size = count + 1, size + path.stat().st_size
            if count > MOST_ENTRIES or size > MOST_BYTES:
                raise FileFailed(FOLDER_TOO_LARGE)
            yield path, Path(folder.name, path.relative_to(folder)).as_posix()
    if not count:
        raise FileFailed(FILE_UNREADABLE)
