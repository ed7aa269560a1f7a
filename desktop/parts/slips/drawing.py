"""Slips to print and cut: what each student needs to sign in for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.parts.slip_sheet import draw_edge, slip_font, write_slips

translate = QCoreApplication.translate

PAD = 0.07
"""Of a slip's height."""


@dataclass(frozen=True)
class Slip:
    """One student's slip: their name, the class, and what to type where."""

    name: str
    class_name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SchoolAddress:
    """Where all of them sign in."""

    address: str
    words: tuple[str, ...]


def slip(name: str, class_name: str, username: str, code: str, school: SchoolAddress) -> Slip:
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
    """Writes a PDF as `write_slips` does."""
    write_slips(
        path, slips, title, lambda painter, box, one: _draw_one(painter, box, one, families, rtl), rtl=rtl
    )


def _draw_one(painter: QPainter, box: QRectF, one: Slip, families: Sequence[str], rtl: bool) -> None:
    draw_edge(painter, box)
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
        _write(painter, at, text, slip_font(families, line * size, weight), side)
        top += line
    top += line * 0.4
    names = inside.width() * 0.3
    for name, value in one.facts:
        start = inside.right() - names if rtl else inside.left()
        _write(painter, QRectF(start, top, names, line), name, slip_font(families, line * 0.46), side)
        rest = inside.width() - names
        start = inside.left() if rtl else inside.left() + names
        # what has to be typed is never cut: it is written smaller instead
        _write(
            painter,
            QRectF(start, top, rest, line),
            value,
            slip_font(families, line * 0.54, QFont.Weight.DemiBold),
            side,
            whole=True,
        )
        top += line


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
