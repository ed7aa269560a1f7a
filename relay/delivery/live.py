"""What has been committed goes to everybody who follows it; who is behind is caught up from the log."""

import asyncio
import logging
from collections.abc import Sequence

from relay.delivery.client_socket import ClientSocket
from relay.delivery.frames import past_frame
from relay.delivery.moments import MomentLane
from relay.delivery.sender import RECORD, Sender, UnsentLimits
from relay.delivery.subscriber import Channel, Subscriber
from relay.protocol.log import Entry
from relay.store.pages import Pages, PastPage

_log = logging.getLogger(__name__)


class Delivery:
    """Sends what has been committed, and nothing else."""

    def __init__(self, pages: Pages, unsent: UnsentLimits) -> None:
        """``unsent`` has every sender."""
        self._pages, self.unsent = pages, unsent
        self.moments = MomentLane()
        self._channels: dict[str, Channel] = {}
        self._gathering: set[Sender] = set()
        self._flushing: asyncio.Handle | None = None
        self.deliveries = 0
        """Events times readers told live so far."""
        self.written = 0
        """Bytes told live so far, before TLS."""
        self.slow = 0
        """How often a reader has left the live path because it was slow."""

    def sender(self, line: ClientSocket) -> Sender:
        return Sender(line, self._gathering, self.unsent)

    def open(self, session: str, upto: int) -> None:
        """Begin to deliver a session whose log is committed up to ``upto``."""
        self._channels[session] = Channel(session, upto, self._behind)

    def close(self, session: str) -> None:
        """Stop delivering a session; readers that are behind are caught up first."""
        if channel := self._channels.pop(session, None):
            channel.close()

    def attach(self, reader: Subscriber) -> None:
        """Send a reader everything after its cursor, and from then on what comes."""
        channel = reader.channel = self._channels[reader.session]
        reader.sender.follow(reader)
        if not channel.join(reader):
            self._catch_up(reader)

    def detach(self, reader: Subscriber) -> None:
        """Send a reader nothing more."""
        if reader.channel:
            reader.channel.leave(reader)
            reader.channel = None
        reader.sender.forget(reader)
        if reader.pump:
            reader.pump.cancel()
            reader.pump = None

    def release(self, entries: Sequence[Entry]) -> None:
        """These have been committed: told to each live reader in one write.

        What they narrow is in no page any more before they are told.
        """
        if narrowed := {entry.session for entry in entries if entry.event.narrows()}:
            self._pages.drop(narrowed)
        by_session: dict[str, list[Entry]] = {}
        for entry in entries:
            by_session.setdefault(entry.session, []).append(entry)
        for session, news in by_session.items():
            if channel := self._channels.get(session):
                written = channel.written
                self.deliveries += len(news) * channel.release(news, self._gathering)
                self.written += channel.written - written
        if self._gathering:
            self._flush(but_owing=True)

    def _flush(self, but_owing: bool = False) -> None:
        """What is held goes out; where a reply is still to come from this commit, after it."""
        if not but_owing:
            self._flushing = None
        owing = False
        for sender in list(self._gathering):
            if but_owing and sender.expected:
                owing = True
            else:
                sender.flush()
        if owing and self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_soon(self._flush)

    def _behind(self, reader: Subscriber) -> None:
        self.slow += 1
        self._catch_up(reader)

    def _catch_up(self, reader: Subscriber) -> None:
        if reader.pump is None:
            reader.pump = asyncio.get_running_loop().create_task(self._pump(reader))

    async def _pump(self, reader: Subscriber) -> None:
        channel, sender = reader.channel, reader.sender
        try:
            while channel and sender.open:
                await sender.room()
                if reader.cursor >= channel.upto:
                    if channel.join(reader) or channel.closed:
                        break
                    continue  # full again, or gone: no await since it had room, so this looks once more
                await self._send_pages(reader, channel)
        except Exception:
            # Whoever can't be caught up is cut off, comes again and is told from where it was.
            _log.exception("catching a reader up failed", extra={"session": reader.session})
            sender.cut()
        reader.pump = None
        if channel and channel.closed:
            sender.forget(reader)

    async def _send_pages(self, reader: Subscriber, channel: Channel) -> None:
        """The next page, and with it what follows and need not be read, up to what leaves as one record."""
        who = reader.account, reader.teaches, reader.compressed
        page: PastPage | None = await self._pages.page(reader.session, reader.cursor, channel.upto, *who)
        frames, size = list[bytes](), 0
        while page:
            if page.upto == page.prev:
                raise LookupError(f"the log of {reader.session} ends at {page.prev}")
            frames.append(past_frame(reader.session, page))
            reader.cursor, size = page.upto, size + len(frames[-1])
            more = size < RECORD and reader.cursor < channel.upto
            page = self._pages.kept(reader.session, reader.cursor, channel.upto, *who) if more else None
        reader.sender.write(b"".join(frames))
        await asyncio.sleep(0)  # nothing may have been waited for, and others have their turn
