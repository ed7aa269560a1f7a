"""Lines of the chat that this program can show, and the quiet one for those that it can't."""

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QSize, Qt

import desktop.features.hands
from desktop.features.chat import ChatView
from desktop.features.chat.asked import Asked
from desktop.features.chat.kinds import SAID
from desktop.features.chat.line_words import quote, spoken_words, tag_of
from desktop.features.chat.lines import line_of
from desktop.features.chat.search import ChatSearch
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel import finding
from desktop.shown_people import ShownPeople
from desktop.theme import Theme
from relay.protocol.base import ChatLine
from tests.desktop.features.stand import START, account
from tests.patience import until

NEWER = "This needs a newer Schoolbell"


def said(kind: str, text: str = "Draw a house", number: int = 1) -> ChatLine:
    return ChatLine(number, START, account(1), "Ana", "student", kind, text)


def shown(message: ChatLine) -> ShownLine:
    return line_of(message, None, Asked(), account(0), ShownPeople())


def test_a_kind_that_nobody_here_knows_is_one_quiet_line() -> None:
    line = shown(said("sketch"))
    assert line.text.startswith(f"{NEWER} · ")
    assert not line.spoken
    assert spoken_words(line) == line.text
    assert "Ana" not in line.text
    assert "Draw" not in line.text


def test_a_line_of_the_room_that_nobody_here_has_words_for_is_one_as_well() -> None:
    line = shown(ChatLine(1, START, "", "", "", "system", line="moon_{full}"))
    assert line.text.startswith(f"{NEWER} · ")
    assert not line.spoken


@pytest.mark.parametrize("kind", sorted(SAID))
def test_the_chats_own_kinds_are_somebodys_words(kind: str) -> None:
    line = shown(said(kind))
    assert (line.text, line.name, line.spoken) == ("Draw a house", "Ana", True)


def test_a_subject_brings_words_for_a_kind_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def chat_kinds() -> Mapping[str, str]:
        return {"sketch": "Sketch"}

    monkeypatch.setattr(desktop.features.hands, "chat_kinds", chat_kinds, raising=False)
    finding._sources.cache_clear()
    try:
        line = shown(said("sketch"))
        assert (line.text, line.name, tag_of(line)) == ("Draw a house", "Ana", "Sketch")
        assert spoken_words(line).endswith("Ana, Sketch: Draw a house")
    finally:
        finding._sources.cache_clear()


async def test_a_subject_says_in_the_readers_words_what_its_line_without_text_says(
    monkeypatch: pytest.MonkeyPatch, theme: Theme
) -> None:
    """On the screen, where it is quoted, and where it is searched for."""
    monkeypatch.setattr(desktop.features.hands, "chat_kinds", lambda: {"sketch": "Sketch"}, raising=False)
    words = {"sketch_house": "Draw a house"}
    monkeypatch.setattr(desktop.features.hands, "chat_sentences", lambda: words, raising=False)
    finding._sources.cache_clear()
    try:
        named, own = said("sketch", ""), said("sketch", "Draw our school", 2)
        named.line = own.line = "house"
        assert [shown(line).text for line in (named, own)] == ["Draw a house", "Draw our school"]
        assert quote(named, ShownPeople()) == "Ana: Draw a house"
        view = ChatView(theme, account(0))
        view.show_messages([named, own])
        search = ChatSearch(theme, view, view)
        search.open()
        search.field.setText("A HOUSE")
        search.look()
        await until(lambda: search.found == [1])
        view.deleteLater()
    finally:
        finding._sources.cache_clear()


async def test_it_is_as_low_as_a_line_of_the_room_and_not_counted_as_unread(theme: Theme) -> None:
    view = ChatView(theme, account(0))
    view.resize(QSize(360, 200))
    view.show()
    room = ChatLine(1, START, "", "", "", "system", line="ended")
    view.show_messages(
        [room, said("sketch", "a long word " * 60, 2), *(said("chat", "x", n) for n in range(3, 30))]
    )
    await until(lambda: view.settled)
    heights = [view.verticalHeader().sectionSize(row) for row in range(2)]
    assert heights[0] == heights[1]
    role = Qt.ItemDataRole.AccessibleTextRole
    assert NEWER in view.model().index(1, 0).data(role)
    view.verticalScrollBar().setValue(0)
    view.add_messages([said("sketch", number=30)])
    await until(lambda: view.lines.said == 30 and view.settled)
    assert view.unread == 0
    view.add_messages([said("chat", number=31)])
    await until(lambda: view.unread == 1)
    view.hide()
    view.deleteLater()
