"""Back into the lesson that one was in: after a crash of the program, and after another key has answered."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.pages.compare_words import KeyChangedPage
from desktop.pages.connect import ConnectPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.pages.sign_in import SignInPage
from desktop.preset import Preset
from desktop.settings import FILE_NAME, Choices, LessonUnderWay, RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.base import Reply
from relay.protocol.lesson import EndSession
from relay.shared.ids import new_ref
from relay.tls import identity
from tests.desktop.app.test_joining import come_by_link, lines, open_door, write
from tests.desktop.classroom import PASSWORD, Classroom, asked, until
from tests.desktop.program import Kept, Person, program
from tests.patience import PATIENCE
from tests.relay.process import RelayProcess, relay_process

WAITS = "Your lesson is waiting: Physics · Energy"


def known_as(classroom: Classroom, username: str) -> RememberedRelay:
    ready = classroom.process.ready
    return RememberedRelay(
        host="127.0.0.1",
        port=ready["port"],
        pin=ready["pin"],
        relay_id=ready["relay_id"],
        name="Westfield",
        username=username,
        last_used=5,
    )


def written(profile: Path) -> Choices:
    return msgspec.json.decode((profile / FILE_NAME).read_bytes(), type=Choices)


async def into_the_room(person: Person) -> RoomPage:
    """By the button of the lesson's card; noted by then for the next start."""
    await person.at(SessionsPage)
    await person.click("Join: Energy")
    page = await person.at(RoomPage)
    await until(lambda: page.context.room.caught_up)
    await until(lambda: person.app.settings.now.under_way is not None)
    return page


def noted(classroom: Classroom, username: str) -> LessonUnderWay:
    """What the program notes of a lesson for the next start."""
    return LessonUnderWay(
        pin=classroom.process.ready["pin"],
        username=username,
        session=classroom.session,
        class_name="Physics",
        title="Energy",
    )


async def crashed(classroom: Classroom, profile: Path, kept: Kept) -> None:
    """A teacher's profile with what a crash in the room leaves in it, as `crash_in_the_room` sees."""
    await has_signed_in(classroom, profile, kept, "lee", classroom.tokens["Ms Lee"])
    settings = Settings(profile)
    await settings.load()
    settings.change(under_way=noted(classroom, "lee"))
    await settings.close()


async def has_signed_in(classroom: Classroom, profile: Path, kept: Kept, username: str, token: str) -> None:
    known = known_as(classroom, username)
    await kept.put(known.pin, username, token)
    settings = Settings(profile)
    settings.remember(known)
    await settings.close()


async def crash_in_the_room(
    classroom: Classroom, profile: Path, theme: Theme, kept: Kept, username: str, token: str
) -> None:
    """The program ends as after a crash: what it had noted is still there at the next start."""
    await has_signed_in(classroom, profile, kept, username, token)
    async with program(profile, theme, kept) as person:
        await into_the_room(person)
        await person.app.settings.close()
        as_it_was = (profile / FILE_NAME).read_bytes()
    assert written(profile).under_way is None, "who quits has left the lesson"
    await asyncio.to_thread((profile / FILE_NAME).write_bytes, as_it_was)
    assert written(profile).under_way == noted(classroom, username)


@pytest_asyncio.fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProcess]:
    """One at which a lesson is paused as soon as it is without a teacher."""
    async with relay_process(tmp_path / "school", grace_seconds=0) as process:
        yield process


async def test_a_teacher_s_lesson_waits_first_thing_and_one_click_leads_in(
    classroom: Classroom, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.app.sign_in.going_back.AGAIN_SECONDS", 0.2)
    kept = Kept()
    await crash_in_the_room(classroom, tmp_path, theme, kept, "lee", classroom.tokens["Ms Lee"])
    async with program(tmp_path, theme, kept) as lee:
        page = await lee.at(ConnectPage)
        await lee.sees(WAITS)
        assert page.waiting.y() < page.student.y()
        await lee.sees("left before it ends")
        assert lee.app.signed_in is None
        await lee.click("Go back in: Physics · Energy")
        room = await lee.at(RoomPage)
        await until(lambda: room.context.room.caught_up)
        lee.window.leave(room)
        sessions = await lee.at(SessionsPage)
        await until(sessions.waiting.isVisible)
        await lee.sees("left before it ends")
        await lee.sees("paused, ends in 10 min")
        await lee.click("Go back in: Physics · Energy")
        await lee.at(RoomPage)


@pytest.mark.rare  # meanwhile a teacher's lesson above
async def test_a_student_s_lesson_goes_on(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    kept = Kept()
    await classroom.teacher_room()
    await classroom.add_students("Ana Silva")
    username = "ana.silva"
    await crash_in_the_room(classroom, tmp_path, theme, kept, username, classroom.tokens["Ana Silva"])
    async with program(tmp_path, theme, kept) as ana:
        await ana.sees(WAITS)
        await ana.sees("It goes on.")
        await ana.click("Go back in: Physics · Energy")
        room = await ana.at(RoomPage)
        await until(lambda: room.context.room.caught_up)


async def test_a_lesson_that_is_over_by_then_does_not_wait(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    await crashed(classroom, tmp_path, kept)
    teacher = await classroom.teacher()
    await asked(teacher, EndSession(ref=new_ref(), session=classroom.session), Reply)
    async with program(tmp_path, theme, kept) as lee:
        page = await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert lee.app.settings.now.under_way is None
        await until(lambda: not page.waiting.there)


async def test_where_no_sign_in_is_kept_one_signs_in_and_is_there(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await crashed(classroom, tmp_path, Kept())
    async with program(tmp_path, theme) as lee:
        await lee.sees(WAITS)
        await lee.sees("Sign in to go on")
        await lee.click("Go back in: Physics · Energy")
        await lee.at(SignInPage)
        lee.fill("Password", PASSWORD)
        QTest.keyClick(lee.find(QLineEdit, "Password"), Qt.Key.Key_Return)
        await lee.at(RoomPage)


@pytest.mark.rare  # meanwhile a teacher's lesson above
async def test_where_the_relay_does_not_answer_the_lesson_waits_in_the_list(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    await crash_in_the_room(classroom, tmp_path, theme, kept, "lee", classroom.tokens["Ms Lee"])
    await classroom.close()
    await classroom.process.stop()
    async with program(tmp_path, theme, kept) as lee:
        page = await lee.at(SessionsPage)
        await until(page.waiting.isVisible)
        assert lee.reads(WAITS)
        await lee.click("Go back in: Physics · Energy")
        await lee.at(RoomPage)


async def test_a_shared_computer_shows_nothing_of_who_was_here(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    await crash_in_the_room(classroom, tmp_path, theme, kept, "lee", classroom.tokens["Ms Lee"])
    async with program(tmp_path, theme, kept, preset=Preset(shared_computer=True)) as next_one:
        page = await next_one.at(ConnectPage)
        assert not page.waiting.there
        await until(lambda: written(tmp_path).under_way is None)
        assert not next_one.reads("Energy")


async def test_a_computer_that_becomes_a_shared_one_shows_it_no_more(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    await crashed(classroom, tmp_path, kept)
    async with program(tmp_path, theme, kept) as lee:
        page = await lee.at(ConnectPage)
        await lee.sees(WAITS)
        lee.app.settings.change(shared_computer=True)
        await until(lambda: not page.waiting.isVisible())
        assert lee.app.settings.now.under_way is None


async def test_on_a_shared_computer_no_lesson_is_noted(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path, theme, preset=Preset(shared_computer=True)) as lee:
        lee.app.settings.remember(known_as(classroom, ""))
        await lee.click("Open Westfield")
        await lee.click("I have an account")
        await lee.at(SignInPage)
        lee.fill("User name", "lee")
        lee.fill("Password", PASSWORD)
        await lee.click("Sign in")
        await lee.click("Join: Energy")
        page = await lee.at(RoomPage)
        await until(lambda: page.context.room.caught_up)
        assert lee.app.settings.now.under_way is None


@pytest.mark.rare  # meanwhile test_app finds its hosted relay again
async def test_a_hosted_lesson_is_found_again_with_its_relay(theme: Theme, tmp_path: Path) -> None:
    kept, file = Kept(), tmp_path / FILE_NAME
    async with program(tmp_path, theme, kept) as lee:
        await lee.click("Start on this computer")
        lee.fill("Your name", "Ms Lee")
        lee.fill("Name of the class", "Physics 10b")
        await lee.click("Start the class")
        await lee.click("Start a lesson now")
        await lee.at(RoomPage)
        await until(lambda: lee.app.settings.now.under_way is not None)
        await lee.app.settings.close()
        as_it_was = file.read_bytes()
    await asyncio.to_thread(file.write_bytes, as_it_was)
    async with program(tmp_path, theme, kept) as lee:
        page = await lee.at(ConnectPage)
        await lee.sees("Your lesson is waiting: Physics 10b")
        await until(lambda: lee.app.host.hosted)
        assert lee.window.focusWidget() is page.student.field
        QTest.keyClick(page.student.field, Qt.Key.Key_Return)
        room = await lee.at(RoomPage)
        await until(lambda: room.context.room.caught_up)


# another key


@asynccontextmanager
async def somebody_else_at(port: int, folder: Path) -> AsyncIterator[None]:
    """Another program answers there, with a key of its own: in a thread, so that nothing of it is left."""
    await asyncio.to_thread(folder.mkdir)
    its_own = (await asyncio.to_thread(identity, folder)).context()
    listener = socket.create_server(("127.0.0.1", port))

    def answer() -> None:
        while True:
            try:
                met, _ = listener.accept()
            except OSError:  # shut down
                return
            met.settimeout(PATIENCE)
            with met, contextlib.suppress(OSError), its_own.wrap_socket(met, server_side=True):
                pass

    thread = threading.Thread(target=answer, name="somebody else")
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        await asyncio.to_thread(thread.join)
        listener.close()


# By the code is a way of its own in test_going_back_by_code.
@pytest.mark.parametrize("again", ["by the card", pytest.param("by the code", marks=pytest.mark.rare)])
async def test_what_a_visitor_wrote_is_sent_after_another_program_had_the_port(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path, again: str
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(tmp_path / "tom", theme) as tom:
        page = await come_by_link(tom, relay, classroom.session, code)
        await classroom.close()
        await relay.stop()
        await until(lambda: page.context.room.relay.state.kind != "connected")
        write(tom, "I was cut off")
        async with somebody_else_at(relay.ready["port"], tmp_path / "other"):
            await tom.at(KeyChangedPage)
            await tom.click("Go back")
            await tom.at(ConnectPage)
            await tom.sees(WAITS)
            assert tom.app.account.unsent
            await tom.click("Go back in: Physics · Energy")
            await tom.at(KeyChangedPage)
            await tom.click("Go back")
        await relay.start()
        await classroom.teacher_room()
        if again == "by the card":
            await tom.click("Go back in: Physics · Energy")
        else:
            await come_by_link(tom, relay, classroom.session, code, "Tom Becker")
        room = await tom.at(RoomPage)
        await until(lambda: "I was cut off" in lines(room) and not room.context.room.waiting)
        assert list(lines(room)) == ["I was cut off"]
        assert not tom.app.account.unsent


async def test_on_a_shared_computer_the_same_person_has_it_sent_after_signing_in_again(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "lab", theme, preset=Preset(shared_computer=True)) as lee:
        lee.app.settings.remember(known_as(classroom, ""))

        async def sign_in() -> RoomPage:
            lee.app.sign_in.sign_in_again(lee.app.settings.now.relays[0])
            await lee.at(SignInPage)
            lee.fill("User name", "lee")
            lee.fill("Password", PASSWORD)
            await lee.click("Sign in")
            await lee.click("Join: Energy")
            page = await lee.at(RoomPage)
            await until(lambda: page.context.room.caught_up)
            return page

        await lee.at(ConnectPage)
        page = await sign_in()
        await classroom.close()
        await relay.stop()
        await until(lambda: page.context.room.relay.state.kind != "connected")
        write(lee, "Page 12")
        async with somebody_else_at(relay.ready["port"], tmp_path / "other"):
            await lee.at(KeyChangedPage)
            await lee.click("Go back")
            first = await lee.at(ConnectPage)
            assert not first.waiting.there
        await relay.start()
        room = await sign_in()
        await until(lambda: "Page 12" in lines(room) and not room.context.room.waiting)
