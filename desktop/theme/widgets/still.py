"""Boxes that the wheel leaves as they are: who scrolls a page changes nothing under the pointer."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget


class Still:
    """Mixed into whatever the wheel would step, before Qt's class. The page scrolls instead.

    Also with the keyboard in it: that may have fallen there when the button that had it was disabled.
    """

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves it to the page."""
        event.ignore()


class Slider(Still, QSlider):
    """A slider across."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
