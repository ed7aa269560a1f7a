"""The upper line of a prompt's card: what is asked, how many responded, how long it goes on."""

from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Badge, ElidedLabel, IconButton, Label

LEAST = 28
"""The height of its buttons, also while there is none: what stands under it keeps its place."""


class PromptHead(QWidget):
    """Says what it is told; a subclass lays it out, with parts of its own between."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = ElidedLabel("", "heading", parent=self)
        self.counted = Badge(theme, "neutral", parent=self)
        self.left = Label("", "muted", parent=self)
        self.away = IconButton(theme, "x", self.tr("Put away"), size=28, parent=self)
        theme.follow(self._follow)

    def show_left(self, time: str) -> None:
        """The time that is left, quietly; nothing where it has no end."""
        self.left.setText(time)
        self.left.setAccessibleName(self.tr("{time} left").format(time=time) if time else "")
        self.left.setVisible(bool(time))

    def _follow(self) -> None:
        self.setMinimumHeight(self._theme.target(LEAST))
