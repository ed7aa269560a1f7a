"""The six words of a relay's key, to compare."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.label import Label


class WordGrid(QWidget):
    """Six words in two rows, or in three where there is little room."""

    def __init__(self, theme: Theme, words: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels = [Label(word, "display", selectable=True, parent=self) for word in words]
        self.setAccessibleName(self.tr("Six words: {words}").format(words=", ".join(words)))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, Space.M, 0, Space.M)
        self._grid.setVerticalSpacing(Space.L)
        self._columns = 0
        for label in self._labels:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place(3)

    def minimumSizeHint(self) -> QSize:
        """One word wide: it takes more rows then."""
        return QSize(self._widest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes as many columns as the longest word allows."""
        super().resizeEvent(event)
        self._place(next((n for n in (3, 2) if n * self._widest() <= self.width()), 1))

    def _widest(self) -> int:
        return max((label.sizeHint().width() for label in self._labels), default=1) + Space.L

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, label in enumerate(self._labels):
            self._grid.addWidget(label, number // columns, number % columns)
        for number in range(3):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
