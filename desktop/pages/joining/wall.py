"""The way in for the projector: a window of its own with both codes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.features.admission import JoinPoster
from desktop.theme import Space, Theme
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
        self.poster.says.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignHCenter)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        whole.addWidget(self.poster)
        self.setAutoFillBackground(True)
        theme.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(self._theme.colours.window))
        self.setPalette(colours)
