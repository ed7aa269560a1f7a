"""When a relay was last known to run, and whether the wall clock can be believed.

A computer with a flat battery may wake up years off. By a clock that has jumped nothing is removed or
expires: until somebody confirms it, or it agrees again, the time goes on from the last heartbeat.
"""

import os
import threading
from pathlib import Path

from relay.clock import RELEASED_MS, Clock

HEARTBEAT_FILE = "alive"
DAY_MS = 24 * 3_600_000
AHEAD_MS = 120 * DAY_MS
"""A relay that was off for longer, after a long holiday perhaps, waits for somebody to confirm its clock."""
BEHIND_MS = DAY_MS
DIGITS = 16


class Heartbeat:
    """The time of the last beat is that of a file, and stands in it too, where a copy has lost the first."""

    def __init__(self, folder: Path, clock: Clock, known: int = 0) -> None:
        """``known``: a time (ms UTC) that has been, by what is in the database, if no beat tells."""
        self._file, self._clock = folder / HEARTBEAT_FILE, clock
        self._lock = threading.Lock()
        self.last = self._believable(self._read(), known)
        """Until when an earlier relay on this folder was known to run, ms UTC; 0 if nothing tells."""
        self._known = self.last or known or max(clock.now(), RELEASED_MS)
        self._known_since = clock.running()

    @property
    def doubted(self) -> bool:
        """Whether the wall clock has jumped: nothing is removed and nothing expires by it."""
        return not self._agrees(self._clock.now())

    def now(self) -> int:
        """The time by which things expire, ms UTC: the wall clock's while it can be believed."""
        wall = self._clock.now()
        return wall if self._agrees(wall) else self._reckoned()

    def stamp(self) -> int:
        """The time to write on what happens, ms UTC: the wall clock's, unless that is doubted and behind.

        What is stamped with a time long past would be old as soon as the clock is right, and would go.
        """
        wall = self._clock.now()
        return wall if self._agrees(wall) else max(wall, self._reckoned())

    def beat(self) -> None:
        """The relay runs; raises OSError."""
        with self._lock:
            now = self.now()
            self._known, self._known_since = now, self._clock.running()
            self._write(now)

    def confirm(self) -> None:
        """Somebody says that the wall clock is right; raises OSError."""
        with self._lock:
            self._known, self._known_since = self._clock.now(), self._clock.running()
            self._write(self._known)

    @staticmethod
    def _believable(last: int, known: int) -> int:
        """A beat that fits what is in the database; 0 for a file that was damaged, or is of another time."""
        earliest, latest = min(known, RELEASED_MS), max(known, RELEASED_MS) + AHEAD_MS
        return last if earliest <= last <= latest else 0

    def _reckoned(self) -> int:
        """What the time must be, if the last heartbeat was right and the relay has run ever since."""
        ran = int((self._clock.running() - self._known_since) * 1000)
        return self._known + ran

    def _agrees(self, wall: int) -> bool:
        reckoned = self._reckoned()
        near = reckoned - BEHIND_MS <= wall <= reckoned + AHEAD_MS
        return near and (wall >= RELEASED_MS or self._known < RELEASED_MS)  # the latter if somebody said so

    def _write(self, now: int) -> None:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, b"%*d" % (DIGITS, now))  # always as long: never half of one
        finally:
            os.close(descriptor)
        os.utime(self._file, ns=(now * 1_000_000, now * 1_000_000))  # what earlier releases look at

    def _read(self) -> int:
        try:
            written = self._file.read_bytes()[:DIGITS].strip()
            return int(written) if written.isdigit() else self._file.stat().st_mtime_ns // 1_000_000
        except OSError:
            return 0


class StampClock(Clock):
    """The clock by which lessons go: its wall clock is the time to write on what happens."""

    def __init__(self, clock: Clock, heartbeat: Heartbeat) -> None:
        self._clock, self._heartbeat = clock, heartbeat

    def now(self) -> int:
        return self._heartbeat.stamp()

    def running(self) -> float:
        return self._clock.running()
