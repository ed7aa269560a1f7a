"""What people write is shown as it is: no widget takes a tag for a tag."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.theme.widgets import (
    Avatar,
    Badge,
    Banner,
    Button,
    Card,
    CheckBox,
    Dialog,
    ElidedLabel,
    EmptyState,
    FormRow,
    Label,
    Segmented,
    StatusLine,
    TextField,
    ToastStack,
    plain_tip,
)  # fmt: skip
from tests.desktop.colours import colours_of
from tests.desktop.theme.gallery.parts import parts

TAG = '<img src="x" width="200" height="200"><b>&amp;</b>'


def status(theme: Theme, text: str) -> StatusLine:
    made = StatusLine(theme)
    made.show_offline(text)
    return made


def dialog(theme: Theme, text: str) -> Dialog:
    made = Dialog(theme, None, text)
    made.add_text(text)
    made.add_button(text)
    return made


def toast(theme: Theme, text: str) -> QWidget:
    window = QWidget()
    window.resize(500, 400)
    ToastStack(theme, window).show("a", text, title=text, actions=[("go", text)])
    return window


MADE: dict[str, Callable[[Theme, str], QWidget]] = {
    "label": lambda _, text: Label(text),
    "wrapped": lambda _, text: Label(text, wrap=True),
    "elided": lambda _, text: ElidedLabel(text),
    "badge": lambda theme, text: Badge(theme, "info", text),
    "banner": lambda theme, text: Banner(theme, "info", text, action=text),
    "button": Button,
    "card": Card,
    "check": CheckBox,
    "empty": lambda theme, text: EmptyState(theme, "bell", text, text, text),
    "form row": lambda theme, text: FormRow(theme, text, TextField(theme), hint=text),
    "chips": lambda theme, text: Segmented(theme, text, [("a", text)]),
    "status": status,
    "dialog": dialog,
    "toast": toast,
}


def picture(widget: QWidget, width: int) -> QImage:
    widget.resize(width, 300)
    widget.ensurePolished()
    return widget.grab().toImage()


def ink(image: QImage) -> int:
    """How much is not ground."""
    colours = colours_of(image)
    return colours.total() - colours[image.pixel(0, image.height() - 1)]


@pytest.mark.parametrize("name", MADE)
def test_a_tag_is_written_out(theme: Theme, qtbot: QtBot, name: str) -> None:
    widget, other = MADE[name](theme, TAG), MADE[name](theme, TAG.replace("<", "‹"))
    qtbot.addWidget(widget)
    qtbot.addWidget(other)
    for label in widget.findChildren(QLabel) + ([widget] if isinstance(widget, QLabel) else []):
        assert label.textFormat() == Qt.TextFormat.PlainText, label
    # a tag that had any effect would leave no letters, and the pictures would differ far more
    inked = [ink(picture(each, 480)) for each in (widget, other)]
    assert inked[0] > 0
    assert inked[0] == pytest.approx(inked[1], rel=0.2)


def test_no_label_anywhere_guesses(theme: Theme, qtbot: QtBot) -> None:
    page = parts(theme, 400)
    qtbot.addWidget(page)
    labels = page.findChildren(QLabel)
    assert len(labels) > 20
    for label in labels:
        assert label.textFormat() == Qt.TextFormat.PlainText, label


def test_tool_tips_do_not_guess_either(theme: Theme, qtbot: QtBot) -> None:
    assert plain_tip("Ana & Tom") == "Ana & Tom"
    assert "<b>" not in plain_tip("<b>Ana</b>")
    avatar, elided = Avatar(theme, TAG), ElidedLabel(TAG)
    for widget in (avatar, elided):
        qtbot.addWidget(widget)
    elided.resize(40, 20)
    elided.grab()
    for widget in (avatar, elided):
        assert "<img" not in widget.toolTip()
        assert "&lt;img" in widget.toolTip()


def test_an_ampersand_is_only_an_ampersand(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Tom & Jerry", shortcut="Ctrl+J")
    check, row = CheckBox(theme, "R&D"), FormRow(theme, "Q&A", TextField(theme))
    for widget in (button, check, row):
        qtbot.addWidget(widget)
    assert button.text() == "Tom & Jerry"
    assert button.shortcut().toString() == "Ctrl+J"
    assert check.text() == "R&D"
    assert check.shortcut().isEmpty()
    assert row.field.accessibleName() == "Q&A"
