"""The lane of files: parts that were asked for, in slices that wait for nothing and let everything else past.

A slice is written only to a connection for which nothing waits, so that a chat message never stands behind
more than one; all connections have their slices in turn.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from relay.delivery.frames import binary_frame
from relay.delivery.sender import Sender
from relay.store.engine import Files

SLICE_BYTES = 16_384
TURN_BYTES = 262_144
"""Written to all together in one turn of the loop."""
LOOK_AGAIN, LOOK_EACH = 0.005, 0.000_1
"""Seconds until it is looked again whether a network has taken its slice, and for each connection that waits
for that: looking takes 2 % of the loop at most. A transport tells that it has room only after it had too
much, so one timer is for all."""

_log = logging.getLogger(__name__)


class WantedPart(Protocol):
    """Bytes of a file that somebody may have."""

    file: str
    start: int
    length: int

    def frame(self, offset: int, data: bytes) -> bytes:
        """Some of them, as they are sent."""

    def lost(self) -> bytes:
        """What is told instead of those that can't be read."""


@dataclass(slots=True)
class _Wanted:
    part: WantedPart
    at: int

    @property
    def end(self) -> int:
        return self.part.start + self.part.length


class PartLane:
    """Of all connections. Used on the loop."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._wanted: dict[Sender, deque[_Wanted]] = {}
        self._turns: deque[Sender] = deque()
        self._loading: set[asyncio.Task[None]] = set()
        self._next: asyncio.Handle | None = None
        self.sent = 0
        """Parts sent whole so far."""
        self.bytes_sent = 0

    def wanted_by(self, sender: Sender) -> int:
        """How many parts are still to be sent to this connection."""
        return len(self._wanted.get(sender, ()))

    def send(self, sender: Sender, part: WantedPart) -> None:
        """Behind what else was asked for over this connection."""
        if sender not in self._wanted:
            self._wanted[sender] = deque()
            self._turns.append(sender)
        self._wanted[sender].append(_Wanted(part, part.start))
        if self._next is None:
            self._next = asyncio.get_running_loop().call_soon(self._turn)

    def forget(self, sender: Sender) -> None:
        """The connection has gone."""
        if self._wanted.pop(sender, None) is not None and sender in self._turns:
            self._turns.remove(sender)

    def stop(self) -> None:
        """Nothing more is sent."""
        self._wanted.clear()
        self._turns.clear()
        if self._next:
            self._next.cancel()
            self._next = None

    def _turn(self) -> None:
        self._next = None
        written = 0
        for _ in range(len(self._turns)):
            sender = self._turns.popleft()
            try:
                written += self._slice(sender)
            except Exception:
                _log.exception("sending a part failed")
                del self._wanted[sender]
            if written >= TURN_BYTES:
                break
        if self._turns and self._next is None:
            loop, later = asyncio.get_running_loop(), max(LOOK_AGAIN, len(self._turns) * LOOK_EACH)
            self._next = loop.call_soon(self._turn) if written else loop.call_later(later, self._turn)

    def _slice(self, sender: Sender) -> int:
        """One slice, if there is room; returns its bytes. The connection's next turn comes, if it has one."""
        wanted = self._wanted[sender][0]
        file, most = wanted.part.file, min(SLICE_BYTES, wanted.end - wanted.at)
        if not sender.is_idle():
            self._turns.append(sender)
            return 0
        data = self._files.cached(file, wanted.at, most)
        if data is None:
            loading = asyncio.ensure_future(self._load(sender, wanted))
            self._loading.add(loading)
            loading.add_done_callback(self._loading.discard)
            return 0
        sender.write(binary_frame(wanted.part.frame(wanted.at, data)))
        wanted.at += len(data)
        self.bytes_sent += len(data)
        if wanted.at == wanted.end:
            self.sent += 1
            self._wanted[sender].popleft()
        if self._wanted[sender]:
            self._turns.append(sender)
        else:
            del self._wanted[sender]
        return len(data)

    async def _load(self, sender: Sender, wanted: _Wanted) -> None:
        """Meanwhile the connection has no turn."""
        try:
            await self._files.load(wanted.part.file, wanted.at)
        except OSError as error:
            _log.info("a file could not be read: %s", error.strerror)
            if sender in self._wanted:
                self._wanted[sender].remove(wanted)
                sender.write_text(wanted.part.lost())
        if self._wanted.get(sender):
            self._turns.append(sender)
            if self._next is None:
                self._next = asyncio.get_running_loop().call_soon(self._turn)
        else:
            self._wanted.pop(sender, None)
