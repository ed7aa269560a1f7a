"""The time: its clocks, handed in so that tests can move them, and calls that are made after a while."""

import asyncio
import time
from collections.abc import Callable


class Clock:
    """The wall clock, and running time for pauses and limits."""

    def now(self) -> int:
        """Wall clock of this computer, ms UTC."""
        return time.time_ns() // 1_000_000

    def running(self) -> float:
        """Seconds of running time; may stand still while the computer sleeps."""
        return time.monotonic()


class Timer:
    """A call in the loop that runs. Starting it again puts the call off; one that is stopped makes none."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback = callback
        self._handle: asyncio.TimerHandle | None = None

    @property
    def running(self) -> bool:
        return self._handle is not None

    def start(self, seconds: float) -> None:
        """The call is made so many seconds from now."""
        self.stop()
        self._handle = asyncio.get_running_loop().call_later(seconds, self._call)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _call(self) -> None:
        self._handle = None
        self._callback()
