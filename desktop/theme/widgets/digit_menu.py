"""A menu whose entries may be chosen by a digit."""

from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget


class DigitMenu(QMenu):
    """`keys` has the digits, which the entries show themselves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.keys: dict[str, QAction] = {}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.keys.get(event.text())
        if action is None or event.isAutoRepeat():
            super().keyPressEvent(event)
        else:
            self.close()
            action.trigger()
