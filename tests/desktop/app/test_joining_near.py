"""Coming into a lesson of a relay that announces itself: by its row, and by nothing but the code."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from zeroconf import ServiceInfo

from desktop.address import shown
from desktop.discovery import Discovery
from desktop.pages.connect import ConnectPage
from desktop.pages.connect.row import EntryRow
from desktop.pages.joining import JoinPage
from desktop.theme import Theme
from relay.shared.ids import new_ref
from tests.announcing import LOOPBACK, announce, made_up, multicast, service
from tests.desktop.app.test_joining import give_code, in_the_room, open_door, type_and_connect
from tests.desktop.classroom import Classroom, until
from tests.desktop.program import Kept, Person, program
from tests.relay.false_relay import false_relay
from tests.relay.process import RelayProcess, relay_process

pytestmark = pytest.mark.usefixtures("air")


@pytest_asyncio.fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProcess]:
    """A relay that announces itself."""
    async with relay_process(tmp_path / "school", announce=LOOPBACK, relay_name="Westfield <b>") as process:
        yield process


async def heard_of(person: Person, relay: RelayProcess) -> ConnectPage:
    """The first page, once it lists this relay."""
    page = await person.at(ConnectPage)
    await until(lambda: row_of(page, relay) is not None)
    return page


def row_of(page: ConnectPage, relay: RelayProcess) -> EntryRow | None:
    """The first row of this relay, once it is announced."""
    address = shown(LOOPBACK, relay.ready["port"])
    return next((row for row in page.classes.rows if row.entry.address == address), None)


async def test_nothing_but_the_code_leads_into_a_lesson_nearby(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(tmp_path / "tom", theme, Kept(), discovery=Discovery([LOOPBACK])) as tom:
        await heard_of(tom, relay)
        type_and_connect(tom, f"{code[:3]} {code[3:]}")
        page = await tom.at(JoinPage)
        await until(lambda: page.knows_code)
        tom.fill("Your name", "Tom Becker")
        await tom.click("Join")
        await in_the_room(tom)
        assert tom.app.settings.now.relays[0].pin == relay.ready["pin"]


@pytest.mark.attack
async def test_liars_do_not_hide_the_relay_from_a_typed_code(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    """Twelve that are heard first: half of them say nothing, the others have a key and a lesson to offer."""
    code = await open_door(await classroom.teacher_room(), guests=True)
    await relay.stop()
    async with AsyncExitStack() as stack:
        library = await stack.enter_async_context(multicast())
        lies: list[ServiceInfo] = []
        silent = stack.enter_context(socket.create_server((LOOPBACK, 0)))
        for number in range(12):
            if number % 2:
                port = silent.getsockname()[1]
            else:
                folder = tmp_path / f"liar {number}"
                await asyncio.to_thread(folder.mkdir)
                liar = await stack.enter_async_context(false_relay(folder, new_ref(), "AAAAAA"))
                port = liar.port
            lies.append(service(made_up(number), port))
        await asyncio.gather(*(announce(library, lie) for lie in lies))
        tom = await stack.enter_async_context(
            program(tmp_path / "tom", theme, Kept(), discovery=Discovery([LOOPBACK]))
        )
        page = await tom.at(ConnectPage)
        await until(lambda: len(page.classes.entries) >= 12)
        relay.ready = {}
        await relay.start()
        await until(lambda: row_of(page, relay) is not None)
        type_and_connect(tom, code)
        joining = await tom.at(JoinPage)
        await until(lambda: joining.knows_code)
        tom.fill("Your name", "Tom Becker")
        await tom.click("Join")
        await in_the_room(tom)


@pytest.mark.rare  # meanwhile the code alone above
async def test_a_code_that_is_typed_before_any_relay_was_heard_waits_for_one(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(tmp_path / "tom", theme, Kept(), discovery=Discovery([LOOPBACK])) as tom:
        type_and_connect(tom, code)
        await tom.at(JoinPage)


@pytest.mark.rare  # meanwhile the code alone above
async def test_the_row_of_a_relay_leads_to_its_code_and_no_words_are_compared(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(tmp_path / "tom", theme, Kept(), discovery=Discovery([LOOPBACK])) as tom:
        page = await heard_of(tom, relay)
        row = row_of(page, relay)
        assert row is not None
        await until(row.button.isVisible)
        row.button.click()
        await give_code(tom, code)
        tom.fill("Your name", "Tom Becker")
        await tom.click("Join")
        await in_the_room(tom)


async def test_a_code_that_no_relay_here_knows_is_told_in_a_sentence(theme: Theme, tmp_path: Path) -> None:
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, "K7M 2XP")
        await tom.sees("takes students by code right now")
        assert isinstance(tom.page, ConnectPage)
