"""A long chat is seen from its end: older messages come above, unseen, and a log that is read in one go."""

import pytest
from PySide6.QtCore import QSize

from desktop.features.chat import ChatView, rows
from desktop.features.chat.rows import FIRST_ROWS
from desktop.features.chat.shown_line import ShownLine
from desktop.theme import Theme
from relay.protocol.base import ChatLine
from tests.desktop.features.stand import START, account
from tests.desktop.theme.showing import Repaints
from tests.patience import until


def numbered(first: int, end: int) -> list[ChatLine]:
    return [
        ChatLine(n, START + n, account(n % 9), "Ana", "student", "chat", f"{n}") for n in range(first, end)
    ]


async def test_a_log_that_comes_after_its_room_is_seen_from_its_end(theme: Theme) -> None:
    view = ChatView(theme)
    view.add_messages(numbered(0, 90))
    assert view.lines.said == FIRST_ROWS, "older ones wait until what is seen is painted"
    assert view.lines.line(FIRST_ROWS - 1).text == "89"
    view.add_messages([ChatLine(90, START + 90, account(1), "Tom", "student", "chat", "90")])
    await until(lambda: view.settled)
    assert [view.lines.line(row).text for row in range(view.lines.said)] == [str(n) for n in range(91)]
    assert not view.unread
    view.deleteLater()


@pytest.mark.parametrize("up", [0, 150])
async def test_older_rows_that_come_above_paint_nothing_anew(
    theme: Theme, monkeypatch: pytest.MonkeyPatch, up: int
) -> None:
    monkeypatch.setattr(rows, "FIRST_PAUSE_MS", 3_600_000)
    view = ChatView(theme)
    view.resize(QSize(360, 400))
    view.show()
    view.show_messages(numbered(1, 401))
    bar = view.verticalScrollBar()
    await until(lambda: view.isActiveWindow() and bar.maximum() > up)
    bar.setValue(bar.maximum() - up)
    screen = view.viewport().grab().toImage()
    top = view.lines.line(view.rowAt(0)).id
    view.viewport().repaint()
    paints = Repaints(view.viewport())
    view._slice.start(0)
    await until(lambda: view.settled)
    assert view.lines.said == 400
    assert bar.maximum() - bar.value() == up
    assert view.lines.line(view.rowAt(0)).id == top
    assert paints.count == 0
    assert view.viewport().grab().toImage() == screen
    view.hide()
    view.deleteLater()


async def test_buttons_stay_under_their_words_while_older_rows_come_above(theme: Theme) -> None:
    view = ChatView(theme)
    view.resize(QSize(360, 400))
    view.show()
    view.show_messages(numbered(1, 401))
    refused = ShownLine(0, "ref", "chat", account(0), "Ana", "Hello", START, standing="refused", reason="No")
    view.set_waiting([refused])
    await until(lambda: view.settled)
    buttons = view.indexWidget(view.lines.index(400, 0))
    assert buttons.geometry() == view.visualRect(view.lines.index(400, 0)), "under the words"
    view.hide()
    view.deleteLater()


async def test_while_a_log_is_read_the_newest_come_first_again(theme: Theme) -> None:
    view = ChatView(theme)
    view.catching_up = lambda: True
    view.add_messages(numbered(1, 91))
    resets: list[int] = []
    view.lines.modelReset.connect(lambda: resets.append(view.lines.said))
    view.add_messages(numbered(91, 401))
    await until(lambda: resets)
    assert view.lines.line(view.lines.said - 1).text == "400"
    view.catching_up = lambda: False
    await until(lambda: view.settled)
    assert [view.lines.line(row).id for row in range(view.lines.said)] == [*range(1, 401)]
    view.add_messages(numbered(401, 441))
    await until(lambda: view.settled)
    assert len(resets) == 1, "fewer than there are go on after them"
    view.deleteLater()


async def test_rows_that_somebody_is_at_stay_while_a_log_is_read(theme: Theme) -> None:
    view = ChatView(theme)
    view.add_messages(numbered(1, 91))
    view.setCurrentIndex(view.lines.index(3, 0))
    chosen = view.lines.line(3).id
    view.add_messages(numbered(91, 401))
    await until(lambda: view.settled)
    assert view.lines.line(view.currentIndex().row()).id == chosen
    assert [view.lines.line(row).id for row in range(view.lines.said)] == [*range(1, 401)]
    view.deleteLater()
