"""When the relay was last known to run: the time of an empty file, which needs no room on a full disk."""

import os
from pathlib import Path

PULSE_FILE = "alive"


class Pulse:
    """Read once at the start, then given again and again."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / PULSE_FILE
        self.last = self._read()
        """Until when an earlier relay on this folder was known to run, ms UTC; 0 if nothing tells."""

    def beat(self, now: int) -> None:
        """The relay runs at ``now`` (ms UTC); raises OSError."""
        os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600))
        os.utime(self._file, ns=(now * 1_000_000, now * 1_000_000))

    def _read(self) -> int:
        try:
            return self._file.stat().st_mtime_ns // 1_000_000
        except OSError:
            return 0
