"""Where the line's time comes from: one object, handed in, so that tests can move it."""

import time


class Clock:
    """The wall clock, and running time for pauses and limits."""

    def now(self) -> int:
        """Wall clock of this computer, ms UTC."""
        return time.time_ns() // 1_000_000

    def running(self) -> float:
        """Seconds of running time; may stand still while the computer sleeps."""
        return time.monotonic()
