"""Shapes that several painted widgets and delegates share."""

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Colours


def visual(widget: QWidget, rect: QRect) -> QRect:
    """Where that is in a widget in which people read from right to left; else where it was."""
    return widget.style().visualRect(widget.layoutDirection(), widget.rect(), rect)


def rounded(
    painter: QPainter, rect: QRectF, radius: float, fill: str = "", line: str = "", width: float = 1
) -> None:
    """A rounded box; the line is drawn inside the rectangle, and a large radius makes a pill."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(line), width) if line else Qt.PenStyle.NoPen)
    half = width / 2 if line else 0
    inner = rect.adjusted(half, half, -half, -half)
    corner = max(0.0, min(radius - half, inner.width() / 2, inner.height() / 2))
    painter.drawRoundedRect(inner, corner, corner)
    painter.restore()


def focus_ring(painter: QPainter, rect: QRectF, radius: float, colours: Colours) -> None:
    """What shows where the keyboard is: a ring, and a gap that keeps it apart from a filled button."""
    rounded(painter, rect, radius, line=colours.accent, width=2)
    rounded(painter, rect.adjusted(2, 2, -2, -2), radius - 2, line=colours.surface, width=1.5)


def shadow(painter: QPainter, rect: QRectF, radius: float, colours: Colours, depth: int = 10) -> None:
    """A soft shadow around a floating box, painted because graphics effects blur the text above them."""
    strength = 0.045 if colours.dark else 0.009
    for step in range(depth, 0, -1):
        colour = QColor(colours.shadow)
        colour.setAlphaF(strength)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        grown = rect.adjusted(-step, -step, step, step).translated(QPointF(0, 2))
        painter.drawRoundedRect(grown, radius + step, radius + step)
        painter.restore()


def count_bubble(painter: QPainter, widget: QWidget, theme: Theme, count: int) -> None:
    """A small red number at the far upper corner of a button."""
    font = theme.font("caption")
    font.setWeight(font.Weight.Bold)
    font.setPixelSize(max(9, round(font.pixelSize() * 0.85)))
    painter.setFont(font)
    text = QLocale().toString(min(count, 99)) + ("+" if count > 99 else "")
    height = painter.fontMetrics().height() + 1
    width = max(height, painter.fontMetrics().horizontalAdvance(text) + 8)
    left = 1 if widget.isRightToLeft() else widget.width() - width - 1
    rect = QRectF(left, 1, width, height)
    rounded(painter, rect, height, theme.colours.danger)
    painter.setPen(QColor(theme.colours.on_danger))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def announce(widget: QWidget, text: str) -> None:
    """Has a screen reader say something that appeared without taking the focus.

    The window says it for what is shown only later: readers leave out what is hidden.
    """
    speaker = widget if widget.isVisible() else widget.window()
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(speaker, text))


def plain_tip(text: str, *, wraps: bool = False) -> str:
    """A tool tip that shows the text as it is, whatever tags somebody put in their name.

    ``wraps``: a long one takes several lines.
    """
    if "<" not in text and not wraps:  # without a tag Qt guesses plain text by itself
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>"
