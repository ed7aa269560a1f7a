"""A session's log as far as it has come here: what it adds up to, and the place from which it goes on."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from desktop.client.account_cache import AccountCache, LogPosition
from relay.protocol.base import Event, RoomRole
from relay.protocol.catalog import UnreadableFrame, encode, new_memories, read_event
from relay.protocol.log import LogPage, Page
from relay.protocol.memory import Memories

SLICE_SECONDS, LONGEST_SLICE_SECONDS = 0.004, 0.016
"""How long events are folded before others get a turn: as long as telling the last and that turn took, else
most of the time goes into telling."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What a kept log adds up to, how far it goes, and what of it one account caused."""

    memories: Memories
    position: LogPosition
    mine: list[Event]


class Folded(NamedTuple):
    """Events that are in the memories now."""

    events: list[Event]
    live: bool
    """Whether they happened just now; else they were caught up."""
    pause: bool
    """Whether the others are to have a turn before the rest."""


class SessionLog:
    """One session's log, seen in one role. Folds pages in order, and has them kept."""

    def __init__(self, session_id: str, cache: AccountCache, now: Callable[[], int]) -> None:
        """``now``: the relay's clock, ms UTC."""
        self.session_id, self._cache, self._now = session_id, cache, now
        self.memories = new_memories()
        self.role: RoomRole | str = ""
        """Others see other things: a log is whole only for whoever is this."""
        self.epoch = ""
        self.upto = 0
        self.head = 0
        """Where the log ended when the relay was last asked: what comes later happens just now."""
        self.seen, self.seen_ref = 0, ""
        """The last event that was told, and its ref: by these the relay sees whether it is the same log."""
        self._slice = SLICE_SECONDS
        self._turn_began = 0.0

    @property
    def complete(self) -> bool:
        """Whether all is here that there was when the relay was last asked."""
        return self.upto >= self.head

    def fold(self, page: Page | LogPage) -> Iterator[Folded]:
        """Takes in what is new of a page that joins on, a slice of time at a go."""
        new: list[Event] = []
        before, live = self.upto, self.complete
        for event in new_events(page, self.upto):
            if (now := time.perf_counter()) - self._turn_began > self._slice:
                yield Folded(new, live, True)
                new = []
                self._turn_began = time.perf_counter()
                self._slice = min(max(SLICE_SECONDS, self._turn_began - now), LONGEST_SLICE_SECONDS)
            if not live and event.seq > self.head:
                yield Folded(new, live, False)
                new, live = [], True
            self.memories.apply(event)
            new.append(event)
            self.upto = event.seq
            self.seen, self.seen_ref = event.seq, event.ref
        self.upto = page.upto
        self._have_kept(page, before)
        yield Folded(new, live, False)

    def _have_kept(self, page: Page | LogPage, before: int) -> None:
        """Has a page kept that was folded from ``before`` on."""
        raws = page.events
        if page.prev != before:
            raws = [msgspec.Raw(encode(event)) for event in new_events(page, before)]
        position = LogPosition(self.epoch, self.role, self.upto, self.seen, self.seen_ref, self._now())
        told = Page(session=self.session_id, prev=before, upto=page.upto, events=raws)
        self._cache.put_page(self.session_id, told, position)

    def go_on_from(self, kept: Restored) -> None:
        position = kept.position
        self.memories, self.upto, self.head = kept.memories, position.upto, position.upto
        self.epoch, self.role = position.epoch, position.role
        self.seen, self.seen_ref = position.seen, position.seen_ref

    def forget(self) -> None:
        self.memories = new_memories()
        self.upto = self.seen = self.head = 0
        self.epoch = self.seen_ref = ""
        self._cache.drop_log(self.session_id)


def new_events(page: Page | LogPage, upto: int) -> Iterator[Event]:
    """The events after ``upto``. Types of a later version are passed over; so is rubbish, and logged."""
    for raw in page.events:
        try:
            event = read_event(raw)
        except UnreadableFrame as error:
            log.error("an unreadable event in %s: %s", page.session, error)
            continue
        if event is not None and event.seq > upto:
            yield event
            upto = event.seq


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
    await asyncio.sleep(0)  # what follows is a turn of its own
    if upto == position.upto:
        return Restored(memories, position, mine)
    cache.drop_log(session)  # else it would never be kept again
    return None
