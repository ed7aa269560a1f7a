"""What all connections of the generator have in common: one shared buffer, counting, and timing a sample."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, cast

from tests.bench.load.job import STAMP, Job

BUFFER_BYTES = 256 * 1024
READS_BETWEEN = 32
_STAMP = re.compile(rb"#(\d{12})#")
_STAMP_BYTES = len(STAMP % 0)


class GreetingFailed(Exception):
    """The server did not let a connection in; the message says what it said."""


@dataclass
class Tally:
    """What all connections have received together, since it was last cleared."""

    buffer: bytearray = field(default_factory=lambda: bytearray(BUFFER_BYTES))
    began: float = field(default_factory=time.perf_counter)
    messages: int = 0
    bytes: int = 0
    reads: int = 0
    last_at: float = 0.0
    """When something last came (time.perf_counter())."""
    timed: list[tuple[int, float]] = field(default_factory=list)
    """Of the sampled connections: when each message was due (microseconds), how long it took (seconds)."""
    lost_lines: int = 0
    between: Callable[[], object] | None = None
    """Called now and then while much is read at once."""

    def __post_init__(self) -> None:
        self.view = memoryview(self.buffer)

    def clear(self) -> None:
        """Count from nought."""
        self.messages = self.bytes = self.reads = 0
        self.timed.clear()


class Link(asyncio.BufferedProtocol):
    """One person's connection. All read into the same buffer, as each read is dealt with at once.

    A language says how to greet, how to speak, and how to walk over what comes without parsing it.
    """

    settle_seconds: ClassVar[float] = 0.3
    """After so long without a byte nothing more comes of everybody's coming in."""

    def __init__(self, job: Job, tally: Tally, room: int, place: int, sampled: bool) -> None:
        self.job, self.tally, self.room, self.place, self.sampled = job, tally, room, place, sampled
        self.transport: asyncio.Transport
        self.closed = False
        self.said = 0
        self.counted = 0
        """Messages that walking found (kept by sampled connections only)."""
        self.stamps = 0
        """Messages whose stamp was found (the same)."""
        self._kept = b""
        self._skip = 0
        self._carry = b""
        self._live = False
        self._early = bytearray()
        self._more = asyncio.Event()

    # what a language says

    async def greet(self) -> None:
        """Come in; afterwards messages are counted."""
        raise NotImplementedError

    def say(self, text: bytes) -> bytes:
        """The bytes that say this in the room."""
        raise NotImplementedError

    def walk(self, begin: int, end: int) -> tuple[int, int]:
        """Step over the whole frames between these places of the buffer.

        Returns how many messages were in them, and the place of the next frame: before ``end`` if more of it
        is needed to say how long it is, after ``end`` if the rest of it can be skipped when it comes.
        """
        raise NotImplementedError

    # greeting

    async def come_in(self, prepare: Callable[[], bytes] | None = None) -> None:
        """Greet, then count what is there already."""
        if prepare:
            self.transport.write(prepare())
        else:
            await self.greet()
        self.begin()
        early, self._early = bytes(self._early), bytearray()
        if early:
            self.tally.buffer[: len(early)] = early
            self._walk(len(early))

    def begin(self) -> None:
        """Count from now on."""
        self._live = True

    async def until(self, mark: bytes) -> bytes:
        """What came up to and with this; what is behind it stays."""
        while (found := self._early.find(mark)) < 0:
            await self.wait()
        return self.take(found + len(mark))

    async def need(self, count: int) -> bytes:
        """So many bytes."""
        while len(self._early) < count:
            await self.wait()
        return self.take(count)

    def take(self, count: int) -> bytes:
        """The first so many bytes of what came early."""
        taken = bytes(self._early[:count])
        del self._early[:count]
        return taken

    async def wait(self) -> None:
        """Wait for more; raises GreetingFailed when the connection ended."""
        if self.closed:
            raise GreetingFailed(bytes(self._early[:300]).decode(errors="replace") or "the line was closed")
        self._more.clear()
        await self._more.wait()

    # asyncio's part

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are not its subclasses

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self.tally.lost_lines += 1
        self._more.set()

    def get_buffer(self, sizehint: int) -> memoryview:
        kept = len(self._kept)
        if kept:
            self.tally.buffer[:kept] = self._kept
            return self.tally.view[kept:]
        return self.tally.view

    def buffer_updated(self, nbytes: int) -> None:
        tally = self.tally
        if not self._live:
            self._early += tally.view[:nbytes]
            self._more.set()
            return
        tally.bytes += nbytes
        tally.reads += 1
        if self.sampled:
            kept = len(self._kept)
            self._time(bytes(tally.view[kept : kept + nbytes]))
        self._walk(len(self._kept) + nbytes)
        if tally.between and tally.reads % READS_BETWEEN == 0:
            tally.between()

    def _walk(self, end: int) -> None:
        if self._skip >= end:
            self._skip -= end
            self._kept = b""
            messages = 0
        else:
            messages, place = self.walk(self._skip, end)
            self._skip = max(0, place - end)
            self._kept = bytes(self.tally.view[place:end]) if place < end else b""
        self.tally.messages += messages
        if self.sampled:
            self.counted += messages

    def _time(self, news: bytes) -> None:
        now = time.perf_counter() - self.tally.began
        data = self._carry + news
        old = len(self._carry)
        for found in _STAMP.finditer(data):
            if found.end() > old:
                due = int(found[1])
                self.tally.timed.append((due, now - due / 1e6))
                self.stamps += 1
        self._carry = data[-(_STAMP_BYTES - 1) :]
