"""A sheet: one page of a deck as it is seen, and what subjects lay over it (ink, a pointer)."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.features.panel.sheet_ground import ground_colour, paint_ground
from desktop.features.panel.sheet_layer import PageOnSheet, PenSample, SheetLayer
from desktop.features.panel.sheet_pen import SheetPen
from desktop.features.panel.sheet_sight import SheetSight
from desktop.theme import Theme
from relay.protocol.slides import WIDTH, View

__all__ = ["PageOnSheet", "PenSample", "Sheet", "SheetLayer"]

STEP = 1.25
"""By how much one notch of the wheel, or one key, comes closer."""
NOTCH = 120
"""What Qt calls one notch."""


class Sheet(QWidget):
    """Shows one page, whole or a part of it, with the layers of all subjects on it."""

    view_wished = Signal(View)
    """The person zooms or pans: this part shall be seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.page = PageOnSheet()
        self.layers: list[SheetLayer] = []
        self.sight = SheetSight()
        self._picture: QImage | None = None
        self._words = ""
        self._text = ""
        self._ready: QPixmap | None = None
        """What is seen of the picture or the ground, as large as the screen's own pixels."""
        self._pen = SheetPen(self)
        self._holder: SheetLayer | None = None
        """Which takes the pen."""
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._paint_anew)

    def add_layers(self, layers: Iterable[SheetLayer]) -> None:
        """Lays these over the page, each over those before it."""
        for layer in layers:
            layer.setParent(self)
            layer.set_page(self.page)
            layer.changed.connect(self._on_changed)
            layer.pen_changed.connect(self._on_pen_changed)
            layer.described.connect(self._describe)
            self.layers.append(layer)
        self._tell_scale()
        self._show_cursor()

    # what is seen

    def show_page(
        self, page: PageOnSheet, name: str, *, picture: QImage | None, words: str = "", text: str = ""
    ) -> None:
        """Shows another page, or the same with its picture.

        ``name``: what it is called; ``words``: stand where a picture is not there; ``text``: what is
        written on it, for screen readers.
        """
        same = page == self.page and picture is self._picture and words == self._words
        if page != self.page:
            self._pen.let_go()
            self.page = page
            self.sight.height = page.height
            self.sight.view = View()
            for layer in self.layers:
                layer.set_page(page)
            self._tell_scale()
        self._picture, self._words, self._text = picture, words, text
        self.setAccessibleName(name)
        self._describe()
        if not same:
            self._paint_anew()

    def set_view(self, view: View) -> None:
        """Shows this part of the page."""
        if view != self.sight.view:
            self.sight.view = view
            self._tell_scale()
            self._paint_anew()

    @property
    def view(self) -> View:
        """The part that is shown."""
        return self.sight.view

    def zoom(self, steps: float) -> None:
        """Wishes to come closer by so many steps, or to go back."""
        self.view_wished.emit(self.sight.zoomed_by(STEP**steps))

    @property
    def scale(self) -> float:
        """Pixels of the screen, as many as its device has, of one unit of the page."""
        return self.sight.scale * self.devicePixelRatioF()

    def units_at(self, point: QPointF) -> QPointF:
        return self.sight.units_at(point)

    # painting

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 45)

    def paintEvent(self, event: QPaintEvent) -> None:
        seen = self.sight.seen
        inside = seen.toAlignedRect()
        if inside.isEmpty():
            return
        if self._ready is None or self._ready.devicePixelRatio() != self.devicePixelRatioF():
            self._ready = self._make_ready(inside, seen)
        painter = QPainter(self)
        painter.setClipRegion(event.region().intersected(inside))
        painter.drawPixmap(inside.topLeft(), self._ready)
        if self._picture is None and self._words:
            painter.setFont(self._theme.font("heading"))
            painter.setPen(QColor(self._theme.colours.on_paper))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.drawText(inside.adjusted(8, 8, -8, -8), flags, self._words)
        part = self.sight.units_of(QRectF(event.rect().intersected(inside)))
        self._to_units(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in self.layers:
            painter.save()
            layer.paint(painter, part)
            painter.restore()

    def _make_ready(self, inside: QRect, seen: QRectF) -> QPixmap:
        """The picture scaled once, or the ground drawn once: layers change far more often."""
        ratio = self.devicePixelRatioF()
        ready = QPixmap(inside.size() * ratio)
        ready.setDevicePixelRatio(ratio)
        ready.fill(ground_colour(self.page.ground, self._theme.colours))
        painter = QPainter(ready)
        painter.translate(-inside.topLeft())
        painter.setClipRect(seen)
        self._to_units(painter)
        part = self.sight.units_of(seen)
        paint_ground(painter, self.page.ground, part, self._theme.colours)
        if self._picture is not None:
            self._draw_picture(painter, self._picture, part, seen.size().toSize() * ratio)
        painter.end()
        return ready

    def _draw_picture(self, painter: QPainter, picture: QImage, part: QRectF, pixels: QSize) -> None:
        right, down = picture.width() / WIDTH, picture.height() / self.page.height
        source = QRectF(part.left() * right, part.top() * down, part.width() * right, part.height() * down)
        whole = source.toAlignedRect() == picture.rect()
        if whole and pixels.width() < picture.width():  # as good as it gets, which the painter is not
            keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(pixels, keep, smooth)
            source = QRectF(picture.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(part, picture, source)

    def _to_units(self, painter: QPainter) -> None:
        page, scale = self.sight.page, self.sight.scale
        painter.translate(page.topLeft())
        painter.scale(scale, scale)

    def _paint_anew(self) -> None:
        self._ready = None
        self.update()

    def _on_changed(self, part: QRectF) -> None:
        """Only what a layer changed, and the pixels that its edges touch."""
        if part.isEmpty():
            self.update()
        else:
            self.update(self.sight.pixels_of(part).toAlignedRect().adjusted(-2, -2, 2, 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sight.room = QRectF(self.rect()).size()
        self._tell_scale()
        self._paint_anew()

    def _tell_scale(self) -> None:
        for layer in self.layers:
            layer.set_scale(self.scale)

    # mouse, pen and fingers

    def layer_for_pen(self) -> SheetLayer | None:
        """The uppermost that takes it."""
        return next((layer for layer in reversed(self.layers) if layer.takes_pen()), None)

    def hover(self, sample: PenSample | None) -> None:
        for layer in self.layers:
            layer.hover(sample)

    def pull(self, across: float, down: float) -> bool:
        if not self.sight.zoomed:
            return False
        if across or down:
            self.view_wished.emit(self.sight.panned_by(across, down))
        return True

    def pinch(self, factor: float, at: QPointF) -> None:
        self.view_wished.emit(self.sight.zoomed_by(factor, at))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._pen.mouse(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._pen.mouse(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._pen.mouse(event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.setAccepted(self._pen.tablet(event))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms; without, it moves a page that is zoomed; it never turns one."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pinch(STEP ** (turned.y() / NOTCH), event.position())
        elif not self.pull(turned.x() / 2, turned.y() / 2):
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            return self._pen.touch(event)
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.pinch(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _on_pen_changed(self) -> None:
        """Of two that take the pen it is that one's which took it last."""
        taking = [layer for layer in self.layers if layer.takes_pen()]
        before, others = self._holder, [layer for layer in taking if layer is not self._holder]
        held = before is not None and before in taking
        self._holder = others[-1] if others else before if held else None
        if others and held and before is not None:
            before.put_pen_down()
        self._show_cursor()

    def _show_cursor(self) -> None:
        layer = self.layer_for_pen()
        cursor = layer.cursor() if layer is not None else None
        if cursor is None:
            self.unsetCursor()
        else:
            self.setCursor(cursor)

    def _describe(self) -> None:
        words = [self._text or self._words, *(layer.describe() for layer in self.layers)]
        self.setAccessibleDescription("\n".join(filter(None, words)))
