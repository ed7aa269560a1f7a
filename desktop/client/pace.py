"""How often something may be done, and how long to wait before trying a relay again."""

import random
from collections.abc import Callable

from relay.protocol.base import Pace

FIRST_PAUSE = 0.5
GROWTH = 1.6
LONGEST_PAUSE = 15.0
"""Seconds."""
MARGIN_SECONDS = 0.05
"""The relay counts from when a thing arrives: one that travels faster than the one before comes early."""


class TokenBucket:
    """Keeps to a pace. Time is handed in, in seconds."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._left, self._at = float(pace.burst), 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may be done; 0 means now."""
        missing = 1.0 - self._filled(now)
        return missing / self._pace.rate + MARGIN_SECONDS if missing > 0 else 0.0

    def take(self, now: float) -> None:
        """One is done."""
        self._left, self._at = self._filled(now) - 1.0, now

    def _filled(self, now: float) -> float:
        return min(self._pace.burst, self._left + max(0.0, now - self._at) * self._pace.rate)


class Backoff:
    """Pauses between tries: none before the first, then growing, each spread over its whole length."""

    def __init__(self, spread: Callable[[], float] = random.random) -> None:
        self._spread, self._tries = spread, 0

    def next(self) -> float:
        """Seconds to wait before the next try."""
        self._tries += 1
        if self._tries == 1:
            return 0.0
        return self._spread() * min(LONGEST_PAUSE, FIRST_PAUSE * GROWTH ** (self._tries - 2))

    def after(self, least: float, most: float) -> float:
        """A pause within bounds, after which the pauses grow as if the first try had been made."""
        self._tries = max(self._tries, 1)
        return least + self._spread() * (most - least)

    def reset(self) -> None:
        """The next try is at once again."""
        self._tries = 0
