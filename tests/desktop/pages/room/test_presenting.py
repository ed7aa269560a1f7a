"""Presenting: the stage alone and nothing private, on this screen or on a second one, and back as it was."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.features.admission import JoinStage
from desktop.features.people import PeopleStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.room.presented import PresentedStage
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRoomClient
from desktop.window import Window
from relay.protocol.lesson import TeacherCameBack, TeacherWentAway
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part
from tests.desktop.features.test_stage import offers, pick
from tests.patience import PATIENCE

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
Enter = Callable[[QtRoomClient], RoomPage]


def presents(page: RoomPage) -> bool:
    return page.presents


def in_sight(window: QWidget) -> set[QWidget]:
    """All that is seen there."""
    return {widget for widget in window.findChildren(QWidget) if widget.isVisible()}


async def test_the_stage_alone_fills_the_screen_and_f11_leads_back(window: Window, enter: Enter) -> None:
    stand = Stand()
    await stand.start(["Ana Silva", "Ben Okafor"])
    page = enter(stand.room)
    await stand.tell(StageSet(kind="people"))
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F11)
    view = part(page, PresentedStage)
    assert window.isFullScreen()
    assert presents(page)
    others = {one for one in in_sight(window) if one is not view and not view.isAncestorOf(one)}
    assert all(one.isAncestorOf(view) for one in others)
    assert view.size() == window.size()
    (shown,) = view.findChildren(PeopleStage)
    assert shown.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    assert not presents(page)
    assert page.side.isVisible()
    await until(lambda: not page.findChildren(PresentedStage))


async def test_who_shows_something_first_is_told_of_it_once(
    window: Window, enter: Enter, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    kept: list[list[str]] = []
    page.kept_changed.connect(kept.append)
    await stand.tell(StageSet(by=account(9), kind="people"))
    assert not notices.held, "a colleague has shown that"
    await stand.tell(StageSet(by=TEACHER, kind="join"))
    await until(lambda: notices.held)
    (hint,) = notices.held
    assert hint.title == "Does the class see this screen?"
    assert kept == [["presenting"]], "it is told in one lesson, and in none after it"
    notices.do(hint.key, "alone")
    assert presents(page)
    assert not notices.held
    page.presenting.toggle()
    await stand.tell(StageSet(by=TEACHER, kind="people"))
    assert not notices.held


async def test_it_follows_what_is_staged_and_shows_class_and_title_where_nothing_is(
    window: Window, enter: Enter
) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    page.presenting.toggle()
    view = part(page, PresentedStage)
    assert view.title.isVisible()
    assert (view.title.above, view.title.title) == ("Physics 10b", "Physics 101 – Energy")
    assert not view.grab().isNull()
    await stand.tell(StageSet(kind="people"))
    (people,) = view.findChildren(PeopleStage)
    assert people.isVisible()
    await stand.come("Ben Okafor", first=1)
    assert "Ben Okafor" in [people.model.person(row).name for row in range(people.model.rowCount())]
    await stand.tell(StageSet(kind="join"))
    (join,) = view.findChildren(JoinStage)
    assert join.isVisible()
    await stand.tell(StageSet(kind="hologram"))
    assert view.stage.unknown.isVisible()
    await stand.tell(StageSet())
    assert view.title.isVisible()


async def test_esc_leads_back_and_the_keyboard_is_where_it_was(window: Window, enter: Enter) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    field = next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible())
    field.setFocus()
    QTest.keyClicks(field, "half a sen")
    await until(window.isActiveWindow)
    page.presenting.toggle()
    assert not field.hasFocus()
    QTest.keyClicks(window.focusWidget(), "tence")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not presents(page)
    assert field.hasFocus()
    assert field.toPlainText() == "half a sen"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.page is page


async def test_nothing_private_and_no_message_comes_up_meanwhile(
    window: Window, enter: Enter, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    notices.tell("before", "Told before")
    assert window.toasts.stack.keys == ["before"]
    page.presenting.toggle()
    notices.tell("hands", "Ana Silva raised a hand")
    notices.tell("over", "Over before anybody looked")
    notices.withdraw("over")
    window.toasts.say("Copied")
    window.warn("The disk is full")
    await stand.say(account(0), "Ana Silva", "I do not understand", private=True)
    await stand.tell(TeacherWentAway(limit=600_000))
    assert window.toasts.stack.keys == []
    view = part(page, PresentedStage)
    others = {one for one in in_sight(window) if one is not view and not view.isAncestorOf(one)}
    assert all(one.isAncestorOf(view) for one in others)
    page.presenting.toggle()
    *told, private = window.toasts.stack.keys
    assert told == ["before", "hands"]
    assert private.startswith("chat private/"), "told once nobody else reads it"
    await stand.tell(TeacherCameBack())
    assert window.banner.isVisible()


async def test_it_ends_with_the_room_or_when_another_page_is_shown(window: Window, enter: Enter) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert presents(page)
    window.show_page(WindowPage())
    assert not window.isFullScreen()
    window.back()
    assert not presents(page)
    assert page.side.isVisible()
    page.presenting.toggle()
    stand.room.closed.emit("not_enrolled")
    assert not presents(page)
    assert not window.isFullScreen()


async def test_students_have_no_such_key(window: Window, enter: Enter) -> None:
    stand = Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not presents(page)


async def test_a_room_that_is_let_in_again_stays_behind_it(window: Window, enter: Enter) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    page.presenting.toggle()
    stand.room.outside_changed.emit()
    assert part(page, PresentedStage).isVisible()


async def test_with_one_screen_none_other_is_offered(window: Window, enter: Enter) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    assert offers(page, "show")[-1] == "The stage alone"
    pick(page, "show", "The stage alone")
    assert presents(page)


@pytest.mark.rare  # meanwhile the same on one screen above
def test_a_second_screen_has_a_window_of_its_own(tmp_path: Path) -> None:
    """In a process of its own, whose platform has two screens."""
    screen = {"width": 1366, "height": 768, "y": 0, "dpr": 1, "logicalDpi": 96, "logicalBaseDpi": 96}
    screens = [{"name": "first", "x": 0, **screen}, {"name": "second", "x": 1366, **screen}]
    config = tmp_path / "screens.json"
    config.write_bytes(msgspec.json.encode({"screens": screens}))
    there = Path(__file__).with_name("two_screens.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(there)],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
