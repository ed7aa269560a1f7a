"""Marking words within a message with the mouse."""

from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.features.chat import ChatView
from desktop.features.chat.painting import mirror
from desktop.features.chat.placing import PAD, lay
from desktop.theme import Mode, Theme
from desktop.theme.widgets import Dialog
from desktop.web_links import Link
from relay.protocol.base import ChatLine
from tests.desktop.features.stand import START, account
from tests.patience import until

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def said(number: int, text: str) -> ChatLine:
    return ChatLine(number, START + number * 600_000, account(1), "Tom", "student", "chat", text)


def place(view: ChatView, row: int, at: int) -> QPoint:
    """Where on the screen a place in the words of a row is, in the middle of its line's height."""
    rect = view.visualRect(view.lines.index(row, 0))
    placed = view._delegate._placer.place(view.lines.line(row), rect.width())
    assert placed.words
    inner = placed.box.width() - 2 * PAD
    layout = placed.words.layout
    lay(layout, inner)
    line = layout.lineForTextPosition(at)
    x = cast(tuple[float, int], line.cursorToX(at))[0]
    left = placed.box.left() + PAD
    if view.isRightToLeft():
        box = placed.box.adjusted(PAD, 0, -PAD, 0)
        left = mirror(box, rect.width()).left()
    y = placed.words.top + line.y() + line.height() / 2
    return rect.topLeft() + QPoint(round(left + x), round(y))


async def opened(theme: Theme, *texts: str, rtl: bool = False) -> ChatView:
    view = ChatView(theme, account(0))
    if rtl:
        view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.resize(360, 500)
    view.show()
    view.show_messages([said(number, text) for number, text in enumerate(texts, 1)])
    view.activateWindow()
    await until(lambda: view.settled and view.isActiveWindow())
    return view


def drag(view: ChatView, start: QPoint, *to: QPoint) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    for at in to:
        where = QPointF(view.viewport().mapToGlobal(at))
        moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), where, NONE, LEFT, PLAIN)
        QApplication.sendEvent(view.viewport(), moved)
    QTest.mouseRelease(view.viewport(), LEFT, pos=to[-1])


def copied(view: ChatView) -> str:
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


TEXT = "The ball 🎈 falls\nfrom a tower of twenty metres, and nobody knows how fast it is then"


@pytest.mark.parametrize("rtl", [False, True])
async def test_the_words_that_the_mouse_went_over_are_copied(theme: Theme, rtl: bool) -> None:
    view = await opened(theme, "Hello", TEXT, rtl=rtl)
    before = view.grab().toImage()
    drag(view, place(view, 1, 4), place(view, 1, 11))
    assert view.picked_text() == "ball 🎈"
    assert view.grab().toImage() != before
    assert copied(view) == "ball 🎈"
    drag(view, place(view, 1, 63), place(view, 1, 4))
    assert view.picked_text().startswith("ball 🎈 falls\nfrom a tower"), "backwards, over several lines"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.picked_text() == ""
    view.hide()
    view.deleteLater()


async def test_beyond_the_message_whole_messages_are_selected(theme: Theme) -> None:
    view = await opened(theme, "First words", "Second words", "Third words")
    drag(view, place(view, 0, 2), place(view, 0, 5), place(view, 1, 3), place(view, 2, 3))
    assert view.picked_text() == ""
    assert [index.row() for index in view.selectionModel().selectedRows()] == [0, 1, 2]
    assert copied(view).count("Tom") == 3
    drag(view, place(view, 0, 2), place(view, 1, 3), place(view, 0, 5))
    assert view.picked_text() == "rst"
    assert [index.row() for index in view.selectionModel().selectedRows()] == [0]
    view.hide()
    view.deleteLater()


async def test_what_is_hidden_meanwhile_is_marked_no_more(theme: Theme) -> None:
    view = await opened(theme, "rude words", "Second")
    drag(view, place(view, 0, 2), place(view, 0, 8))
    view.messages_changed([said(2, "Other words")])
    assert view.picked_text() == "de wor"
    view.messages_changed([ChatLine(1, START, "", "", "", "system", line="hidden")])
    assert view.picked_text() == ""
    view.copy()
    assert "rude" not in QGuiApplication.clipboard().text()
    view.hide()
    view.deleteLater()


async def test_a_double_click_marks_a_word_and_another_message_unmarks_it(theme: Theme) -> None:
    view = await opened(theme, "The ball falls", "Second")
    at = place(view, 0, 6)
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    assert view.picked_text() == "ball"
    menu = view.popup_menu(view.lines.index(0, 0), QPoint(0, 0))
    next(action for action in menu.actions() if action.text() == "Copy what is marked").trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == "ball"
    view.setCurrentIndex(view.lines.index(1, 0))
    assert view.picked_text() == ""
    view.hide()
    view.deleteLater()


async def test_what_is_marked_stays_while_others_write(theme: Theme) -> None:
    view = await opened(theme, "The ball falls")
    drag(view, place(view, 0, 4), place(view, 0, 8))
    view.add_messages([said(2, "More"), said(3, "And more")])
    await until(lambda: view.settled and view.lines.rowCount() == 3)
    assert view.picked_text() == "ball"
    view.hide()
    view.deleteLater()


LINKED = "Look at\nhttps://school.example/waves?a=1 first, then https://пример.рф/x"


@pytest.mark.parametrize("rtl", [False, True])
async def test_a_click_on_an_address_asks_whether_to_open_its_host(theme: Theme, rtl: bool) -> None:
    view = await opened(theme, "Hello 🎈", LINKED, rtl=rtl)
    pressed: list[Link] = []
    view.link_pressed.connect(pressed.append)
    for words in ("first", "Look"):
        drag(view, at := place(view, 1, LINKED.index(words) + 1), at)
    assert not pressed
    drag(view, place(view, 1, LINKED.index("school")), place(view, 1, LINKED.index("waves")))
    assert view.picked_text() == "school.example/"
    assert not pressed, "marking its words opens nothing"
    drag(view, at := place(view, 1, LINKED.index("x", LINKED.index("рф"))), at)
    assert [link.host for link in pressed] == ["пример.рф (xn--e1afmkfd.xn--p1ai)"]
    dialog = next(one for one in view.findChildren(Dialog) if one.isVisible())
    assert dialog.heading.text() == "Open пример.рф (xn--e1afmkfd.xn--p1ai)?"
    dialog.reject()
    QTest.mouseMove(view.viewport(), place(view, 1, LINKED.index("school")))
    await until(lambda: view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor)
    view.hide()
    view.deleteLater()


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_an_address_looks_like_a_link_and_nothing_else_does(theme: Theme, mode: Mode) -> None:
    theme.apply(mode, 1.0)
    view = await opened(theme, LINKED)
    image = view.grab().toImage()
    colour = theme.colour("accent_ink").name()

    def underlined(words: str) -> bool:
        at = place(view, 0, LINKED.index(words)) + QPoint(3, 0)
        column = range(at.y() - 10, at.y() + 12)
        return any(image.pixelColor(at.x(), y).name() == colour for y in column)

    assert underlined("https://school")
    assert underlined("https://пример")
    assert not underlined("Look")
    assert not underlined("first")
    view.hide()
    view.deleteLater()
