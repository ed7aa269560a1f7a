"""What lies between the stage and the column beside it: pulled, it makes one wider and the other narrower."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import rounded

GRIP = 36


class Handle(QWidget):
    """A gap that shows what it is for while the pointer is on it."""

    pulled = Signal(int)
    """To this place in its parent, counted from the left."""
    let_go = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of it."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pulled.emit(self.mapToParent(event.position().toPoint()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.let_go.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse():
            c = self._theme.colours
            box = QRectF(self.width() / 2 - 2, (self.height() - GRIP) / 2, 4, GRIP)
            rounded(QPainter(self), box, 2, c.edge)
