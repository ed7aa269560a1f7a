"""The lane of what is not kept: written past everything that waits, and left out for who is slow.

Of the moments that a slow reader has missed the newest of each key is sent once there is room, unless it
means nothing any more by then.
"""

import asyncio
from collections.abc import Hashable, Iterable

from relay.delivery.subscriber import Subscriber

LOOK_AGAIN = 0.1
"""Seconds after which it is looked whether slow readers have room."""
MOST_LATE = 32
"""Of one reader, by key; then the one that has waited longest is dropped."""

Late = dict[Hashable, tuple[bytes, float]]


class MomentLane:
    """Whole frames to readers, now, or not at all."""

    def __init__(self) -> None:
        self._late: dict[Subscriber, Late] = {}
        self._looking: asyncio.TimerHandle | None = None

    def pass_on(self, readers: Iterable[Subscriber], frame: bytes) -> None:
        """To each who has room; nothing is kept for the others."""
        for reader in readers:
            if reader.live:
                reader.sender.write_if_room(frame)

    def pass_on_newest(
        self, readers: Iterable[Subscriber], frame: bytes, key: Hashable, good_for: float
    ) -> None:
        """The same, but those without room are sent it later, if no newer one of this key has come by then.

        ``good_for``: seconds after which it means nothing any more.
        """
        loop = asyncio.get_running_loop()
        for reader in readers:
            late = self._late.get(reader)
            if reader.live and reader.sender.write_if_room(frame):
                if late:
                    late.pop(key, None)
                continue
            late = self._late.setdefault(reader, {})
            late.pop(key, None)
            late[key] = frame, loop.time() + good_for
            if len(late) > MOST_LATE:
                del late[next(iter(late))]
        if self._late and self._looking is None:
            self._looking = loop.call_later(LOOK_AGAIN, self._look)

    def late(self, reader: Subscriber) -> int:
        return len(self._late.get(reader, ()))

    def _look(self) -> None:
        loop, self._looking = asyncio.get_running_loop(), None
        for reader, late in list(self._late.items()):
            for key, (frame, until) in list(late.items()):
                if until < loop.time() or (reader.live and reader.sender.write_if_room(frame)):
                    del late[key]
            if not late or reader.channel is None or not reader.sender.open:
                del self._late[reader]
        if self._late:
            self._looking = loop.call_later(LOOK_AGAIN, self._look)
