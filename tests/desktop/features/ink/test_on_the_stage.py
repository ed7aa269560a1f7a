"""Ink on the pages of the stage: its keys beside theirs, Esc, turning, the pointer, the second screen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from desktop.features.ink import InkPanel
from desktop.features.ink.desk import InkDesk
from desktop.features.ink.layer import InkLayer
from desktop.features.panel.sheet import Sheet
from desktop.features.slides import SlidesStage
from desktop.pages.room import RoomPage
from desktop.pages.room.presented import PresentedStage
from desktop.theme.tokens import INKS
from relay.protocol.slides import PageShown, ShowPage
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.ink.paper import lesson, line
from tests.desktop.features.stand import TEACHER, Stand, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def staged(open_room: Open, *, high: int = 760) -> tuple[Stand, int, RoomPage]:
    stand, deck = await lesson(pages=3)
    page = open_room(stand.room, 1280, high)
    await stand.tell(
        StageSet(kind="page", of=str(deck), by=TEACHER), PageShown(deck=deck, page=1, by=TEACHER)
    )
    await until(page.isActiveWindow)
    sheet_of(page).setFocus()
    return stand, deck, page


def sheet_of(page: RoomPage) -> Sheet:
    area = part(page, SlidesStage).area
    assert area is not None
    return area.sheet


def place(sheet: Sheet, x: float, y: float) -> QPoint:
    return sheet.sight.pixels_of(QRectF(x, y, 0, 0)).topLeft().toPoint()


def desk_of(page: RoomPage) -> InkDesk:
    desk = part(page, InkPanel).desk
    assert desk is not None
    return desk


async def test_digits_are_inks_while_one_draws_and_pages_otherwise(open_room: Open) -> None:
    stand, _, page = await staged(open_room)
    sheet, choice = sheet_of(page), desk_of(page).choice
    QTest.keyClick(sheet, Qt.Key.Key_P)
    assert desk_of(page).choice.tool == "pen"
    QTest.keyClick(sheet, Qt.Key.Key_3)
    assert choice.ink == 2
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert desk_of(page).choice.tool is None, "Esc closes the innermost thing"
    QTest.keyClick(sheet, Qt.Key.Key_2)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert choice.ink == 2
    (shown,) = [word for word in stand.wire.sent if isinstance(word, ShowPage)]
    assert shown.page == 2


async def test_pages_are_turned_while_one_draws(open_room: Open) -> None:
    stand, deck, page = await staged(open_room)
    await stand.tell(line(deck, [(2_000, 2_000), (6_000, 2_000)]))
    QTest.keyClick(sheet_of(page), Qt.Key.Key_P)
    QTest.keyClick(sheet_of(page), Qt.Key.Key_PageDown)
    await stand.tell(PageShown(deck=deck, page=2, by=TEACHER, ref=stand.last.ref))
    (layer,) = desk_of(page).layers
    assert layer.key == (deck, 2)
    assert desk_of(page).choice.tool == "pen", "and one goes on drawing"
    assert layer.takes_pen()


async def test_the_pointer_and_a_tool_take_the_pen_from_each_other(open_room: Open) -> None:
    _, _, page = await staged(open_room)
    sheet = sheet_of(page)
    QTest.keyClick(sheet, Qt.Key.Key_P)
    QTest.keyClick(sheet, Qt.Key.Key_Q)
    assert desk_of(page).choice.tool is None
    assert not isinstance(sheet.layer_for_pen(), InkLayer)
    QTest.keyClick(sheet, Qt.Key.Key_M)
    assert isinstance(sheet.layer_for_pen(), InkLayer)


async def test_what_is_drawn_is_seen_on_the_second_screen(open_room: Open) -> None:
    stand, deck, page = await staged(open_room)
    sheet = sheet_of(page)
    page.presenting.toggle()
    view = part(page, PresentedStage)
    await until(lambda: len(desk_of(page).layers) == 2)
    await stand.tell(line(deck, [(2_000, 2_000), (6_000, 2_000)]))
    for layer in desk_of(page).layers:
        assert layer.picture is not None
        assert len(layer.picture.ink) == 1
    (other,) = view.findChildren(Sheet)
    await until(lambda: other.sight.page.width() > 0)
    desk_of(page).choice.take("pen")
    desk_of(page).choice.take_ink(1)
    desk_of(page).choice.widen(3)
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=place(sheet, 2_000, 4_000))
    QTest.mouseMove(sheet, place(sheet, 6_000, 4_000))
    for one in (sheet, other):
        seen = one.grab().toImage().pixelColor(place(one, 4_000, 4_000) * one.devicePixelRatio())
        assert seen.name() == INKS[1], "while the pen is down"
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=place(sheet, 6_000, 4_000))
    page.presenting.toggle()
    await until(lambda: len(desk_of(page).layers) == 1)
