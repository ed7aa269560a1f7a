"""The loudest moment of a student's lesson: words across the room, on the accent colour."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.theme import Radius, Space, TextRole, Theme, set_height_by_width, set_stacked
from desktop.theme.widgets import Button, Label, Picture, rounded

NARROW = 520
"""In a narrower banner (at a text scale of 1) the button stands under the words."""


class LoudBanner(QWidget):
    """Says that one is called on, with perhaps one button."""

    def __init__(self, theme: Theme, *offers: str, parent: QWidget) -> None:
        """``offers``: all that the button may ever say."""
        super().__init__(parent)
        self._theme = theme
        set_height_by_width(self)
        self._picture = Picture(theme, "bell", "on_accent", 22, parent=self)
        self.words = Label("", "title", wrap=True, parent=self)
        self.button = Button(theme, offers[0] if offers else "", parent=self)
        self.button.keep_room_for(*offers)
        self.button.setVisible(bool(offers))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._row.setSpacing(Space.M)
        self._row.addSpacing(Space.S)
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._said.setSpacing(Space.M)
        self._said.addWidget(self._picture)
        self._said.addWidget(self.words, 1)
        self._row.addLayout(self._said, 1)
        self._row.addWidget(self.button)
        theme.follow(self._follow)

    def say(self, text: str) -> None:
        self.words.setText(text)
        self.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the button under the words where both do not fit."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        side = Space.M if narrow else Space.S
        self._row.setContentsMargins(side, side, side, side)
        set_stacked(self._row, narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, self._theme.colours.accent)

    def _follow(self) -> None:
        colour = self._theme.colours.on_accent
        role: TextRole = "title"
        size = self._theme.font(role).pixelSize()
        style = f"color: {colour}; font-size: {size}px; font-weight: 700;"
        if self.words.styleSheet() != style:
            self.words.setStyleSheet(style)
        self.update()
