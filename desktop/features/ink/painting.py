"""One mark on a page as Qt paints it: its outline in units of the page, its box, its colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from desktop.features.ink.strokes import Point, decode_pressures, points_of
from desktop.theme.tokens import BOARD_INKS, INKS
from relay.protocol.ink import InkMark, MarkLook, Tool

MARKER_OPACITY = 0.38
LEAST_PIXELS, LEAST_AROUND = 1.25, 100
"""A line is no thinner on any screen; and the units around it that this may take."""
ARROW_HEAD = 5.0
"""How many times as long as the line is wide."""
ROUND = [(math.cos(math.tau * step / 48), math.sin(math.tau * step / 48)) for step in range(49)]
"""Corners by which an ellipse is met."""
FREE: tuple[Tool, ...] = ("pen", "marker")
"""Tools whose points are those of a hand."""


@dataclass(frozen=True, slots=True)
class MarkShape:
    """A mark made ready. ``width``: of its line; 0: it is filled."""

    look: MarkLook
    path: QPainterPath
    width: float
    box: QRectF
    text: str = ""
    corners: Sequence[tuple[float, float]] = ()
    """Between which its line goes, for who looks whether something touches it."""


def shape_of(mark: InkMark) -> MarkShape | None:
    """What is painted of a mark; None of one that can't be read."""
    points = [(x + mark.across, y + mark.down) for x, y in points_of(mark.points)]
    if not points:
        return None
    if mark.look.tool == "text":
        return _text(mark.look, points[0], mark.text)
    if mark.look.tool in FREE:
        pressures = decode_pressures(mark.pressure, len(points)) if mark.look.tool == "pen" else []
        return stroke(mark.look, points, pressures)
    return between(mark.look, points[0], points[-1])


def stroke(look: MarkLook, points: Sequence[Point], pressures: Sequence[float] = ()) -> MarkShape:
    """What a hand drew; as wide as it was pressed, where that is known."""
    if pressures and len(points) > 1:
        path, width = _pressed(points, [look.width * (0.4 + 1.2 * p) for p in pressures]), 0.0
    else:
        path, width = _smooth(points), float(look.width)
    grown = max(look.width, LEAST_AROUND)
    box = path.boundingRect().adjusted(-grown, -grown, grown, grown)
    return MarkShape(look, path, width, box, corners=points)


def between(look: MarkLook, start: Point, end: Point) -> MarkShape:
    """A line, an arrow, a box or an ellipse from one corner to the other."""
    first, last = QPointF(*start), QPointF(*end)
    path = QPainterPath(first)
    match look.tool:
        case "box":
            path = QPainterPath()
            path.addRect(QRectF(first, last).normalized())
        case "ellipse":
            path = QPainterPath()
            path.addEllipse(QRectF(first, last).normalized())
        case _:
            path.lineTo(last)
            if look.tool == "arrow":
                _add_head(path, first, last, look.width)
    grown = max(look.width, LEAST_AROUND)
    around = path.boundingRect()
    if look.tool == "ellipse":
        (x, y), wide, high = around.center().toTuple(), around.width() / 2, around.height() / 2
        corners = [(x + wide * across, y + high * down) for across, down in ROUND]
    else:
        elements = map(path.elementAt, range(path.elementCount()))
        corners = [(float(element.x), float(element.y)) for element in elements]
    box = around.adjusted(-grown, -grown, grown, grown)
    return MarkShape(look, path, float(look.width), box, corners=corners)


def font_of(look: MarkLook) -> QFont:
    """What a text is written in; its units are the page's."""
    font = QFont("Inter")
    font.setPixelSize(max(look.width, 1))
    return font


def colour_of(ink: int, *, board: bool) -> QColor:
    """``board``: on a dark one, and not on paper."""
    return QColor((BOARD_INKS if board else INKS)[ink])


def paint_shape(painter: QPainter, shape: MarkShape, *, board: bool, opacity: float = 1.0) -> None:
    """Paints a mark; the painter's units are the page's."""
    colour = colour_of(shape.look.ink, board=board)
    marks = shape.look.tool == "marker"
    colour.setAlphaF(opacity * (MARKER_OPACITY if marks else 1.0))
    if shape.text:
        painter.setPen(colour)
        painter.setFont(font_of(shape.look))
        flags = Qt.TextFlag.TextDontClip | Qt.TextFlag.TextExpandTabs | Qt.AlignmentFlag.AlignLeft
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(shape.box, int(flags | Qt.AlignmentFlag.AlignAbsolute), shape.text)
    elif shape.width:
        cap = Qt.PenCapStyle.FlatCap if marks and shape.path.elementCount() > 2 else Qt.PenCapStyle.RoundCap
        join = Qt.PenJoinStyle.RoundJoin
        wide = max(shape.width, LEAST_PIXELS / (painter.worldTransform().m11() or 1.0))
        painter.strokePath(shape.path, QPen(colour, wide, Qt.PenStyle.SolidLine, cap, join))
    else:
        painter.fillPath(shape.path, QBrush(colour))


def _text(look: MarkLook, at: Point, text: str) -> MarkShape | None:
    if not text:
        return None
    metrics = QFontMetricsF(font_of(look))
    lines = text.splitlines() or [text]
    wide = max(metrics.horizontalAdvance(line) for line in lines)
    high = metrics.lineSpacing() * len(lines)
    box = QRectF(at[0], at[1], wide + look.width / 4, high)
    places = (box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft(), box.topLeft())
    return MarkShape(look, QPainterPath(), 0.0, box, text, [(place.x(), place.y()) for place in places])


def _smooth(points: Sequence[Point]) -> QPainterPath:
    """Through the middles of the steps, bent at the points."""
    path = QPainterPath(QPointF(*points[0]))
    if len(points) == 1:
        path.lineTo(points[0][0] + 0.5, points[0][1])  # a dot
        return path
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        path.quadTo(x, y, (x + next_x) / 2, (y + next_y) / 2)
    path.lineTo(*points[-1])
    return path


def _pressed(points: Sequence[Point], widths: Sequence[float]) -> QPainterPath:
    """The outline of a line of changing width, with round ends."""
    left: list[QPointF] = []
    right: list[QPointF] = []
    for place, ((x, y), width) in enumerate(zip(points, widths, strict=True)):
        before, behind = points[max(place - 1, 0)], points[min(place + 1, len(points) - 1)]
        across, down = behind[0] - before[0], behind[1] - before[1]
        length = math.hypot(across, down) or 1.0
        off_x, off_y = -down / length * width / 2, across / length * width / 2
        left.append(QPointF(x + off_x, y + off_y))
        right.append(QPointF(x - off_x, y - off_y))
    path = QPainterPath(left[0])
    for point in (*left[1:], *reversed(right)):
        path.lineTo(point)
    path.closeSubpath()
    for (x, y), width in ((points[0], widths[0]), (points[-1], widths[-1])):
        path.addEllipse(QPointF(x, y), width / 2, width / 2)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _add_head(path: QPainterPath, start: QPointF, end: QPointF, width: int) -> None:
    way = end - start
    length = math.hypot(way.x(), way.y())
    if not length:
        return
    back = -way / length * min(ARROW_HEAD * width, length)
    for turn in (0.45, -0.45):
        x = back.x() * math.cos(turn) - back.y() * math.sin(turn)
        y = back.x() * math.sin(turn) + back.y() * math.cos(turn)
        path.moveTo(end)
        path.lineTo(end + QPointF(x, y))
