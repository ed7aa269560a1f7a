"""Sheets of slips to print and cut, ten a page, as a PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QIODevice, QMarginsF, QRectF, QSaveFile, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

ACROSS, DOWN = 2, 5
DPI = 300
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
    if not file.commit():
        raise OSError(file.errorString())


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
