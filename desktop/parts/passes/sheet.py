"""A sheet to print and cut: for each student a QR code that signs in this one student, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QRectF, QSaveFile, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from desktop.theme.widgets import paint_qr, qr_matrix

ACROSS, DOWN = 2, 5
DPI = 300
MARGIN_MM = 12
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
    """Writes a PDF, ten slips a page, that only its owner may read. For a thread. Raises OSError."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(file.errorString())
    file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setResolution(DPI)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size, upright = QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, upright, margins, QPageLayout.Unit.Millimeter))
    painter = QPainter(writer)
    try:
        draw_sheet(painter, writer, slips, families, rtl=rtl)
    finally:
        painter.end()
    if not file.commit():
        raise OSError(file.errorString())


def draw_sheet(
    painter: QPainter, writer: QPdfWriter, slips: Sequence[PassSlip], families: Sequence[str], *, rtl: bool
) -> None:
    """Draws the slips page by page, with lines to cut along. Names are plain text, whatever is in them."""
    width, height = writer.width() / ACROSS, writer.height() / DOWN
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    for number, slip in enumerate(slips):
        place = number % (ACROSS * DOWN)
        if number and not place:
            writer.newPage()
        column, row = place % ACROSS, place // ACROSS
        if rtl:
            column = ACROSS - 1 - column
        draw_slip(painter, QRectF(column * width, row * height, width, height), slip, families, rtl=rtl)


def draw_slip(
    painter: QPainter, box: QRectF, slip: PassSlip, families: Sequence[str], *, rtl: bool = False
) -> None:
    """Draws one slip: the code at the far end, and beside it who it is for."""
    painter.setPen(QPen(Qt.GlobalColor.gray, 2, Qt.PenStyle.DashLine))
    painter.drawRect(box)
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
        _font(families, line * 1.3, bold=True),
        edge | Qt.AlignmentFlag.AlignVCenter,
    )
    top = words.top() + 2.2 * line
    _write(
        painter,
        QRectF(words.left(), top, words.width(), line * 1.2),
        slip.class_name,
        _font(families, line * 0.72),
        edge | Qt.AlignmentFlag.AlignVCenter,
    )
    top += 1.4 * line
    rest = QRectF(words.left(), top, words.width(), inside.bottom() - top)
    top_edge = edge | Qt.AlignmentFlag.AlignTop
    _write(painter, rest, "\n".join(slip.lines), _font(families, line * 0.72), top_edge)


def _write(painter: QPainter, box: QRectF, text: str, font: QFont, edge: Qt.AlignmentFlag) -> None:
    """Text in a box, smaller where it is long; what is too long even so is cut, with an ellipsis."""
    wrapped = int(edge) | int(Qt.TextFlag.TextWordWrap)
    metrics = QFontMetricsF(font, painter.device())
    while not _fits(metrics, box, wrapped, text) and font.pixelSize() > SMALLEST_LETTERS:
        font.setPixelSize(font.pixelSize() - 1)
        metrics = QFontMetricsF(font, painter.device())
    painter.setFont(font)
    if _fits(metrics, box, wrapped, text):
        painter.drawText(box, wrapped, text)
    else:
        painter.drawText(box, int(edge), metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width()))


def _fits(metrics: QFontMetricsF, box: QRectF, flags: int, text: str) -> bool:
    taken = metrics.boundingRect(box, flags, text)
    return taken.height() <= box.height() and taken.width() <= box.width()


def _font(families: Sequence[str], pixels: float, *, bold: bool = False) -> QFont:
    font = QFont(list(families))
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return font
