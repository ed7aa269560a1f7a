"""Back into a lesson that one came to by its code, after the program or the computer crashed in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from desktop.client.store import Store
from desktop.pages.connect import ConnectPage
from desktop.pages.joining import JoinPage
from desktop.pages.room import RoomPage
from desktop.pages.visit import VisitPage
from desktop.preset import Preset
from desktop.settings import FILE_NAME
from desktop.theme import Theme
from relay.protocol.base import Reply
from relay.protocol.lesson import EndSession
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.desktop.app.test_going_back import WAITS, written
from tests.desktop.app.test_joining import come_by_link, give_name, in_the_room, lines, open_door, write
from tests.desktop.classroom import Classroom, asked, until
from tests.desktop.program import Kept, Person, program
from tests.relay.process import RelayProcess, relay_process


@pytest_asyncio.fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProcess]:
    """One at which a lesson is paused as soon as it is without a teacher."""
    async with relay_process(tmp_path / "school", grace_seconds=0) as process:
        yield process


async def noted(person: Person, kept: Kept) -> None:
    """What a start after a crash finds is on the disk and in the keyring."""
    await until(lambda: person.app.settings.now.under_way is not None)
    await person.app.settings.close()
    await person.app._shell.store.settle()
    await until(lambda: bool(kept._tokens))


async def as_a_crash_leaves_it(person: Person, kept: Kept, to: Path) -> Kept:
    """A copy of the profile, and of the keyring, taken while the program is in the room."""
    await noted(person, kept)
    await asyncio.to_thread(shutil.copytree, person.app.profile, to)
    copy = Kept()
    copy._tokens = dict(kept._tokens)
    return copy


async def crashed_in_the_room(
    relay: RelayProcess, classroom: Classroom, theme: Theme, folder: Path, kept: Kept
) -> tuple[Path, Kept, str]:
    """Tom came by the code, and his program is gone; gives his profile, his keyring and the code."""
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(folder / "tom", theme, kept) as tom:
        await come_by_link(tom, relay, classroom.session, code)
        found = await as_a_crash_leaves_it(tom, kept, folder / "crashed")
    assert written(folder / "tom").under_way is None, "who quits has left the lesson"
    assert not kept._tokens
    return folder / "crashed", found, code


def names(room: RoomPage) -> list[str]:
    return sorted(p.name for p in room.context.memory(People).everybody.values() if p.role == "student")


async def unsent(profile: Path, pin: str, account: str) -> dict[str, list[str]]:
    store = Store(profile, 10_000_000, print)
    await store.open()
    found = await store.waiting_of(pin, account)
    await store.close()
    return {session: [one.ref for one in box] for session, box in found.items()}


async def test_it_is_the_first_thing_and_one_click_leads_in(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    profile, kept, _ = await crashed_in_the_room(relay, classroom, theme, tmp_path, Kept())
    [token] = kept._tokens.values()
    assert token.encode() not in (profile / FILE_NAME).read_bytes()
    async with program(profile, theme, kept) as tom:
        page = await tom.at(ConnectPage)
        await tom.sees(WAITS)
        assert page.waiting.y() < page.student.y()
        await tom.sees("It goes on.")
        await tom.click("Go back in: Physics · Energy")
        room = await in_the_room(tom)
        assert names(room) == ["Tom Becker"]


@pytest.mark.rare  # meanwhile test_going_back goes the same ways with accounts
async def test_while_it_is_paused_the_time_that_is_left_is_told(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.app.sign_in.going_back.AGAIN_SECONDS", 0.2)
    profile, kept, _ = await crashed_in_the_room(relay, classroom, theme, tmp_path, Kept())
    await classroom.close()
    async with program(profile, theme, kept) as tom:
        await tom.sees(WAITS)
        await tom.sees("left before it ends")


@pytest.mark.parametrize("again", ["by the token", pytest.param("by the code", marks=pytest.mark.rare)])
async def test_what_was_written_without_a_connection_is_sent_once(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path, again: str
) -> None:
    kept = Kept()
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(tmp_path / "tom", theme, kept) as tom:
        page = await come_by_link(tom, relay, classroom.session, code)
        await classroom.close()
        await relay.stop()
        await until(lambda: page.context.room.relay.state.kind != "connected")
        write(tom, "I was cut off")
        await until(lambda: len(page.context.room.waiting) == 1)
        found = await as_a_crash_leaves_it(tom, kept, tmp_path / "crashed")
    async with program(tmp_path / "crashed", theme, found if again == "by the token" else Kept()) as tom:
        await tom.sees(WAITS)
        await tom.sees("does not answer right now")
        await relay.start()
        await classroom.teacher_room()
        await tom.click("Go back in: Physics · Energy")
        if again == "by the code":
            join = await tom.at(JoinPage)
            join.give(code)
            await give_name(tom)
        room = await tom.at(RoomPage)
        await until(lambda: "I was cut off" in lines(room) and not room.context.room.waiting)
        assert list(lines(room)) == ["I was cut off"]
        assert names(room) == ["Tom Becker"]


@pytest.mark.rare  # meanwhile test_going_back goes the same ways with accounts
async def test_without_a_keyring_its_name_stands_there_and_the_code_is_given_again(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    profile, _, code = await crashed_in_the_room(relay, classroom, theme, tmp_path, Kept())
    async with program(profile, theme) as tom:
        await tom.sees(WAITS)
        await tom.sees("Give its code again to go on.")
        await tom.click("Go back in: Physics · Energy")
        page = await tom.at(JoinPage)
        page.give(code)
        await give_name(tom)
        assert names(await in_the_room(tom)) == ["Tom Becker"]


async def test_one_that_is_over_by_then_is_said_to_be_and_nothing_of_it_stays(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    kept = Kept()
    async with program(tmp_path / "tom", theme, kept) as tom:
        room = await come_by_link(tom, relay, classroom.session, code)
        await classroom.close()
        await relay.stop()
        await until(lambda: room.context.room.relay.state.kind != "connected")
        write(tom, "I was cut off")
        await until(lambda: len(room.context.room.waiting) == 1)
        found = await as_a_crash_leaves_it(tom, kept, tmp_path / "crashed")
    note = written(tmp_path / "crashed").under_way
    assert note is not None
    assert await unsent(tmp_path / "crashed", note.pin, note.account)
    await relay.start()
    teacher = await classroom.teacher()
    await asked(teacher, EndSession(ref=new_ref(), session=classroom.session), Reply)
    shutil.copytree(tmp_path / "crashed", tmp_path / "without a keyring")

    async def is_over(profile: Path, keyring: Kept) -> None:
        async with program(profile, theme, keyring) as tom:
            page = await tom.at(ConnectPage)
            await tom.sees("“Energy” is over.")
            await until(lambda: not page.waiting.isVisible())
            await until(lambda: written(profile).under_way is None)
            await until(lambda: not keyring._tokens)
        assert not await unsent(profile, note.pin, note.account)

    await is_over(tmp_path / "crashed", found)
    await is_over(tmp_path / "without a keyring", Kept())


async def test_who_leaves_has_nothing_to_go_back_to_after_a_crash(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    kept = Kept()
    async with program(tmp_path / "tom", theme, kept) as tom:
        await come_by_link(tom, relay, classroom.session, code)
        await noted(tom, kept)
        await tom.click("Leave")
        await tom.at(VisitPage)
        await until(lambda: not kept._tokens)
        assert tom.app.settings.now.under_way is None
        await tom.click("Go back in")
        await in_the_room(tom)
        await until(lambda: bool(kept._tokens))


async def test_on_a_shared_computer_nothing_is_noted_or_kept(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    kept = Kept()
    async with program(tmp_path / "lab", theme, kept, preset=Preset(shared_computer=True)) as tom:
        room = await come_by_link(tom, relay, classroom.session, code)
        await classroom.close()
        await relay.stop()
        await until(lambda: room.context.room.relay.state.kind != "connected")
        write(tom, "I was cut off")
        await until(lambda: len(room.context.room.waiting) == 1)
        me = room.context.me
        assert tom.app.settings.now.under_way is None
        assert not kept._tokens
        assert not await tom.app._shell.store.waiting_of(relay.ready["pin"], me)


async def test_a_computer_that_became_a_shared_one_shows_nothing_of_it(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    profile, kept, _ = await crashed_in_the_room(relay, classroom, theme, tmp_path, Kept())
    async with program(profile, theme, kept) as tom:
        page = await tom.at(ConnectPage)
        await tom.sees(WAITS)
        tom.app.settings.change(shared_computer=True)
        await until(lambda: not page.waiting.isVisible())
        assert tom.app.settings.now.under_way is None
        await until(lambda: not kept._tokens)


@pytest.mark.rare  # meanwhile test_going_back goes the same ways with accounts
async def test_days_later_nobody_is_asked_about_it(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    profile, kept, _ = await crashed_in_the_room(relay, classroom, theme, tmp_path, Kept())
    choices = written(profile)
    assert choices.under_way is not None
    old = msgspec.structs.replace(choices.under_way, since=choices.under_way.since - 24 * 3_600_000)
    choices = msgspec.structs.replace(choices, under_way=old)
    await asyncio.to_thread((profile / FILE_NAME).write_bytes, msgspec.json.encode(choices))
    async with program(profile, theme, kept) as tom:
        page = await tom.at(ConnectPage)
        assert not page.waiting.there
        await until(lambda: not kept._tokens)
