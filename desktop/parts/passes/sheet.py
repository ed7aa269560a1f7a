"""A sheet to print and cut: for each student a QR code that signs in this one student, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.parts.slip_sheet import draw_edge, slip_font, write_slips
from desktop.theme.widgets import paint_qr, qr_matrix

PAD = 0.06
"""Of a slip's height."""
SMALLEST_LETTERS = 18
"""Dots high: what is longer is cut with an ellipsis."""


@dataclass(frozen=True)
class PassSlip:
    """One student's slip. The link opens that student's account, so `repr` does not show it."""

    name: str
    class_name: str
    link: str = field(repr=False)
    lines: tuple[str, ...]
    """What else to say, one sentence each."""


def write_sheet(
    path: Path, slips: Sequence[PassSlip], title: str, families: Sequence[str], *, rtl: bool
) -> None:
    """Writes a PDF as `write_slips` does."""

    def draw(painter: QPainter, box: QRectF, slip: PassSlip) -> None:
        draw_slip(painter, box, slip, families, rtl=rtl)

    write_slips(path, slips, title, draw, rtl=rtl)


def draw_slip(
    painter: QPainter, box: QRectF, slip: PassSlip, families: Sequence[str], *, rtl: bool = False
) -> None:
    """Draws one slip: the code at the far end, and beside it who it is for."""
    draw_edge(painter, box)
    pad = box.height() * PAD
    inside = box.adjusted(pad, pad, -pad, -pad)
    side = min(inside.height(), inside.width() * 0.5)
    left = inside.left() if rtl else inside.right() - side
    paint_qr(painter, QRectF(left, inside.top(), side, side), qr_matrix(slip.link))
    start = inside.left() + side + pad if rtl else inside.left()
    words = QRectF(start, inside.top(), inside.width() - side - pad, inside.height())
    painter.setPen(Qt.GlobalColor.black)
    line = inside.height() / 9
    edge = (
        Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    ) | Qt.AlignmentFlag.AlignAbsolute
    _write(
        painter,
        QRectF(words.left(), words.top(), words.width(), 2.2 * line),
        slip.name,
        slip_font(families, line * 1.3, QFont.Weight.Bold),
        edge | Qt.AlignmentFlag.AlignVCenter,
    )
    top = words.top() + 2.2 * line
    _write(
        painter,
        QRectF(words.left(), top, words.width(), line * 1.2),
        slip.class_name,
        slip_font(families, line * 0.72),
        edge | Qt.AlignmentFlag.AlignVCenter,
    )
    top += 1.4 * line
    rest = QRectF(words.left(), top, words.width(), inside.bottom() - top)
    top_edge = edge | Qt.AlignmentFlag.AlignTop
    _write(painter, rest, "\n".join(slip.lines), slip_font(families, line * 0.72), top_edge)


def _write(painter: QPainter, box: QRectF, text: str, font: QFont, edge: Qt.AlignmentFlag) -> None:
    """Text in a box, smaller where it is long; what is too long even so is cut, with an ellipsis."""
    wrapped = int(edge) | int(Qt.TextFlag.TextWordWrap)
    metrics = QFontMetricsF(font, painter.device())
    while not _fits(metrics, box, wrapped, text) and font.pixelSize() > SMALLEST_LETTERS:
        font.setPixelSize(font.pixelSize() - 1)
        metrics = QFontMetricsF(font, painter.device())
    painter.setFont(font)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
    if _fits(metrics, box, wrapped, text):
        painter.drawText(box, wrapped, text)
    else:
        painter.drawText(box, int(edge), metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width()))


def _fits(metrics: QFontMetricsF, box: QRectF, flags: int, text: str) -> bool:
    taken = metrics.boundingRect(box, flags, text)
    return taken.height() <= box.height() and taken.width() <= box.width()
