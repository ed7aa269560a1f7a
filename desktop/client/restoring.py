"""Reads a kept log back into memories, in slices, so that whatever else runs in the loop has its turn."""

import asyncio
import time
from dataclasses import dataclass

from desktop.client.account_cache import AccountCache, LogPosition
from desktop.client.pages import new_events
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.memory import Memories

SLICE_SECONDS = 0.008
"""How long events are folded before others get a turn."""


@dataclass(frozen=True)
class Restored:
    """What a kept log adds up to, how far it goes, and what of it one account caused."""

    memories: Memories
    position: LogPosition
    mine: list[Event]


async def restore(cache: AccountCache, session: str, me: str) -> Restored | None:
    """The kept log of a session; None where there is none, or it has a hole."""
    position = await cache.log_position(session)
    if position is None:
        return None
    memories, mine, upto = new_memories(), list[Event](), 0
    began = time.perf_counter()
    while upto < position.upto and (pages := await cache.pages(session, upto)):
        for page in pages:
            for event in new_events(page, upto):
                memories.apply(event)
                if event.by == me:
                    mine.append(event)
                if time.perf_counter() - began > SLICE_SECONDS:
                    await asyncio.sleep(0)
                    began = time.perf_counter()
            upto = page.upto
    if upto == position.upto:
        return Restored(memories, position, mine)
    cache.drop_log(session)  # else it would never be kept again
    return None
