"""Pages of what is past, read and packed once for all who are told the same.

A page ends at a fixed number (a multiple of ``PAGE_EVENTS``), with the event that passes ``PAGE_BYTES``, or
with the log as whoever asks knows it. What stands between two numbers of a log never changes, but by erasing
and by narrowing who is told it: so a page is kept by its numbers, whether its log has grown since or not.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakValueDictionary

import msgspec

from relay.protocol.catalog import UNREADABLE, readable
from relay.protocol.limits import PAGES_KEPT_BYTES, PAGES_READ_AT_ONCE
from relay.protocol.log import EVERYBODY, PAGE_END, StoredEvent, end_of_page, group_of, may_see
from relay.protocol.packed import WORTH_PACKING, PackedEnd, pack_end
from relay.store.log import Log

ENTRY_BYTES = 500
"""What keeping a page takes beside its bytes, about."""

_objects = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])

Key = tuple[str, int, int]
"""A session, the number before the page, and the last number it may have."""


class PastPage(NamedTuple):
    """Events ``prev`` + 1 to ``upto``, for one group of readers: the end of a word, from its events on."""

    prev: int
    upto: int
    end: bytes | PackedEnd


@dataclass(slots=True)
class _Kept:
    """One page as different readers see it."""

    upto: int
    named: frozenset[str]
    """Audiences that are not everybody."""
    ends: dict[tuple[str, bool], bytes | PackedEnd] = field(default_factory=dict)
    """By group, and whether it is packed."""
    size: int = ENTRY_BYTES


class Pages:
    """For catching up, history and export alike. Used on the loop alone."""

    def __init__(self, log: Log, epoch: Callable[[], str], most: int = PAGES_KEPT_BYTES) -> None:
        """``most`` is bytes: beyond them, pages that were not asked for lately are forgotten."""
        self._log, self._epoch, self._most = log, epoch, most
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._kept_epoch = epoch()
        self._reading: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()
        self._turns = asyncio.Semaphore(PAGES_READ_AT_ONCE)
        self._changes = 0
        """How often what is stored has changed: what was read before is not kept after."""
        self.bytes = 0
        """That are kept."""
        self.reads = 0
        """How often the log was read."""

    async def page(
        self, session: str, after: int, head: int, account: str, teaches: bool, packed: bool
    ) -> PastPage:
        """The page after this number of a log that is committed up to ``head``; an empty one at its end."""
        if page := self.kept(session, after, head, account, teaches, packed):
            return page
        key = _key(session, after, head)
        async with self._reading.setdefault(key, asyncio.Lock()):
            # Whoever wanted the same page, and waited for its being read, finds it.
            if page := self.kept(session, after, head, account, teaches, packed):
                return page
            async with self._turns:
                while True:
                    before = self._changes, self._epoch()
                    page = await self._read(key, account, teaches, packed)
                    if before == (self._changes, self._epoch()):
                        return page  # else there may be something in it that is not to be told any more

    def kept(
        self, session: str, after: int, head: int, account: str, teaches: bool, packed: bool
    ) -> PastPage | None:
        """The same page, if nothing has to be read for it."""
        if self._kept_epoch != self._epoch():
            self._forget_all()
        key = _key(session, after, head)
        kept = self._kept.get(key)
        if kept is None:
            return None
        end = kept.ends.get((group_of(account, teaches, kept.named), packed))
        if end is None:
            return None
        self._kept.move_to_end(key)
        return PastPage(after, kept.upto, end)

    def drop(self, sessions: Iterable[str]) -> None:
        """Stored events of these sessions have changed, or are gone."""
        changed = set(sessions)
        self._changes += 1
        for key in [key for key in self._kept if key[0] in changed]:
            self.bytes -= self._kept.pop(key).size

    async def _read(self, key: Key, account: str, teaches: bool, packed: bool) -> PastPage:
        session, after, last = key
        changes, epoch = self._changes, self._epoch()
        self.reads += 1
        events = await self._log.read(session, after, last - after) if last > after else []
        upto = events[-1].seq if events else after
        named = frozenset(event.audience for event in events) - {EVERYBODY}
        end = await asyncio.to_thread(_made, events, account, teaches, packed) if events else PAGE_END
        if events and changes == self._changes and epoch == self._epoch() == self._kept_epoch:
            self._keep(key, _Kept(upto, named), (group_of(account, teaches, named), packed), end)
        return PastPage(after, upto, end)

    def _keep(self, key: Key, new: _Kept, group: tuple[str, bool], end: bytes | PackedEnd) -> None:
        kept = self._kept.setdefault(key, new)
        self._kept.move_to_end(key)
        kept.ends[group] = end
        size = ENTRY_BYTES + sum(map(_size, kept.ends.values()))
        self.bytes += size - (0 if kept is new else kept.size)
        kept.size = size
        while self.bytes > self._most:
            _, oldest = self._kept.popitem(last=False)
            self.bytes -= oldest.size

    def _forget_all(self) -> None:
        self._kept.clear()
        self.bytes = 0
        self._changes += 1
        self._kept_epoch = self._epoch()


def _key(session: str, after: int, head: int) -> Key:
    return session, after, min(head, end_of_page(after))


def _made(events: Sequence[StoredEvent], account: str, teaches: bool, packed: bool) -> bytes | PackedEnd:
    plain = _end(events, account, teaches)
    if not _is_whole(plain):
        plain = _end([event._replace(body=readable(event.body)) for event in events], account, teaches)
    return pack_end(plain) if packed and len(plain) >= WORTH_PACKING else plain


def _end(events: Sequence[StoredEvent], account: str, teaches: bool) -> bytes:
    seen = [event.body for event in events if may_see(event.audience, account, teaches)]
    return b",".join(seen) + PAGE_END


def _is_whole(plain: bytes) -> bool:
    """Whether these are JSON objects: one that is not would make all of its page unreadable."""
    try:
        plain.decode()
        _objects.decode(b"[" + plain.removesuffix(PAGE_END) + b"]")
    except UNREADABLE:
        return False
    return True


def _size(end: bytes | PackedEnd) -> int:
    return len(end) if isinstance(end, bytes) else len(end.deflated)
