"""Text in lines of a width: any script, either direction, and words that are too long for a line broken."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPagedPaintDevice, QPainter, QTextLayout, QTextLine, QTextOption

LONGEST_PARAGRAPH = 4000
"""Letters that are laid out at once."""


@dataclass(frozen=True)
class LaidOutText:
    """A text that was laid out. Its lines live as long as their layouts do."""

    layouts: tuple[QTextLayout, ...]
    lines: tuple[QTextLine, ...]

    @property
    def height(self) -> float:
        """Of all lines, in dots."""
        return sum(line.height() for line in self.lines)

    def draw(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Draws all lines, the first at ``y``."""
        painter.setPen(colour)
        for line in self.lines:
            line.draw(painter, QPointF(x, y))
            y += line.height()


def lay_out(
    text: str,
    font: QFont,
    width: float,
    device: QPagedPaintDevice,
    *,
    at_right: bool = False,
    most: int = 0,
) -> LaidOutText:
    """Lays a text out. ``most``: lines; what is more is left out."""
    side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
    layouts: list[QTextLayout] = []
    lines: list[QTextLine] = []
    for part in _parts(text):
        layout = QTextLayout(part, font, device)
        layout.setTextOption(option)
        layouts.append(layout)
        layout.beginLayout()
        while (not most or len(lines) < most) and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, 0))
            lines.append(line)
        layout.endLayout()
        if most and len(lines) >= most:
            break
    return LaidOutText(tuple(layouts), tuple(lines))


def _parts(text: str) -> list[str]:
    return [
        line[start : start + LONGEST_PARAGRAPH]
        for line in text.splitlines() or [""]
        for start in range(0, max(len(line), 1), LONGEST_PARAGRAPH)
    ]
