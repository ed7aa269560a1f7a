"""What has been committed goes to everybody who follows it; who is behind is caught up from the log."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from relay.clock import Clock
from relay.delivery.line import Line
from relay.delivery.outlet import Outlet
from relay.delivery.pages import past_frame
from relay.delivery.reader import Channel, Reader
from relay.protocol.log import PAGE_BYTES, PAGE_EVENTS, Entry, StoredEvent

_log = logging.getLogger(__name__)


class LogReader(Protocol):
    """The part of the log that delivery needs."""

    async def read(
        self, session: str, after: int, events: int = PAGE_EVENTS, size: int = PAGE_BYTES
    ) -> list[StoredEvent]:
        """Committed events after ``after``, at most a page of them."""


class Delivery:
    """Sends what has been committed, and nothing else."""

    def __init__(self, log: LogReader, clock: Clock, stuck_seconds: float, most: int) -> None:
        """``most`` is bytes: an outlet that holds more is cut, as is one that has not moved for
        ``stuck_seconds``."""
        self._log, self._clock = log, clock
        self._stuck_seconds, self._most = stuck_seconds, most
        self._channels: dict[str, Channel] = {}
        self._gathering: set[Outlet] = set()
        self._flushing: asyncio.Handle | None = None
        self.deliveries = 0
        """Events times readers told live so far."""
        self.written = 0
        """Bytes told live so far, before TLS."""
        self.slow = 0
        """How often a reader has left the live path because it was slow."""
        self.cuts = 0
        """Outlets cut so far, as stuck or holding too much."""
        self.on_told: Callable[[], None] = lambda: None
        """Called once everything committed so far has been handed to those who are live."""

    def outlet(self, line: Line) -> Outlet:
        """The way out to a connection that is open."""
        outlet = Outlet(line, self._gathering)
        outlet.shrank_at = self._clock.running()
        return outlet

    def open(self, session: str, upto: int) -> None:
        """Begin to deliver a session whose log is committed up to ``upto``."""
        self._channels[session] = Channel(session, upto, self._behind)

    def close(self, session: str) -> None:
        """Stop delivering a session; readers that are behind are caught up first."""
        if channel := self._channels.pop(session, None):
            channel.close()

    def attach(self, reader: Reader) -> None:
        """Send a reader everything after its cursor, and from then on what comes."""
        channel = reader.channel = self._channels[reader.session]
        reader.outlet.follow(reader)
        if not channel.join(reader):
            self._catch_up(reader)

    def detach(self, reader: Reader) -> None:
        """Send a reader nothing more."""
        if reader.channel:
            reader.channel.leave(reader)
            reader.channel = None
        reader.outlet.forget(reader)
        if reader.pump:
            reader.pump.cancel()
            reader.pump = None

    def release(self, entries: Sequence[Entry]) -> None:
        """These have been committed: told to each live reader in one write."""
        by_session: dict[str, list[Entry]] = {}
        for entry in entries:
            news = by_session.get(entry.session)
            if news is None:
                by_session[entry.session] = [entry]
            else:
                news.append(entry)
        for session, news in by_session.items():
            if channel := self._channels.get(session):
                written = channel.written
                self.deliveries += len(news) * channel.release(news, self._gathering)
                self.written += channel.written - written
        if self._gathering:
            self._flush(but_owing=True)
        self.on_told()

    def _flush(self, but_owing: bool = False) -> None:
        """What is held goes out; where a reply is still to come from this commit, after it."""
        if not but_owing:
            self._flushing = None
        owing = False
        for outlet in list(self._gathering):
            if but_owing and outlet.owing:
                owing = True
            else:
                outlet.flush()
        if owing and self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_soon(self._flush)

    def _behind(self, reader: Reader) -> None:
        self.slow += 1
        self._catch_up(reader)

    def _catch_up(self, reader: Reader) -> None:
        if reader.pump is None:
            reader.pump = asyncio.get_running_loop().create_task(self._pump(reader))

    async def _pump(self, reader: Reader) -> None:
        channel, outlet = reader.channel, reader.outlet
        try:
            while channel and outlet.open:
                await outlet.room()
                if reader.cursor >= channel.upto:
                    if channel.join(reader) or channel.closed:
                        break
                    continue  # full again, or gone: no await since it had room, so this looks once more
                await self._send_page(reader)
        except Exception:
            # Whoever can't be caught up is cut off, comes again and is told from where it was.
            _log.exception("catching a reader up failed", extra={"session": reader.session})
            outlet.cut()
        reader.pump = None

    async def _send_page(self, reader: Reader) -> None:
        channel = reader.channel
        events = await self._log.read(reader.session, reader.cursor)
        if channel and events and events[-1].seq > channel.upto:  # committed, but not told yet
            events = [event for event in events if event.seq <= channel.upto]
        if not events:
            raise LookupError(f"the log of {reader.session} ends at {reader.cursor}")
        frame = past_frame(
            reader.session, reader.cursor, events, reader.account, reader.teaches, reader.compressed
        )
        reader.cursor = events[-1].seq
        reader.outlet.pass_on(frame)

    def reap(self, outlets: Iterable[Outlet]) -> int:
        """Cut outlets that are stuck or hold too much; returns how many. To be called every second or so."""
        now, cut = self._clock.running(), 0
        for outlet in outlets:
            waiting = outlet.waiting()
            if waiting == 0 or waiting < outlet.buffered or outlet.buffered == 0:
                outlet.shrank_at = now
            outlet.buffered = waiting
            if waiting > self._most or now - outlet.shrank_at > self._stuck_seconds:
                outlet.cut()
                cut += 1
        self.cuts += cut
        return cut
