"""What has ended is gone at once: no connection and no lesson waits in memory for the collector to look.

A relay looks for cycles seldom (``YOUNG``), and lines are lost all day.
"""

import gc
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relay.protocol.lesson import EndSession
from relay.protocol.log import EVERYBODY
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.client import Client, post_message
from tests.relay.handing_in import Handing, read_file, some_bytes
from tests.relay.inside import in_lesson, school_inside
from tests.relay.sheets import HandOutSheets, sheets_known

pytestmark = pytest.mark.asyncio
OF_CONNECTIONS = "relay.server.", "relay.delivery.", "websockets.server.", "websockets.asyncio.server."
OF_LESSONS = *OF_CONNECTIONS, "relay.room"
"""Modules that the relay alone has use of; the clients here share the words with it."""


@contextmanager
def nothing_collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def held(modules: tuple[str, ...]) -> Counter[str]:
    """What there is of these modules' classes."""
    kinds = Counter(type(one) for one in gc.get_objects())
    return Counter(
        {kind.__qualname__: kinds[kind] for kind in kinds if f"{kind.__module__}.".startswith(modules)}
    )


async def goes(client: Client) -> None:
    await client.close()


async def is_cut(client: Client) -> None:
    await client.cut()


async def says_rubbish(client: Client) -> None:
    await client.socket.send("rubbish", text=True)
    await client.socket.wait_closed()


async def says_too_much(client: Client) -> None:
    """And breaks the protocol with it."""
    client.socket.transport.write(b"\xff" * 4_000)
    await client.socket.wait_closed()


async def goes_in_the_middle(client: Client, session: str) -> None:
    """Of a file that it hands in."""
    handing = Handing(client, session, some_bytes(50_000))
    await handing.offer()
    await handing.send_piece()
    await client.cut()


@pytest.mark.parametrize("ends", [goes, is_cut, says_rubbish, says_too_much])
async def test_of_a_connection_that_has_ended_nothing_stays(
    tmp_path: Path, ends: Callable[[Client], Awaitable[None]]
) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom") as (server, made):
        _, ana, session = await in_lesson(made)
        with nothing_collected():
            before = held(OF_CONNECTIONS)
            for _ in range(2):
                tom = await made.student("Tom")
                await tom.enter(session)
                await tom.do(post_message(session, "Good morning"))
                visitor = await made.client()
                for client in (tom, visitor):
                    await ends(client)
            await until(lambda: len(server.connections) == 2)
            await until(lambda: held(OF_CONNECTIONS) <= before)
        await ana.all_is_read()


async def test_of_files_on_their_way_nothing_stays(tmp_path: Path) -> None:
    with sheets_known():
        async with school_inside(tmp_path / "data", "Ana", "Tom") as (server, made):
            lee, _, session = await in_lesson(made)
            file = await Handing(lee, session, some_bytes(200_000)).hand_in()
            await lee.do(HandOutSheets(ref=new_ref(), session=session, sheets=[file], to=EVERYBODY))
            with nothing_collected():
                before = held(OF_CONNECTIONS)
                for _ in range(2):
                    tom = await made.student("Tom")
                    await tom.enter(session)
                    await read_file(tom, session, file)
                    await goes_in_the_middle(tom, session)
                await until(lambda: len(server.connections) == 2)
                await until(lambda: held(OF_CONNECTIONS) <= before)


async def test_of_a_lesson_that_is_over_nothing_stays_though_its_people_do(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom") as (server, made):
        lee, ana, tom = await made.teacher(), await made.student("Ana"), await made.student("Tom")
        with nothing_collected():
            before = held(OF_LESSONS)
            for _ in range(2):
                session = await made.live(lee)
                for client in (lee, ana, tom):
                    await client.enter(session)
                    await client.do(post_message(session, "Good morning"))
                await lee.do(EndSession(ref=new_ref(), session=session))
            await until(lambda: not len(server.rooms))
            await until(lambda: held(OF_LESSONS) <= before)
