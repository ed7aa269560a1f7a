"""Reads a kept log back into memories, in slices, so that the window stays alive."""

import asyncio
import logging
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.client.account_cache import AccountCache, Place
from desktop.client.pages import new_events
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.memory import Memories

SLICE_SECONDS = 0.008
"""How long events are folded before the window gets a turn."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What a kept log adds up to, how far it goes, and what of it one account caused."""

    memories: Memories
    place: Place
    mine: list[Event]


class Restoring(QObject):
    """Reads what was kept of one room, once."""

    done = Signal(object)
    """A Restored, or None."""

    def __init__(self, keep: AccountCache, session: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep, self._session = keep, session
        self._task: asyncio.Task[None] | None = None

    @property
    def under_way(self) -> bool:
        """Whether it is still being read."""
        return self._task is not None

    def start(self, me: str) -> None:
        """Begins; ``me``: the account for which it is read."""
        self._task = asyncio.get_running_loop().create_task(self._restore(me), name="restore a room")

    def cancel(self) -> None:
        """Ends, and is never done."""
        if self._task is not None:
            self._task.cancel()

    async def _restore(self, me: str) -> None:
        try:
            kept = await restore(self._keep, self._session, me)
        except Exception:
            log.exception("a kept log could not be read")
            kept = None
        self._task = None
        self.done.emit(kept)


async def restore(keep: AccountCache, session: str, me: str) -> Restored | None:
    """The kept log of a session; None where there is none, or it has a hole."""
    place = await keep.place(session)
    if place is None:
        return None
    memories, mine, upto = new_memories(), list[Event](), 0
    began = time.perf_counter()
    while upto < place.upto and (pages := await keep.pages(session, upto)):
        for page in pages:
            for event in new_events(page, upto):
                memories.apply(event)
                if event.by == me:
                    mine.append(event)
                if time.perf_counter() - began > SLICE_SECONDS:
                    await asyncio.sleep(0)
                    began = time.perf_counter()
            upto = page.upto
    if upto == place.upto:
        return Restored(memories, place, mine)
    keep.drop_log(session)  # else it would never be kept again
    return None
