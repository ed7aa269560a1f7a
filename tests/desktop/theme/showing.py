"""A widget by itself, its name, and how often it is painted."""

from PySide6.QtCore import QEvent, QObject
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


class Repaints(QObject):
    """Counts what is painted again by itself."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False
