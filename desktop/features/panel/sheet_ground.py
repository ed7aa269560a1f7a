"""The ground of empty pages: blank, ruled, squared, dotted, or a dark board."""

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.theme.tokens import Colours
from relay.protocol.slides import Ground

APART: dict[Ground, int] = {"lines": 640, "squares": 400, "dots": 400}
"""Units from one line or dot to the next."""
LEAST_APART = 3.0
"""Pixels; closer they would be a grey cloud."""


def paint_ground(painter: QPainter, ground: Ground | None, part: QRectF, colours: Colours) -> None:
    """Paints this part of a page, in its units; a page with a picture has white paper below it."""
    painter.fillRect(part, ground_colour(ground, colours))
    apart = APART.get(ground, 0) if ground is not None else 0
    if not apart or apart * painter.worldTransform().m11() < LEAST_APART:
        return
    pen = QPen(QColor(colours.paper_rule), 0)
    pen.setCosmetic(True)
    if ground == "dots":
        pen.setWidthF(40)
        pen.setCosmetic(False)
    painter.setPen(pen)
    rows = _between(part.top(), part.bottom(), apart)
    columns = _between(part.left(), part.right(), apart)
    if ground == "dots":
        painter.drawPoints([QPointF(x, y) for y in rows for x in columns])
        return
    lines = [QLineF(part.left(), y, part.right(), y) for y in rows]
    if ground == "squares":
        lines += [QLineF(x, part.top(), x, part.bottom()) for x in columns]
    painter.drawLines(lines)


def ground_colour(ground: Ground | None, colours: Colours) -> QColor:
    """What such a page is like where nothing is."""
    return QColor(colours.board if ground == "dark" else colours.paper)


def _between(first: float, last: float, apart: int) -> range:
    """The places of lines in that stretch; none at the very edge of the page."""
    return range(max(1, -(-int(first) // apart)) * apart, int(last) + 1, apart)
