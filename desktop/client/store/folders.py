"""What lies in a folder, when it was touched, and a folder that goes or is made sure of."""

import contextlib
import os
import shutil
from pathlib import Path

from relay.shared.system import sync_folder


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """Nothing where there is none."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []


def size_of(entry: os.DirEntry[str]) -> int:
    """In bytes, of a folder with all that is in it; 0 of what is gone."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return sum(size_of(one) for one in entries(Path(entry)))
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0


def touched_at(entry: os.DirEntry[str]) -> int:
    """In nanoseconds; 0 of what is gone."""
    try:
        return entry.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        return 0


def remove_folder(folder: Path) -> None:
    """With all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def sync_if_possible(folder: Path) -> None:
    """What has just got its name has it after a power cut too, where a system can be asked for that."""
    with contextlib.suppress(OSError):
        sync_folder(folder)
