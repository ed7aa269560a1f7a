"""The wall's tiles: a click or Enter wants a person's actions, and a tile can change places with another."""

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.features.register.model import FoundPeople, WallPerson
from desktop.theme import Radius, Theme
from desktop.theme.widgets import TileGrid, rounded

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class WallView(TileGrid):
    """Dragging, or Ctrl and an arrow, has two of the roster change places; the others keep theirs."""

    chosen = Signal(str, QPoint)
    """Somebody's actions are wanted, by key, at that place of the screen."""

    swapped = Signal(str, str)

    def __init__(self, theme: Theme, people: FoundPeople, parent: QWidget) -> None:
        super().__init__(theme, people, parent)
        self._people = people
        self._pressed: QPoint | None = None
        self._dragged, self._target = "", -1

    def person(self, index: QModelIndex) -> WallPerson | None:
        return self._people.at(index)

    def show_current(self, key: str) -> None:
        """Puts the keyboard on somebody, if they are there."""
        for row in range(self._people.rowCount()):
            index = self._people.index(row, 0)
            person = self.person(index)
            if person is not None and person.key == key:
                self.setCurrentIndex(index)
                return

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid():
            self.setCurrentIndex(index)
        self._pressed = at if event.button() == Qt.MouseButton.LeftButton and index.isValid() else None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is not None and not self._dragged and not self.as_list:
            person = self.person(self.indexAt(self._pressed))
            far = (at - self._pressed).manhattanLength() >= 2 * QApplication.startDragDistance()
            if far and person is not None and person.on_roster:
                self._dragged = person.key
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged:
            self._aim(self.indexAt(at))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        if self._dragged:
            dragged, index = self._dragged, self.indexAt(at)
            self._let_go()
            person = self.person(index)
            if person is not None and person.on_roster and person.key != dragged:
                self.swapped.emit(dragged, person.key)
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            index = self.indexAt(at)
            if index.isValid() and index == self.indexAt(pressed):
                self._choose(index, at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        if index.isValid():
            self._choose(index, event.pos() if mouse else self.visualRect(index).center())

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), event.key()
        if self._dragged and key == Qt.Key.Key_Escape:
            self._let_go()
            self._pressed = None
        elif index.isValid() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(index, self.visualRect(index).center())
        elif key in ARROWS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move_current(Qt.Key(key))
        else:
            super().keyPressEvent(event)

    def _move_current(self, key: Qt.Key) -> None:
        move = self.CursorAction
        ways = dict(zip(ARROWS, (move.MoveLeft, move.MoveRight, move.MoveUp, move.MoveDown), strict=True))
        mine = self.person(self.currentIndex())
        other = self.person(self.moveCursor(ways[key], Qt.KeyboardModifier.NoModifier))
        if self.as_list or mine is None or other is None or mine.key == other.key:
            return
        if mine.on_roster and other.on_roster:
            self.swapped.emit(mine.key, other.key)
            self.show_current(mine.key)

    # while somebody is dragged

    def paintEvent(self, event: QPaintEvent) -> None:
        """Outlines the tile with which the dragged one would change places."""
        super().paintEvent(event)
        if self._dragged and self._target >= 0:
            at = QRectF(self.visualRect(self._people.index(self._target, 0)))
            line = self._theme.colours.accent
            rounded(QPainter(self.viewport()), at, Radius.CONTROL, line=line, width=3)

    def _aim(self, index: QModelIndex) -> None:
        person = self.person(index)
        self._target = index.row() if person is not None and person.on_roster else -1
        self.viewport().update()

    def _let_go(self) -> None:
        self._dragged, self._target = "", -1
        self.viewport().unsetCursor()
        self.viewport().update()

    def _choose(self, index: QModelIndex, at: QPoint) -> None:
        person = self.person(index)
        if person is not None:
            self.chosen.emit(person.key, self.viewport().mapToGlobal(at))
