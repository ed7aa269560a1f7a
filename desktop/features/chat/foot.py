"""What stands under all tabs: its lower edge, where one writes, stays where it is whatever comes above."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Foot(QWidget):
    """Wants the height of `inside`, and until it has that cuts what is at the top, and squeezes nothing."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.inside = QWidget(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        hint = self.inside.sizeHint().height()
        return self.inside.heightForWidth(width) if self.inside.hasHeightForWidth() else hint

    def sizeHint(self) -> QSize:
        return self.inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.inside.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Something in it needs more or less room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
            self.updateGeometry()
        return super().event(event)

    def _place(self) -> None:
        high = self.heightForWidth(self.width())
        self.inside.setGeometry(0, self.height() - high, self.width(), high)
