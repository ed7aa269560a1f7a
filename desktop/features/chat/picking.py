"""Selecting words within one message with the mouse, and following a quoted line or a web address."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTextBoundaryFinder, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.features.chat.marks import Picked
from desktop.features.chat.rows import ChatRows
from desktop.features.chat.shown_line import ShownLine
from desktop.theme import Theme
from desktop.web_links import Link, link_at

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class PickingRows(ChatRows):
    """Drawing the mouse over words marks them, within one message; beyond it whole messages are selected.

    The words are marked where they are painted: no other widget lies on any row, however many there are.
    """

    link_pressed = Signal(object)
    """The Link that was clicked."""

    def __init__(self, theme: Theme, me: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, me, parent)
        self._anchor: tuple[ShownLine, int] | None = None
        """Where the button was pressed."""
        self._pressed_quote = 0
        self._pressed_link: Link | None = None
        self.viewport().setMouseTracking(True)
        self.selectionModel().selectionChanged.connect(self.drop_picked)
        self.lines.dataChanged.connect(self._on_changed)

    def picked_text(self) -> str:
        """The words that are marked, as they were written."""
        picked = self._delegate.picked
        return picked.text if picked else ""

    def drop_picked(self) -> None:
        """No words are marked any more."""
        if self._delegate.picked:
            self._delegate.picked = None
            self.viewport().update()

    def _on_changed(self, changed: QModelIndex) -> None:
        """Words that stand there otherwise now, or not at all, are marked no more: they may be hidden."""
        picked, line = self._delegate.picked, self.lines.line(changed.row())
        if picked and picked.line.id == line.id and picked.line is not line:
            self.drop_picked()

    def _pick(self, line: ShownLine, start: int, end: int) -> None:
        first, last = sorted((start, end))
        self._delegate.picked = Picked(line, first, last) if first < last else None
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Of the right button only the menu is the matter: what is selected stays."""
        if event.button() == RIGHT:
            return
        at = event.position().toPoint()
        if event.button() == LEFT:
            self.drop_picked()
            self._anchor, self._pressed_quote, self._pressed_link = None, 0, None
            index = self.indexAt(at)
            if index.isValid() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                place = self._place(index, at)
                self._pressed_quote = self._quote_at(index, at)
                self._pressed_link = self._link_at(index, at)
                self._anchor = (self.lines.line(index.row()), place) if place >= 0 else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if self._anchor and event.buttons() & LEFT:
            line, start = self._anchor
            if index.isValid() and self.lines.line(index.row()) is line:
                if len(self.selectionModel().selectedRows()) > 1:
                    flags = QItemSelectionModel.SelectionFlag
                    self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self._pick(line, start, self._place(index, at, near=True))
                return
            self.drop_picked()
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._show_pointer(index, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        quote, self._pressed_quote = self._pressed_quote, 0
        link, self._pressed_link, self._anchor = self._pressed_link, None, None
        index = self.indexAt(at)
        if event.button() != LEFT or not index.isValid():
            return
        if quote and self._quote_at(index, at) == quote:
            self.show_message(quote)
        elif link and not self.picked_text() and self._link_at(index, at) == link:
            self.link_pressed.emit(link)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Marks the word under the pointer."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        place = self._place(index, at) if index.isValid() and event.button() == LEFT else -1
        if place < 0:
            super().mouseDoubleClickEvent(event)
            return
        line = self.lines.line(index.row())
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, line.text)
        finder.setPosition(place)
        start = place if finder.isAtBoundary() else finder.toPreviousBoundary()
        finder.setPosition(place)
        end = finder.toNextBoundary()
        self._anchor = line, max(start, 0)
        if end > start >= 0:
            self._pick(line, start, end)

    def _show_pointer(self, index: QModelIndex, at: QPoint) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if index.isValid():
            if self._quote_at(index, at) or self._link_at(index, at):
                shape = Qt.CursorShape.PointingHandCursor
            elif self._place(index, at) >= 0:
                shape = Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _place(self, index: QModelIndex, at: QPoint, *, near: bool = False) -> int:
        """Where in the words of a message a point is; -1: beside them."""
        row = self.visualRect(index)
        line = self.lines.line(index.row())
        return self._delegate.place_in_words(
            line, row.width(), self.isRightToLeft(), at - row.topLeft(), near
        )

    def _link_at(self, index: QModelIndex, at: QPoint) -> Link | None:
        """The web address at a point."""
        place = self._place(index, at)
        return link_at(self.lines.line(index.row()).text, place) if place >= 0 else None

    def _quote_at(self, index: QModelIndex, at: QPoint) -> int:
        """The number of the message whose first words stand at a point, or 0."""
        row = self.visualRect(index)
        line = self.lines.line(index.row())
        on_it = line.quotes and self._delegate.is_on_quote(
            line, row.width(), self.isRightToLeft(), at - row.topLeft()
        )
        return line.quotes if on_it else 0
