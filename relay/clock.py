"""Where time comes from: one clock object, handed in, so that tests can move it."""

import time


class Clock:
    """The wall clock for stamping events, and running time for limits."""

    def now(self) -> int:
        """Wall clock, ms UTC."""
        return time.time_ns() // 1_000_000

    def running(self) -> float:
        """Seconds of running time; goes on evenly whatever is done to the wall clock."""
        return time.monotonic()
