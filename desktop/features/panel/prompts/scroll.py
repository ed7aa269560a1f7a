"""The part of a card that scrolls where there is not room for all of it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.theme import set_scrolled


class CardScroll(QScrollArea):
    """Wants the height of what is in `inside`, and gives way; it never takes the keyboard itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.inside = QWidget()
        set_scrolled(self, self.inside)

    def height_inside(self, width: int) -> int:
        layout = self.inside.layout()
        if layout is None:
            return 0
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return layout.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """It gives way to all else."""
        return QSize(120, 0)
