"""Asking a poll: two clicks or two keys, one thing at a time, and nothing where the relay knows no polls."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.room import RoomPage
from relay.protocol.lesson import SessionEnded
from relay.protocol.polls import OpenPoll
from relay.protocol.session_stats import SessionStats
from tests.desktop.classroom import until
from tests.desktop.features.polls.asked import card, lesson, opened
from tests.desktop.features.stand import Stand
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
PRESETS = {"Yes / No": "yes_no", "A – D": "a_d", "1 – 5": "scale", "Understood?": "understood"}


@pytest.mark.parametrize("label", PRESETS)
async def test_two_clicks_ask(label: str, open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    pick(page, "ask", label)
    assert isinstance(stand.last, OpenPoll)
    assert stand.last.draft.preset == PRESETS[label]
    assert stand.last.instead_of == 0


@pytest.mark.parametrize(("digit", "label"), [*enumerate(PRESETS, start=1)])
async def test_two_keys_ask(digit: int, label: str, open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    menu = page.menus["ask"].menu_shown
    await until(menu.isVisible)
    QTest.keyClicks(menu, str(digit))
    assert isinstance(stand.last, OpenPoll)
    assert stand.last.draft.preset == PRESETS[label]
    assert QApplication.activePopupWidget() is None


async def test_what_is_asked_until_now_is_closed_by_the_same_click(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    number = await opened(stand)
    assert offers(page, "ask")[:1] == ["Yes / No · closes “Understood?”"]
    pick(page, "ask", "Yes / No · closes “Understood?”")
    assert isinstance(stand.last, OpenPoll)
    assert stand.last.instead_of == number
    sent = len(stand.wire.sent)
    pick(page, "ask", "Yes / No · closes “Understood?”")
    assert len(stand.wire.sent) == sent, "a second click before the answer asks nothing twice"


@pytest.mark.parametrize("can", [(), ("polls",), ("prompts",)])
async def test_a_relay_without_polls_offers_none(can: tuple[str, ...], open_room: Open) -> None:
    stand = Stand(can=("stage", "replies", *can))
    await stand.start(["Ana"])
    page = open_room(stand.room)
    assert offers(page, "ask") == []


async def test_students_are_offered_nothing_to_ask_and_nobody_after_the_end(open_room: Open) -> None:
    pupil = await lesson(teaches=False)
    assert offers(open_room(pupil.room), "ask") == []
    teacher = await lesson(teaches=True)
    page = open_room(teacher.room)
    await opened(teacher)
    assert card(page).isVisible()
    await teacher.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert offers(page, "ask") == []
    assert not card(page).isVisible()
