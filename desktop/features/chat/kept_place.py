"""A table that grows at both ends, in which whoever reads is not moved."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from desktop.features.chat.edge_bar import ChatBar


class KeptPlace(QTableView):
    """What is read stays where it is on the screen, or at the bottom, when rows come or change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at_bottom = True
        """What comes is followed."""
        self._top = 0
        """Where the upper edge is in the window."""
        self._holding = False
        self._above = False
        """Only rows above what is seen are changing."""
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(ChatBar(self))
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def came_to_bottom(self) -> None:
        """The person scrolled there."""

    def width_changed(self) -> None:
        """Rows may need another height."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps what is read where it is on the screen, or at the bottom, while rows change."""
        outer, self._holding = self._holding, True
        row = self.rowAt(0)
        kept = QPersistentModelIndex(QModelIndex() if row < 0 else self.model().index(row, 0))
        shift = 0 if row < 0 else -self.rowViewportPosition(row)
        try:
            yield
        finally:
            if not outer:
                if self.at_bottom:
                    self.to_bottom()
                elif kept.isValid():
                    self.updateGeometries()
                    top = self.verticalHeader().sectionPosition(kept.row())
                    self.verticalScrollBar().setValue(top + shift)
            self._holding = outer

    @contextmanager
    def rows_come_above(self) -> Iterator[None]:
        """Rows come before the first one: where that is above what is seen, nothing has to be painted."""
        header, bar = self.verticalHeader(), self.verticalScrollBar()
        self._above = header.count() > 0 and header.offset() >= header.sectionSize(0)
        if not self._above:
            yield
            return
        below = header.length() - header.offset()
        try:
            with QSignalBlocker(header):  # the view would lay out and paint all anew
                yield
            self.updateGeometries()
            bar.setValue(header.length() - below)
        finally:
            self._above = False
        self.updateEditorGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What is seen stays where it is on the screen when rows come above it."""
        if self._above:
            self.verticalHeader().setOffset(self.verticalScrollBar().value())
        else:
            super().scrollContentsBy(dx, dy)

    def to_bottom(self) -> None:
        self.updateGeometries()
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _on_scrolled(self, value: int) -> None:
        if not self._holding:
            self.at_bottom = value >= self.verticalScrollBar().maximum() - 4
            if self.at_bottom:
                self.came_to_bottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the same rows in view.

        Where only the upper edge moves, as something comes or goes above, the words stay on the screen.
        """
        top, grown = self.mapTo(self.window(), QPoint()).y(), event.size().height() - event.oldSize().height()
        pulled = -grown if top - self._top == -grown else 0
        self._top = top
        with self.held():
            super().resizeEvent(event)
            if event.size().width() != event.oldSize().width():
                self.width_changed()
        if pulled and not self.at_bottom:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + pulled)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.at_bottom:
            self.to_bottom()
