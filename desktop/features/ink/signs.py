"""Small signs over a page: whose pen it is, what is selected, what waits; as large on any page."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import avatar_colour, rounded
from relay.protocol.slides import View


def paint_name(painter: QPainter, tip: QPointF, name: str, theme: Theme) -> None:
    """Beside the tip of somebody's pen, in their colour."""
    if name:
        _pill(painter, tip, name, avatar_colour(name, theme), theme.colours.on_avatar, theme)


def paint_waiting(painter: QPainter, view: View, words: str, theme: Theme) -> None:
    """In the corner of what is seen of the page."""
    at = QPointF(view.x, view.y)
    _pill(painter, at, words, theme.colours.warn_soft, theme.colours.warn_ink, theme)


def paint_frame(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Around what is selected."""
    pen = QPen(QColor(theme.colours.accent), 1.5, Qt.PenStyle.DashLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _pill(painter: QPainter, at: QPointF, words: str, ground: str, ink: str, theme: Theme) -> None:
    """``at``: on the page; the letters are as large as everywhere."""
    painter.save()
    corner = painter.transform().map(at) + QPointF(Space.S, Space.S)
    painter.resetTransform()
    font = theme.font("caption")
    metrics = QFontMetricsF(font)
    box = QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(words) + 2 * Space.S, metrics.height() + 4)
    box.moveRight(min(box.right(), painter.device().width()))
    rounded(painter, box, Radius.PILL, ground)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), words)
    painter.restore()
