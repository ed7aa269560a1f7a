"""Lines over the field: what the words in it are for, and what else waits."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Ink, Radius, Space, Theme, hbox
from desktop.theme.widgets import Button, ElidedLabel, Picture, rounded
from resources import IconName


class Strip(QWidget):
    """A line over the field: what the words are for, and buttons for a way out of that."""

    def __init__(self, theme: Theme, icon: IconName, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "caption", parent=self)
        self._row = hbox(
            Picture(theme, icon, ink, 15, parent=self),
            (self.words, 1),
            on=self,
            gap=Space.XS,
            margins=(Space.XS + 2, 0, 0, 0),
        )
        self.hide()

    def add(self, *buttons: Button) -> None:
        for button in buttons:
            self._row.addWidget(button)


LEAST = 28
"""The height of a line with a ground of its own (at a text scale of 1)."""


class PrivateStrip(Strip):
    """The same in the colour of what not everybody reads."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "lock", "private_ink", parent)
        self._theme = theme
        self._row.setContentsMargins(2, 2, 2, 2)
        theme.follow(self._follow)

    def _follow(self) -> None:
        self.setMinimumHeight(self._theme.px(LEAST))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self._theme.colours
        rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, c.private_soft, c.private)
