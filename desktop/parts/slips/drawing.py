"""Slips to print and cut: what each student needs to sign in for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QIODevice, QMarginsF, QRectF, QSaveFile, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

translate = QCoreApplication.translate

ACROSS, DOWN = 2, 5
DPI = 300
MARGIN_MM = 12
PAD = 0.07
"""Of a slip's height."""


@dataclass(frozen=True)
class Slip:
    """One student's slip: their name, the class, and what to type where."""

    name: str
    class_name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class School:
    """Where all of them sign in."""

    address: str
    words: tuple[str, ...]


def slip(name: str, class_name: str, username: str, code: str, school: School) -> Slip:
    """A student's slip."""
    return Slip(
        name,
        class_name,
        (
            (translate("Slips", "Address"), school.address),
            (translate("Slips", "User name"), username),
            (translate("Slips", "One-time code"), code),
            (translate("Slips", "Six words"), " ".join(school.words[:3])),
            ("", " ".join(school.words[3:])),
        ),
    )


def write_pdf(path: Path, slips: Sequence[Slip], title: str, families: Sequence[str], *, rtl: bool) -> None:
    """Writes a PDF of A4 pages with ten slips each. Needs no window: run it in a thread. Raises OSError."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(file.errorString())
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setResolution(DPI)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    try:
        draw(painter, writer, slips, families, rtl=rtl)
    finally:
        painter.end()
    if not file.commit():
        raise OSError(file.errorString())


def draw(
    painter: QPainter, writer: QPdfWriter, slips: Sequence[Slip], families: Sequence[str], *, rtl: bool
) -> None:
    """Draws the slips, page by page, with lines to cut along. Names are plain text, whatever is in them."""
    width, height = writer.width() / ACROSS, writer.height() / DOWN
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    for number, one in enumerate(slips):
        place = number % (ACROSS * DOWN)
        if number and not place:
            writer.newPage()
        column, row = place % ACROSS, place // ACROSS
        if rtl:
            column = ACROSS - 1 - column
        _draw_one(painter, QRectF(column * width, row * height, width, height), one, families, rtl)


def _draw_one(painter: QPainter, box: QRectF, one: Slip, families: Sequence[str], rtl: bool) -> None:
    painter.setPen(QPen(Qt.GlobalColor.gray, 2, Qt.PenStyle.DashLine))
    painter.drawRect(box)
    painter.setPen(Qt.GlobalColor.black)
    pad = box.height() * PAD
    inside = box.adjusted(pad * 1.5, pad, -pad * 1.5, -pad)
    line = inside.height() / (len(one.facts) + 2.5)
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    top = inside.top()
    for text, size, weight in (
        (one.name, 0.74, QFont.Weight.Bold),
        (one.class_name, 0.52, QFont.Weight.Normal),
    ):
        at = QRectF(inside.left(), top, inside.width(), line)
        _write(painter, at, text, _font(families, line * size, weight), side)
        top += line
    top += line * 0.4
    names = inside.width() * 0.3
    for name, value in one.facts:
        start = inside.right() - names if rtl else inside.left()
        _write(painter, QRectF(start, top, names, line), name, _font(families, line * 0.46), side)
        rest = inside.width() - names
        start = inside.left() if rtl else inside.left() + names
        # what has to be typed is never cut: it is written smaller instead
        _write(
            painter,
            QRectF(start, top, rest, line),
            value,
            _font(families, line * 0.54, QFont.Weight.DemiBold),
            side,
            whole=True,
        )
        top += line


def _font(families: Sequence[str], pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(list(families))
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(weight)
    return font


def _write(
    painter: QPainter, at: QRectF, text: str, font: QFont, side: Qt.AlignmentFlag, *, whole: bool = False
) -> None:
    metrics = QFontMetricsF(font, painter.device())
    while whole and metrics.horizontalAdvance(text) > at.width() and font.pixelSize() > 16:
        font.setPixelSize(font.pixelSize() - 2)
        metrics = QFontMetricsF(font, painter.device())
    painter.setFont(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, at.width())
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(at, int(flags), shown)
