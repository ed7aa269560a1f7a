"""The line across the room with who was picked, and what a teacher may do about it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.theme import Radius, Space, Theme, hbox, set_height_by_width, set_stacked
from desktop.theme.widgets import Button, IconButton, Label, Picture, rounded

NARROW = 620
"""In a narrower line (at a text scale of 1) the buttons stand under the words."""


class PickedLine(QWidget):
    """Words, and buttons that show, pick again, and end it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        set_height_by_width(self)
        self.words = Label("", "strong", wrap=True, parent=self)
        self.show_it = Button(theme, self.tr("Show"), "primary", small=True, parent=self)
        self.again = Button(theme, self.tr("Again"), small=True, icon="refresh-cw", parent=self)
        self.done = Button(theme, self.tr("Done"), small=True, parent=self)
        self.away = IconButton(theme, "x", self.tr("Call on nobody"), size=32, parent=self)
        buttons = hbox(1, self.show_it, self.again, self.done, self.away, gap=Space.S)
        picture = Picture(theme, "user-check", "accent_ink", 20, parent=self)
        said = hbox((picture, 0, Qt.AlignmentFlag.AlignVCenter), (self.words, 1), gap=Space.S)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        self._row.setSpacing(Space.S)
        self._row.addLayout(said, 1)
        self._row.addLayout(buttons)
        theme.changed.connect(self.update)

    def say(self, text: str) -> None:
        self.words.setText(text)
        self.setAccessibleName(text)

    def offer(self, *buttons: Button) -> None:
        """Shows these alone. The keyboard stays among them."""
        every = self.show_it, self.again, self.done, self.away
        lost = any(one.hasFocus() for one in every if one not in buttons)
        for one in buttons:
            one.show()
        if lost:
            next(one for one in buttons if one.isEnabled()).setFocus(Qt.FocusReason.OtherFocusReason)
        for one in every:
            one.setVisible(one in buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the buttons under the words where both do not fit."""
        super().resizeEvent(event)
        set_stacked(self._row, self.width() < self._theme.px(NARROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, self._theme.colours.accent_soft)
