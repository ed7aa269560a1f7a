"""A page of paper: where the pen is, how much room is left, and what stands at the foot of every page."""

from PySide6.QtCore import QDateTime, QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPagedPaintDevice, QPainter

from desktop.theme.pictures.look import DrawingLook
from desktop.translating import translate

FOOT = 30
"""Pixels at the foot of a page: its number, the title, and when it was made."""


class PaperSheet:
    """Pages of one document, written from above."""

    def __init__(self, painter: QPainter, device: QPagedPaintDevice, look: DrawingLook, title: str) -> None:
        self.painter, self.device, self.look = painter, device, look
        self.width = float(device.width())
        self.height = device.height() - look.px(FOOT)
        """Of what is written on a page, without its foot; in dots."""
        self.y = 0.0
        self.page = 1
        made = QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)
        self._foot = translate("Paper", "{title} · made {time}").format(title=title, time=made)
        self._draw_foot()

    def has_room(self, height: float) -> bool:
        """Whether so much fits below what stands there."""
        return self.y + height <= self.height

    def make_room(self, height: float) -> None:
        """Turns to a new page where there is not so much room, unless this one is new."""
        if self.y > 0 and not self.has_room(height):
            self.turn()

    def turn(self) -> None:
        """Begins a new page."""
        self.device.newPage()
        self.page += 1
        self.y = 0.0
        self._draw_foot()

    def rule(self, y: float, width: float = 1) -> None:
        """A line across the page."""
        look = self.look
        self.painter.fillRect(QRectF(0, y, self.width, look.px(width)), QColor(look.colours.border))

    def _draw_foot(self) -> None:
        look, whole = self.look, QRectF(0, self.height, self.width, self.look.px(FOOT))
        line = whole.adjusted(0, look.px(12), 0, 0)
        number = translate("Paper", "Page {number}").format(number=QLocale().toString(self.page))
        room = look.width(self.painter, number) + look.px(16)
        look.write(
            self.painter,
            look.placed(line.adjusted(0, 0, -room, 0), whole),
            self._foot,
            ink="muted",
        )
        far = Qt.AlignmentFlag.AlignRight
        look.write(self.painter, look.placed(line, whole), number, ink="muted", at=far)
