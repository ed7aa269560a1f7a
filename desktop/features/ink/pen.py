"""What the pen does on a page while it is down: a stroke, a shape from corner to corner, rubbing, moving."""

from collections.abc import Callable, Container, Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer
from PySide6.QtGui import QPainter

from desktop.features.ink.live import stroke_number
from desktop.features.ink.outgoing import OwnMark
from desktop.features.ink.painting import FREE, MarkShape, between, paint_shape, stroke
from desktop.features.ink.strokes import Point, Touch, simplify, strokes_of
from desktop.features.panel.sheet_layer import PenSample
from relay.protocol.ink import MarkLook, encode_points

LIVE_MS = 80
"""How often others are told how a stroke goes on."""
CHUNK = 24
"""Points of a stroke that are painted together, so that a long one costs no more than a short one."""
REACH = 90
"""Units around the pen's tip in which a mark is met."""
LONGEST = 3_000
"""Points after which a stroke goes on as another."""

TellLive = Callable[[int, int, MarkLook, str], object]
"""A stroke's number, the part's, its look, and the part's points."""


class PenWork(Protocol):
    """One thing that goes on while the pen is down."""

    def move(self, sample: PenSample) -> QRectF:
        """Goes on; gives what is to be painted anew."""

    def paint(self, painter: QPainter, clip: QRectF, *, board: bool) -> None:
        """Paints what is there so far."""


class LiveTeller(QObject):
    """Tells others of one stroke, part by part."""

    def __init__(self, look: MarkLook, tell: TellLive, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._tell = look, tell
        self._touches: list[Touch] = []
        self._number = self._part = 0
        self._timer = QTimer(self, interval=LIVE_MS)
        self._timer.timeout.connect(self._tell_part)

    def begin(self, touch: Touch) -> None:
        self._number, self._part = stroke_number(_point(touch)), 0
        self._touches = [touch]
        self._timer.start()

    def add(self, touch: Touch) -> None:
        self._touches.append(touch)

    def end(self) -> None:
        self._timer.stop()
        self._touches = []

    def _tell_part(self) -> None:
        """The next part begins where this ends; what has two ends is told whole, from where it began."""
        if len(self._touches) < 2:
            return
        if self._look.tool in FREE:
            part, self._touches = simplify(self._touches), self._touches[-1:]
        else:
            part = self._touches = [self._touches[0], self._touches[-1]]
            self._touches = self._touches[:1]
        self._tell(self._number, self._part, self._look, encode_points(map(_point, part)))
        self._part += 1


class FreeStroke:
    """A line as the hand draws it."""

    def __init__(self, look: MarkLook, teller: LiveTeller, sample: PenSample) -> None:
        self.look, self._teller = look, teller
        self._pressed = sample.is_pen and look.tool == "pen"
        self.touches: list[Touch] = []
        self._chunks: list[MarkShape] = []
        """Those that are whole."""
        self._begin(_touch(sample))

    def _begin(self, touch: Touch) -> None:
        self.touches = [touch]
        self._chunks = []
        self._teller.begin(touch)

    def move(self, sample: PenSample) -> QRectF:
        last = self.touches[-1]
        touch = Touch(sample.at.x(), sample.at.y(), sample.pressure or last.pressure)  # 0: as it is lifted
        if _point(touch) == _point(last):
            return QRectF()
        self.touches.append(touch)
        self._teller.add(touch)
        # a marker is seen through, so that two parts of it must not lie on each other
        if self.look.tool == "pen" and len(self.touches) % CHUNK == 0:
            self._chunks.append(self._shape(self.touches[-CHUNK - 1 :]))
        grown = self.look.width + 8
        near = self.touches[-CHUNK - 2 :] if self._pressed else self.touches[-4:]
        xs, ys = [one.x for one in near], [one.y for one in near]
        return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys))).adjusted(
            -grown, -grown, grown, grown
        )

    @property
    def is_long(self) -> bool:
        return len(self.touches) >= LONGEST

    def go_on(self) -> None:
        """What was drawn so far is another stroke now."""
        self._begin(self.touches[-1])

    @property
    def strokes(self) -> list[tuple[str, str]]:
        """Points and pressure as they travel."""
        return [(one.points, one.pressure) for one in strokes_of(self.touches, pressed=self._pressed)]

    def paint(self, painter: QPainter, clip: QRectF, *, board: bool) -> None:
        for shape in self._chunks:
            if shape.box.intersects(clip):
                paint_shape(painter, shape, board=board)
        whole = len(self._chunks) * CHUNK
        paint_shape(painter, self._shape(self.touches[max(whole - 1, 0) :]), board=board)

    def _shape(self, touches: list[Touch]) -> MarkShape:
        pressures = [one.pressure for one in touches] if self._pressed else []
        return stroke(self.look, list(map(_point, touches)), pressures)


class Corners:
    """A line, an arrow, a box or an ellipse, from where the pen came down to where it is."""

    def __init__(self, look: MarkLook, teller: LiveTeller, sample: PenSample) -> None:
        self.look, self._teller = look, teller
        self._start = self._end = _touch(sample)
        teller.begin(self._start)

    def move(self, sample: PenSample) -> QRectF:
        before = self._shape.box
        self._end = _touch(sample)
        self._teller.add(self._end)
        return before | self._shape.box

    @property
    def strokes(self) -> list[tuple[str, str]]:
        """None if the pen did not move: a line without a length is a slip."""
        start, end = _point(self._start), _point(self._end)
        return [(encode_points([start, end]), "")] if start != end else []

    @property
    def _shape(self) -> MarkShape:
        return between(self.look, _point(self._start), _point(self._end))

    def paint(self, painter: QPainter, clip: QRectF, *, board: bool) -> None:
        paint_shape(painter, self._shape, board=board)


Met = int | OwnMark
"""A mark by its number, or one that is not told yet."""
Hits = Callable[[QPointF, QPointF, Container[Met]], Iterable[Met]]
"""What is touched on the way from one place to another, without what is met already."""


class Rubbing:
    """Takes off what the pen goes over, whole marks; those it met are in ``met``."""

    def __init__(self, hits: Hits, sample: PenSample) -> None:
        self._hits = hits
        self._last = sample.at
        self.met: set[Met] = set(hits(sample.at, sample.at, ()))

    def move(self, sample: PenSample) -> QRectF:
        """Also what lies between two places of a hand that moves fast."""
        new = set(self._hits(self._last, sample.at, self.met))
        self.met |= new
        self._last = sample.at
        part = QRectF()
        for mark in new:
            if isinstance(mark, OwnMark) and mark.sending is not None and mark.sending.shape is not None:
                part |= mark.sending.shape.box
        return part

    def paint(self, painter: QPainter, clip: QRectF, *, board: bool) -> None:
        """What it met is hidden, which is all that is seen."""


class Moving:
    """Takes marks along."""

    def __init__(self, numbers: list[int], box: QRectF, sample: PenSample) -> None:
        """``box``: around them."""
        self.numbers, self._box = numbers, box
        self._start, self.way = sample.at, QPointF()

    def move(self, sample: PenSample) -> QRectF:
        before, self.way = self.way, sample.at - self._start
        return self._box.translated(before) | self._box.translated(self.way)

    @property
    def distance(self) -> tuple[int, int]:
        return round(self.way.x()), round(self.way.y())

    def paint(self, painter: QPainter, clip: QRectF, *, board: bool) -> None:
        """The layer paints what is taken along."""


def _touch(sample: PenSample) -> Touch:
    return Touch(sample.at.x(), sample.at.y(), sample.pressure)


def _point(touch: Touch) -> Point:
    return round(touch.x), round(touch.y)
