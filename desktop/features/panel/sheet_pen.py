"""What mouse, pen and fingers do on a sheet: drawing for the layer that takes it, or moving the page."""

from time import monotonic
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

from desktop.features.panel.sheet_layer import PenSample, SheetLayer

PEN_NEAR = 0.5
"""Seconds after a pen was over the sheet in which a touch is the hand that holds it."""
MOUSE_PRESSURE = 0.5


class PenTarget(Protocol):
    """The sheet, as far as a pen is concerned."""

    def units_at(self, point: QPointF) -> QPointF:
        """A place of the sheet in units of the page."""

    def layer_for_pen(self) -> SheetLayer | None:
        """The layer that takes the pen now."""

    def hover(self, sample: PenSample | None) -> None:
        """The pointer is over the sheet without touching it, or has left it."""

    def pull(self, across: float, down: float) -> bool:
        """The page is pulled by so many pixels; False if there is nothing to pull."""

    def pinch(self, factor: float, at: QPointF) -> None:
        """The page is spread by so much around a place of the sheet."""


class SheetPen:
    """One pen at a time: what touched first is followed until it is lifted."""

    def __init__(self, target: PenTarget) -> None:
        self._target = target
        self._layer: SheetLayer | None = None
        """Which has the stroke that goes on."""
        self._by: str = ""
        """What it is made with: "mouse", "pen", "finger"; "pull": the page follows the pointer."""
        self._last = QPointF()
        self._pen_seen = -PEN_NEAR
        self._spread = 0.0

    @property
    def down(self) -> bool:
        """Whether something touches the sheet."""
        return bool(self._by)

    def let_go(self) -> None:
        """What goes on ends where it was: the page under it is another."""
        if self._layer is not None:
            self._layer.release(self._sample(self._last, 0.0))
        self._layer, self._by = None, ""

    def _drop(self) -> None:
        """What a finger has begun was the hand, or the first of two."""
        if self._by != "finger":
            return self.let_go()
        if self._layer is not None:
            self._layer.cancel()
        self._layer, self._by = None, ""

    # the mouse

    def mouse(self, event: QMouseEvent) -> bool:
        """Whether this press, move or release was for the sheet."""
        at, kind = event.position(), event.type()
        if self._by == "pen" or (kind == QEvent.Type.MouseMove and not event.buttons() and self._by):
            return True
        if kind == QEvent.Type.MouseButtonPress:
            return event.button() == Qt.MouseButton.LeftButton and self._begin("mouse", at, MOUSE_PRESSURE)
        if kind == QEvent.Type.MouseButtonRelease:
            return event.button() == Qt.MouseButton.LeftButton and self._end(at, MOUSE_PRESSURE)
        if self._by:
            return self._go_on(at, MOUSE_PRESSURE)
        self._target.hover(self._sample(at, MOUSE_PRESSURE))
        return False

    # the pen of a tablet

    def tablet(self, event: QTabletEvent) -> bool:
        """Whether the pen's event was for the sheet; what it is not comes again as the mouse's."""
        self._pen_seen = monotonic()
        if self._by == "finger":
            self._drop()
        at, pressure = event.position(), event.pressure()
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        if event.type() == QEvent.Type.TabletPress:
            return event.button() == Qt.MouseButton.LeftButton and self._begin("pen", at, pressure, eraser)
        if event.type() == QEvent.Type.TabletRelease:
            return self._end(at, pressure, eraser)
        if self._by:
            return self._go_on(at, pressure, eraser)
        self._target.hover(self._sample(at, pressure, eraser, is_pen=True))
        return True

    # fingers

    def touch(self, event: QTouchEvent) -> bool:
        """One finger draws or pulls, two spread the page; none does anything while a pen is near."""
        points = event.points()
        if self._by == "pen" or monotonic() - self._pen_seen < PEN_NEAR:
            return True
        if event.type() == QEvent.Type.TouchCancel:
            self._drop()
        elif len(points) > 1:
            self._pinch(points)
        else:
            self._finger(points[0])
        return True

    def _finger(self, point: QEventPoint) -> None:
        self._spread = 0.0
        at = point.position()
        match point.state():
            case QEventPoint.State.Pressed:
                self._begin("finger", at, MOUSE_PRESSURE)
            case QEventPoint.State.Released:
                self._end(at, MOUSE_PRESSURE)
            case _:
                if self._by:
                    self._go_on(at, MOUSE_PRESSURE)

    def _pinch(self, points: list[QEventPoint]) -> None:
        self._drop()
        first, second = points[0].position(), points[1].position()
        middle, apart = (first + second) / 2, first - second
        spread = (apart.x() ** 2 + apart.y() ** 2) ** 0.5
        if self._spread and spread:
            self._target.pinch(spread / self._spread, middle)
            self._target.pull(middle.x() - self._last.x(), middle.y() - self._last.y())
        self._spread, self._last = spread, middle
        if any(point.state() == QEventPoint.State.Released for point in points):
            self._spread = 0.0

    # all of them

    def _begin(self, by: str, at: QPointF, pressure: float, eraser: bool = False) -> bool:
        if self._by:
            return True
        self._last = at
        self._layer = self._target.layer_for_pen()
        if self._layer is not None:
            self._by = by
            self._target.hover(None)
            self._layer.press(self._sample(at, pressure, eraser, is_pen=by == "pen"))
            return True
        if self._target.pull(0.0, 0.0):
            self._by = "pull"
            return True
        return False

    def _go_on(self, at: QPointF, pressure: float, eraser: bool = False) -> bool:
        if self._layer is not None:
            self._layer.move(self._sample(at, pressure, eraser, is_pen=self._by == "pen"))
        else:
            self._target.pull(at.x() - self._last.x(), at.y() - self._last.y())
        self._last = at
        return True

    def _end(self, at: QPointF, pressure: float, eraser: bool = False) -> bool:
        if not self._by:
            return False
        layer, self._layer, by, self._by = self._layer, None, self._by, ""
        if layer is not None:
            layer.release(self._sample(at, pressure, eraser, is_pen=by == "pen"))
        return True

    def _sample(
        self, at: QPointF, pressure: float, eraser: bool = False, *, is_pen: bool = False
    ) -> PenSample:
        return PenSample(self._target.units_at(at), pressure, eraser, is_pen, monotonic())
