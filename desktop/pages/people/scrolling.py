"""A page that fills its window, and scrolls where the window is too small for it and its letters."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.theme import Space
from desktop.theme.boxes import vbox


class Filling(QScrollArea):
    """Fill ``column``; what takes all the room there is needs a smallest height of its own."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("look", "page")
        self.column = vbox(on=inside, gap=Space.M, margins=(Space.L, Space.M, Space.L, Space.L))
        self.setWidget(inside)
        vbox(self, on=page)

    def minimumSizeHint(self) -> QSize:
        """It may be as narrow as the narrowest window."""
        return QSize(200, 120)
