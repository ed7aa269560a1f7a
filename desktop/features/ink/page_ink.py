"""The marks of one page made ready, with a coarse grid of where they lie, so that few are looked at."""

import math
from collections.abc import Container, Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from desktop.features.ink.painting import MarkShape, shape_of
from relay.protocol.ink import InkMark
from relay.protocol.slides import WIDTH

CELL = WIDTH // 16
"""The side of a cell in units: 120 pixels where a page is 1,920 wide."""
Cell = tuple[int, int]
Place = tuple[float, float]


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

    def hit(
        self, at: QPointF, reach: float, to: QPointF | None = None, met: Container[object] = ()
    ) -> list[int]:
        """Those that are touched there, or on the way ``to``, by something round, the uppermost first.

        ``met``: those that need not be looked at.
        """
        end = at if to is None else to
        way, near = end - at, set[int]()
        pieces = max(1, math.ceil(max(abs(way.x()), abs(way.y())) / CELL))
        for piece in range(pieces):  # one box around a long slanting way would be the whole page
            first, last = at + way * (piece / pieces), at + way * ((piece + 1) / pieces)
            around = QRectF(first, last).normalized().adjusted(-reach, -reach, reach, reach)
            near.update(self.under(around))
        return [
            number
            for number in sorted(near, reverse=True)
            if number not in met
            and (shape := self._shapes[number]) is not None
            and touches(shape, at, end, reach)
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


def touches(shape: MarkShape, start: QPointF, end: QPointF, reach: float) -> bool:
    """Whether something round that goes this way touches the mark: its line, not in an empty box."""
    x, y = start.x(), start.y()
    across, down = end.x() - x, end.y() - y
    length = math.hypot(across, down)
    across, down = (across / length, down / length) if length else (1.0, 0.0)
    middle = shape.box.center()
    off = abs((middle.y() - y) * across - (middle.x() - x) * down)
    if off > reach + (abs(down) * shape.box.width() + abs(across) * shape.box.height()) / 2:
        return False
    if shape.text:
        if shape.box.contains(start) or shape.box.contains(end):
            return True
    else:
        reach += shape.look.width / 2
    seen = [
        ((one - x) * across + (other - y) * down, (other - y) * across - (one - x) * down)
        for one, other in shape.corners
    ]
    return any(_meets(one, other, length, reach) for one, other in pairwise(seen if seen[1:] else seen * 2))


def _meets(one: Place, other: Place, length: float, reach: float) -> bool:
    """Whether a line comes so near to the one from the origin to the right, which is so long."""
    (x, y), (next_x, next_y) = one, other
    if (y > reach and next_y > reach) or (y < -reach and next_y < -reach):
        return False
    if (x < -reach and next_x < -reach) or (x > length + reach and next_x > length + reach):
        return False
    if y * next_y < 0 and 0 <= x + (next_x - x) * y / (y - next_y) <= length:
        return True  # they cross
    if any(math.hypot(a - min(max(a, 0.0), length), b) <= reach for a, b in (one, other)):
        return True
    return _gap(0.0, one, other) <= reach or _gap(length, one, other) <= reach


def _gap(at: float, one: Place, other: Place) -> float:
    """From a place on the axis to a line."""
    (x, y), (next_x, next_y) = one, other
    wide, high = next_x - x, next_y - y
    square = wide * wide + high * high
    along = min(max(((at - x) * wide - y * high) / square, 0.0), 1.0) if square else 0.0
    return math.hypot(x + along * wide - at, y + along * high)
