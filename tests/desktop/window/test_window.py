"""The window: into pages and back, its title, its keys, its place, and what is over the pages."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QVBoxLayout

from desktop.client import LineState
from desktop.notifications import Action, Notifications, SilentNotifier
from desktop.parts.window_page import WindowPage
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.theme.widgets import IconButton, Label
from desktop.window import Window
from desktop.window.window import FIRST_SIZE, SMALLEST, first_height
from relay.protocol.accounts import Account
from tests.desktop.classroom import until

LEE = Account("01BX5ZZKBKACTAV9WEVGEMMVRZ", "Ms Lee", "teacher", "lee")


class Leaf(WindowPage):
    """A page with one field; it may refuse to be left, and notes that it is gone."""

    def __init__(self, title: str, *, sticky: bool = False) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.sticky, self.left = sticky, False
        self.field = QLineEdit(self)
        self.field.setAccessibleName(title)
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)

    def may_leave(self) -> bool:
        return not self.sticky

    def gone(self) -> None:
        self.left = True


@pytest.fixture
def notices() -> Notifications:
    return Notifications(SilentNotifier())


@pytest_asyncio.fixture
async def window(theme: Theme, notices: Notifications, tmp_path: Path) -> AsyncIterator[Window]:
    settings = Settings(tmp_path)
    made = Window(theme, settings, notices)
    made.show()
    made.activateWindow()
    yield made
    made.close_for_good()
    await settings.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def test_into_pages_and_back(window: Window) -> None:
    first, second, third = Leaf("First"), Leaf("Second"), Leaf("Third")
    for page in (first, second, third):
        window.show_page(page)
    assert window.page is third
    assert window.windowTitle() == "Third — Schoolbell"
    assert third.field.hasFocus()
    QTest.keyClick(third.field, Qt.Key.Key_Escape)
    assert window.page is second
    assert third.left
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is first
    assert not window.header.back_button.isVisible()
    window.back()
    assert window.page is first


async def test_a_page_that_says_no_stays_until_it_is_done(window: Window) -> None:
    sticky = Leaf("Sticky", sticky=True)
    window.show_page(Leaf("First"))
    window.show_page(sticky)
    QTest.mouseClick(window.header.back_button, Qt.MouseButton.LeftButton)
    assert window.page is sticky
    sticky.done.emit()
    assert window.page is not sticky
    assert sticky.left


async def test_a_first_page_takes_the_place_of_all(window: Window) -> None:
    old = [Leaf("One"), Leaf("Two")]
    for page in old:
        window.show_page(page)
    window.show_page(Leaf("New"), first=True)
    assert all(page.left for page in old)
    assert len(window.pages) == 1


async def test_a_page_under_others_can_be_come_back_to(window: Window) -> None:
    pages = [Leaf(name) for name in "ABCD"]
    for page in pages:
        window.show_page(page)
    window.come_back_to(pages[1])
    assert window.pages == tuple(pages[:2])
    assert pages[2].left
    assert pages[3].left


async def test_the_title_follows_the_page(window: Window) -> None:
    page = Leaf("Energy")
    window.show_page(page)
    page.setWindowTitle("Energy & <b>motion</b>")
    assert window.header.title.text() == "Energy & <b>motion</b>"
    assert window.windowTitle() == "Energy & <b>motion</b> — Schoolbell"
    page.setWindowTitle("Schoolbell")
    assert window.windowTitle() == "Schoolbell", "once"


async def test_it_shrinks_to_its_smallest_and_says_less(window: Window) -> None:
    window.header.set_relay("The server of the Westfield school")
    window.header.set_line(LineState("connected", 0))
    window.header.set_account(LEE)
    window.show_page(Leaf("A rather long title of a lesson about the conservation of energy"))
    window.resize(1100, 700)
    await until(window.header.relay.isVisible)
    window.resize(*SMALLEST)
    assert window.size() == QSize(*SMALLEST)
    await until(lambda: not window.header.relay.isVisible())
    edge = window.header.menu_button.geometry().right()
    assert edge <= window.width()
    assert window.header.status.accessibleName() == "Connected"


async def test_the_menu_offers_what_the_person_can_do(window: Window) -> None:
    menu = QMenu()

    def words() -> list[str]:
        window.header.fill_menu(menu)
        return [action.text() for action in menu.actions() if action.text()]

    assert "Sign out" not in words()
    window.header.set_account(LEE)
    assert {"Classes", "Settings", "Change password", "Change server", "Sign out", "Quit"} <= set(words())
    window.header.set_account(Account(LEE.id, "Ana & <i>Tom</i>", "student", "ana"))
    assert "Classes" not in words()
    assert words()[0] == "Ana && <i>Tom</i>"
    assert "How students join" not in words()
    assert not window.header.join.isVisible()
    window.header.set_account(LEE)
    assert "How students join" in words()
    assert window.header.join.isVisible()
    menu.deleteLater()


async def test_closing_asks_the_program_to_end(window: Window) -> None:
    asked: list[bool] = []
    window.close_wanted.connect(lambda: asked.append(True))
    window.close()
    assert asked == [True]
    assert window.isVisible()


async def test_its_place_is_remembered(theme: Theme, notices: Notifications, tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    first = Window(theme, settings, notices)
    first.setGeometry(30, 40, 500, 600)
    first.show()
    first.close_for_good()
    await settings.close()
    again = Window(theme, settings, notices)
    again.restore_place()
    assert again.size() == QSize(500, 600)
    settings.change(geometry="not base64 é")
    again.restore_place()
    settings.change(geometry=base64.b64encode(b"rubbish").decode())
    again.restore_place()
    assert again.size() == QSize(500, 600)
    again.close_for_good()
    await settings.close()
    for window in (first, again):
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def test_f1_lists_what_the_keyboard_can_do_here(window: Window, theme: Theme) -> None:
    page = Leaf("Lesson")
    IconButton(theme, "hand", "Raise your hand", shortcut="Ctrl+H", parent=page)
    window.show_page(page)
    QTest.keyClick(window, Qt.Key.Key_F1)
    await until(lambda: window.findChildren(QDialog))
    dialog = window.findChildren(QDialog)[-1]
    said = [label.text() for label in dialog.findChildren(Label)]
    assert "Raise your hand" in said
    assert "Ctrl+H" in said
    assert "Keyboard shortcuts" in said
    dialog.reject()


async def test_notices_are_toasts_whose_buttons_work(window: Window, notices: Notifications) -> None:
    window.show_page(Leaf("First"))
    done: list[str] = []
    join = Action("join", "Join", lambda: done.append("joined"))
    notices.tell("session/1", "Energy has started", "Ms Lee", [join])
    toast = window.toasts.stack.toast("session/1")
    assert toast is not None
    QTest.mouseClick(toast.buttons["join"], Qt.MouseButton.LeftButton)
    assert done == ["joined"]
    assert window.toasts.stack.keys == []
    notices.tell("session/2", "Motion has started")
    notices.withdraw("session/2")
    assert window.toasts.stack.keys == []


async def test_a_toast_that_was_closed_comes_back_only_with_news(
    window: Window, notices: Notifications
) -> None:
    window.show_page(Leaf("First"))
    notices.tell("hands/1", "One hand is up")
    toast = window.toasts.stack.toast("hands/1")
    assert toast is not None
    QTest.mouseClick(toast.close_button, Qt.MouseButton.LeftButton)
    notices.tell("other", "Something else")
    assert window.toasts.stack.toast("hands/1") is None
    notices.tell("hands/1", "Two hands are up")
    assert window.toasts.stack.toast("hands/1") is not None


async def test_the_keyboard_never_falls_to_the_header_when_a_page_comes(window: Window) -> None:
    window.show_page(Leaf("First"))
    later = Leaf("Later")
    later.field.setEnabled(False)
    window.show_page(later, first=True)
    assert not window.header.menu_button.hasFocus()
    assert not window.header.back_button.hasFocus()


@pytest.mark.parametrize(
    ("screen", "height"), [(1080, FIRST_SIZE[1]), (768, 728), (600, 560), (300, SMALLEST[1])]
)
def test_the_first_window_ends_above_the_lower_edge_of_a_small_screen(screen: int, height: int) -> None:
    assert first_height(screen) == height
