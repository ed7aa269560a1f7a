"""A room is read from a long log quickly enough, and without holding up the loop."""

import asyncio
from itertools import pairwise

import pytest

from relay.clock import Clock
from relay.protocol.chat import Chat
from relay.room import Room, RoomLimits
from relay.server.replay import SLICE_EVENTS, UnreadableLog, replay
from relay.store import Store
from tests.patience import PATIENCE
from tests.relay.lists import SESSION
from tests.relay.schoolhouse import safe, said


async def test_a_long_log_is_taken_in_by_slices(store: Store) -> None:
    events = 20_000
    for start in range(1, events + 1, 500):
        store.log.append([said(f"no. {seq}", seq) for seq in range(start, start + 500)])
    await safe(store)
    room = Room(SESSION, store.epoch, Clock(), RoomLimits())
    turns, at_turn = 0, [0]
    reading = asyncio.ensure_future(replay(room, store.log))
    async with asyncio.timeout(PATIENCE):
        while not reading.done():
            turns += 1
            at_turn.append(room.head)
            await asyncio.sleep(0)
    await reading
    assert room.head == events
    assert room[Chat].messages[-1].text == f"no. {events}"
    assert max(b - a for a, b in pairwise(at_turn)) <= SLICE_EVENTS
    assert turns >= events // SLICE_EVENTS


async def test_an_event_of_a_newer_program_is_not_passed_over(store: Store) -> None:
    entry = said("hello", 1)
    store.log.append([entry._replace(body=entry.body.replace(b"message_posted", b"of_tomorrow"))])
    await safe(store)
    with pytest.raises(UnreadableLog, match="event 1 of"):
        await replay(Room(SESSION, store.epoch, Clock(), RoomLimits()), store.log)
