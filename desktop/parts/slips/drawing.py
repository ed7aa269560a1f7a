"""Slips to print and cut: what each student needs to sign in for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.parts.slip_sheet import draw_edge, slip_font, write_slips
from desktop.theme.widgets import paint_qr, qr_matrix
from desktop.translating import translate

PAD = 0.06
"""Of a slip's height."""
HEAD = 0.38
"""Of what is inside: whose slip it is and what to do, with the picture of the link at its end."""
NAMES = 0.29
"""Of the width, for what each thing is called."""
SMALLEST = 0.55
"""Of their usual size letters may be, where much has to stand on a slip."""
MOST_PIXELS = 16_000
WORDS, ANYWHERE = Qt.TextFlag.TextWordWrap, Qt.TextFlag.TextWrapAnywhere


@dataclass(frozen=True)
class Slip:
    """One student's slip: their name, the class, what to do, and what to type where."""

    name: str
    class_name: str
    facts: tuple[tuple[str, str], ...]
    to_do: str = ""
    link: str = ""
    """To the school's server and its key; nobody's secret. Empty where no address is known."""


@dataclass(frozen=True)
class SchoolAddress:
    """Where all of them sign in."""

    address: str
    words: tuple[str, ...]
    link: str = ""


def slip(name: str, class_name: str, username: str, code: str, school: SchoolAddress) -> Slip:
    """A student's slip."""
    facts = [
        (translate("Slips", "Address"), school.address),
        (translate("Slips", "User name"), username),
        (translate("Slips", "One-time code"), code),
    ]
    if school.words:
        facts.append((translate("Slips", "Six words"), " ".join(school.words)))
    return Slip(
        name,
        class_name,
        tuple(facts),
        translate(
            "Slips",
            "Open Schoolbell and type the address. If six words are shown, they must be those below. Choose "
            "“First time here”, and type user name and code.",
        ),
        school.link,
    )


def write_pdf(path: Path, slips: Sequence[Slip], title: str, families: Sequence[str], *, rtl: bool) -> None:
    """Writes a PDF as `write_slips` does."""

    def draw(painter: QPainter, box: QRectF, one: Slip) -> None:
        draw_slip(painter, box, one, families, rtl=rtl)

    write_slips(path, slips, title, draw, rtl=rtl)


def draw_slip(
    painter: QPainter, box: QRectF, one: Slip, families: Sequence[str], *, rtl: bool = False
) -> float:
    """Draws one slip; returns how large the letters of what is typed are, of their usual size."""
    draw_edge(painter, box)
    pad = box.height() * PAD
    inside = box.adjusted(pad * 1.5, pad, -pad * 1.5, -pad)
    head = QRectF(inside.left(), inside.top(), inside.width(), inside.height() * HEAD)
    side = head.height() if one.link else 0.0
    if one.link:
        left = inside.left() if rtl else inside.right() - side
        paint_qr(painter, QRectF(left, head.top(), side, side), qr_matrix(one.link))
        painter.setPen(Qt.GlobalColor.black)
        head.setWidth(head.width() - side - pad)
        if rtl:
            head.moveLeft(inside.left() + side + pad)
    edge = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    _draw_head(painter, head, one, families, edge)
    below = QRectF(inside.left(), head.bottom() + pad, inside.width(), inside.bottom() - head.bottom() - pad)
    return _draw_facts(painter, below, one.facts, families, rtl=rtl)


def _draw_head(
    painter: QPainter, box: QRectF, one: Slip, families: Sequence[str], edge: Qt.AlignmentFlag
) -> None:
    """Name and class on a line each, and below what to do first."""
    top = box.top()
    for text, share, weight in (
        (one.name, 0.3, QFont.Weight.Bold),
        (one.class_name, 0.19, QFont.Weight.Normal),
    ):
        high = box.height() * share
        font = slip_font(families, high * 0.76, weight)
        while _width(painter, font, text) > box.width() and font.pixelSize() > high * 0.76 * SMALLEST:
            font.setPixelSize(font.pixelSize() - 1)
        shown = QFontMetricsF(font, painter.device()).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width()
        )
        _write(painter, QRectF(box.left(), top, box.width(), high), shown, font, edge)
        top += high
    rest = QRectF(box.left(), top, box.width(), box.bottom() - top)
    font, usual = slip_font(families, box.height() * 0.155), box.height() * 0.155
    while _height(painter, font, one.to_do, rest.width(), WORDS) > rest.height() and font.pixelSize() > (
        usual * SMALLEST
    ):
        font.setPixelSize(font.pixelSize() - 1)
    _write(painter, rest, one.to_do, font, edge | WORDS)


def _draw_facts(
    painter: QPainter, box: QRectF, facts: Sequence[tuple[str, str]], families: Sequence[str], *, rtl: bool
) -> float:
    """What has to be typed is never cut: it goes on in another line, and only then is written smaller."""
    names, usual = box.width() * NAMES, box.height() / (len(facts) + 0.6) * 0.66
    wide = box.width() - names
    scale = 1.0
    while True:
        plain, strong = (
            slip_font(families, usual * scale * share, weight)
            for share, weight in ((0.86, QFont.Weight.Normal), (1.0, QFont.Weight.DemiBold))
        )
        heights = [
            max(
                _height(painter, plain, name, names, WORDS),
                _height(painter, strong, value, wide, _wrap(painter, strong, value, wide)),
            )
            for name, value in facts
        ]
        if sum(heights) <= box.height() or scale <= SMALLEST:
            break
        scale -= 0.05
    gap = max(0.0, (box.height() - sum(heights)) / max(1, len(facts) - 1))
    edge = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    top = box.top()
    for (name, value), high in zip(facts, heights, strict=True):
        start = box.right() - names if rtl else box.left()
        _write(painter, QRectF(start, top, names, high), name, plain, edge | WORDS)
        start = box.left() if rtl else box.left() + names
        wrap = _wrap(painter, strong, value, wide)
        _write(painter, QRectF(start, top, wide, high), value, strong, edge | wrap)
        top += high + gap
    return scale


def _wrap(painter: QPainter, font: QFont, text: str, width: float) -> Qt.TextFlag:
    """Between words, if none is longer than a line."""
    return WORDS if all(_width(painter, font, word) <= width for word in text.split()) else ANYWHERE


def _width(painter: QPainter, font: QFont, text: str) -> float:
    return QFontMetricsF(font, painter.device()).horizontalAdvance(text)


def _height(painter: QPainter, font: QFont, text: str, width: float, wrap: Qt.TextFlag) -> float:
    metrics = QFontMetricsF(font, painter.device())
    return max(
        metrics.height(), metrics.boundingRect(QRectF(0, 0, width, MOST_PIXELS), int(wrap), text).height()
    )


def _write(
    painter: QPainter, at: QRectF, text: str, font: QFont, flags: Qt.AlignmentFlag | Qt.TextFlag
) -> None:
    painter.setFont(font)
    at_top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
    painter.drawText(at, int(flags) | int(at_top), text)
