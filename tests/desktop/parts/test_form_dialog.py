"""A dialog in which one writes: when it asks before it closes, and what it says when the relay does not."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from desktop.client import LineDown
from desktop.parts.form_dialog import FormDialog
from desktop.parts.tasks import Say
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, Label, TextField
from tests.desktop.features.stand import press
from tests.patience import until


class NoteDialog(FormDialog):
    """One line, which is never sent."""

    def __init__(self, theme: Theme, say: Say, parent: QWidget) -> None:
        super().__init__(theme, say, width=400, parent=parent)
        self.set_title("A note")
        self.note = TextField(theme)
        self.body.addWidget(self.note)
        self.submitted: list[str] = []

    @property
    def dirty(self) -> bool:
        return bool(self.note.text())

    def submit(self) -> None:
        self.submitted.append(self.note.text())


@pytest.fixture
def dialog(theme: Theme, say: Sentences, window: QMainWindow) -> Iterator[NoteDialog]:
    dialog = NoteDialog(theme, say, window)
    dialog.open()
    yield dialog
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def question(dialog: NoteDialog) -> Dialog:
    await until(lambda: any(asked.isVisible() for asked in dialog.findChildren(Dialog)))
    return next(asked for asked in dialog.findChildren(Dialog) if asked.isVisible())


def test_it_closes_without_a_word_while_nothing_is_typed(dialog: NoteDialog) -> None:
    dialog.reject()
    assert not dialog.isVisible()


async def test_what_was_typed_is_asked_about_and_may_stay(dialog: NoteDialog) -> None:
    dialog.note.setText("Bring a slinky")
    dialog.reject()
    asked = await question(dialog)
    assert [label.text() for label in asked.findChildren(Label)][:2] == [
        "Close without saving?",
        "What you typed here is lost.",
    ]
    press(asked, "Go on writing")
    await until(lambda: not isValid(asked) or not asked.isVisible())
    assert dialog.isVisible()
    assert dialog.note.text() == "Bring a slinky"
    dialog.reject()
    press(await question(dialog), "Close")
    await until(lambda: not isValid(dialog) or not dialog.isVisible())


async def test_it_asks_while_something_is_being_sent(dialog: NoteDialog) -> None:
    dialog.busy = True
    dialog.reject()
    press(await question(dialog), "Close")
    await until(lambda: not isValid(dialog) or not dialog.isVisible())


def test_it_says_why_the_relay_did_not_do_as_asked(dialog: NoteDialog) -> None:
    assert not dialog.banner.isVisible()
    dialog.complain_of(LineDown())
    assert dialog.banner.isVisible()
    assert "did not answer" in dialog.banner.text


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_it_is_sent_from_the_keyboard(dialog: NoteDialog, key: Qt.Key) -> None:
    await until(dialog.isActiveWindow)
    dialog.note.setText("Waves")
    QTest.keyClick(dialog.note, key, Qt.KeyboardModifier.ControlModifier)
    assert dialog.submitted == ["Waves"]
