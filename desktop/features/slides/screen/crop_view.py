"""A picture with a frame on it around the part that is wanted, for mouse, fingers and keys."""

from PySide6.QtCore import QLocale, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from desktop.features.slides.screen.crop import Crop
from desktop.theme import Theme
from desktop.theme.widgets import announce

NEAR, GRIP, LINE = 10, 10, 2
"""Pixels of the widget: how near to a side is on it, how large a corner's grip is, and the frame's line."""
STEPS = 50
"""A key moves by this part of the picture's width; with Ctrl by one pixel of it."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
CURSORS = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
}


class CropView(QWidget):
    """Left is left in every language here: it is a picture."""

    changed = Signal()

    def __init__(self, theme: Theme, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.image = theme, image
        self.crop = Crop.whole(image.width(), image.height())
        self._small = QPixmap()
        self._pressed: tuple[tuple[int, int], Crop, tuple[int, int] | None] | None = None
        """Where in the picture a button went down, on which frame, and on which side of it; None: on none."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("What the class will see"))
        self._describe()

    def show_picture(self, image: QImage) -> None:
        """Another one, and all of it."""
        self.image, self._small = image, QPixmap()
        self._set(Crop.whole(image.width(), image.height()))

    def part(self) -> QImage:
        """The part in the frame."""
        crop = self.crop
        return self.image.copy(crop.left, crop.top, crop.width, crop.height)

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    # where it is

    def place(self) -> QRect:
        """Where the picture stands in this widget."""
        room = self.rect().adjusted(GRIP // 2, GRIP // 2, -GRIP // 2, -GRIP // 2)
        size = self.image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = room.x() + (room.width() - size.width()) // 2
        return QRect(QPoint(left, room.y() + (room.height() - size.height()) // 2), size)

    def frame(self) -> QRectF:
        """Where the frame stands in this widget."""
        place, crop, scale = self.place(), self.crop, self._scale()
        return QRectF(
            place.x() + crop.left / scale,
            place.y() + crop.top / scale,
            crop.width / scale,
            crop.height / scale,
        )

    def _scale(self) -> float:
        """Pixels of the picture for one of this widget."""
        return self.image.width() / max(1, self.place().width())

    def _in_picture(self, at: QPointF) -> tuple[int, int]:
        place, scale = self.place(), self._scale()
        return round((at.x() - place.x()) * scale), round((at.y() - place.y()) * scale)

    # the mouse

    def _side(self, at: QPointF) -> tuple[int, int] | None:
        near = round(NEAR * self._scale())
        side = self.crop.side_at(*self._in_picture(at), near)
        return None if side == (0, 0) and self.crop.is_whole else side  # what can't be moved is drawn anew

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = event.position()
            self._pressed = self._in_picture(at), self.crop, self._side(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self.setCursor(CURSORS.get(self._side(at) or (9, 9), Qt.CursorShape.CrossCursor))
            return
        start, before, side = self._pressed
        end = self._in_picture(at)
        across, down = end[0] - start[0], end[1] - start[1]
        if side is None:
            self._set(before.spanned(start, end))
        elif side == (0, 0):
            self._set(before.moved(across, down))
        else:
            self._set(before.sized(side, across, down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.choose_all()

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.choose_all()
        elif (way := ARROWS.get(Qt.Key(event.key()))) is not None:
            fine = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            step = 1 if fine else max(1, self.image.width() // STEPS)
            across, down = way[0] * step, way[1] * step
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._set(self.crop.sized((1, 1), across, down))
            else:
                self._set(self.crop.moved(across, down))
            announce(self, self.accessibleDescription())
        else:
            super().keyPressEvent(event)

    def choose_all(self) -> None:
        self._set(Crop.whole(self.image.width(), self.image.height()))

    def _set(self, crop: Crop) -> None:
        self.crop = crop
        self._describe()
        self.update()
        self.changed.emit()

    def _describe(self) -> None:
        crop, locale = self.crop, QLocale()
        if crop.is_whole:
            self.setAccessibleDescription(self.tr("The whole picture"))
            return
        words = self.tr("From {left} % to {right} % across, and from {top} % to {bottom} % down")
        self.setAccessibleDescription(
            words.format(
                left=locale.toString(100 * crop.left // crop.wide),
                right=locale.toString(100 * crop.right // crop.wide),
                top=locale.toString(100 * crop.top // crop.high),
                bottom=locale.toString(100 * crop.bottom // crop.high),
            )
        )

    # how it looks

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, place, frame = self._theme.colours, self.place(), self.frame()
        painter = QPainter(self)
        painter.drawPixmap(place, self._picture(place.size()))
        outside = QRegion(place).subtracted(QRegion(frame.toAlignedRect()))
        scrim = QColor(colours.scrim)
        scrim.setAlphaF(0.6)
        painter.setClipRegion(outside)
        painter.fillRect(place, scrim)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(colours.accent)
        line = 2 * LINE if self.hasFocus() else LINE
        painter.setPen(QPen(QColor(colours.surface), line + 2))  # the line is seen on every picture
        painter.drawRect(frame)
        painter.setPen(QPen(accent, line))
        painter.drawRect(frame)
        painter.setPen(QPen(QColor(colours.surface), 1))
        painter.setBrush(accent)
        for corner in (frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight()):
            grip = QRectF(0, 0, GRIP, GRIP)
            grip.moveCenter(corner)
            painter.drawRect(grip)

    def _picture(self, size: QSize) -> QPixmap:
        """Scaled once for each size: the frame moves many times over it."""
        ratio = self.devicePixelRatioF()
        wanted = size * ratio
        if self._small.size() != wanted:
            smooth = Qt.TransformationMode.SmoothTransformation
            small = self.image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._small = QPixmap.fromImage(small)
            self._small.setDevicePixelRatio(ratio)
        return self._small
