"""A ring around a card for a moment, for whoever does not look at it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from desktop.theme import Radius, Theme
from desktop.theme.widgets import rounded

RING_MS = 180


class Ring(QWidget):
    """None where the system is asked for less motion."""

    def __init__(self, theme: Theme, card: QWidget) -> None:
        super().__init__(card)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._end = QTimer(self, singleShot=True, interval=RING_MS)
        self._end.timeout.connect(self.hide)
        card.installEventFilter(self)

    def once(self) -> None:
        parent = self.parentWidget()
        if parent is None or not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration):
            return
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self._end.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        if event.type() == QEvent.Type.Resize and parent is not None:
            self.setGeometry(parent.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), Radius.CARD, line=self._theme.colours.accent, width=3)
