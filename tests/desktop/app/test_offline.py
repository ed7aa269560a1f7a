"""Whole programs without a relay: what was read is there, what was said waits; shared computers keep none."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from desktop.pages.connect import ConnectPage
from desktop.pages.details import DetailsPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.pages.settings import SettingsPage
from desktop.pages.sign_in import SignInPage
from desktop.qt_client import QtRoomClient
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.lesson import EndSession, Lesson
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.program import Kept, Person, program

SECRET = "Mondfinsternis"


class Desk:
    """Ana's computer: a profile and a keyring, on which programs start and end."""

    def __init__(self, classroom: Classroom, theme: Theme, folder: Path) -> None:
        self.classroom, self.theme, self.profile, self.kept = classroom, theme, folder / "profile", Kept()

    async def known(self, *, shared: bool = False) -> None:
        """She has signed in here before."""
        await self.classroom.add_students("Ana")
        ready = self.classroom.process.ready
        known = RememberedRelay(
            host="127.0.0.1",
            port=ready["port"],
            pin=ready["pin"],
            relay_id=ready["relay_id"],
            name="Hill School",
            username="ana",
        )
        await self.kept.put(known.pin, "ana", self.classroom.tokens["Ana"])
        settings = Settings(self.profile)
        settings.remember(known)
        await settings.close()

    @asynccontextmanager
    async def program(self) -> AsyncIterator[Person]:
        """A program that runs there."""
        async with program(self.profile, self.theme, self.kept) as person:
            yield person

    def written(self) -> bytes:
        """Every byte of the profile, but for the journal's times and such."""
        return b"".join(file.read_bytes() for file in self.profile.rglob("*") if file.is_file())


@pytest.fixture
def desk(classroom: Classroom, theme: Theme, tmp_path: Path) -> Desk:
    return Desk(classroom, theme, tmp_path)


def room_of(person: Person) -> QtRoomClient:
    page = person.page
    assert isinstance(page, RoomPage)
    return page.context.room


def texts(room: QtRoomClient) -> list[str]:
    return [message.text for message in room.memories[Chat].messages if message.kind != "system"]


def say(room: QtRoomClient, text: str) -> None:
    room.send(PostMessage(ref=new_ref(), session=room.session_id, text=text))


async def into_the_lesson(person: Person) -> QtRoomClient:
    await person.sees("Energy")
    page = await person.at(SessionsPage)
    return await into_the_room(person, next(iter(page.model._sessions)))


async def into_the_room(person: Person, session: str) -> QtRoomClient:
    page = await person.at(SessionsPage)
    await until(lambda: page.model.session(session) is not None)
    page.join_requested.emit(session)
    await person.at(RoomPage)
    room = room_of(person)
    await until(lambda: room.caught_up)
    return room


def picture(person: Person, name: str) -> None:
    """For people who want to look: set SCHOOLBELL_PICTURES to a folder."""
    folder = os.environ.get("SCHOOLBELL_PICTURES")
    if folder:
        person.window.grab().save(f"{folder}/{name}.png")


async def test_without_a_relay_the_program_opens_on_what_it_knows(desk: Desk) -> None:
    await desk.known()
    teacher = await desk.classroom.teacher_room()
    async with desk.program() as ana:
        room = await into_the_lesson(ana)
        say(teacher, f"What is a {SECRET}?")
        say(room, "The moon goes dark.")
        await until(lambda: len(texts(room)) == 2)
        teacher.send(EndSession(ref=new_ref(), session=desk.classroom.session))
        await until(lambda: room.memories[Lesson].ended_at)
        session = desk.classroom.session
        ana.window.back()
        page = await ana.at(SessionsPage)
        await until(lambda: (s := page.model.session(session)) is not None and s.status == "ended")
        page.details_requested.emit(session)
        await ana.at(DetailsPage)
        details = await ana.at(DetailsPage)
        await until(lambda: details.model.details is not None and details.model.details.figures is not None)
    await desk.classroom.process.kill()
    async with desk.program() as ana:
        page = await ana.at(SessionsPage)
        await ana.sees("Offline, as of")
        assert page.model.session(session) is not None
        assert page.model.sections()
        picture(ana, "sessions-offline")
        page.head.filters.search.setText(SECRET.lower())
        page.head.filters.search.returnPressed.emit()
        await until(lambda: page.model._found == {session})
        assert [s.id for section in page.model.sections() for s in section.sessions] == [session]
        page.head.filters.search.setText("nowhere said")
        page.head.filters.search.returnPressed.emit()
        await until(lambda: page.model._found == set())
        assert not page.model.sections()
        picture(ana, "sessions-offline-nothing-found")
        page.head.filters.clear()
        page.details_requested.emit(session)
        details = await ana.at(DetailsPage)
        await ana.sees("Offline, as of")
        assert details.model.details is not None
        assert details.model.details.figures is not None
        picture(ana, "details-offline")
        details.parts.choose("chat")
        await until(lambda: details.transcript.state == "ready")
        said = [m.text for m in details.transcript.messages if m.kind != "system"]
        assert said == [f"What is a {SECRET}?", "The moon goes dark."]
        picture(ana, "chat-offline")


async def test_what_was_said_offline_is_seen_to_wait_and_goes_out_with_the_next_program(desk: Desk) -> None:
    await desk.known()
    process = desk.classroom.process
    async with desk.program() as ana:
        room = await into_the_lesson(ana)
        await process.kill()
        await until(lambda: room.relay.state.kind != "connected")
        for text in ("first", "second"):
            say(room, text)
        await until(lambda: all(waiting.safe for waiting in room.waiting))
        assert ana.app.signed_in is not None
        assert not ana.app.signed_in.unsent, "nothing would be lost by quitting"
    async with desk.program() as ana:
        page = await ana.at(SessionsPage)
        await ana.sees("Waiting to be sent in “Energy” (2)")
        picture(ana, "sessions-waiting")
        page.unsent.acted.emit()
        details = await ana.at(DetailsPage)
        await until(details.unsent.isVisible)
        assert [card.waiting.state for card in details.unsent.cards] == ["waiting"] * 2
        picture(ana, "details-waiting")
        ana.window.resize(400, 700)
        picture(ana, "details-waiting-400")
        await process.start()
        teacher = await desk.classroom.teacher_room()
        await until(lambda: texts(teacher) == ["first", "second"])
        await until(lambda: details.unsent.count == 0)
        ana.window.back()
        await until(lambda: not page.unsent.isVisible())
    assert texts(teacher) == ["first", "second"]


async def test_what_came_too_late_is_shown_with_its_reason_until_it_is_discarded(desk: Desk) -> None:
    await desk.known()
    async with desk.program() as ana:
        room = await into_the_lesson(ana)
        await desk.classroom.process.kill()
        await until(lambda: room.relay.state.kind != "connected")
        say(room, "said too late, and long enough to need a second line in a narrow window, as it happens")
        await until(lambda: all(waiting.safe for waiting in room.waiting))
    await desk.classroom.process.start()
    teacher = await desk.classroom.teacher_room()
    teacher.send(EndSession(ref=new_ref(), session=desk.classroom.session))
    await until(lambda: teacher.memories[Lesson].ended_at)
    async with desk.program() as ana:
        page = await ana.at(SessionsPage)
        await ana.sees("Not sent in “Energy” (1): The lesson is over.")
        picture(ana, "sessions-refused")
        ana.window.resize(400, 700)
        picture(ana, "sessions-refused-400")
        page.unsent.acted.emit()
        details = await ana.at(DetailsPage)
        await until(details.unsent.isVisible)
        picture(ana, "details-refused-400")
        desk.theme.apply("dark", 1.0)
        picture(ana, "details-refused-400-dark")
        details.unsent.cards[0].discard.click()
        await until(lambda: details.unsent.count == 0)
    async with desk.program() as ana:
        page = await ana.at(SessionsPage)
        await until(lambda: page.model.as_of)
        assert not page.unsent.isVisible()


async def test_a_shared_computer_keeps_nothing_that_was_said_or_read(desk: Desk) -> None:
    await desk.known()
    teacher = await desk.classroom.teacher_room()
    async with desk.program() as ana:  # before it is called a shared one
        room = await into_the_lesson(ana)
        say(teacher, f"{SECRET} one")
        await until(lambda: texts(room) == [f"{SECRET} one"])
    assert SECRET.encode() in desk.written()
    async with desk.program() as ana:
        await ana.at(SessionsPage)
        ana.app.settings.change(shared_computer=True)
        room = await into_the_lesson(ana)
        say(room, f"{SECRET} two")
        await until(lambda: len(texts(room)) == 2)
        ana.window.header.sign_out_wanted.emit()
        await ana.at(SignInPage)
        assert SECRET.encode() not in desk.written()
        assert SECRET.casefold().encode() not in desk.written()
        assert b"Energy" not in desk.written()
        door = await ana.at(SignInPage)
        assert door.isVisible()
    async with desk.program() as ana:
        await ana.at(ConnectPage)
    assert SECRET.encode() not in desk.written()


async def test_on_a_shared_computer_nobody_gives_up_words_unasked(desk: Desk) -> None:
    await desk.known()
    async with desk.program() as ana:
        await ana.at(SessionsPage)
        ana.app.settings.change(shared_computer=True)
        room = await into_the_lesson(ana)
        await desk.classroom.process.kill()
        await until(lambda: room.relay.state.kind != "connected")
        say(room, SECRET)
        ana.window.header.sign_out_wanted.emit()
        await ana.sees("Give up what was not sent?")
        next(d for d in ana.window.findChildren(QDialog) if d.isVisible()).reject()
        await ana.at(RoomPage)
        assert room.waiting
        ana.window.close()
        await ana.sees("If you quit, what waits is lost.")
        next(d for d in ana.window.findChildren(QDialog) if d.isVisible()).reject()
        ana.window.header.sign_out_wanted.emit()
        await ana.sees("Give up what was not sent?")
        await ana.click("Give it up")
        await ana.at(SignInPage)
    assert SECRET.encode() not in desk.written()


async def say_with_file(room: QtRoomClient) -> None:
    held = await room.hold(SECRET.encode(), "", "essay.odt")
    room.send(PostMessage(ref=new_ref(), session=room.session_id, text="with a file"), [held])


@pytest.mark.parametrize("shared", [False, True])
async def test_signing_out_names_the_files_that_were_not_handed_in(shared: bool, desk: Desk) -> None:
    await desk.known()
    async with desk.program() as ana:
        await ana.at(SessionsPage)
        ana.app.settings.change(shared_computer=shared)
        room = await into_the_lesson(ana)
        await desk.classroom.process.kill()
        await until(lambda: room.relay.state.kind != "connected")
        await say_with_file(room)
        await until(lambda: all(one.safe for one in room.waiting))
        assert SECRET.encode() in desk.written()
        assert ana.app.signed_in is not None
        ana.app.signed_in.show_details(room.session_id, "unsent")
        await ana.sees("With it: essay.odt")
        ana.window.header.sign_out_wanted.emit()
        await ana.sees("Give up what was not sent?" if shared else "Sign out before your files are sent?")
        assert any("essay.odt" in label.text() for label in ana.window.findChildren(QLabel))
        picture(ana, f"signing out with files {shared}")
        await ana.click("Give it up" if shared else "Sign out")
        await ana.at(SignInPage)
    assert (SECRET.encode() in desk.written()) != shared


async def test_who_clears_finds_nothing_offline(desk: Desk) -> None:
    await desk.known()
    async with desk.program() as ana:
        room = await into_the_lesson(ana)
        say(room, SECRET)
        await until(lambda: texts(room) == [SECRET])
    assert SECRET.encode() in desk.written()
    await desk.classroom.process.kill()
    async with desk.program() as ana:
        await ana.sees("Offline, as of")
        ana.app.pages.show_settings()
        page = await ana.at(SettingsPage)
        await ana.sees("Kept on this computer:")
        picture(ana, "settings")
        page.kept.clear_button.click()
        await ana.sees("Clear what is kept here?")
        picture(ana, "settings-clear")
        await ana.click("Clear")
        await until(lambda: SECRET.encode() not in desk.written())
    async with desk.program() as ana:
        await ana.sees("Not connected yet")


async def test_a_damaged_file_is_said_and_the_program_goes_on(desk: Desk) -> None:
    await desk.known()
    (desk.profile / "cache.db").write_bytes(b"rubbish " * 2000)
    async with desk.program() as ana:
        await ana.sees("was of no use, and is fetched again")
        room = await into_the_lesson(ana)
        say(room, "goes on")
        await until(lambda: texts(room) == ["goes on"])
