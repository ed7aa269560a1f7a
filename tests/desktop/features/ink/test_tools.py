"""The tools beside a page: whose they are, what their keys do, and that all are seen where it is narrow."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QSizeF, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest

from desktop.features.ink.choice import KEYS
from desktop.features.ink.layer import InkLayer
from desktop.features.ink.tools import InkTools
from desktop.features.panel.sheet_stand import BESIDE, SheetStand
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.widgets import IconButton
from relay.protocol.ink import InkGranted
from relay.protocol.stage import StageHanded, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.ink.paper import Paper, lesson
from tests.desktop.features.stand import TEACHER, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def shown(tools: InkTools) -> list[IconButton]:
    return [button for button in tools.findChildren(IconButton) if button.isVisible()]


def names(tools: InkTools) -> list[str]:
    return [button.accessibleName() for button in shown(tools)]


async def test_at_rest_a_teacher_has_one_button_and_then_all(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = Paper(open_room(stand.room, 1366, 768), deck)
    tools = part(paper.page, InkTools)
    assert names(tools) == ["Pen (P)"]
    shown(tools)[0].click()
    assert paper.desk.choice.tool == "pen"
    assert len(names(tools)) == 9 + 6 + 6
    assert len(set(names(tools))) == 21, "each has its own name"
    assert all(names(tools))
    assert tools.tools["pen"].isChecked()
    assert paper.layer.takes_pen()
    assert paper.page._panels.escape() or paper.desk.choice.tool is None
    assert names(tools) == ["Pen (P)"], "Esc leads back to turning pages"


async def test_who_may_not_draw_has_no_tools(open_room: Open) -> None:
    stand, deck = await lesson(account(0))
    paper = Paper(open_room(stand.room), deck)
    tools = part(paper.page, InkTools)
    assert not tools.isVisible()
    for given, taken in (
        (InkGranted(accounts=[account(0)]), InkGranted(accounts=[account(1)])),
        (StageHanded(account=account(0)), StageHanded(account="")),
    ):
        await stand.tell(StageSet(kind="page", of=str(deck), by=TEACHER), given)
        assert tools.isVisible()
        tools.tools["pen"].click()
        assert "Clear the page" not in names(tools), "which is a teacher's"
        paper.sheet.setFocus()
        await stand.tell(taken)
        assert not tools.isVisible()
        assert paper.desk.choice.tool is None
        assert not paper.layer.takes_pen()
        QTest.keyClick(paper.sheet, Qt.Key.Key_P)
        assert paper.desk.choice.tool is None


async def test_an_older_relay_has_no_ink(open_room: Open) -> None:
    stand, _ = await lesson()
    assert stand.relay.welcome is not None
    stand.relay.welcome.can.remove("ink")
    page = open_room(stand.room)
    board = SheetStand(page.context, page)
    assert not any(isinstance(layer, InkLayer) for layer in board.sheet.layers)


async def test_keys_choose_tools_and_inks_on_the_sheet_alone(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = Paper(open_room(stand.room), deck)
    choice = paper.desk.choice
    paper.page.activateWindow()
    await until(paper.page.isActiveWindow)
    paper.sheet.setFocus()
    QTest.keyClick(paper.sheet, Qt.Key.Key_3)
    assert choice.ink == 0, "until one draws, digits are pages'"
    for tool, key in KEYS.items():
        QTest.keyClick(paper.sheet, Qt.Key(ord(key)))
        assert choice.tool == tool
    for ink in range(6):
        QTest.keyClick(paper.sheet, Qt.Key(Qt.Key.Key_1 + ink))
        assert choice.ink == ink
    fine = choice.look().width
    QTest.keyClick(paper.sheet, Qt.Key.Key_BracketRight)
    assert choice.look().width > fine
    QTest.keyClick(paper.sheet, Qt.Key.Key_BracketLeft)
    assert choice.look().width == fine
    paper.page.side.setFocus()
    choice.take(None)
    QTest.keyClick(paper.page, Qt.Key.Key_P)
    assert choice.tool is None


async def test_the_help_lists_each_key_with_its_name(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = Paper(open_room(stand.room), deck)
    keys = {one.key().toString(): one.whatsThis() for one in paper.sheet.findChildren(QShortcut)}
    assert all(keys.values())
    assert {*KEYS.values(), "[", "]", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Del"} <= keys.keys()


# The largest and the narrowest stand for the size between, and for both directions.
@pytest.mark.parametrize(
    ("wide", "high"), [(1366, 768), pytest.param(700, 420, marks=pytest.mark.rare), (400, 720)]
)
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(
    "direction",
    [Qt.LayoutDirection.LeftToRight, pytest.param(Qt.LayoutDirection.RightToLeft, marks=pytest.mark.rare)],
)
async def test_all_are_seen_beside_a_page_that_is_seen_too(
    open_room: Open, theme: Theme, wide: int, high: int, scale: float, direction: Qt.LayoutDirection
) -> None:
    theme.apply("dark", scale)
    stand, deck = await lesson()
    page = open_room(stand.room, wide, high)
    page.setLayoutDirection(direction)
    paper = Paper(page, deck)
    paper.stand.setGeometry(0, 0, wide, high)
    paper.desk.choice.take("pen")
    tools = part(page, InkTools)
    await until(lambda: paper.sheet.sight.room != QSizeF() and settled(tools))
    places = [QRect(button.mapTo(paper.stand, QPoint()), button.size()) for button in shown(tools)]
    assert all(paper.stand.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[:n])
    assert min(place.width() for place in places) >= 32
    assert paper.sheet.sight.seen.width() >= wide / 4
    below = wide < theme.px(BESIDE)
    sheet = paper.sheet.geometry()
    assert {place.top() > sheet.bottom() for place in places} == {below}
    if not below:
        before = direction == Qt.LayoutDirection.LeftToRight
        assert {place.right() < sheet.left() for place in places} == {before}


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_where_it_is_low_the_page_has_most_of_it_and_each_tool_is_a_few_clicks_away(
    open_room: Open, theme: Theme, scale: float
) -> None:
    theme.apply("light", scale)
    stand, deck = await lesson()
    page = open_room(stand.room, 400, 720)
    paper = Paper(page, deck)
    paper.stand.setGeometry(0, 0, 400, theme.px(200))
    paper.desk.choice.take("pen")
    tools = part(page, InkTools)
    await until(lambda: settled(tools))
    assert paper.sheet.height() >= paper.stand.height() / 2
    assert names(tools)[:4] == ["Pen (P)", "Marker (M)", "Text (T)", "Eraser (E)"] or scale > 1
    seen = set(names(tools))
    first = names(tools)
    for _ in range(8):
        tools.others.click()
        seen |= set(names(tools))
    assert len(seen) == 9 + 6 + 6 + 1
    while names(tools) != first:
        tools.others.click()


def settled(tools: InkTools) -> bool:
    """It is as large as it asks to be, beside the sheet or below it."""
    wide, high = tools.minimumWidth() or tools.width(), tools.minimumHeight() or tools.height()
    around = tools.parentWidget()
    layout = around.layout() if around is not None else None
    assert layout is not None
    layout.activate()
    return (tools.width(), tools.height()) == (wide, high)
