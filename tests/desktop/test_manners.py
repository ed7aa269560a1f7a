"""On every page no key means two things, Enter presses what has the keyboard, the wheel changes nothing."""

import ast
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

import desktop
from desktop.pages.connect import ConnectPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.parts.quit_dialogs import LeaveDialog, QuitDialog
from desktop.parts.starting import StartDialog
from desktop.theme import Theme
from desktop.theme.widgets import Button, CheckBox, Dialog, Label
from desktop.window.shortcuts import ShortcutsDialog, find_shortcuts
from relay.protocol.lesson import EndSession
from relay.shared.ids import new_ref
from tests.desktop.app.test_joining import signed_in
from tests.desktop.classroom import Classroom, until
from tests.desktop.manners import doubles, keys_of, listed, turned_by_the_wheel
from tests.desktop.pages.sessions.test_listing import session
from tests.desktop.program import Kept, Person, program


def wrong(person: Person, shown: QWidget | None = None) -> list[object]:
    """What goes against the manners now, in the window or in a dialog over it."""
    window = shown or person.window
    found: list[object] = [("double", keys) for keys in doubles(window)]
    found += [("wheel", box) for box in turned_by_the_wheel(window)]
    for button in window.findChildren(QAbstractButton):
        reached = button.focusPolicy() & Qt.FocusPolicy.TabFocus and button.isVisible()
        if (
            reached
            and not isinstance(button, Button | CheckBox)
            and not button.objectName().startswith("qt_")
        ):
            found.append(("enter", button))
    if shown is None:
        page = person.page
        told = listed(find_shortcuts(page))
        here = [keys for keys, _ in keys_of(page)]
        found += [("not listed", keys) for keys in here if keys not in told]
    return found


@asynccontextmanager
async def at_work(
    classroom: Classroom, name: str, username: str, folder: Path, theme: Theme
) -> AsyncIterator[Person]:
    """Somebody's program, signed in."""
    kept = Kept()
    profile = await signed_in(folder / username, classroom.process, kept, classroom.tokens[name], username)
    async with program(profile, theme, kept) as person:
        page = await person.at(SessionsPage)
        await until(lambda: page.model.state == "ready" and page.model.taught is not None)
        yield person


async def settled(person: Person) -> None:
    """Waits until nothing is asked of the relay any more."""
    stay = person.app.signed_in
    assert stay is not None
    for _ in range(3):
        await asyncio.sleep(0)
        await until(lambda: not stay.relay.is_asking())


async def test_the_pages_of_a_teacher(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    async with at_work(classroom, "Ms Lee", "lee", tmp_path, theme) as lee:
        stay, sessions = lee.app.signed_in, await lee.at(SessionsPage)
        assert stay is not None
        assert wrong(lee) == []
        opened: tuple[Callable[[], object], ...] = (
            stay.school.show_classes,
            stay.school.show_people,
            stay.school.show_safekeeping,
            lee.window.header.join_wanted.emit,
            lambda: stay.show_details(classroom.session),
            stay.change_password,
            lee.app.pages.show_settings,
            lee.app.pages.show_doctor,
        )
        for open_page in opened:
            open_page()
            await until(lambda: lee.page is not sessions)
            await settled(lee)
            assert wrong(lee) == [], lee.page
            lee.window.leave(lee.page)
        sessions.plan()
        await until(lambda: any(d.isVisible() for d in lee.window.findChildren(Dialog)))
        dialog = next(d for d in lee.window.findChildren(Dialog) if d.isVisible())
        assert wrong(lee, dialog) == []
        dialog.close()


async def test_the_rooms(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    await classroom.add_students("Ana Silva")
    async with (
        at_work(classroom, "Ms Lee", "lee", tmp_path, theme) as lee,
        at_work(classroom, "Ana Silva", "ana.silva", tmp_path, theme) as ana,
    ):
        pages: list[RoomPage] = []
        for person in (lee, ana):
            assert person.app.signed_in is not None
            person.app.signed_in.lessons.join(classroom.session)
            pages.append(await person.at(RoomPage))
        for page in pages:
            await until(lambda page=page: page.context.room.caught_up)  # type: ignore[misc]
        for width in (1280, 400):
            for person in (lee, ana):
                person.window.resize(width, 720)
                await settled(person)
                assert wrong(person) == [], person.page
        stay = lee.app.signed_in
        assert stay is not None
        await until(lambda: stay.running == stay.lessons.taught == 1)  # what quitting would tell
        keys = listed(find_shortcuts(pages[0]))
        assert {"Ctrl+L", "F6", "F11"} <= set(keys), "locking, parts, and the stage alone"
        assert not any("Leave" in name for name, _ in find_shortcuts(pages[0])), "leaving has no key"
        ana.window.show_shortcuts()
        shown = next(d for d in ana.window.findChildren(ShortcutsDialog) if d.isVisible())
        texts = [label.text() for label in shown.findChildren(Label)]
        assert "Back" not in texts, "no key leads out of a lesson"
        assert texts[texts.index("Esc") - 1].startswith("Close what is open"), (
            "it does not lead out of a lesson"
        )
        shown.reject()
        room = pages[0].context.room
        room.send(EndSession(ref=new_ref(), session=classroom.session))
        for person in (lee, ana):
            await person.sees("The lesson has ended")
            assert wrong(person) == [], person.page


@pytest.mark.parametrize("students", [28, 0, None])
async def test_quitting_says_what_runs_and_does_not_default_to_ending_it(
    theme: Theme, students: int | None
) -> None:
    window = QWidget()
    window.resize(600, 500)
    window.show()
    hosting = QuitDialog(theme, window, students=students)
    away = LeaveDialog(theme, window, students=students, unsent=students is None)
    decided: list[bool] = []
    for dialog in (hosting, away):
        dialog.decided.connect(decided.append)
        dialog.open()
        said = " ".join(label.text() for label in dialog.findChildren(Label))
        assert ("running" in said) == (students is not None)
        assert students is None or str(students) in said
        focused = dialog.focusWidget()
        assert isinstance(focused, QWidget)
        QTest.keyClick(focused, Qt.Key.Key_Return)
        assert not dialog.isVisible()
    assert decided == ([True] if students is None else [])
    window.hide()
    window.deleteLater()


@pytest.mark.parametrize(("people", "chosen"), [(28, ""), (0, "end")])
async def test_enter_ends_no_lesson_with_people_in_it_for_a_second_one(
    theme: Theme, people: int, chosen: str
) -> None:
    window = QWidget()
    window.resize(600, 500)
    window.show()
    running = msgspec.structs.replace(session("Waves", 0, "live"), participant_count=people)
    dialog, told = StartDialog(theme, window, [running]), list[str]()
    dialog.chosen.connect(told.append)
    dialog.open()
    focused = dialog.focusWidget()
    assert isinstance(focused, QWidget)
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert told[0] == chosen
    window.hide()
    window.deleteLater()


async def test_the_first_page(theme: Theme, tmp_path: Path) -> None:
    async with program(tmp_path / "tom", theme) as tom:
        await tom.at(ConnectPage)
        assert wrong(tom) == []
        tom.window.show_shortcuts()
        dialog = next(d for d in tom.window.findChildren(ShortcutsDialog) if d.isVisible())
        assert wrong(tom, dialog) == []
        dialog.reject()
        button = tom.find(Button, "Start on this computer")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
        await until(lambda: not button.isVisible())


def test_what_the_wheel_would_step_is_made_in_one_place() -> None:
    """A box made elsewhere would not know that the wheel is the page's."""
    boxes = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit", "QDateTimeEdit", "QSlider",
             "QDial", "QFontComboBox", "QTabBar", "QTabWidget"}  # fmt: skip
    home = Path(desktop.__file__).parent
    made: list[str] = []
    for file in home.rglob("*.py"):
        if home / "theme" in file.parents or home / "demo" in file.parents:
            continue
        text = file.read_text("utf-8")
        if not any(box in text for box in boxes):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Name) and node.id in boxes:
                made.append(f"{file.name}: {node.id}")
    assert made == []
