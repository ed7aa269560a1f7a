"""Reading a log into a room: in large pages off the loop, taken in by slices that leave the loop free."""

import asyncio

from relay.protocol.catalog import read_event
from relay.room import Room
from relay.store.log import Log

PAGE_EVENTS = 1_024
PAGE_BYTES = 256 << 10
SLICE_EVENTS = 256
"""Taken in at a stretch, within a few milliseconds."""


async def recall(room: Room, log: Log) -> None:
    """Bring a new room up to the end of its log; raises RuntimeError for an event nobody here can read."""
    head = await log.head(room.session)
    while room.head < head:
        page = await log.read(room.session, room.head, PAGE_EVENTS, PAGE_BYTES)
        if not page:
            raise RuntimeError(f"the log of {room.session} ends at {room.head}, not at {head}")
        for place, stored in enumerate(page, 1):
            event = read_event(stored.body)
            if event is None:
                raise RuntimeError(f"event {stored.seq} of {room.session} can't be read by this version")
            room.recall(event, stored.audience)
            if not place % SLICE_EVENTS:
                await asyncio.sleep(0)
