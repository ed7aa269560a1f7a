"""The scroll bars of the chat: the view's own, and one at the edge of its box where that is wider."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget


class ChatBar(QScrollBar):
    """Keeps its place, but shows nothing while there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class EdgeBar(ChatBar):
    """Shows where a view's own bar stands, and moves it."""

    def __init__(self, bar: QScrollBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = bar
        bar.rangeChanged.connect(self._follow)
        bar.valueChanged.connect(self.setValue)
        self._follow(bar.minimum(), bar.maximum())
        self.valueChanged.connect(bar.setValue)
        self.hide()

    def _follow(self, least: int, most: int) -> None:
        with QSignalBlocker(self):
            self.setPageStep(self._bar.pageStep())
            self.setSingleStep(self._bar.singleStep())
            self.setRange(least, most)
            self.setValue(self._bar.value())
