"""Toasts and dialogs: their buttons, their time, their keys. Nothing here sleeps."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.theme.widgets import Button, Dialog, FormRow, TextField, ToastStack, ask

qasync = pytest.importorskip("qasync")  # it has no types


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def stack(theme: Theme, window: QWidget, monkeypatch: pytest.MonkeyPatch) -> ToastStack:
    made = ToastStack(theme, window)
    monkeypatch.setattr("desktop.theme.widgets.toast.Toast.underMouse", lambda _: False)
    return made


def test_a_toast_acts_and_goes(stack: ToastStack, qtbot: QtBot) -> None:
    toast = stack.show("hand", "Ana raised a hand", actions=[("call", "Call on"), ("lower", "Lower")])
    gone: list[tuple[str, str]] = []
    stack.gone.connect(lambda key, why: gone.append((key, why)))
    with qtbot.waitSignal(stack.acted) as got:
        QTest.mouseClick(toast.buttons["call"], Qt.MouseButton.LeftButton)
    assert got.args == ["hand", "call"]
    assert gone == [("hand", "acted")]
    assert stack.keys == []
    assert not stack._timer.isActive()


def test_messages_keep_to_their_part_of_the_window(stack: ToastStack, window: QWidget) -> None:
    part = QWidget(window)
    part.setGeometry(20, 50, 500, 300)
    part.show()
    stack.keep_to(part)
    first, second = stack.show("a", "One"), stack.show("b", "Two")
    for toast in (first, second):
        assert part.geometry().contains(toast.geometry())
    part.setGeometry(20, 50, 500, 120)  # too low for both
    assert second.isVisible()
    assert not first.isVisible()
    part.hide()
    assert second.y() == 0
    part.deleteLater()
    QApplication.sendPostedEvents(part, QEvent.Type.DeferredDelete)
    stack.place()
    assert second.geometry().bottom() == window.rect().bottom()


def test_a_toast_times_out(stack: ToastStack, qtbot: QtBot) -> None:
    stack.show("a", "Saved", seconds=5)
    stack.show("b", "Stays", seconds=None)
    stack.advance(4999)
    assert stack.keys == ["a", "b"]
    with qtbot.waitSignal(stack.gone) as got:
        stack.advance(1)
    assert got.args == ["a", "timed_out"]
    stack.advance(1e9)
    assert stack.keys == ["b"]
    assert not stack._timer.isActive()


def test_the_clock_of_toasts_runs_by_itself(stack: ToastStack, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stack.gone):
        stack.show("a", "Saved", seconds=0.01)


def test_time_stands_still_under_the_mouse_and_under_the_keyboard(
    stack: ToastStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    toast = stack.show("a", "Saved", seconds=5)
    monkeypatch.setattr("desktop.theme.widgets.toast.Toast.underMouse", lambda _: True)
    stack.advance(60_000)
    assert stack.keys == ["a"]
    monkeypatch.setattr("desktop.theme.widgets.toast.Toast.underMouse", lambda _: False)
    toast.close_button.setFocus()
    stack.advance(60_000)
    assert stack.keys == ["a"]
    toast.close_button.clearFocus()
    stack.advance(60_000)
    assert stack.keys == []


def test_the_same_key_changes_the_toast_in_place(stack: ToastStack) -> None:
    first = stack.show("hand", "Ana raised a hand", actions=[("call", "Call on")], seconds=5)
    button = first.buttons["call"]
    stack.show("other", "Something else")
    stack.advance(4000)
    again = stack.show(
        "hand", "Ana and Tom", actions=[("call", "Call on Ana"), ("all", "See all")], seconds=5
    )
    assert again is first
    assert stack.keys == ["hand", "other"]
    assert again.buttons["call"] is button
    assert (button.text(), first.accessibleName()) == ("Call on Ana", "Ana and Tom")
    stack.advance(4000)
    assert "hand" in stack.keys


def test_toasts_stack_from_the_bottom_and_the_oldest_wait(stack: ToastStack, window: QWidget) -> None:
    for n in range(6):
        stack.show(str(n), f"Message {n}")
    toasts = [toast for n in range(6) if (toast := stack.toast(str(n)))]
    assert [toast.isVisible() for toast in toasts] == [False, False, True, True, True, True]
    assert toasts[5].geometry().bottom() == window.height() - 1
    assert toasts[4].y() < toasts[5].y()
    stack.remove("5")
    assert toasts[1].isVisible()


def test_toasts_follow_the_window_and_mirror(stack: ToastStack, window: QWidget, qapp: QApplication) -> None:
    toast = stack.show("a", "Saved")
    window.resize(400, 500)
    assert toast.geometry().right() == 399
    assert toast.x() >= 0
    window.resize(900, 500)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert toast.x() == 0


def test_the_keyboard_reaches_toasts(stack: ToastStack, window: QWidget, qtbot: QtBot) -> None:
    toast = stack.show("a", "Ana raised a hand", actions=[("call", "Call on")])
    QTest.keyClick(window, Qt.Key.Key_F8)
    qtbot.waitUntil(toast.buttons["call"].hasFocus)
    with qtbot.waitSignal(stack.gone) as got:
        QTest.keyClick(toast.buttons["call"], Qt.Key.Key_Escape)
    assert got.args == ["a", "closed"]


def opened(theme: Theme, window: QWidget, qtbot: QtBot) -> tuple[Dialog, TextField, Button]:
    dialog = Dialog(theme, window, "New class")
    field = TextField(theme)
    dialog.body.addWidget(FormRow(theme, "Name", field))
    dialog.add_button("Cancel", closes="reject")
    yes = dialog.add_button("Create", "primary", closes="accept", default=True)
    dialog.focus_first(field)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    return dialog, field, yes


def test_a_dialog_takes_enter_and_escape(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    for key, answer in (
        (Qt.Key.Key_Return, QDialog.DialogCode.Accepted),
        (Qt.Key.Key_Escape, QDialog.DialogCode.Rejected),
    ):
        dialog, field, _ = opened(theme, window, qtbot)
        assert dialog.isModal()
        qtbot.waitUntil(field.hasFocus)
        with qtbot.waitSignal(dialog.finished):
            QTest.keyClick(field, key)
        assert dialog.result() == answer.value
        dialog.deleteLater()


def test_a_dialog_never_runs_a_loop_of_its_own(theme: Theme, qtbot: QtBot) -> None:
    dialog = Dialog(theme, None, "No")
    qtbot.addWidget(dialog)
    with pytest.raises(RuntimeError):
        dialog.exec()


def test_a_dialog_grows_with_what_it_says(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    dialog, field, _ = opened(theme, window, qtbot)
    before = dialog.height()
    row = field.parent()
    assert isinstance(row, FormRow)
    row.set_error("There is a class of that name already, in the same year and with the same teacher.")
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert dialog.width() <= window.width()
    dialog.reject()
    dialog.deleteLater()


def test_a_dialog_that_grows_stays_on_the_screen(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(theme, window, "How students join")
    dialog.add_text("A line.")
    dialog.open()
    screen = dialog.screen().availableGeometry()
    dialog.move(dialog.x(), screen.bottom() - dialog.frameGeometry().height())
    for _ in range(12):
        dialog.add_text("And one more that was not there when it was opened.")
    qtbot.waitUntil(lambda: dialog.height() > screen.height() // 2)
    qtbot.waitUntil(lambda: dialog.frameGeometry().bottom() <= screen.bottom())
    assert dialog.frameGeometry().top() >= screen.top()
    dialog.reject()


def answer(window: QWidget, dialogs: list[Dialog], words: str) -> None:
    dialog = next(child for child in window.findChildren(Dialog) if child.isVisible())
    dialogs.append(dialog)
    next(button for button in dialog.findChildren(Button) if button.text() == words).click()


@pytest.mark.parametrize(("words", "expected"), [("End lesson", True), ("Cancel", False)])
def test_ask_answers(theme: Theme, window: QWidget, qapp: QApplication, words: str, expected: bool) -> None:
    dialogs: list[Dialog] = []

    async def story() -> bool:
        asyncio.get_running_loop().call_later(0, answer, window, dialogs, words)
        return await ask(theme, window, "End?", "For all.", confirm="End lesson", danger=True)

    with qasync.QEventLoop(qapp) as loop:
        assert loop.run_until_complete(story()) is expected
    assert len(dialogs) == 1


def test_ask_goes_away_with_who_asked(theme: Theme, window: QWidget, qapp: QApplication) -> None:
    async def story() -> None:
        task = asyncio.ensure_future(ask(theme, window, "End?", "For all.", confirm="End lesson"))
        await asyncio.sleep(0)
        assert [child.isVisible() for child in window.findChildren(Dialog)] == [True]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not any(child.isVisible() for child in window.findChildren(Dialog))

    with qasync.QEventLoop(qapp) as loop:
        loop.run_until_complete(story())
