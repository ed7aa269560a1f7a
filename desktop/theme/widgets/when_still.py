"""Puts a change of the layout off while somebody holds a button down or has a menu open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

LOOK_MS = 100
"""How soon it is looked again whether they are done."""


def still() -> bool:
    """Whether nobody is in the middle of pressing or choosing something in this program."""
    pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
    return not pressed and QApplication.activePopupWidget() is None


class WhenStill(QObject):
    """Does one thing at once, or as soon as nothing can move under anybody's pointer by it."""

    def __init__(self, then: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._then = then
        self._again = QTimer(self, interval=LOOK_MS)
        self._again.timeout.connect(self._look)

    def do(self) -> None:
        """Asks for it; asking twice while it waits does it once."""
        if not self._again.isActive():
            self._look()

    def stop(self) -> None:
        """What was asked for is not done any more."""
        self._again.stop()

    def _look(self) -> None:
        if still():
            self._again.stop()
            self._then()
        elif not self._again.isActive():
            self._again.start()
