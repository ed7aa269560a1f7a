"""A page's ink as one picture in the screen's own pixels, painted in slices, so that nothing waits."""

import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap

from desktop.features.ink.page_ink import CELL, Cell, PageInk
from desktop.features.ink.painting import MarkShape, paint_shape
from relay.protocol.ink import InkMark
from relay.protocol.slides import WIDTH

SLICE_SECONDS = 0.008
"""How long is painted between two turns of the loop."""
MOST_PIXELS = 8_300_000
"""Of a picture: a whole screen of the largest kind. Closer than that, marks are painted one by one."""
MARGIN = 4
"""Pixels around a piece of it in which lines are rounded as on a piece, and not as on the whole."""
FEW = 400
"""So many marks are painted as quickly as a part of a picture."""


@dataclass
class _Mending:
    """A cell that is painted anew beside the picture until all its marks are on it."""

    pixels: QRect
    part: QRectF
    piece: QPixmap
    left: Iterator[int]


class InkPicture(QObject):
    """What lies on one page. What comes is painted over it; where something goes, cells are mended."""

    changed = Signal(QRectF)

    def __init__(self, height: int, *, board: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.ink = PageInk(height)
        self._board = board
        self._marks: dict[int, InkMark] = {}
        self._hidden: frozenset[int] = frozenset()
        self._newest = -1
        self._asked = self._scale = 0.0
        """Pixels of a unit on the screen, and in the picture."""
        self._picture = QPixmap()
        self._before: QPixmap | None = None
        """Of another size, shown until the new one is whole."""
        self._todo: deque[int] = deque()
        self._dirty: dict[Cell, None] = {}
        self._mending: _Mending | None = None
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self.work)

    @property
    def done(self) -> bool:
        """Whether everything is painted."""
        return not self._todo and not self._dirty and self._mending is None

    def is_shown(self, number: int) -> bool:
        return number in self._marks and number not in self._hidden

    # what lies on the page

    def show_marks(self, marks: Mapping[int, InkMark]) -> None:
        """These lie on it, and no others."""
        for number in self._marks.keys() - marks.keys():
            self.remove(number)
        self.add({number: marks[number] for number in sorted(marks.keys() - self._marks.keys())})

    def add(self, marks: Mapping[int, InkMark]) -> None:
        """These lie on it from now on, in the order of their numbers."""
        for number, mark in marks.items():
            self._marks[number] = mark
            if number > self._newest:
                self._newest = number
                self._todo.append(number)
            else:
                self._soil(self.ink.add(number, mark))
        self.work()

    def remove(self, number: int) -> None:
        """A mark is gone."""
        if self._marks.pop(number, None) is not None:
            self._soil(self.ink.remove(number))

    def put_again(self, number: int, mark: InkMark) -> None:
        """A mark is elsewhere."""
        if number in self._marks:
            self.remove(number)
            self.add({number: mark})

    def hide_marks(self, numbers: Collection[int]) -> None:
        """These are not seen, and all others are."""
        hidden = frozenset(numbers)
        changed, self._hidden = self._hidden ^ hidden, hidden
        for number in changed:
            self._soil(self.ink.shape(number))

    def set_scale(self, scale: float) -> None:
        """So many pixels of the screen are a unit; until all is painted anew, what there is is stretched."""
        if scale == self._asked:
            return
        self._asked = scale
        scale = min(scale, (MOST_PIXELS / (WIDTH * self.ink.page.height())) ** 0.5)
        if scale == self._scale:
            return
        if not self._marks:
            self._before = None
        elif not self._picture.isNull() and self._before is None:
            self._before = self._picture
        self._scale = scale
        self._picture = QPixmap()
        self._todo = deque(sorted(self._marks))
        self._dirty.clear()
        self._mending = None
        self._go_on()

    def _soil(self, shape: MarkShape | None) -> None:
        """Where it was has to be mended."""
        if shape is not None and self._scale:
            self._dirty |= dict.fromkeys(self.ink.cells(shape.box))
            self._go_on()

    # painting it

    def work(self) -> None:
        """Paints for one slice, and comes back for the rest. On most pages nobody draws: they need none."""
        if self._picture.isNull() and self._scale and not self.done:
            size = QSize(round(WIDTH * self._scale), round(self.ink.page.height() * self._scale))
            self._picture = QPixmap(size)
            self._picture.fill(Qt.GlobalColor.transparent)
        if self._picture.isNull():
            return
        until, touched = time.perf_counter() + SLICE_SECONDS, QRectF()
        while (part := self._step(until)) is not None:
            touched |= part
            if time.perf_counter() >= until:
                break
        if not touched.isEmpty():
            self.changed.emit(touched)
        if not self.done:
            self._go_on()

    def _step(self, until: float) -> QRectF | None:
        """Where something was painted; None if there is nothing to do."""
        if self._todo:
            return self._paint_new(until)
        return self._mend(until) if self._dirty or self._mending is not None else None

    def _go_on(self) -> None:
        if not self._again.isActive():
            self._again.start()

    def _paint_new(self, until: float) -> QRectF:
        """What came and is not painted yet, in its order; at least one mark."""
        touched = QRectF()
        painter = self._painter_on(self._picture, QPointF())
        while self._todo:
            number = self._todo.popleft()
            shape = self._read(number)
            if shape is not None and number not in self._hidden:
                paint_shape(painter, shape, board=self._board)
                touched |= shape.box
                self._start_anew(shape)
            if time.perf_counter() >= until:
                break
        painter.end()
        if not self._todo and self._before is not None:
            self._before = None
            return self.ink.page
        return touched

    def _read(self, number: int) -> MarkShape | None:
        """A mark as it is painted, which is found out when it is painted first; None if it has gone."""
        if number not in self._marks or number in self.ink:
            return self.ink.shape(number)
        return self.ink.add(number, self._marks[number])

    def _start_anew(self, shape: MarkShape) -> None:
        """A cell that is being mended has one mark more."""
        if self._mending is not None and self._mending.part.intersects(shape.box):
            self._dirty |= dict.fromkeys(self.ink.cells(self._mending.part))
            self._mending = None

    def _mend(self, until: float) -> QRectF:
        """Goes on with a cell; once all its marks are there, it takes its place in the picture."""
        mending = self._mending = self._mending or self._begin_mending()
        first = mending.pixels.topLeft() - QPoint(MARGIN, MARGIN)
        painter = self._painter_on(mending.piece, QPointF(first))
        whole = self._paint_marks(painter, mending.left, until)
        painter.end()
        if not whole:
            return QRectF()
        self._mending = None
        painter = QPainter(self._picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        inner = QRect(QPoint(MARGIN, MARGIN), mending.pixels.size())
        painter.drawPixmap(mending.pixels.topLeft(), mending.piece, inner)
        painter.end()
        return mending.part

    def _begin_mending(self) -> _Mending:
        cell = next(iter(self._dirty))
        del self._dirty[cell]
        x, y, side = cell[0] * CELL * self._scale, cell[1] * CELL * self._scale, CELL * self._scale
        pixels = QRectF(x, y, side, side).toAlignedRect().intersected(self._picture.rect())
        part = QRectF(
            pixels.x() / self._scale,
            pixels.y() / self._scale,
            pixels.width() / self._scale,
            pixels.height() / self._scale,
        )
        piece = QPixmap(pixels.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).size())
        piece.fill(Qt.GlobalColor.transparent)
        return _Mending(pixels, part, piece, iter(self.ink.under(part)))

    def _paint_marks(self, painter: QPainter, numbers: Iterable[int], until: float) -> bool:
        """Whether all of them are painted now."""
        for number in numbers:
            shape = self.ink.shape(number)
            if shape is not None and number not in self._hidden:
                paint_shape(painter, shape, board=self._board)
            if time.perf_counter() > until:
                return False
        return True

    def _painter_on(self, picture: QPixmap, at: QPointF) -> QPainter:
        """Its units are the page's; ``at``: the pixel of the page that is the first of this picture."""
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-at)
        painter.scale(self._scale, self._scale)
        return painter

    # showing it

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        """Paints what is within ``clip``; the painter's units are the page's."""
        picture = self._before or self._picture
        if picture.isNull():
            return
        if self._asked > self._scale and len(under := self.ink.under(clip)) <= FEW:
            self._paint_marks(painter, under, float("inf"))
        elif self._asked == self._scale and self._before is None:
            ratio = painter.device().devicePixelRatio()
            origin = painter.transform().map(QPointF()) * ratio
            painter.resetTransform()
            painter.scale(1 / ratio, 1 / ratio)
            painter.drawPixmap(origin.toPoint(), picture)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.ink.page, picture, QRectF(picture.rect()))
