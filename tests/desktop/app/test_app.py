"""Coming in, staying and going, in whole programs on a real relay."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit

from desktop.client import Address, first_contact
from desktop.credentials import MemoryCredentials
from desktop.hosting import Hosted
from desktop.join_addresses import to_join
from desktop.pages.classes import ClassesPage
from desktop.pages.compare_words import KeyChangedPage, WordsPage
from desktop.pages.connect import ConnectPage
from desktop.pages.joining import JoinPage
from desktop.pages.joining.how import HowToJoinPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.pages.settings import SettingsPage
from desktop.pages.sign_in import PasswordPage, SignInPage
from desktop.settings import FILE_NAME, RememberedRelay
from desktop.theme import Theme
from desktop.theme.widgets import Button
from relay.protocol.accounts import ChangePassword
from relay.protocol.base import Reply
from relay.protocol.classes import AddStudents, ClassReply
from relay.shared.ids import new_ref
from tests.desktop.classroom import PASSWORD, Classroom, asked, until
from tests.desktop.program import Kept, Person, program
from tests.relay.process import RelayProcess

NEW = "another good long password"


@pytest.fixture
def port() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def address(process: RelayProcess) -> str:
    return f"127.0.0.1:{process.ready['port']}"


async def come_to_the_door(person: Person, process: RelayProcess, *, live: bool = True) -> SignInPage:
    """Types the address and accepts the words. Where a lesson is ``live`` it would take its code instead."""
    await person.at(ConnectPage)
    person.fill("Code, link or address", address(process))
    await person.click("Come in")
    if live:
        await person.at(JoinPage)
        await person.click("I have an account")
    await person.at(WordsPage)
    await person.click("They match")
    return await person.at(SignInPage)


async def sign_in(person: Person, username: str, password: str = PASSWORD) -> SessionsPage:
    person.fill("User name", username)
    person.fill("Password", password)
    QTest.keyClick(person.find(QLineEdit, "Password"), Qt.Key.Key_Return)
    return await person.at(SessionsPage)


def written(profile: Path) -> str:
    return (profile / FILE_NAME).read_text("utf-8")


# coming in


async def test_the_first_teacher_comes_in_and_the_next_start_leads_straight_there(
    relay: RelayProcess, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    async with program(tmp_path / "lee", theme, kept) as lee:
        await lee.at(ConnectPage)
        lee.fill("Code, link or address", address(relay))
        await lee.click("Come in")
        page = await lee.at(WordsPage)
        assert all(lee.reads(word) for word in relay.ready["words"])
        assert not page.match.busy
        assert lee.app.settings.now.relays == ()
        await lee.click("They match")
        door = await lee.at(SignInPage)
        assert door.way == "first_teacher"  # nobody has an account yet
        lee.fill("Setup secret", relay.ready["first_teacher"])
        lee.fill("Your name", "Ms Lee")
        lee.fill("User name", "lee")
        lee.fill("New password", PASSWORD)
        lee.fill("New password again", PASSWORD)
        await lee.click("Make account")
        await lee.at(SessionsPage)
        await lee.sees("Connected")
    assert PASSWORD not in written(tmp_path / "lee")
    async with program(tmp_path / "lee", theme, kept) as lee:
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert len(lee.window.pages) == 1


async def test_a_link_with_another_key_goes_no_further_and_the_relays_own_needs_no_words(
    relay: RelayProcess, theme: Theme, tmp_path: Path
) -> None:
    link = f"schoolbell://{address(relay)}/#pin={relay.ready['pin']}&secret={relay.ready['first_teacher']}"
    async with program(tmp_path / "lee", theme) as lee:
        lee.fill("Code, link or address", f"schoolbell://{address(relay)}/#pin={'A' * 52}")
        await lee.click("Come in")
        await lee.sees("another key than your link says")
        assert isinstance(lee.page, ConnectPage)
        assert lee.app.settings.now.relays == ()
        lee.fill("Code, link or address", link)
        await lee.click("Come in")
        door = await lee.at(SignInPage)
        assert door.way == "first_teacher"
        assert door.form.field("secret").text() == relay.ready["first_teacher"]


async def test_words_that_differ_leave_nothing_behind(
    relay: RelayProcess, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "ana", theme) as ana:
        ana.fill("Code, link or address", address(relay))
        await ana.click("Come in")
        await ana.at(WordsPage)
        await ana.click("They don't match")
        await ana.at(ConnectPage)
        assert ana.app.settings.now.relays == ()
        assert ana.reads("Nothing of yours was sent")
        assert not offers_check(ana), "the network is not to blame"


def offers_check(person: Person) -> bool:
    """Whether what went wrong puts the network in question; a computer in no network is told below."""
    page = person.page
    assert isinstance(page, ConnectPage)
    buttons = page.banner.findChildren(Button)
    return any(b.isVisible() and b.text() == "Check the network" for b in buttons)


async def test_nobody_at_the_address_is_told_in_a_sentence(theme: Theme, tmp_path: Path, port: int) -> None:
    async with program(tmp_path / "ana", theme) as ana:
        ana.fill("Code, link or address", f"127.0.0.1:{port}")
        await ana.click("Come in")
        await ana.sees("There is no answer at that address")
        assert offers_check(ana)
        assert not (await ana.at(ConnectPage)).student.button.busy


async def test_a_wrong_password_is_told_at_its_field_and_the_right_one_works_until_it_is_changed(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "lee", theme) as lee:
        door = await come_to_the_door(lee, classroom.process)
        assert door.way == "password"
        lee.fill("User name", "lee")
        lee.fill("Password", "not this one")
        await lee.click("Sign in")
        await until(lambda: door.form.row("password").error)
        assert "wrong" in door.form.row("password").error
        assert not door.button.busy
        await sign_in(lee, "lee")
        await lee.sees("Connected")
        lee.window.header.password_wanted.emit()
        page = await lee.at(PasswordPage)
        lee.fill("Password until now", "wrong")
        lee.fill("New password", NEW)
        lee.fill("New password again", NEW)
        await lee.click("Change password")
        await until(lambda: page.form.row("old").error)
        lee.fill("Password until now", PASSWORD)
        await lee.click("Change password")
        await lee.at(SessionsPage)
        await lee.sees("Your password is changed")
        await lee.sees("Connected")


async def test_a_student_comes_in_for_the_first_time_and_into_the_lesson(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    teacher = await classroom.teacher()
    command = AddStudents(ref=new_ref(), class_id=classroom.class_id, names=["Ana Silva"])
    student = (await asked(teacher, command, ClassReply)).school_class.students[0]
    async with program(tmp_path / "ana", theme) as ana:
        await come_to_the_door(ana, classroom.process)
        await ana.click("First time here")
        ana.fill("User name", student.username)
        ana.fill("One-time code", "AAAA-AAAA")
        ana.fill("New password", PASSWORD)
        ana.fill("New password again", PASSWORD)
        await ana.click("Sign in")
        door = await ana.at(SignInPage)
        await until(lambda: door.form.row("code").error)
        ana.fill("One-time code", student.code)
        await ana.click("Sign in")
        await ana.at(SessionsPage)
        await ana.click("Join")
        room = await ana.at(RoomPage)
        await until(lambda: room.context.room.is_in)
        assert not ana.window.header.isVisible()
        ana.window.back()
        await ana.at(SessionsPage)
        assert ana.window.header.isVisible()


class Slow(MemoryCredentials):
    """A keyring that waits for somebody to unlock it."""

    kind = "keyring"

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = asyncio.Event()

    async def get(self, pin: str, username: str) -> str | None:
        await self.unlocked.wait()
        return await super().get(pin, username)

    async def put(self, pin: str, username: str, token: str) -> None:
        await self.unlocked.wait()
        await super().put(pin, username, token)


async def test_nobody_waits_for_a_locked_keyring(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    slow = Slow()
    async with program(tmp_path / "lee", theme, slow) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        await lee.sees("Connected")
        assert slow._tokens == {}
        slow.unlocked.set()
        await until(lambda: len(slow._tokens) == 1)


# a key that has changed


async def test_another_key_is_a_hard_stop_until_somebody_has_read_and_forgets(
    relay: RelayProcess, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    known = RememberedRelay(
        host="127.0.0.1", port=relay.ready["port"], pin="B" * 52, relay_id="X", name="Old", username="ana"
    )
    await kept.put(known.pin, "ana", "a-token-that-must-not-travel")
    async with program(tmp_path / "ana", theme, kept) as ana:
        await ana.at(ConnectPage)
        ana.app.settings.remember(known)
        ana.app.sign_in.begin()
        page = await ana.at(KeyChangedPage)
        assert not page.forget.isEnabled()
        QTest.keyClick(ana.window, Qt.Key.Key_Escape)
        await ana.at(ConnectPage)
        assert len(ana.app.settings.now.relays) == 1
        await ana.click("Open Old")
        page = await ana.at(KeyChangedPage)
        page.read.setChecked(True)
        await ana.click("Forget this server")
        await until(lambda: not ana.app.settings.now.relays)
        await until(lambda: not kept._tokens)


# staying and going


async def test_signing_out_forgets_the_token_here_and_at_the_relay(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    async with program(tmp_path / "lee", theme, kept) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        await lee.sees("Connected")
        assert lee.app.signed_in is not None
        pin = lee.app.signed_in.known.pin
        token = await kept.get(pin, "lee")
        assert token
        lee.window.header.sign_out_wanted.emit()
        door = await lee.at(SignInPage)
        assert door.form.field("username").text() == "lee"
        await until(lambda: not kept._tokens)
        line = classroom.lines[0]
        stranger = type(line)(classroom.address, classroom.process.ready["pin"], token)
        classroom.lines.append(stranger)
        stranger.start()
        await until(lambda: stranger.state.kind == "closed")
        assert stranger.state.reason == "not_signed_in"


async def test_a_shared_computer_keeps_nothing_about_a_person(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    async with program(tmp_path / "lab", theme, kept) as lee:
        door = await come_to_the_door(lee, classroom.process)
        door.shared.setChecked(True)
        await sign_in(lee, "lee")
        await lee.sees("Connected")
        assert kept._tokens == {}
    settings = msgspec.json.decode((tmp_path / "lab" / FILE_NAME).read_bytes())
    assert [relay["username"] for relay in settings["relays"]] == [""]
    assert settings["relays"][0]["pin"] == classroom.process.ready["pin"]
    async with program(tmp_path / "lab", theme, kept) as next_one:
        await next_one.at(ConnectPage)


async def test_another_device_that_changes_the_password_sends_this_one_to_the_door(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    async with program(tmp_path / "lee", theme, kept) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        await lee.sees("Connected")
        elsewhere = await classroom.teacher()
        await elsewhere.ask(ChangePassword(ref=new_ref(), old=PASSWORD, new=NEW), Reply)
        await lee.at(SignInPage)
        await lee.sees("You were signed out")
        await until(lambda: not kept._tokens)
        await sign_in(lee, "lee", NEW)


@pytest.mark.rare  # meanwhile window/ tries ways back
async def test_settings_and_classes_open_once_and_esc_and_another_relay_are_ways_back(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "lee", theme, Kept()) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        QTest.keyClick(lee.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        await lee.at(SettingsPage)
        lee.window.header.settings_wanted.emit()
        assert len(lee.window.pages) == 2
        QTest.keyClick(lee.window, Qt.Key.Key_Escape)
        await lee.at(SessionsPage)
        lee.window.header.classes_wanted.emit()
        await lee.at(ClassesPage)
        assert lee.window.windowTitle().startswith("Classes")
        lee.window.header.join_wanted.emit()
        joining = await lee.at(HowToJoinPage)
        lee.window.header.settings_wanted.emit()
        await lee.at(SettingsPage)
        lee.window.header.join_wanted.emit()
        assert await lee.at(HowToJoinPage) is joining, "from further on one comes back to it"
        lee.window.header.other_relay_wanted.emit()
        await lee.at(ConnectPage)
        await until(lambda: not lee.window.header.status.isVisible())
        await lee.click("Open Schoolbell")
        await lee.at(SessionsPage)


# hosting


async def test_a_class_is_hosted_found_again_and_its_teacher_signed_in_without_a_password(
    theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "lee", theme) as lee:
        await lee.click("Start on this computer")
        lee.fill("Your name", "Ms Lee")
        lee.fill("Name of the class", "Physics 101")
        await lee.click("Start the class")
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert lee.app.signed_in is not None
        welcome = lee.app.signed_in.relay.welcome
        assert welcome is not None
        assert [c.name for c in welcome.classes] == ["Physics 101"]
        assert welcome.you is not None
        assert welcome.you.name == "Ms Lee"
        hosted = lee.app.host.hosted
        assert hosted is not None
        contact = await first_contact(Address("127.0.0.1", hosted.port))
        assert contact.words == hosted.words
        await lee.click("How students join")
        await until(lambda: all(lee.reads(word) for word in hosted.words))
        line = lee.app.signed_in.relay.address
        addresses = to_join(line.host, line.port)
        assert all(lee.reads(address) for address in addresses)
        assert not any(address.startswith("127.") for address in addresses)
        lee.window.back()
        # Signed out, or without a keyring after a crash: the relay runs on, and its first secret is used.
        lee.window.header.sign_out_wanted.emit()
        await lee.at(ConnectPage)
        await lee.click("Open")
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert lee.app.signed_in.relay.me == welcome.you
    # The relay ended with the program and no keyring kept anything: signed in anew, to the same class.
    async with program(tmp_path / "lee", theme) as lee:
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert lee.app.signed_in is not None
        again = lee.app.signed_in.relay.welcome
        assert again is not None
        assert again.you == welcome.you
        assert again.classes == welcome.classes


@pytest.mark.rare  # meanwhile desktop/test_hosting notices a relay that died
async def test_who_quits_while_hosting_is_asked_and_a_relay_that_dies_is_started_again(
    theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "lee", theme) as lee:
        await lee.click("Start on this computer")
        lee.fill("Your name", "Ms Lee")
        lee.fill("Name of the class", "Physics 101")
        await lee.click("Start the class")
        await lee.at(SessionsPage)
        lee.window.close()
        await lee.sees("Stop hosting the class?")
        assert lee.window.isVisible()
        await lee.click("Cancel")
        assert lee.window.isVisible()
        host = lee.app.host
        before = host.hosted
        assert before is not None
        ends: list[str] = []
        host.ended.connect(ends.append)
        tried: list[Hosted | None] = []
        lee.app.network.changed.connect(lambda: tried.append(host.hosted))
        psutil.Process(before.pid).kill()
        await until(lambda: host.hosted not in {before, None})
        assert host.hosted is not None
        assert (host.hosted.port, host.hosted.relay_id) == (before.port, before.relay_id)
        await until(lambda: host.hosted in tried)
        await lee.click("Start a lesson now")
        room = (await lee.at(RoomPage)).context.room
        await until(lambda: room.caught_up)
        assert ends == [], "nobody has to do anything"
        psutil.Process(host.hosted.pid).kill()
        await until(lambda: ends)
        assert ends == ["died"], "what dies at once again is left alone"


@pytest.mark.rare  # meanwhile pages/room asks who leaves
async def test_a_teacher_who_quits_in_a_live_lesson_is_asked(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "lee", theme) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        await lee.click("Join")
        room = await lee.at(RoomPage)
        await until(lambda: room.context.room.caught_up)
        lee.window.close()
        lee.window.close()
        await lee.sees("Leave the lesson?")
        assert len([d for d in lee.window.findChildren(QDialog) if d.isVisible()]) == 1
        await lee.click("Quit")
        await until(lee.app._stop.is_set)


# the program itself


async def test_settings_that_cannot_be_read_are_told_and_kept(theme: Theme, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{ no")
    async with program(tmp_path, theme) as person:
        await person.sees("Your settings could not be read")
        await person.at(ConnectPage)
        aside = person.app.settings.put_aside
    assert aside is not None
    assert aside.read_text() == "{ no"


async def test_a_bug_is_told_quietly_and_the_program_goes_on(theme: Theme, tmp_path: Path) -> None:
    async with program(tmp_path, theme) as person:
        person.app.report_bug()
        await person.sees("Something went wrong in this program")
        person.fill("Code, link or address", "still alive")
        assert isinstance(person.page, ConnectPage)


@pytest.mark.rare  # meanwhile test_joining has a teacher and a student side by side
async def test_several_programs_live_side_by_side(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    await classroom.add_students("Ana")
    async with program(tmp_path / "lee", theme) as lee, program(tmp_path / "ana", theme) as ana:
        for person, username in ((lee, "lee"), (ana, "ana")):
            await come_to_the_door(person, classroom.process)
            await sign_in(person, username)
        for person in (lee, ana):
            await person.click("Join")
        rooms = [await person.at(RoomPage) for person in (lee, ana)]
        await until(lambda: all(room.context.room.caught_up for room in rooms))
        assert {room.context.room.me.name for room in rooms} == {"Ms Lee", "Ana"}
