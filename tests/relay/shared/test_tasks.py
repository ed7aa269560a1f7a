"""Tasks that nobody waits for are held, given up, waited for, and reported when they fail."""

import asyncio
from typing import Any

from relay.shared.tasks import Tasks


async def test_what_fails_is_reported_once_and_others_go_on() -> None:
    reported: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))
    tasks, done = Tasks(), asyncio.Event()

    async def fail() -> None:
        raise RuntimeError("a bug")

    async def go_on() -> None:
        await asyncio.sleep(0)
        done.set()

    tasks.spawn(fail())
    tasks.spawn(go_on())
    await tasks.finish()
    assert done.is_set()
    assert [str(error) for error in reported] == ["a bug"]


async def test_what_takes_too_long_is_given_up_and_so_is_all_at_the_end() -> None:
    tasks = Tasks()

    async def wait_for_ever() -> None:
        await asyncio.Event().wait()

    late = tasks.spawn(wait_for_ever())
    await tasks.finish(0.01)
    assert len(tasks) == 1
    await asyncio.wait([late])
    given_up = tasks.spawn(wait_for_ever())
    await tasks.close()
    assert late.cancelled()
    assert given_up.cancelled()
    await tasks.finish()
    assert not tasks
