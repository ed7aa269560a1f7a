"""Looking after a relay: the heartbeat, what is due once a day, and when nobody was here for long."""

import asyncio
from typing import cast

import pytest

from relay.server.connection import Connection
from relay.server.upkeep import (
    BEAT_SECONDS,
    DAY_SECONDS,
    IDLE_BEAT_SECONDS,
    HeartbeatKeeper,
    Idleness,
    Recurring,
)
from relay.shared.tasks import Tasks
from relay.store.heartbeat import HEARTBEAT_FILE
from tests.relay.inside import MovingClock
from tests.relay.schoolhouse import SchoolHouse


async def test_work_of_every_day_is_done_once_a_day() -> None:
    clock, tasks, days = MovingClock(), Tasks(), list[float]()

    async def work() -> None:
        days.append(clock.running())

    daily = Recurring(clock, 600, work, tasks)
    for seconds, done in ((599, 0), (2, 1), (1, 1), (DAY_SECONDS - 10, 1), (10, 2)):
        clock.move(seconds)
        daily.look()
        await tasks.finish()
        assert len(days) == done, seconds


@pytest.mark.parametrize(("lessons", "every"), [(0, IDLE_BEAT_SECONDS), (1, BEAT_SECONDS)])
async def test_the_heartbeat_is_kept_whether_lessons_run_or_not(
    house: SchoolHouse, lessons: int, every: int
) -> None:
    clock, heart = house.clock, HeartbeatKeeper(house.store, house.school, ["a lesson"] * lessons)

    def written() -> int:
        return int((house.store.folder / HEARTBEAT_FILE).read_bytes())

    await heart.beat()
    for _ in range(3):
        before = written()
        clock.seconds += every - 1
        await heart.beat()
        assert written() == before
        clock.seconds += 1
        await heart.beat()
        assert written() == clock.now()
    clock.seconds += 1
    await heart.beat(now=True)
    assert written() == clock.now(), "the last, which says when the relay stopped"


@pytest.mark.parametrize("seconds", [30, 0])
def test_it_is_over_once_nobody_was_here_for_so_long(seconds: float) -> None:
    clock, over = MovingClock(), asyncio.Event()
    here: list[Connection] = []
    idleness = Idleness(clock, here, seconds, over)
    clock.move(29)
    idleness.look()
    here.append(cast(Connection, object()))
    clock.move(100)
    idleness.look()
    assert not over.is_set(), "somebody is here"
    here.clear()
    idleness.gone()
    clock.move(29)
    idleness.look()
    assert not over.is_set()
    clock.move(2)
    idleness.look()
    assert over.is_set() == bool(seconds)
