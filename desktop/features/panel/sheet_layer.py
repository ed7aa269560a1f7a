"""What subjects lay over a page: ink, a pointer; and what such a layer is told of pen and page."""

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QWidget

from relay.protocol.slides import WIDTH, Ground


class PageOnSheet(NamedTuple):
    """Which page is seen. ``height``: in units of the page, which is ``WIDTH`` of them wide."""

    deck: int = 0
    page: int = 0
    height: int = WIDTH * 9 // 16
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class PenSample:
    """Where a pen, or the mouse with its left button, is on a page, in its units. ``pressure``: 0 to 1."""

    at: QPointF
    pressure: float = 0.5
    eraser: bool = False
    is_pen: bool = False
    seconds: float = 0.0
    """When, by a clock that only goes on."""


class SheetLayer(QObject):
    """What a subject lays over the pages of one sheet; it lives as long as that."""

    changed = Signal(QRectF)
    """This part has to be painted anew, in units of the page; an empty one: all of it."""

    pen_changed = Signal()
    """It takes the pen now, or no more, or has another cursor."""

    described = Signal()
    """`describe` gives something new."""

    def set_page(self, page: PageOnSheet) -> None:
        """Another page is seen."""

    def set_scale(self, pixels: float) -> None:
        """So many pixels of the screen, as many as its device has, are one unit."""

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        """Paints what is within ``clip``; the painter's units are the page's."""

    def takes_pen(self) -> bool:
        """Whether pressing on the sheet is for this layer now."""
        return False

    def put_pen_down(self) -> None:
        """Another layer takes it from now on."""

    def cursor(self) -> QCursor | None:
        """What the pointer is like while the layer takes the pen."""
        return None

    def press(self, sample: PenSample) -> None:
        """The pen touches the page."""

    def move(self, sample: PenSample) -> None:
        """It goes on, still touching."""

    def release(self, sample: PenSample) -> None:
        """It is lifted."""

    def cancel(self) -> None:
        """It was no pen: what it did since it touched the page shall not have been."""

    def hover(self, sample: PenSample | None) -> None:
        """The pointer is over the page without touching; None: it has left it."""

    def tools(self, parent: QWidget) -> QWidget | None:
        """What stands in a column beside the sheet, made in this parent; hidden it takes no room."""
        return None

    def set_upright(self, upright: bool) -> None:
        """Whether its tools stand in a column, or in a row below where it is narrow."""

    def describe(self) -> str:
        """What of it a screen reader says behind the page's own words; empty: nothing."""
        return ""
