"""What the network has not taken: bounded for each sender, and for all of them together."""

import asyncio
from typing import Protocol

from relay.clock import Clock

LOOK_SECONDS = 0.05
"""How soon all are looked at once one of them is full."""


class Buffered(Protocol):
    """Holds what the network has not taken yet."""

    shrank_at: float
    """When it last held less than before (running time)."""
    buffered: int
    """Bytes that it held when it was last looked at."""

    def waiting(self) -> int:
        """Bytes that it holds."""

    def cut(self) -> None:
        """Drop its connection now."""


class Unsent:
    """Every open sender, and those that are cut."""

    def __init__(self, clock: Clock, stuck_seconds: float, most: int, most_in_all: int) -> None:
        """``most`` is bytes: an sender that holds more is cut, as is one that has not moved for
        ``stuck_seconds``. When all together hold more than ``most_in_all``, the fullest are."""
        self._clock, self._stuck_seconds = clock, stuck_seconds
        self._most, self._most_in_all = most, most_in_all
        self._senders: dict[Buffered, None] = {}
        self._looking: asyncio.Handle | None = None
        self.cuts = 0
        """Senders cut so far."""

    def add(self, sender: Buffered) -> None:
        """It is open."""
        sender.shrank_at = self._clock.running()
        self._senders[sender] = None

    def discard(self, sender: Buffered) -> None:
        """It has left."""
        self._senders.pop(sender, None)

    def filled(self, sender: Buffered) -> None:
        """It holds more than a live reader may, and perhaps still more now."""
        if sender not in self._senders:
            return
        if sender.waiting() > self._most:
            self._cut(sender)
        elif self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look_at_all)

    def in_all(self) -> int:
        """Bytes that all hold together."""
        return sum(sender.waiting() for sender in self._senders)

    def reap(self) -> int:
        """Cut senders that are stuck or hold too much; returns how many. To be called every second or so."""
        now, before = self._clock.running(), self.cuts
        for sender in list(self._senders):
            waiting = sender.waiting()
            if waiting == 0 or waiting < sender.buffered or sender.buffered == 0:
                sender.shrank_at = now
            sender.buffered = waiting
            if waiting > self._most or now - sender.shrank_at > self._stuck_seconds:
                self._cut(sender)
        self._cut_the_fullest()
        return self.cuts - before

    def _look_at_all(self) -> None:
        self._looking = None
        self._cut_the_fullest()

    def _cut_the_fullest(self) -> None:
        left = self.in_all()
        if left > self._most_in_all:
            for sender in sorted(self._senders, key=lambda sender: sender.waiting(), reverse=True):
                left -= sender.waiting()
                self._cut(sender)
                if left <= self._most_in_all:
                    break

    def _cut(self, sender: Buffered) -> None:
        self.discard(sender)
        self.cuts += 1
        sender.cut()
