"""The scroll bar of a view at the edge of its box, where the view itself is narrower than that."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QScrollBar, QWidget


class EdgeBar(QScrollBar):
    """Shows where a view's own bar stands, and moves it."""

    def __init__(self, bar: QScrollBar, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._bar = bar
        bar.rangeChanged.connect(self._follow)
        bar.valueChanged.connect(self.setValue)
        self.valueChanged.connect(bar.setValue)
        self.hide()

    def _follow(self, least: int, most: int) -> None:
        with QSignalBlocker(self):
            self.setPageStep(self._bar.pageStep())
            self.setSingleStep(self._bar.singleStep())
            self.setRange(least, most)
            self.setValue(self._bar.value())
