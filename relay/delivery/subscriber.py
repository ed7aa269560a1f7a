"""Who follows a session, how far each has been told, and the list by which what is new goes out.

While a reader is live its place is the channel's: nothing is counted for each. It gets a cursor of its own
when it is set aside, and keeps it until it has been caught up from the log. Only where one event after
another is for others (a class answers, each to the teachers alone) a live reader is left behind for a moment,
and told of many at once that they were there.
"""

import asyncio
from collections.abc import Callable, Sequence

from relay.delivery.frames import empty_frame, live_frames
from relay.delivery.sender import Sender, Write
from relay.protocol.log import EVERYBODY, Entry, group_of

EMPTY_SECONDS = 0.5
"""Between two pages that tell a reader nothing but that something was told to others."""


class Subscriber:
    """One device that follows one session. ``cursor`` is its place while it is not live."""

    __slots__ = ("account", "channel", "compressed", "cursor", "pump", "sender", "session", "teaches")

    def __init__(
        self, sender: Sender, session: str, account: str, teaches: bool, cursor: int, compressed: bool = False
    ) -> None:
        """``compressed``: what is past may come in packed frames."""
        self.sender, self.session, self.account, self.teaches = sender, session, account, teaches
        self.cursor, self.compressed = cursor, compressed
        self.channel: Channel | None = None
        """Where it is attached."""
        self.pump: asyncio.Task[None] | None = None
        """Catches it up while it is not live."""

    @property
    def live(self) -> bool:
        """Whether it is told what is new, or will be in this turn of the loop."""
        return self.channel is not None and self.pump is None

    def set_aside(self) -> None:
        """Its sender is full or gone: it leaves the live path."""
        if self.channel:
            self.channel.set_aside(self)


class Channel:
    """A session's readers, and the last number that has been committed."""

    def __init__(self, session: str, upto: int, behind: Callable[[Subscriber], None]) -> None:
        """``behind`` is called with each reader that was live and has to be caught up."""
        self.session, self.upto = session, upto
        self.closed = False
        self.written = 0
        """Bytes told live so far, before TLS."""
        self._behind = behind
        self._live: dict[Subscriber, None] = {}
        self._writes: tuple[Write, ...] | None = ()
        self._left_behind: dict[Subscriber, int] = {}
        """Live readers, and up to where they were told: what came since is not for them."""
        self._empty_at = -EMPTY_SECONDS
        """When an empty page was told last (the loop's time)."""
        self._telling: asyncio.TimerHandle | None = None

    def join(self, reader: Subscriber) -> bool:
        """Into the live path, if the reader has been told everything, there is room and we are open."""
        if reader.cursor < self.upto or self.closed or reader.sender.full or not reader.sender.open:
            return False
        self._live[reader] = None
        self._writes = None
        return True

    def leave(self, reader: Subscriber) -> None:
        """Out of the live path; its cursor is where it has been told to."""
        if reader in self._live:
            del self._live[reader]
            self._writes = None
            reader.cursor = self._left_behind.pop(reader, self.upto)

    def set_aside(self, reader: Subscriber) -> None:
        """Out of the live path, to be caught up."""
        if reader in self._live:
            self.leave(reader)
            if reader.sender.open:
                self._behind(reader)

    def close(self) -> None:
        """Tell nothing new any more."""
        self.closed = True
        self._tell_left_behind()
        for reader in list(self._live):
            self.leave(reader)
            reader.sender.forget(reader)

    def release(self, news: Sequence[Entry], gathering: set[Sender]) -> int:
        """Tell live readers what has been committed: each in one write; returns how many were told.

        From here on a reader that is set aside has been told it: what it can't take waits in its buffer.
        """
        prev, self.upto = self.upto, news[-1].seq
        if not self._live:
            return 0
        named = {entry.audience for entry in news}
        named.discard(EVERYBODY)
        if named or gathering or self._left_behind:
            self._release_by_group(prev, news, named, gathering)
        else:
            if self._writes is None:
                self._writes = tuple([reader.sender.write_now for reader in self._live])
            self._write(self._writes, live_frames(self.session, prev, news, EVERYBODY, False))
        return len(self._live)

    def _release_by_group(
        self, prev: int, news: Sequence[Entry], named: set[str], gathering: set[Sender]
    ) -> None:
        groups: dict[tuple[str, int], list[Write]] = {}
        for_all = any(entry.audience == EVERYBODY for entry in news)
        leaves_behind = not for_all and self._leaves_behind()
        for reader in self._live:
            group = group_of(reader.account, reader.teaches, named)
            if not group and leaves_behind:
                self._left_behind.setdefault(reader, prev)
                continue
            writes = groups.setdefault((group, self._left_behind.pop(reader, prev)), [])
            writes.append(reader.sender.buffer if reader.sender in gathering else reader.sender.write_now)
        for (group, since), writes in groups.items():
            self._write(writes, live_frames(self.session, since, news, group, group == EVERYBODY))

    def _leaves_behind(self) -> bool:
        """Whether an empty page has to wait, so shortly after another; then it comes by itself."""
        now = asyncio.get_running_loop().time()
        wait = self._empty_at + EMPTY_SECONDS - now
        if wait <= 0 and self._telling is None:
            self._empty_at = now
            return False
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(wait, self._tell_left_behind)
        return True

    def _tell_left_behind(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
            self._empty_at = asyncio.get_running_loop().time()
        frames: dict[int, bytes] = {}
        while self._left_behind:
            reader, since = self._left_behind.popitem()
            if since not in frames:
                frames[since] = empty_frame(self.session, since, self.upto)
            self.written += len(frames[since])
            reader.sender.write(frames[since])

    def _write(self, writes: Sequence[Write], frames: bytes) -> None:
        """The same bytes to many: the one loop that counts."""
        self.written += len(writes) * len(frames)
        left = iter(writes)
        while True:
            try:
                for write in left:
                    write(frames)
                return
            except (RuntimeError, OSError):
                continue  # this one closed a moment ago, which the loop tells later; on with the next
