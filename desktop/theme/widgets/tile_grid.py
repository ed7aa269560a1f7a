"""A grid of people as tiles, all of them in sight where they can be: one widget that draws what is seen."""

import math
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.clipboard import copy_lines
from desktop.theme.theme import Theme
from desktop.theme.widgets.table import Index
from desktop.theme.widgets.tile import PersonTile, paint_tile

TILE = Qt.ItemDataRole.UserRole + 1
"""The role under which a model gives a row's PersonTile."""
GAP = 6
LEAST_WIDTH, LEAST_HEIGHT, TALLEST = 112, 58, 200
"""Of a tile, at a text scale of 1."""
SHARE = 0.4
"""Of the height that there is: as high a tile may always be, so that few fill a screen that all look at."""
SHAPE = 1.3
"""Width by height of the best tile."""
STAYS = 0.25
"""Tiles stay in their columns while others would be better by no more than this (natural logarithm)."""
LIST_ROW = 40


class Lattice(NamedTuple):
    """How tiles are laid: so many columns, so high, on that width."""

    columns: int
    height: int
    width: int


def columns_for(
    count: int, width: float, height: float, least: tuple[int, int], tallest: int, before: int = 0
) -> int:
    """In how many columns so many tiles are all in sight, of the best shape and with few places empty.

    If they can't be all in sight, the most that there is room for.
    ``before``: in how many they are already, and stay where that does.
    """
    most = max(1, int((width + GAP) // (least[0] + GAP)))
    off: dict[int, float] = {}
    for tried in range(1, most + 1):
        high = (height + GAP) / math.ceil(count / tried) - GAP
        if high >= least[1]:
            shape = ((width + GAP) / tried - GAP) / min(high, tallest)
            filled = math.ceil(count / tried) * tried / count
            off[tried] = abs(math.log(shape / SHAPE)) + math.log(filled)
    best = min(off, key=off.__getitem__, default=most)
    return before if before in off and off[before] <= off[best] + STAYS else best


class TileGrid(QListView):
    """Shows the tiles of a model; who is where in it follows from the model's order alone.

    Qt lays out a QListView's rows as it likes: of that class this has only what it is to screen readers.
    """

    def __init__(self, theme: Theme, people: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._rows = theme, people
        self._planned = 0
        self._as_list = False
        self._lattice = Lattice(1, 1, 1)
        self._laid_for = 0, 0
        """For how many, and in what width, the columns were chosen."""
        self._over = -1
        self.setModel(people)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setMinimumHeight(theme.px(40))
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def plan(self, count: int) -> None:
        """Lays the columns for so many, so that who comes beside them moves nobody to another column."""
        if count != self._planned:
            self._planned = count
            self.scheduleDelayedItemsLayout()

    @property
    def as_list(self) -> bool:
        """One column of low rows."""
        return self._as_list

    def set_list(self, as_list: bool) -> None:
        """Shows a list instead of tiles, or tiles again."""
        self._as_list = as_list
        self.scheduleDelayedItemsLayout()

    @property
    def columns(self) -> int:
        self.executeDelayedItemsLayout()
        return self._lattice.columns

    def copy_current(self) -> None:
        """Copies a name as all copying does it."""
        copy_lines(str(self.currentIndex().data() or ""))

    # where everything is

    def doItemsLayout(self) -> None:
        self._lattice = self._laid()
        QAbstractItemView.doItemsLayout(self)

    def _count(self) -> int:
        return self._rows.rowCount()

    def _laid(self) -> Lattice:
        area, count, theme = self.maximumViewportSize(), self._count(), self._theme
        if self._as_list:
            columns, height = 1, theme.target(LIST_ROW)
        else:
            least = theme.px(LEAST_WIDTH), theme.px(LEAST_HEIGHT)
            tallest = max(theme.px(TALLEST), round(SHARE * area.height()))
            planned = max(self._planned or count, 1)
            size = area.width(), area.height()
            before = self._lattice.columns if (planned, area.width()) == self._laid_for else 0
            columns = columns_for(planned, *size, least, tallest, before)
            self._laid_for = planned, area.width()
            rows = math.ceil(max(planned, count) / columns)
            height = int(min(max((area.height() + GAP) // rows - GAP, least[1]), tallest))
        width = area.width()
        if math.ceil(count / columns) * (height + GAP) - GAP > area.height():
            width -= self.verticalScrollBar().sizeHint().width()
            if not self._as_list:
                columns = min(columns, max(1, (width + GAP) // (theme.px(LEAST_WIDTH) + GAP)))
        return Lattice(columns, height, max(width, 1))

    def updateGeometries(self) -> None:
        columns, height, _ = self._lattice
        whole = math.ceil(self._count() / columns) * (height + GAP) - GAP
        seen, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setRange(0, max(0, whole - self.maximumViewportSize().height()))
        bar.setPageStep(seen)
        bar.setSingleStep(max(1, (height + GAP) // 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.doItemsLayout()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        columns, height, width = self._lattice
        row, column = divmod(index.row(), columns)
        step = (width + GAP) / columns
        left, right = round(column * step), round((column + 1) * step) - GAP
        if self.isRightToLeft():
            left, right = width - right, width - left
        return QRect(left, row * (height + GAP) - self.verticalOffset(), right - left, height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        columns, height, width = self._lattice
        x = width - point.x() if self.isRightToLeft() else point.x()
        column, row = (
            int(x // ((width + GAP) / columns)),
            (point.y() + self.verticalOffset()) // (height + GAP),
        )
        number = row * columns + column
        if 0 <= column < columns and 0 <= number < self._count():
            index = self.model().index(number, 0)
            if self.visualRect(index).contains(point):
                return index
        return QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        self.executeDelayedItemsLayout()
        at, seen, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if at.top() < 0 or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + at.top())
        elif at.bottom() > seen:
            bar.setValue(bar.value() + at.bottom() - seen)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """By the arrows to the tile that is there, by Home and End to the first and the last."""
        count = self._count()
        if not count:
            return QModelIndex()
        current = self.currentIndex().row() if self.currentIndex().isValid() else 0
        columns, height, _ = self._lattice
        page = max(1, self.viewport().height() // (height + GAP)) * columns
        ahead = -1 if self.isRightToLeft() else 1
        move = QAbstractItemView.CursorAction
        steps = {
            move.MoveLeft: -ahead,
            move.MoveRight: ahead,
            move.MoveUp: -columns,
            move.MoveDown: columns,
            move.MovePageUp: -page,
            move.MovePageDown: page,
            move.MoveHome: -count,
            move.MoveEnd: count,
            move.MoveNext: 1,
            move.MovePrevious: -1,
        }
        wanted = current + steps.get(action, 0)
        if action in (move.MoveUp, move.MoveDown) and not 0 <= wanted < count:
            wanted = current  # there is nobody above or below
        return self.model().index(min(max(wanted, 0), count - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(
            QItemSelection(index, index) if index.isValid() else QItemSelection(), command
        )

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the tiles that are in what is to be drawn, and nothing of the others."""
        self.executeDelayedItemsLayout()
        painter, columns = QPainter(self.viewport()), self._lattice.columns
        high, dirty, offset = self._lattice.height + GAP, event.rect(), self.verticalOffset()
        first = max(0, (dirty.top() + offset) // high) * columns
        last = min(self._count(), ((dirty.bottom() + offset) // high + 1) * columns)
        current = self.currentIndex().row() if self.hasFocus() else -1
        model = self.model()
        for number in range(first, last):
            index = model.index(number, 0)
            at = self.visualRect(index)
            if at.intersects(dirty):
                self.paint_one(painter, QRectF(at), index, focus=number == current, over=number == self._over)

    def paint_one(
        self, painter: QPainter, at: QRectF, index: QModelIndex, *, focus: bool, over: bool
    ) -> None:
        """Draws one tile."""
        tile: PersonTile = index.data(TILE)
        columns, height, width = self._lattice
        size = QSize((width + GAP) // columns - GAP, height)  # a pixel more makes no tile another one
        mirrored = self.isRightToLeft()
        painter.save()
        paint_tile(painter, at, tile, self._theme, size, mirrored=mirrored, focus=focus, over=over)
        painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(-1)

    def _point_at(self, row: int) -> None:
        if row != self._over:
            for one in (self._over, row):
                self._repaint(one)
            self._over = row

    def _repaint(self, row: int) -> None:
        if 0 <= row < self._count():
            self.viewport().update(self.visualRect(self.model().index(row, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_current()
        else:
            super().keyPressEvent(event)
