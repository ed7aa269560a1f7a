"""The marks of one page made ready, with a coarse grid of where they lie, so that few are looked at."""

import math
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from desktop.features.ink.painting import MarkShape, shape_of
from relay.protocol.ink import InkMark
from relay.protocol.slides import WIDTH

CELL = WIDTH // 16
"""The side of a cell in units: 120 pixels where a page is 1,920 wide."""
ROUND = 48
"""Corners by which an ellipse is met."""
Cell = tuple[int, int]


class PageInk:
    """Those that have been read so far; one that can't be read has no shape and no place."""

    def __init__(self, height: int) -> None:
        self.page = QRectF(0, 0, WIDTH, height)
        self._shapes: dict[int, MarkShape | None] = {}
        self._cells: dict[Cell, set[int]] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._shapes

    def __len__(self) -> int:
        return len(self._shapes)

    @property
    def numbers(self) -> set[int]:
        return set(self._shapes)

    def shape(self, number: int) -> MarkShape | None:
        return self._shapes.get(number)

    def add(self, number: int, mark: InkMark) -> MarkShape | None:
        """Takes a mark in."""
        shape = self._shapes[number] = shape_of(mark)
        if shape is not None:
            for cell in self.cells(shape.box):
                self._cells.setdefault(cell, set()).add(number)
        return shape

    def remove(self, number: int) -> MarkShape | None:
        """Lets a mark go, if it is there."""
        shape = self._shapes.pop(number, None)
        if shape is not None:
            for cell in self.cells(shape.box):
                self._cells[cell].discard(number)
        return shape

    def under(self, rect: QRectF) -> list[int]:
        """Those whose boxes touch this part, in the order in which they lie upon each other."""
        near = set[int]().union(*(self._cells.get(cell, ()) for cell in self.cells(rect)))
        return sorted(number for number in near if self._box(number).intersects(rect))

    def hit(self, at: QPointF, reach: float) -> list[int]:
        """Those that are touched there by something round, the uppermost first."""
        around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        return [
            number
            for number in reversed(self.under(around))
            if (shape := self._shapes[number]) is not None and touches(shape, at, reach)
        ]

    def cells(self, rect: QRectF) -> Iterator[Cell]:
        """Of what is on the page: what goes far beyond it has no more cells for that."""
        rect = rect.intersected(self.page)
        if rect.isEmpty():
            return
        for x in range(int(rect.left()) // CELL, math.ceil(rect.right()) // CELL + 1):
            for y in range(int(rect.top()) // CELL, math.ceil(rect.bottom()) // CELL + 1):
                yield x, y

    def _box(self, number: int) -> QRectF:
        shape = self._shapes[number]
        return shape.box if shape is not None else QRectF()


def touches(shape: MarkShape, at: QPointF, reach: float) -> bool:
    """Whether something round lies on the mark: on its line, not in the middle of an empty box."""
    around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    if shape.text or not shape.width:
        return shape.box.intersects(around) if shape.text else shape.path.intersects(around)
    reach += shape.width / 2
    if shape.look.tool == "ellipse":
        corners = [shape.path.pointAtPercent(step / ROUND) for step in range(ROUND + 1)]
    else:
        corners = [QPointF(*_at(shape, place)) for place in range(shape.path.elementCount())]
    return any(_gap(at, one, other) <= reach for one, other in pairwise(corners))


def _at(shape: MarkShape, place: int) -> tuple[float, float]:
    element = shape.path.elementAt(place)
    return float(element.x), float(element.y)


def _gap(at: QPointF, start: QPointF, end: QPointF) -> float:
    """From a point to a line between two others."""
    way = end - start
    length = QPointF.dotProduct(way, way)
    along = min(max(QPointF.dotProduct(at - start, way) / length, 0.0), 1.0) if length else 0.0
    off = at - (start + way * along)
    return math.hypot(off.x(), off.y())
