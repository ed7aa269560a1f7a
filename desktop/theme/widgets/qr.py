"""A QR code: dark squares on a light ground with a margin, in every theme, as cameras want it."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.boxes import set_height_by_width
from desktop.theme.theme import Theme

QUIET = 4
"""Light squares around the code, which the standard asks for."""
SMALLEST = 120
"""Device-independent pixels: below this a camera at arm's length can't tell the squares of a link."""

Matrix = Sequence[Sequence[int]]
"""Rows of squares, 1 for dark."""


def qr_matrix(text: str) -> Matrix:
    """The squares of a code for a link, in ASCII as links are; a seventh of it may be covered by dirt."""
    import segno  # noqa: PLC0415  # the program's start need not wait 30 ms for it

    return segno.make(text, error="m", micro=False, boost_error=True).matrix


def paint_qr(painter: QPainter, box: QRectF, matrix: Matrix) -> None:
    """Draws a code as large as the box allows, in its middle, its margin included.

    On a screen each square takes whole pixels, so that all are of one size.
    """
    squares = len(matrix) + 2 * QUIET
    density = painter.device().devicePixelRatio()
    room = min(box.width(), box.height())
    square = int(room * density / squares) / density or room / squares
    side = square * squares
    left = round((box.center().x() - side / 2) * density) / density
    top = round((box.center().y() - side / 2) * density) / density
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(QRectF(left, top, side, side), Qt.GlobalColor.white)
    for row, dots in enumerate(matrix):
        column = 0
        for dark, run in groupby(dots):
            length = len(list(run))
            if dark:
                at = QRectF(
                    left + (QUIET + column) * square, top + (QUIET + row) * square, length * square, square
                )
                painter.fillRect(at, Qt.GlobalColor.black)
            column += length
    painter.restore()


class QrCode(QWidget):
    """Shows a text as a QR code, as large as there is room for. `name` tells screen readers what it says."""

    def __init__(
        self, theme: Theme, text: str = "", *, name: str = "", side: int = 280, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._side = theme, "", side
        self._matrix: Matrix = ()
        self.setAccessibleName(name)
        set_height_by_width(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.updateGeometry)
        self.set_text(text)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Shows another text; an empty one shows nothing."""
        if text != self._text:
            self._text = text
            self._matrix = qr_matrix(text) if text else ()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST, SMALLEST)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as it is wide, and no larger than was asked for."""
        return min(width, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._matrix:
            paint_qr(QPainter(self), QRectF(self.rect()), self._matrix)
