"""Turns at something scarce: nobody waits for more than one turn of each address that waits too."""

import asyncio
from collections import Counter

import pytest

from relay.protocol.limits import CODES_A_SECOND
from relay.protocol.refusals import Refusal
from relay.school.turns import CodePace, Turns
from relay.school.visitor_attempts import VisitorAttempts

pytestmark = [pytest.mark.asyncio, pytest.mark.attack]


async def wait_for(turns: Turns, order: list[str], visit: VisitorAttempts, lane: int = 0) -> None:
    try:
        await turns.take(visit, lane)
    except Refusal:
        order.append("refused")
    else:
        order.append(visit.address)


async def let_all(turns: Turns, count: int) -> None:
    for _ in range(count):
        turns.give_back()
        await asyncio.sleep(0)


async def begun(
    turns: Turns, order: list[str], *visits: tuple[VisitorAttempts, int]
) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(wait_for(turns, order, visit, lane)) for visit, lane in visits]
    await asyncio.sleep(0)
    return tasks


async def test_addresses_take_turns_and_members_come_last() -> None:
    turns, order = Turns(1, 100, lanes=2), list[str]()
    await turns.take(VisitorAttempts())
    crowd = [(VisitorAttempts("crowd"), 0)] * 5
    members = [(VisitorAttempts("signed in", signed_in=True), 0)] * 2
    tasks = await begun(
        turns,
        order,
        *members,
        *crowd,
        (VisitorAttempts("ana"), 0),
        (VisitorAttempts("tom"), 0),
        (VisitorAttempts("late"), 1),
    )
    await let_all(turns, len(tasks))
    assert order == ["crowd", "ana", "tom", *["crowd"] * 4, "signed in", "signed in", "late"]
    await asyncio.gather(*tasks)


async def test_a_full_queue_makes_room_for_an_address_that_has_less_of_it() -> None:
    turns, order = Turns(1, 4), list[str]()
    await turns.take(VisitorAttempts())
    tasks = await begun(turns, order, *[(VisitorAttempts("crowd"), 0)] * 4)
    others = [(VisitorAttempts(name), 0) for name in ("ana", "tom", "bea", "cem")]
    tasks += await begun(turns, order, *others)
    await let_all(turns, 4)
    await asyncio.gather(*tasks)
    assert Counter(order) == {"refused": 4, "crowd": 1, "ana": 1, "tom": 1, "bea": 1}


async def test_who_has_gone_waits_for_nothing() -> None:
    turns, order = Turns(1, 100), list[str]()
    await turns.take(VisitorAttempts())
    gone, stays = VisitorAttempts("gone"), VisitorAttempts("stays")
    tasks = await begun(turns, order, (gone, 0), (stays, 0))
    turns.leave(gone)
    cancelled = await begun(turns, order, (VisitorAttempts("cancelled"), 0))
    cancelled[0].cancel()
    await asyncio.sleep(0)
    await let_all(turns, 1)
    await asyncio.gather(*tasks)
    assert order == ["refused", "stays"]
    turns.give_back()
    await turns.take(VisitorAttempts())  # nothing was lost


async def test_so_many_codes_a_second_and_a_right_one_next() -> None:
    pace, loop = CodePace(), asyncio.get_running_loop()
    for _ in range(CODES_A_SECOND):
        await pace.wait(VisitorAttempts("guesser"))
    began = loop.time()
    guesses = [asyncio.create_task(pace.wait(VisitorAttempts("guesser"))) for _ in range(CODES_A_SECOND)]
    await asyncio.sleep(0)
    await pace.wait(VisitorAttempts("pupil"))
    assert loop.time() - began > 0.5
    assert sum(guess.done() for guess in guesses) <= 1
    pace.end()
    assert all(
        isinstance(one, Refusal | None) for one in await asyncio.gather(*guesses, return_exceptions=True)
    )
