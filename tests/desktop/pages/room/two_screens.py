"""What is to be seen on two screens; run by test_presenting.py, in a process that has two."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.features.people import PeopleStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.admission import PersonWaits
from relay.protocol.hands import HandRaised
from relay.protocol.lesson import SessionEnded, TeacherWentAway
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
SECOND = "Show on the second screen"


async def test_it_shows_the_stage_alone_and_follows(open_room: Open) -> None:
    first, second = QGuiApplication.screens()
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, 1000, 700)
    assert page.screen() is first
    assert offers(page, "show")[-1] == SECOND
    await until(page.isActiveWindow)
    pick(page, "show", SECOND)
    shown = page.presenting.second
    assert shown is not None
    await until(shown.isVisible)
    assert shown.screen() is second
    assert shown.geometry() == second.geometry()
    assert not page.presents
    assert page.side.isVisible()
    assert shown.view.title.isVisible()
    await stand.tell(StageSet(kind="people"))
    (people,) = shown.view.findChildren(PeopleStage)
    assert people.isVisible()
    await until(
        lambda: any(a.text() == SECOND and a.isChecked() for a in page.menus["show"].menu_shown.actions())
    )
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    await until(lambda: page.presenting.second is None)


async def test_it_goes_with_the_lesson(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, 1000, 700)
    page.presenting.toggle_second()
    await stand.tell(StageSet(kind="people"))
    assert page.presenting.second is not None
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert page.presenting.second is None


async def test_no_message_and_nothing_private_is_on_it(open_room: Open, notices: Notifications) -> None:
    """It is not the room's window: what is told, asked and written is seen there alone."""
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, 1000, 700)
    page.presenting.toggle_second()
    shown = page.presenting.second
    assert shown is not None
    await until(shown.isVisible)
    before = set(shown.findChildren(QWidget))
    notices.tell("hands", "Ana Silva raised a hand")
    await stand.say(account(0), "Ana Silva", "I do not understand", private=True)
    await stand.tell(
        HandRaised(by=account(0)),
        PersonWaits(account=account(70), name="Zed", standing="guest"),
        TeacherWentAway(limit=600_000),
    )
    assert set(shown.findChildren(QWidget)) == before
    said = [one.text() for one in shown.findChildren(QLabel) if one.isVisible()]
    assert not [words for words in said if "Zed" in words or "understand" in words or "away" in words]


async def test_it_goes_with_the_room(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, 1000, 700)
    page.presenting.toggle_second()
    shown = page.presenting.second
    assert shown is not None
    page.presenting.toggle_second()
    assert page.presenting.second is None
    page.presenting.toggle_second()
    page.gone()
    assert page.presenting.second is None
