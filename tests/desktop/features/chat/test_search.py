"""Searching in the room: one field, how many there are, and from one to the next."""

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.features.chat import ChatPanel
from desktop.pages.room import RoomPage
from relay.protocol.hiding import MessageHidden, MessageShown, SaidMessage
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part

Open = Callable[..., RoomPage]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


async def talked(open_room: Open) -> tuple[Stand, RoomPage, ChatPanel]:
    """A lesson in which the ball was spoken of three times, long ago."""
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    chat = part(page, ChatPanel)
    said = (f"The  BALL {n}" if n in (3, 30, 60) else f"Message {n}" for n in range(90))
    await stand.talk(account(1), "Tom", said)
    await until(lambda: chat.view.settled)
    await until(page.isActiveWindow)
    return stand, page, chat


def at(chat: ChatPanel) -> str:
    return chat.view.lines.line(chat.view.currentIndex().row()).text


def in_view(chat: ChatPanel) -> bool:
    return chat.view.viewport().rect().contains(chat.view.visualRect(chat.view.currentIndex()))


async def test_ctrl_f_finds_the_newest_first_and_escape_closes(open_room: Open) -> None:
    _, page, chat = await talked(open_room)
    chat.composer.input.setFocus()
    QTest.keyClicks(chat.composer.input, "half a word")
    QTest.keyClick(page, Qt.Key.Key_F, CTRL)
    search = chat.search
    assert search.field.hasFocus()
    QTest.keyClicks(search.field, "the ball")
    await until(lambda: search.hits.text() == "3 of 3")
    assert (at(chat), in_view(chat)) == ("The  BALL 60", True)
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert (at(chat), in_view(chat), search.hits.text()) == ("The  BALL 30", True, "2 of 3")
    search.back.click()
    assert (at(chat), search.hits.text()) == ("The  BALL 3", "1 of 3")
    search.back.click()
    assert at(chat) == "The  BALL 60", "round at the end"
    QTest.keyClick(search.field, Qt.Key.Key_Return, SHIFT)
    assert at(chat) == "The  BALL 3"
    QTest.keyClick(search.field, Qt.Key.Key_Escape)
    assert search.isHidden()
    assert chat.composer.input.hasFocus()
    assert chat.composer.input.toPlainText() == "half a word"
    assert chat.view.sought is None


async def test_what_is_found_is_marked_and_what_comes_is_counted_without_moving(open_room: Open) -> None:
    stand, _, chat = await talked(open_room)
    search = chat.search
    search.open()
    search.field.setText("ball")
    await until(lambda: search.hits.text() == "3 of 3")
    marked = chat.view.grab().toImage()
    place = chat.view.verticalScrollBar().value()
    await stand.say(account(1), "Tom", "another Ball")
    await until(lambda: search.hits.text() == "3 of 4")
    assert chat.view.verticalScrollBar().value() == place
    assert at(chat) == "The  BALL 60"
    chat.view.set_sought(None)
    assert chat.view.grab().toImage() != marked
    search.field.setText("nowhere at all")
    await until(lambda: search.hits.text() == "Not found")
    assert not search.back.isEnabled()
    search.field.setText("Tom")
    await until(lambda: search.hits.text() == "91 of 91")  # names are found as well


async def test_what_is_hidden_is_found_no_more_and_nothing_moves(open_room: Open) -> None:
    stand, _, chat = await talked(open_room)
    chat.search.open()
    chat.search.field.setText("ball")
    await until(lambda: chat.search.hits.text() == "3 of 3" and not chat.search._looking)
    chat.search.step(-1)
    numbers, place = list(chat.search.found), chat.view.visualRect(chat.view.currentIndex()).top()
    await stand.tell(MessageHidden(by=TEACHER, message=numbers[0], account=account(1)))
    assert (chat.search.hits.text(), at(chat)) == ("1 of 2", "The  BALL 30")
    await stand.tell(MessageHidden(by=TEACHER, message=numbers[2], account=account(1)))
    assert (chat.search.hits.text(), at(chat)) == ("1 of 1", "The  BALL 30")
    assert chat.view.visualRect(chat.view.currentIndex()).top() == place
    await stand.tell(MessageHidden(by=TEACHER, message=numbers[1], account=account(1)))
    assert chat.search.hits.text() == "Not found"
    said = SaidMessage(text="The ball", account=account(1), name="Tom", at=stand.wire.time)
    await stand.tell(MessageShown(by=TEACHER, message=numbers[2], said=said, account=account(1)))
    assert chat.search.found == numbers[2:]


async def test_what_comes_when_nothing_was_found_is_the_first(open_room: Open) -> None:
    stand, _, chat = await talked(open_room)
    chat.search.open()
    chat.search.field.setText("unicorn")
    await until(lambda: chat.search.hits.text() == "Not found")
    await stand.say(account(1), "Tom", "A unicorn")
    await until(lambda: bool(chat.search.found))
    assert chat.search.hits.text() == "1 of 1"
    await stand.say(account(1), "Tom", "Two unicorns")
    await until(lambda: len(chat.search.found) == 2)
    assert chat.search.hits.text() == "1 of 2"
    chat.search.step(-1)
    assert chat.search.hits.text() == "2 of 2"
    await until(lambda: at(chat) == "Two unicorns")


async def test_many_are_searched_without_holding_up_the_window(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.features.chat.search.SLICE_S", 0.001)  # it is 0.008, for eight times as many
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    chat = part(open_room(stand.room), ChatPanel)
    words = "and nobody knows how fast it falls from a tower of twenty metres " * 3
    await stand.talk(account(1), "Tom", (f"{words} {number}" for number in range(1_000)))
    await until(lambda: chat.view.settled)
    chat.search.open()
    chat.search.field.setText("metres 17")
    turns = 0
    chat.search.look()
    while chat.search._looking:
        turns += 1
        await asyncio.sleep(0)
    assert turns > 1, "in slices"
    assert chat.search.hits.text() == f"{len(chat.search.found)} of {len(chat.search.found)}"
