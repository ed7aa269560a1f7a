"""Writing files that are for their owner alone, whole or not at all."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from relay.shared.system import replace

DRAFT = ".new"
"""Ends the name of a file that is being written; one that was left by a crash is replaced."""


def create_private(file: Path) -> int:
    """Opens a new file of its owner alone for writing; raises OSError, also where there is one already."""
    # Exclusive: no link that somebody laid there is followed, no old file keeps its permissions.
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def write_private(file: Path, content: bytes | Iterable[bytes]) -> None:
    """Replaces a file; what stood there stays if this fails. For its owner alone. Raises OSError.

    One process writes a file at a time.
    """
    draft = file.with_name(file.name + DRAFT)
    draft.unlink(missing_ok=True)
    try:
        with open(create_private(draft), "wb") as out:
            out.writelines([content] if isinstance(content, bytes) else content)
            out.flush()
            os.fsync(out.fileno())
        replace(draft, file)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
