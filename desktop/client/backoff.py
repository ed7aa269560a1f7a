"""How long to wait before a relay is tried again."""

import random
from collections.abc import Callable

FIRST_PAUSE = 0.5
GROWTH = 1.6
LONGEST_PAUSE = 15.0
"""Seconds."""


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
