"""The minutes of a lesson along the lower edge of a picture."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.theme.pictures.look import DrawingLook
from desktop.translating import translate

MINUTE = 60_000
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 720, 1440)
"""Minutes between two numbers: the first with which they stand apart."""
APART = 46
"""Pixels between two numbers, at least."""
HIGH = 20
"""Pixels that the numbers take."""


@dataclass(frozen=True)
class Minutes:
    """So many ms of a lesson across a box."""

    length: int
    plot: QRectF
    within: QRectF
    """The whole picture, in which the box stands mirrored where people read from the right."""

    def x(self, at: float) -> float:
        """Where a moment is, in ms of the lesson; before it is mirrored."""
        share = min(max(at / self.length, 0.0), 1.0) if self.length else 0.0
        return self.plot.left() + self.plot.width() * share

    def box(self, since: float, until: float, top: float, height: float, look: DrawingLook) -> QRectF:
        """The box of a time, at least so wide that it is seen."""
        left = self.x(since)
        width = max(self.x(until) - left, look.px(2))
        return look.placed(QRectF(left, top, width, height), self.within)

    def draw(self, painter: QPainter, look: DrawingLook) -> None:
        """Draws lines through the plot, and below it the minutes."""
        minutes = self.length / MINUTE
        most = max(1.0, self.plot.width() / look.px(APART))
        step = next((one for one in STEPS if minutes / one <= most), STEPS[-1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for minute in range(0, int(minutes) + 1, step):
            x = look.placed(QRectF(self.x(minute * MINUTE), 0, 0, 0), self.within).left()
            painter.setPen(QPen(QColor(look.colours.border), look.px(1)))
            painter.drawLine(QLineF(x, self.plot.top(), x, self.plot.bottom()))
            text = QLocale().toString(minute)
            if minute and minute + step > minutes:
                text = translate("Pictures", "{minutes} min").format(minutes=text)
            wide = look.px(APART + 20)
            label = QRectF(x - wide / 2, self.plot.bottom() + look.px(2), wide, look.px(HIGH - 2))
            look.write(painter, label, text, ink="muted", at=Qt.AlignmentFlag.AlignHCenter)
