"""One process works in a data folder: a lock that the system drops when the process dies."""

import contextlib
import os
from pathlib import Path

from relay.shared.system import lock
from relay.store.errors import FolderInUse

LOCK_FILE = "lock"


class FolderLock:
    """Held from the moment it is made until ``release``; raises FolderInUse when somebody else holds it."""

    def __init__(self, folder: Path) -> None:
        file = folder / LOCK_FILE
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock(descriptor)
        except OSError:
            pid = _read_pid(descriptor)
            os.close(descriptor)
            who = f"process {pid}" if pid else "another process"
            raise FolderInUse(f"The folder {folder} is in use by {who}.", pid) from None
        with contextlib.suppress(OSError):  # on a full disk nobody is told who holds it
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
        self._descriptor: int | None = descriptor

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(self, *error: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go; the file stays, since removing it would let two processes hold two locks."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def _read_pid(descriptor: int) -> int:
    try:
        return int(os.read(descriptor, 32))
    except (OSError, ValueError):
        return 0
