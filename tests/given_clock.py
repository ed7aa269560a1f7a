"""A clock that a test gives relay and windows: this computer's, and as far ahead as the test says."""

import mmap
import struct
import sys
from pathlib import Path

import desktop.client
import relay.clock

AHEAD = struct.Struct("<d")


class GivenClock(relay.clock.Clock, desktop.client.Clock):
    """Relay and programs share it by a file: whoever moves it moves it for all, also for who comes later."""

    def __init__(self, file: Path) -> None:
        """A file that is not there is made, and is ahead by nothing."""
        if not file.exists():
            file.write_bytes(AHEAD.pack(0))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), AHEAD.size)
        self.file = file

    def now(self) -> int:
        """Wall clock, ms UTC."""
        return super().now() + int(self._ahead() * 1000)

    def running(self) -> float:
        """Seconds."""
        return super().running() + self._ahead()

    def move(self, seconds: float) -> None:
        """So much time passes at once, for everybody."""
        AHEAD.pack_into(self._map, 0, self._ahead() + max(0.0, seconds))

    def _ahead(self) -> float:
        ahead: float = AHEAD.unpack_from(self._map)[0]
        return ahead


def relay_by(clock: GivenClock) -> tuple[str, ...]:
    """What is run in place of ``python -m relay``, for one that goes by it."""
    return (sys.executable, "-m", "tests.clocked_relay", str(clock.file))
