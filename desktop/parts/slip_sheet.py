"""Sheets of slips to print and cut, ten a page, as a PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from desktop.parts.paper.writing import page_layout, pdf_writer
from relay.shared.files import write_private

ACROSS, DOWN = 2, 5
MARGIN_MM = 12

S = TypeVar("S")


def write_slips(
    path: Path,
    slips: Sequence[S],
    title: str,
    draw: Callable[[QPainter, QRectF, S], None],
    *,
    rtl: bool,
) -> None:
    """Writes A4 pages with lines to cut along, for the file's owner alone to read: they hold codes.

    Needs no window: run it in a thread. Raises OSError.
    """
    buffer = QBuffer()
    writer = pdf_writer(buffer, title, page_layout(margin=MARGIN_MM))
    painter = QPainter(writer)
    try:
        width, height = writer.width() / ACROSS, writer.height() / DOWN
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        for number, slip in enumerate(slips):
            place = number % (ACROSS * DOWN)
            if number and not place:
                writer.newPage()
            column, row = place % ACROSS, place // ACROSS
            if rtl:
                column = ACROSS - 1 - column
            draw(painter, QRectF(column * width, row * height, width, height), slip)
    finally:
        painter.end()
    write_private(path, bytes(buffer.data().data()))


def draw_edge(painter: QPainter, box: QRectF) -> None:
    """The line to cut along; what comes after it is black."""
    painter.setPen(QPen(Qt.GlobalColor.gray, 2, Qt.PenStyle.DashLine))
    painter.drawRect(box)
    painter.setPen(Qt.GlobalColor.black)


def slip_font(families: Sequence[str], pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Letters so many dots high."""
    font = QFont(list(families))
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(weight)
    return font
