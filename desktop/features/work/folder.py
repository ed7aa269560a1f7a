"""A lesson's folder on this computer: what was handed out is saved there, and handed in from there.

What was saved is noted in a small file beside it: it is known again also once somebody has changed it.
Everything here is for a thread.
"""

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.file_names import is_lock, names_in, safe_name, untaken
from relay.protocol.files import FILE_MB
from relay.shared.programs import is_program

INDEX = ".schoolbell"
LARGEST_INDEX = 1_000_000
MOST_LOOKED_AT = 50
"""Files of one folder, the newest first."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A file that may be handed in."""

    path: Path
    size: int
    changed_at: int
    """In nanoseconds."""


def folder_of_lesson(documents: Path, class_name: str, day: str, title: str) -> Path:
    """Where what belongs to a lesson is saved."""
    return documents / safe_name(class_name) / safe_name(f"{day} {title}")


def saved_in(folder: Path) -> dict[str, Path]:
    """What was saved there and still is, by `key_of`."""
    paths = {key: folder / name for key, name in _noted(folder).items() if name == Path(name).name}
    return {key: path for key, path in paths.items() if path.is_file()}


def key_of(file_hash: str, name: str) -> str:
    """What a file that was handed over is known by: two may have the same bytes."""
    return f"{file_hash} {name}"


def note_saved(folder: Path, key: str, path: Path) -> None:
    """Of a folder that takes no note it is forgotten with the program; what was saved stays."""
    try:
        (folder / INDEX).write_bytes(msgspec.json.encode({**_noted(folder), key: path.name}))
    except OSError as error:
        log.warning("what was saved could not be noted: %s", error)


def place_for(folder: Path, name: str) -> Path:
    """Where a file of this name may be written: never over another."""
    for one in (*reversed(folder.parents), folder):
        if not one.exists():
            one.mkdir(mode=0o700, exist_ok=True)
    return folder / untaken(safe_name(name), names_in(folder))


def to_hand_in(folder: Path, handed_out: set[str]) -> list[Found]:
    """What one has changed or made there, the newest first: not what is as it was handed out."""
    found = sorted(_documents(folder), key=lambda one: one.changed_at, reverse=True)[:MOST_LOOKED_AT]
    return [one for one in found if _hash(one.path) not in handed_out]


def _documents(folder: Path) -> list[Found]:
    try:
        entries = list(folder.iterdir())
    except OSError:
        return []
    found = []
    for path in entries:
        if path.name.startswith(".") or is_lock(path.name) or is_program(path.name) or path.is_symlink():
            continue
        try:
            told = path.stat()
        except OSError:
            continue
        if path.is_file() and 0 < told.st_size <= FILE_MB * 1_000_000:
            found.append(Found(path, told.st_size, told.st_mtime_ns))
    return found


def _hash(path: Path) -> str:
    """Empty for what can't be read: choosing it says why."""
    try:
        with open(path, "rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def _noted(folder: Path) -> dict[str, str]:
    try:
        with open(folder / INDEX, "rb") as opened:
            return msgspec.json.decode(opened.read(LARGEST_INDEX), type=dict[str, str])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}
