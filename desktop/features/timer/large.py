"""A ring that empties, with what is left in digits: painted as large as it fits."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.features.timer.chip import digits_font
from desktop.features.timer.words import seconds_left, spoken, state_words
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import rounded, soften
from relay.protocol.timer import Countdown

WHOLE = 360 * 16
"""Qt counts angles in sixteenths of a degree."""
TOP = 90 * 16
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)
SMALLEST = 12
LARGEST_LABEL = 48
INSIDE = 0.74
"""Of the ring's width: what its digits have."""


class LargeTimer(QWidget):
    """It changes once a second and moves nothing; a screen reader has the same in words."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = self._under = self._label = ""
        self._part = 0.0
        """Of the ring that is full."""
        self._still = False
        theme.changed.connect(self.update)

    def show_timer(self, timer: Countdown | None, now: int) -> None:
        """As it stands now; None: there is none."""
        if timer is None:
            self._state, self._under, self._label = self.tr("No timer runs"), "", ""
            self._part, name = 0.0, self.tr("No timer runs")
        else:
            self._state, self._label = state_words(timer, now), timer.label
            self._under = self.tr("Paused") if timer.paused_at else ""
            whole = max(1, seconds_left(timer.time))
            self._part = 0.0 if timer.how else seconds_left(timer.left(now)) / whole
            name = spoken(timer, now)
        self._still = timer is None or timer.paused_at > 0
        if name != self.accessibleName():
            self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self), self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), Radius.CARD, c.surface)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        room = self.rect().adjusted(Space.L, Space.L, -Space.L, -Space.L)
        font, label, high = self._fit_label(room)
        beside = high + Space.M if high else 0
        side = max(1, min(room.width(), room.height() - beside))
        top = room.top() + max(0, room.height() - side - beside) // 2
        ring = QRectF(room.center().x() - side / 2, top, side, side)
        self._paint_ring(painter, ring)
        self._write_state(painter, ring)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(QRect(room.left(), top + side + Space.M, room.width(), high), WRAP, label)

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        c = self._theme.colours
        wide = max(4.0, ring.width() / 18)
        inside = ring.adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        painter.setPen(QPen(QColor(c.raised), wide))
        painter.drawEllipse(inside)
        if not self._part:
            return
        pen = QPen(QColor(c.muted if self._still else c.accent), wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(inside, TOP, -round(WHOLE * min(1.0, self._part)))

    def _write_state(self, painter: QPainter, ring: QRectF) -> None:
        """Digits of one size, however many there are of them; words wrap."""
        room = ring.width() * INSIDE
        font = digits_font(self._theme)
        font.setPixelSize(_largest(font, self._state, room, room / 2))
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        middle = ring.center()
        at = QRectF(0, 0, room, room)
        at.moveCenter(middle)
        painter.drawText(at, WRAP, self._state)
        if self._under:
            high = font.pixelSize()
            small = self._theme.font("body")
            small.setPixelSize(max(SMALLEST, high * 2 // 5))
            painter.setFont(small)
            painter.setPen(self._theme.colour("muted"))
            below = QRectF(0, 0, room, high)
            below.moveCenter(QPointF(middle.x(), middle.y() + high))
            painter.drawText(below, WRAP, self._under)

    def _fit_label(self, room: QRect) -> tuple[QFont, str, int]:
        """What it is for: its font, its words, and how high they are; the ring has the most of the room."""
        font, most = self._theme.font("heading"), max(1, room.height() // 3)
        if not self._label:
            return font, "", 0
        size = max(font.pixelSize(), min(LARGEST_LABEL, self.height() // 12))
        while True:
            font.setPixelSize(size)
            metrics = QFontMetrics(font)
            words = soften(self._label, metrics, room.width())
            high = metrics.boundingRect(QRect(0, 0, room.width(), 100_000), WRAP, words).height()
            if high <= most:
                return font, words, high
            if size <= SMALLEST:
                line = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, room.width())
                return font, line, metrics.height()
            size -= 1


def _largest(font: QFont, text: str, wide: float, high: float) -> int:
    """Pixels of letters with which it fits; a sentence has several lines."""
    size, made = int(high), QFont(font)
    while size > SMALLEST:
        made.setPixelSize(size)
        metrics = QFontMetrics(made)
        box = metrics.boundingRect(QRect(0, 0, int(wide), 100_000), WRAP, text)
        if box.height() <= high and max(map(metrics.horizontalAdvance, text.split() or [text])) <= wide:
            break
        size -= 2
    return max(SMALLEST, size)
