"""A widget by itself, and its name."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def said(widget: QWidget) -> str:
    """Its name, as a screen reader says it."""
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))


def show(qtbot: QtBot, widget: QWidget, width: int = 400, height: int = 300) -> None:
    """Shows it by itself, active, and takes it away with the test."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
