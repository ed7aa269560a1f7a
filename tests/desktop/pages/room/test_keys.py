"""The keys of a room: F6 goes through its parts, single keys stay in theirs, and the help lists them all."""

import gc
import sys
import textwrap
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

import desktop.features
from desktop.features.chat import ChatPanel
from desktop.features.hands import HandsPanel
from desktop.features.panel import Panel
from desktop.features.people import PeoplePanel
from desktop.pages.room import RoomPage
from desktop.pages.room.parts import takes_keyboard
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRoomClient
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, Label
from desktop.window import Window
from desktop.window.shortcuts import ShortcutsDialog, find_keys_of_parts, find_shortcuts
from relay.protocol.hands import CalledOn, HandRaised
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account, asking, part
from tests.desktop.manners import keys_of

Open = Callable[..., RoomPage]
Enter = Callable[[QtRoomClient], RoomPage]

COUNTERS = """
from desktop.features.panel import Panel
from desktop.theme.widgets import Button

class Counter(Panel):
    subject, place, order = "counter", "tab", 50
    counted = 0

    def __init__(self, context, parent=None):
        super().__init__(context, parent)
        self.setAccessibleName("Counter")
        self.button = Button(context.theme, "Count", parent=self)
        self.add(self.button)
        self.add_key("C", "Count one more", self.count_one)

    def count_one(self):
        self.counted += 1
"""


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A subject that is one new file among the features, with a key of its own."""
    (tmp_path / "counting.py").write_text(textwrap.dedent(COUNTERS), "utf-8")
    monkeypatch.setattr(desktop.features, "__path__", [*desktop.features.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "desktop.features.counting", raising=False)


def focus(page: RoomPage) -> QWidget:
    found = page.window().focusWidget()
    assert found is not None
    return found


def writes(page: RoomPage) -> QPlainTextEdit:
    """Where one writes."""
    return next(field for field in page.findChildren(QPlainTextEdit) if field.isVisible())


def is_single(keys: str) -> bool:
    """Whether a letter, digit or sign alone is pressed."""
    return len(keys.removeprefix("Shift+")) == 1


@pytest.mark.parametrize("size", [(1366, 728), (400, 720)])
@pytest.mark.parametrize("teaches", [True, False])
async def test_f6_comes_to_every_part_and_around(
    open_room: Open, size: tuple[int, int], teaches: bool
) -> None:
    stand = Stand() if teaches else Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva", "Ben Okafor"])
    await stand.tell(HandRaised(by=account(0)), CalledOn(account=account(0)))
    page = open_room(stand.room, *size)
    await until(page.isActiveWindow)
    field = writes(page)
    field.setFocus()
    QTest.keyClicks(field, "half")
    came = [focus(page)]
    for _ in range(20):
        QTest.keyClick(focus(page), Qt.Key.Key_F6)
        came.append(focus(page))
        if came[-1] is field:
            break
    assert came[-1] is field
    assert len(set(came)) == len(came) - 1 >= 4
    assert any(page.bar.isAncestorOf(one) for one in came)
    if not teaches:
        assert any(page._frame.banners.isAncestorOf(one) for one in came)
    elif size[0] > 700:
        assert any(part(page, HandsPanel).isAncestorOf(one) for one in came)
    back = []
    for _ in came[1:]:
        QTest.keyClick(focus(page), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
        back.append(focus(page))
    assert back == came[-2::-1]
    assert field.toPlainText() == "half"


@pytest.mark.parametrize("size", [(1366, 728), (400, 720)])
@pytest.mark.parametrize("teaches", [True, False])
async def test_tab_goes_through_all_parts_in_their_order_and_back(
    open_room: Open, size: tuple[int, int], teaches: bool
) -> None:
    stand = Stand() if teaches else Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva", "Ben Okafor"])
    await stand.tell(HandRaised(by=account(0)), CalledOn(account=account(0)))
    page = open_room(stand.room, *size)
    await until(page.isActiveWindow)
    parts = [one for _, one in page._parts_in_sight() if next(takes_keyboard(one), None) is not None]
    all_of_them = {one for each in parts for one in takes_keyboard(each)}
    first = next(takes_keyboard(parts[0]))
    first.setFocus()
    came = [first]
    while len(came) <= len(all_of_them):
        QTest.keyClick(focus(page), Qt.Key.Key_Tab)
        came.append(focus(page))
    assert came[-1] is first, "around"
    assert set(came) == all_of_them
    places = [next(n for n, each in enumerate(parts) if each.isAncestorOf(one)) for one in came[:-1]]
    assert places == sorted(places)
    bar = [one.mapTo(page, QPoint()) for one in came if page.bar.isAncestorOf(one)]
    assert bar == sorted(bar, key=lambda at: (at.y(), at.x()))
    for _ in came[1:]:
        QTest.keyClick(focus(page), Qt.Key.Key_Backtab)
        came.pop()
        assert focus(page) is came[-1]


async def test_f6_comes_back_to_where_one_was_in_a_part(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    field = writes(page)
    while not page.bar.isAncestorOf(focus(page)):
        QTest.keyClick(focus(page), Qt.Key.Key_F6)
    QTest.keyClick(focus(page), Qt.Key.Key_Tab)
    second = focus(page)
    assert page.bar.isAncestorOf(second)
    field.setFocus()
    while not page.bar.isAncestorOf(focus(page)):
        QTest.keyClick(focus(page), Qt.Key.Key_F6)
    first = focus(page)
    QTest.keyClick(focus(page), Qt.Key.Key_Tab)
    QTest.keyClick(focus(page), Qt.Key.Key_F6)
    QTest.keyClick(focus(page), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert focus(page) is second
    assert first is not second


@pytest.mark.parametrize("teaches", [True, False])
async def test_no_single_key_works_in_the_whole_window(open_room: Open, teaches: bool) -> None:
    stand = Stand() if teaches else Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    assert not [keys for keys, _ in keys_of(page) if is_single(keys)]


async def test_a_single_key_works_in_its_part_alone(counter: None, open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    (made,) = [w for w in page.findChildren(Panel) if type(w).__name__ == "Counter"]
    counter_of = vars(made)
    page.side.choose(made)
    writes(page).setFocus()
    QTest.keyClick(focus(page), Qt.Key.Key_C)
    assert writes(page).toPlainText() == "c"
    assert "counted" not in counter_of
    counter_of["button"].setFocus()
    QTest.keyClick(focus(page), Qt.Key.Key_C)
    assert counter_of["counted"] == 1
    assert find_keys_of_parts(page) == {"Counter": [("Count one more", QKeySequence("C"))]}
    assert ("Count one more", QKeySequence("C")) not in find_shortcuts(page)


async def test_the_help_lists_them_by_part(counter: None, open_room: Open, theme: Theme) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    (made,) = [w for w in page.findChildren(Panel) if type(w).__name__ == "Counter"]
    page.side.choose(made)
    dialog = ShortcutsDialog(theme, page, page, [("Quit", QKeySequence("Ctrl+Q"))])
    texts = [label.text() for label in dialog.findChildren(Label)]
    for title in ("On this page", "While the keyboard is in “Counter”", "Everywhere"):
        assert title in texts
    for name, keys in (
        ("Next part of the room", "F6"),
        ("The stage alone", "F11"),
        ("Count one more", "C"),
        ("Quit", "Ctrl+Q"),
    ):
        assert texts[texts.index(name) + 1] == keys
    assert "Leave" not in texts
    dialog.deleteLater()


@pytest.mark.parametrize("teaches", [True, False])
async def test_no_key_leads_out_of_the_room_or_prints(window: Window, enter: Enter, teaches: bool) -> None:
    """Neither those that mean something here, nor those that lead away elsewhere."""
    stand = Stand() if teaches else Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    await until(window.isActiveWindow)
    out: list[str] = []
    page.done.connect(lambda: out.append("left"))
    window.quit_wanted.connect(lambda: out.append("quit"))
    here = dict(keys_of(window))
    assert "Ctrl+P" not in here
    away = ("Esc", "Alt+Left", "Back", "Backspace", "Ctrl+Q", "Ctrl+W", "Ctrl+P", "Ctrl+F4", "Alt+Home")
    for keys in (*away, *here):
        for part_of in (writes(page), page.bar, page):
            part_of.setFocus()
            QTest.keySequence(focus(page), QKeySequence(keys))
            for dialog in window.findChildren(Dialog):
                assert not dialog.isVisible() or teaches or keys == "F1", keys
                dialog.reject()
            if page.presents:
                page.presenting.stop()
            assert window.page is page, keys
            assert not out, keys
    # A button whose key was pressed is clicked a moment later.
    await until(lambda: not any(button.isDown() for button in page.findChildren(QAbstractButton)))
    window.show_shortcuts()
    texts = [label.text() for label in (await asking(window)).findChildren(Label)]
    assert not {"Back", "Quit", "Leave"} & set(texts)
    (await asking(window)).reject()


async def test_one_page_on_they_lead_back(window: Window, enter: Enter) -> None:
    stand = Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    await until(window.isActiveWindow)
    for keys in ("Alt+Left", "Esc"):
        window.show_page(WindowPage())
        QTest.keySequence(window, QKeySequence(keys))
        assert window.page is page
    out: list[bool] = []
    window.quit_wanted.connect(lambda: out.append(True))
    window.show_page(WindowPage())
    QTest.keySequence(window, QKeySequence("Ctrl+Q"))
    assert out


async def test_esc_closes_one_thing_at_a_time_the_innermost_first(window: Window, enter: Enter) -> None:
    stand = Stand(account(0), "Ana Silva", "student", can=("stage", "replies"))
    await stand.start(["Ana Silva", "Ben Okafor"])
    await stand.tell(StageSet(kind="people"))
    page = enter(stand.room)
    said = await stand.say(account(1), "Ben Okafor", "Is it seven?")
    await until(window.isActiveWindow)
    chat = part(page, ChatPanel)
    field = chat.composer.input
    await until(lambda: chat.view.lines.row_of(said) >= 0)

    def opened() -> list[str]:
        things = {
            "a menu": QApplication.activePopupWidget() is not None,
            "a reply": chat.composer.replying.isVisible(),
            "the search": chat.search.isVisible(),
            "a look of one's own": page.looks_elsewhere(),
        }
        return [name for name, is_open in things.items() if is_open]

    page.look_at("join")
    QTest.keySequence(field, QKeySequence("Ctrl+F"))
    chat.reply(said)
    QTest.keyClicks(field, "half a thought")
    menu = chat.view.popup_menu(
        chat.view.lines.index(chat.view.lines.row_of(said), 0), field.mapToGlobal(QPoint())
    )
    everything = ["a menu", "a reply", "the search", "a look of one's own"]
    assert opened() == everything
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    for number in range(1, 5):
        assert opened() == everything[number:]
        assert field.hasFocus()
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert opened() == []
    assert (window.page, field.toPlainText()) == (page, "half a thought")


async def test_esc_stops_answering_and_empties_a_search(window: Window, enter: Enter) -> None:
    stand = Stand()
    await stand.start([f"Student {number}" for number in range(12)])
    page = enter(stand.room)
    asked = await stand.say(account(1), "Student 1", "Is it seven?", kind="question")
    await until(window.isActiveWindow)
    chat, people = part(page, ChatPanel), part(page, PeoplePanel)
    chat.answer(asked)
    assert chat.composer.answering.isVisible()
    QTest.keyClick(focus(page), Qt.Key.Key_Escape)
    assert not chat.composer.answering.isVisible()
    people.search.setFocus()
    QTest.keyClicks(people.search, "7")
    assert people.model.rowCount() == 1
    QTest.keyClick(people.search, Qt.Key.Key_Escape)
    assert people.model.rowCount() == 13
    assert window.page is page


@pytest.mark.parametrize("teaches", [True, False])
async def test_the_help_has_every_key_that_works(window: Window, enter: Enter, teaches: bool) -> None:
    stand = Stand(can=("stage", "gather")) if teaches else Stand(account(0), "Ana Silva", "student")
    await stand.start(["Ana Silva"])
    await stand.tell(StageSet(kind="people"))
    page = enter(stand.room)
    await until(window.isActiveWindow)
    await until(page.stage.isVisible)
    here = {keys for keys, _ in keys_of(window)}
    assert here >= {"F1", "F6", "Shift+F6", "F8", "F7", "Shift+F7", "Ctrl+F"}
    assert here >= ({"F11", "Ctrl+L", "Ctrl+M", "Ctrl+Shift+E"} if teaches else {"Ctrl+R"})
    window.show_shortcuts()
    dialog = await asking(window)
    told = [label.text() for label in dialog.findChildren(Label)]
    listed = {keys for text in told for keys in text.split(", ")}
    native = QKeySequence.SequenceFormat.NativeText
    assert not {keys for keys in here if QKeySequence(keys).toString(native) not in listed}
    dialog.reject()


async def test_nothing_keeps_a_page_through_which_tab_went(window: Window, enter: Enter) -> None:
    beside = QWidget(window.frame)
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = enter(stand.room)
    await until(page.isActiveWindow)
    kept = weakref.ref(page), weakref.ref(page.context)
    for _ in range(2):
        writes(page).setFocus()
        QTest.keyClick(focus(page), Qt.Key.Key_Tab)
        beside.deleteLater()  # as cards in the list of lessons do meanwhile
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        beside = QWidget(page)
    window.leave(page)
    del page, beside

    def gone() -> bool:
        gc.collect()
        return kept[0]() is None and kept[1]() is None

    await until(gone)
