"""Which part of a page is seen in a room of pixels, and where; zooming and panning are other parts of it."""

from PySide6.QtCore import QPointF, QRectF, QSizeF

from relay.protocol.slides import WIDTH, View

DEEPEST = WIDTH // 16
"""The least width of a page, in its units, that is ever all that is seen."""


class SheetSight:
    """The part that a view asks for is in the room, in its middle and as large as it fits."""

    def __init__(self) -> None:
        self.room = QSizeF()
        self.height = WIDTH * 9 // 16
        self.view = View()

    @property
    def scale(self) -> float:
        """Pixels of one unit; 0 while there is no room."""
        high = max(1.0, self.view.width * self.height / WIDTH)
        return max(0.0, min(self.room.width() / self.view.width, self.room.height() / high))

    @property
    def page(self) -> QRectF:
        """Where all of the page would be, in pixels."""
        scale = self.scale
        high = self.view.width * self.height / WIDTH
        left = self.room.width() / 2 - (self.view.x + self.view.width / 2) * scale
        top = self.room.height() / 2 - (self.view.y + high / 2) * scale
        return QRectF(left, top, WIDTH * scale, self.height * scale)

    @property
    def seen(self) -> QRectF:
        """What of the page is in the room, in pixels."""
        return self.page.intersected(QRectF(QPointF(), self.room))

    @property
    def zoomed(self) -> bool:
        """Whether less than all of the page is asked for."""
        return self.view.width < WIDTH

    def units_at(self, point: QPointF) -> QPointF:
        """A place in the room as one of the page, in its units; it may be beside the page."""
        page, scale = self.page, self.scale or 1.0
        return QPointF((point.x() - page.left()) / scale, (point.y() - page.top()) / scale)

    def units_of(self, rect: QRectF) -> QRectF:
        """A part of the room in units of the page."""
        return QRectF(self.units_at(rect.topLeft()), self.units_at(rect.bottomRight()))

    def pixels_of(self, rect: QRectF) -> QRectF:
        """A part of the page in pixels of the room."""
        page, scale = self.page, self.scale
        return QRectF(
            page.left() + rect.left() * scale,
            page.top() + rect.top() * scale,
            rect.width() * scale,
            rect.height() * scale,
        )

    def zoomed_by(self, factor: float, at: QPointF | None = None) -> View:
        """The view when one comes so much closer: what is at that place of the room stays there."""
        room = QPointF(self.room.width() / 2, self.room.height() / 2)
        at = room if at is None else at
        held = self.units_at(at)
        width = min(WIDTH, max(DEEPEST, self.view.width / factor))
        # the middle of the view is that of the room
        gone = self.view.width / width
        middle_x = held.x() + (room.x() - at.x()) / (self.scale * gone or 1.0)
        middle_y = held.y() + (room.y() - at.y()) / (self.scale * gone or 1.0)
        return self._kept_in(middle_x, middle_y, width)

    def panned_by(self, across: float, down: float) -> View:
        """The view when the page is pulled by so many pixels."""
        scale = self.scale or 1.0
        high = self.view.width * self.height / WIDTH
        middle_x = self.view.x + self.view.width / 2 - across / scale
        middle_y = self.view.y + high / 2 - down / scale
        return self._kept_in(middle_x, middle_y, self.view.width)

    def _kept_in(self, middle_x: float, middle_y: float, width: float) -> View:
        """No part beyond the page's edges."""
        high = width * self.height / WIDTH
        x = min(max(0.0, middle_x - width / 2), WIDTH - width)
        y = min(max(0.0, middle_y - high / 2), self.height - high)
        return View(round(x), round(y), round(width))
