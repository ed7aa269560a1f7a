"""Emoji: by name, by the picker, and in a font that shows them everywhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontMetricsF, QImage, QPainter, QTextCursor
from PySide6.QtTest import QTest

from desktop.features.chat import ChatPanel
from desktop.features.chat.emoji import all_emoji, emoji_before, find_emoji, group_names, named_like
from desktop.features.chat.input import Input
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.theme import OWN_EMOJI
from relay.protocol.text import clean_text
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account, part

Open = Callable[..., RoomPage]


def test_the_table_is_whole() -> None:
    every = all_emoji()
    assert len(every) > 1_800
    assert len({emoji.text for emoji in every}) == len(every)
    names = [name for emoji in every for name in emoji.names]
    assert len(set(names)) == len(names)
    assert all(emoji.names for emoji in every)
    assert {emoji.group for emoji in every} == set(range(len(group_names())))
    assert all(clean_text(emoji.text) == emoji.text for emoji in every), "they come through as they are"


@pytest.mark.parametrize(
    ("text", "length", "emoji"),
    [
        (":smile:", 7, "😄"),
        ("well :+1:", 4, "👍"),
        ("(:heart:", 7, "❤️"),
        (":Smile:", 7, "😄"),
        ("at 10:100:", 0, ""),
        ("std::smile:", 0, ""),
        (":no_such_thing:", 0, ""),
        ("smile:", 0, ""),
        ("::", 0, ""),
    ],
)
def test_a_name_between_colons(text: str, length: int, emoji: str) -> None:
    assert emoji_before(text) == (length, emoji)


def test_they_are_found_by_words_and_begun_names() -> None:
    assert "👍" in [emoji.text for emoji in find_emoji("thumb up")]
    assert "🇩🇪" in [emoji.text for emoji in find_emoji("germ")]
    assert find_emoji("zzzz") == []
    assert ("smile", "😄") in named_like("smi", 6)
    assert len(named_like("s", 6)) == 6


@pytest.fixture
def field(theme: Theme) -> Input:
    field = Input(theme)
    field.resize(320, 40)
    return field


def test_a_typed_name_becomes_an_emoji_and_comes_back_by_undoing(field: Input) -> None:
    QTest.keyClicks(field, "well :smile:")
    assert field.toPlainText() == "well 😄"
    field.insertPlainText(" and 👍 ")
    QTest.keyClicks(field, ":heart:")
    assert field.toPlainText() == "well 😄 and 👍 ❤️"
    field.undo()
    assert ":heart" in field.toPlainText()
    field.deleteLater()


async def test_hints_come_with_a_name_and_take_the_keys_while_they_are_there(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    field = part(page, ChatPanel).composer.input
    field.setFocus()
    QTest.keyClicks(field, "so :smil")
    hints = field.hints
    assert hints.isVisible()
    first = hints.item(0).data(Qt.ItemDataRole.UserRole)
    assert hints.item(0).text().endswith(":smile:")
    QTest.keyClick(field, Qt.Key.Key_Down)
    second = hints.currentItem().data(Qt.ItemDataRole.UserRole)
    assert second != first
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == f"so {second}"
    assert not hints.isVisible()
    assert not stand.room.waiting, "nothing was sent by that key"
    QTest.keyClicks(field, " :smil")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not hints.isVisible()
    assert field.toPlainText().endswith(" :smil")
    field.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(field, "x")
    assert not hints.isVisible()


async def test_one_is_picked_and_stands_where_the_caret_is(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    field = part(page, ChatPanel).composer.input
    field.setFocus()
    QTest.keyClicks(field, "ab")
    QTest.keyClick(field, Qt.Key.Key_Left)
    field.emoji.click()
    picker = field.picker
    assert picker is not None
    await until(picker.isVisible)
    assert picker.screen().availableGeometry().contains(picker.frameGeometry())
    groups = picker.groups
    assert groups.emoji.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Food and drink"
    groups.chosen.emit(groups.emoji.shown[3])
    assert picker.list.emoji.shown[picker.list.currentIndex().row()].group == 3
    picker.field.setText("rocket")
    assert picker.list.emoji.shown[0].text == "🚀", "before those that have it in a longer name"
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert not picker.isVisible()
    assert field.toPlainText() == "a🚀b"
    field.emoji.click()
    await until(picker.isVisible)
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert field.toPlainText() == "a🚀b"


def drawn(theme: Theme, text: str) -> QImage:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    font = theme.font("body")
    font.setPixelSize(30)
    painter.setFont(font)
    painter.drawText(image.rect(), int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return image


def test_each_is_drawn_as_one_sign(theme: Theme) -> None:
    if not OWN_EMOJI.isdisjoint(QFontDatabase.families()):
        pytest.skip("this computer has emoji of its own")
    font = theme.font("body")
    font.setPixelSize(40)
    metrics = QFontMetricsF(font)
    assert [e.text for e in all_emoji() if not 15 < metrics.horizontalAdvance(e.text) < 62] == []


def test_none_is_an_empty_box(theme: Theme) -> None:
    """Each looks otherwise than a character that no font has."""
    if not OWN_EMOJI.isdisjoint(QFontDatabase.families()):
        pytest.skip("this computer has emoji of its own")
    box = drawn(theme, "\U000e0fff")
    looks = {emoji.text: drawn(theme, emoji.text) for emoji in all_emoji()[::40]}
    assert all(look != box for look in looks.values())
    assert len({bytes(look.constBits()) for look in looks.values()}) == len(looks)
