"""The chat's scroll bar."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollBar


class Bar(QScrollBar):
    """Keeps its place, but shows nothing while there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the handle if it can be moved."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)
