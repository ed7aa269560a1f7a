"""Reading a log into a room: in large pages off the loop, taken in by slices that leave the loop free."""

import asyncio

from relay.protocol.catalog import UnreadableFrame, read_event
from relay.room import Room
from relay.store.log import Log

PAGE_EVENTS = 1_024
PAGE_BYTES = 256 << 10
SLICE_EVENTS = 256
"""Taken in at a stretch, within a few milliseconds."""


class UnreadableLog(Exception):
    """There is an event that this program can't read; the message says which, and nothing that was said."""


async def replay(room: Room, log: Log) -> None:
    """Bring a new room up to the end of its log; raises UnreadableLog."""
    head = await log.head(room.session)
    while room.head < head:
        page = await log.read(room.session, room.head, PAGE_EVENTS, PAGE_BYTES)
        for place, stored in enumerate(page, 1):
            try:
                event = read_event(stored.body)
            except UnreadableFrame:
                event = None
            if event is None or event.seq != stored.seq or stored.seq != room.head + 1:
                raise UnreadableLog(f"event {room.head + 1} of {room.session} can't be read by this version")
            room.replay(event, stored.audience)
            if not place % SLICE_EVENTS:
                await asyncio.sleep(0)
