"""How students join, over the whole screen: for the projector."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.features.admission import JoinPoster
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Button


class Wall(QWidget):
    """A window over the whole screen. Esc, or its button, closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme = theme
        self.setWindowTitle(self.tr("How students join"))
        self.poster = JoinPoster(theme, self)
        self.close_button = Button(theme, self.tr("Close"), icon="x", parent=self)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        middle = Qt.AlignmentFlag.AlignHCenter
        vbox((self.poster, 1), (self.close_button, 0, middle), on=self, gap=Space.L, margins=Space.XXL)
        self.setAutoFillBackground(True)
        theme.follow(self._follow)

    def _follow(self) -> None:
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(self._theme.colours.window))
        self.setPalette(colours)
