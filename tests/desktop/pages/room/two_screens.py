"""What is to be seen on two screens; run by test_presenting.py, in a process that has two."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.features.people import PeopleStage
from desktop.pages.room import RoomPage
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand
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
