"""One encoded page to many people; whoever is slow is caught up from the log or let go."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from relay.clock import Clock
from relay.protocol.log import EVERYBODY, PAGE_BYTES, PAGE_EVENTS, Entry, StoredEvent, may_see, page_bytes

_log = logging.getLogger(__name__)


class LogReader(Protocol):
    """The part of the log that delivery needs."""

    async def read(
        self, session: str, after: int, events: int = PAGE_EVENTS, size: int = PAGE_BYTES
    ) -> list[StoredEvent]:
        """Committed events after ``after``, at most a page of them."""


class Outlet:
    """The way out to one connection."""

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection
        self.shrank_at = 0.0
        self.buffered = 0

    def write(self, frame: bytes) -> None:
        """Put a text frame into the connection's buffer, without waiting."""
        broadcast([self.connection], frame, text=True)

    async def send(self, frame: bytes) -> None:
        """Write a text frame and wait until the buffer has room again."""
        await self.connection.send(frame, text=True)

    def waiting(self) -> int:
        """Bytes not yet taken by the network."""
        return self.connection.transport.get_write_buffer_size()

    def cut(self) -> None:
        """Drop the connection now: a polite close would wait behind what the peer does not read."""
        self.connection.transport.abort()

    @property
    def open(self) -> bool:
        """Whether frames can still leave."""
        return self.connection.protocol.state is State.OPEN


@dataclass(eq=False, slots=True)
class Reader:
    """One device that follows one session, and how far it has been sent."""

    outlet: Outlet
    session: str
    account: str
    teaches: bool
    cursor: int
    live: bool = False
    pump: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Channel:
    """A session's readers and the last number that has been committed."""

    readers: set[Reader] = field(default_factory=set)
    upto: int = 0


class Delivery:
    """Sends what has been committed, and nothing else."""

    def __init__(
        self, log: LogReader, clock: Clock, live_buffer: int, stuck_seconds: float, most: int
    ) -> None:
        """``live_buffer`` and ``most`` are bytes: above the one a reader leaves the live path, above
        the other it is cut, as it is when its buffer has not shrunk for ``stuck_seconds``."""
        self._log, self._clock = log, clock
        self._live_buffer, self._stuck_seconds, self._most = live_buffer, stuck_seconds, most
        self._channels: dict[str, _Channel] = {}

    def open(self, session: str, upto: int) -> None:
        """Begin to deliver a session whose log is committed up to ``upto``."""
        self._channels[session] = _Channel(upto=upto)

    def close(self, session: str) -> None:
        """Stop delivering a session; readers that are behind are caught up first."""
        channel = self._channels.pop(session, None)
        for reader in channel.readers if channel else ():
            reader.live = False

    def attach(self, reader: Reader) -> None:
        """Send a reader everything after its cursor, and from then on what comes."""
        channel = self._channels[reader.session]
        channel.readers.add(reader)
        self._catch_up(reader, channel)

    def detach(self, reader: Reader) -> None:
        """Send a reader nothing more."""
        channel = self._channels.get(reader.session)
        if channel:
            channel.readers.discard(reader)
        if reader.pump:
            reader.pump.cancel()

    def release(self, entries: Sequence[Entry]) -> None:
        """These have been committed: to each reader in one write for each page."""
        by_session: dict[str, list[Entry]] = {}
        for entry in entries:
            by_session.setdefault(entry.session, []).append(entry)
        for session, news in by_session.items():
            channel = self._channels.get(session)
            if channel:
                self._release(session, channel, news)

    def _release(self, session: str, channel: _Channel, news: list[Entry]) -> None:
        prev, channel.upto = channel.upto, news[-1].seq
        groups: dict[str, list[Reader]] = {}
        named = {entry.audience for entry in news} - {EVERYBODY}
        for reader in channel.readers:
            if not (reader.live and reader.cursor == prev and reader.outlet.waiting() < self._live_buffer):
                self._catch_up(reader, channel)
                continue
            reader.cursor = channel.upto
            groups.setdefault(_group(reader, named), []).append(reader)
        for readers in groups.values():
            frames = list(_pages(session, prev, news, readers[0].account, readers[0].teaches))
            for frame in frames:
                broadcast([reader.outlet.connection for reader in readers], frame, text=True)

    def _catch_up(self, reader: Reader, channel: _Channel) -> None:
        reader.live = False
        if reader.pump is None or reader.pump.done():
            reader.pump = asyncio.create_task(self._pump(reader, channel))

    async def _pump(self, reader: Reader, channel: _Channel) -> None:
        try:
            while reader.cursor < channel.upto:
                events = await self._log.read(reader.session, reader.cursor)
                if not events:
                    _log.error("the log of %s ends before %d", reader.session, channel.upto)
                    return
                prev, reader.cursor = reader.cursor, events[-1].seq
                bodies = [e.body for e in events if may_see(e.audience, reader.account, reader.teaches)]
                await reader.outlet.send(page_bytes(reader.session, prev, reader.cursor, bodies))
            reader.live = True  # no await since the comparison: nothing can have come between
        except ConnectionClosed:
            self.detach(reader)

    def reap(self, outlets: Iterable[Outlet]) -> int:
        """Cut outlets that are stuck or hold too much; returns how many. To be called every second or so."""
        now, cut = self._clock.running(), 0
        for outlet in outlets:
            waiting = outlet.waiting()
            if waiting == 0 or waiting < outlet.buffered:
                outlet.shrank_at = now
            if outlet.buffered == 0:
                outlet.shrank_at = now
            outlet.buffered = waiting
            if waiting > self._most or now - outlet.shrank_at > self._stuck_seconds:
                outlet.cut()
                cut += 1
        return cut


def _group(reader: Reader, named: set[str]) -> str:
    """Readers with the same group get the same pages."""
    if not named or reader.teaches:
        return EVERYBODY
    return reader.account if reader.account in named else "students"


def _pages(session: str, prev: int, news: list[Entry], account: str, teaches: bool) -> Iterable[bytes]:
    bodies: list[bytes] = []
    size = 0
    for entry in news:
        if may_see(entry.audience, account, teaches):
            bodies.append(entry.body)
            size += len(entry.body)
        if len(bodies) >= PAGE_EVENTS or size >= PAGE_BYTES:
            yield page_bytes(session, prev, entry.seq, bodies)
            prev, bodies, size = entry.seq, [], 0
    if prev < news[-1].seq:
        yield page_bytes(session, prev, news[-1].seq, bodies)
