"""Where time comes from: one clock object, handed in, so that tests can move it."""

import datetime
import time

RELEASED_MS = int(datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC).timestamp() * 1000)
"""When this version was released, ms UTC: no clock that is right shows an earlier time."""


class Clock:
    """The wall clock for stamping events, and running time for limits."""

    def now(self) -> int:
        """Wall clock, ms UTC."""
        return time.time_ns() // 1_000_000

    def running(self) -> float:
        """Seconds of running time; goes on evenly whatever is done to the wall clock."""
        return time.monotonic()
