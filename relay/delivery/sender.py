"""The way out to a connection: whole frames, written together, and a bound for what the network leaves."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol, TypeAlias

from relay.clock import Clock
from relay.delivery.client_socket import ClientSocket
from relay.delivery.frames import may_write_straight, text_frame

PIECE, BULK, RECORD = 8_192, 20_000, 16_384
"""Bytes. A TLS line keeps a buffer as large as its largest write for as long as it lives, so what is long (a
page of history, a class that comes in) is given to it in pieces. Bulk, from a relay that has all hands full,
goes in whole records of TLS, which is faster."""

MOMENTS_BEHIND = 16_384
"""Bytes behind which nothing is put that means something only now."""

LOOK_SECONDS = 0.05
"""How soon all are looked at once one of them is full."""

Write: TypeAlias = Callable[[bytes], None]

_log = logging.getLogger(__name__)


class LiveReader(Protocol):
    """Follows a room by a sender."""

    def set_aside(self) -> None:
        """Leave the live path."""


class Sender:
    """Writes frames without waiting, and knows whether the network takes them.

    Some senders have more to come from the same commit: a reply that waits behind it, or pages of several
    rooms. They stand in ``gathering``; what is told them is held and leaves in one write.
    """

    def __init__(self, line: ClientSocket, gathering: "set[Sender]", unsent: "UnsentLimits") -> None:
        """``line`` is open; ``unsent`` bounds what waits for the network.

        Raises ValueError where frames can't be written past the library.
        """
        if not may_write_straight(line):
            raise ValueError("frames can't be written straight to this connection")
        self.line = line
        self.open = True
        self.can: frozenset[str] = frozenset()
        """The lanes and subjects that the client has said it knows."""
        self.full = False
        """More waits for the network than a live reader may have waiting."""
        self.readers: dict[LiveReader, None] = {}
        """What follows rooms by this sender."""
        encrypted = line.transport.get_extra_info("sslcontext") is not None
        self.write_now: Write = _in_pieces(line.transport.write) if encrypted else line.transport.write
        """Write whole frames now; for those that are not gathering."""
        self.shrank_at = 0.0
        """When less waited for the network than before, for the last time (running time)."""
        self.buffered = 0
        """Bytes that waited for it when that was last looked at."""
        self._gathering, self._unsent = gathering, unsent
        self._held: list[bytes] = []
        self.expected = 0
        """Replies that are still to come."""
        self._room: asyncio.Event | None = None
        """Set with the end of a shortage of room; none while there is room."""
        line.sender = self
        unsent.add(self)

    def write_text(self, text: bytes) -> None:
        self.write(text_frame(text))

    def write(self, frames: bytes) -> None:
        """Send whole frames, behind what is held."""
        if self._held:
            self._held.append(frames)
        elif self.open:
            self._write_now(frames)

    def buffer(self, frames: bytes) -> None:
        """Whole frames that are to leave with what else this commit has to tell."""
        self._held.append(frames)

    def write_if_room(self, frames: bytes) -> bool:
        """Write whole frames past what is held, unless much waits for the network; whether that was done."""
        room = self.open and not self.full and self.waiting() <= MOMENTS_BEHIND
        if room:
            self._write_now(frames)
        return room

    def is_idle(self) -> bool:
        """Nothing waits: what is written now leaves at once."""
        return self.open and not self._held and not self.expected and self.waiting() == 0

    def flush(self) -> None:
        if self._held:
            frames = b"".join(self._held)
            self._held.clear()
            if self.open:
                self._write_now(frames)

    def expect_reply(self) -> None:
        """A reply will come, behind a commit."""
        self.expected += 1
        self._gathering.add(self)

    def write_reply(self, text: bytes) -> None:
        """The reply that was owed."""
        self.expected -= 1
        self.write_text(text)
        if not self.expected:
            self.flush()
            self.gather_no_more()

    def gather_no_more(self) -> None:
        """Leave the gathering unless there is a reason to stay."""
        if not self.expected and len(self.readers) < 2:
            self._gathering.discard(self)

    def follow(self, reader: LiveReader) -> None:
        """A reader begins to be told by this sender."""
        self.readers[reader] = None
        if len(self.readers) > 1:
            self._gathering.add(self)

    def forget(self, reader: LiveReader) -> None:
        """A reader is told no more."""
        self.readers.pop(reader, None)
        self.gather_no_more()

    async def room(self) -> None:
        """Wait until the network has taken most of what it was given, or the connection leaves."""
        while self._room:
            await self._room.wait()

    def filled(self) -> None:
        """Called by the line: its readers leave the live path, and are caught up once there is room."""
        self.full = True
        self._room = self._room or asyncio.Event()
        for reader in list(self.readers):
            reader.set_aside()
        self._unsent.filled(self)

    def emptied(self) -> None:
        self.full = False
        self._has_room()

    def left(self) -> None:
        if self.open:
            self.open = False
            self.write_now = _nowhere
            self._held.clear()
            self._gathering.discard(self)
            self._unsent.discard(self)
            self._has_room()
            for reader in list(self.readers):
                reader.set_aside()

    def _has_room(self) -> None:
        if self._room:
            self._room.set()
            self._room = None

    def waiting(self) -> int:
        """Bytes not yet taken by the network."""
        own = self.line.transport
        # asyncio counts what TLS has not encrypted yet, and forgets what the transport beneath still has.
        beneath = getattr(getattr(own, "_ssl_protocol", None), "_transport", None)
        return own.get_write_buffer_size() + (beneath.get_write_buffer_size() if beneath else 0)

    def cut(self) -> None:
        """Drop the connection now: a polite close would wait behind what the peer does not read."""
        self.line.transport.abort()

    def _write_now(self, frames: bytes) -> None:
        try:
            self.write_now(frames)
        except (RuntimeError, OSError) as error:  # closed a moment ago; the loop will tell
            _log.debug("a line was gone before it was told: %s", error)
        if self.full:
            self._unsent.filled(self)


class UnsentLimits:
    """How much every open sender may hold, alone and together; who holds more is cut."""

    def __init__(self, clock: Clock, stuck_seconds: float, most: int, most_in_all: int) -> None:
        """``most`` is bytes: a sender that holds more is cut, as is one that has not moved for
        ``stuck_seconds``. When all together hold more than ``most_in_all``, the fullest are."""
        self._clock, self._stuck_seconds = clock, stuck_seconds
        self._most, self._most_in_all = most, most_in_all
        self._senders: dict[Sender, None] = {}
        self._looking: asyncio.Handle | None = None
        self.cuts = 0
        """Senders cut so far."""

    def add(self, sender: Sender) -> None:
        sender.shrank_at = self._clock.running()
        self._senders[sender] = None

    def discard(self, sender: Sender) -> None:
        self._senders.pop(sender, None)

    def filled(self, sender: Sender) -> None:
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

    def _cut(self, sender: Sender) -> None:
        self.discard(sender)
        self.cuts += 1
        sender.cut()


def _in_pieces(write: Write) -> Write:
    def write_pieces(frames: bytes) -> None:
        if len(frames) <= PIECE:
            write(frames)
        else:
            piece = PIECE if len(frames) <= BULK else RECORD
            for start in range(0, len(frames), piece):
                write(frames[start : start + piece])

    return write_pieces


def _nowhere(frames: bytes) -> None:
    """Where the words to a closed line go."""
