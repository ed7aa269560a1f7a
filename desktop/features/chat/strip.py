"""A line over the field one writes in: what the words are for, and a way out of that."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme import Ink, Space, Theme
from desktop.theme.widgets import ElidedLabel, IconButton, Picture
from resources import IconName


class Strip(QWidget):
    """An icon, a few words, and small buttons; seen only while it holds."""

    def __init__(self, theme: Theme, icon: IconName, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "caption", parent=self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.XS, 0, 0, 0)
        self._row.setSpacing(Space.XS)
        self._row.addWidget(Picture(theme, icon, ink, 15, parent=self))
        self._row.addWidget(self.words, 1)
        self.hide()

    def add(self, *buttons: IconButton) -> None:
        """Puts buttons at the end."""
        for button in buttons:
            self._row.addWidget(button)
