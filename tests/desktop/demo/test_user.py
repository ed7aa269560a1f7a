"""What somebody in the demo presses is heard where the keyboard is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.demo.user import hears

WIDGET, INSIDE = Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut


@pytest.mark.parametrize(
    ("context", "in_panel", "in_field", "elsewhere"),
    [
        (WIDGET, True, False, False),
        (INSIDE, True, True, False),
        (Qt.ShortcutContext.WindowShortcut, True, True, True),
    ],
)
def test_a_key_of_one_part_is_heard_there_alone(
    qtbot: QtBot, context: Qt.ShortcutContext, in_panel: bool, in_field: bool, elsewhere: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel, other = QWidget(window), QLineEdit(window)
    field = QLineEdit(panel)
    shortcut = QShortcut(QKeySequence("Return"), panel)
    shortcut.setContext(context)
    assert [hears(shortcut, at) for at in (panel, field, other)] == [in_panel, in_field, elsewhere]
