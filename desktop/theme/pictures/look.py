"""How a picture is drawn: the same on a screen and on paper, with other letters, colours and dots."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import BASE_TEXT, LIGHT, TYPE, Colours, TextRole

PER_INCH = 112
"""So many pixels of a design are an inch on paper: letters of 14 come out as 9 points."""


NARROW, ABOVE = 300, 20
"""Pixels: in a picture less wide names stand above what they name, in a line so high."""


@dataclass(frozen=True)
class DrawingLook:
    """Letters, colours and direction. ``unit``: how many dots a pixel of the design is."""

    unit: float
    families: tuple[str, ...]
    colours: Colours
    rtl: bool = False

    @classmethod
    def on_screen(cls, theme: Theme, *, rtl: bool) -> "DrawingLook":
        """As the rest of the window is."""
        return cls(theme.text_scale, tuple(theme.font().families()), theme.colours, rtl)

    def on_paper(self, dpi: float) -> "DrawingLook":
        """The same in ink: dark on white, whatever the window is, in dots of so many an inch."""
        return replace(self, unit=dpi / PER_INCH, colours=LIGHT)

    def px(self, size: float) -> float:
        """A length in dots."""
        return size * self.unit

    def font(self, role: TextRole = "body") -> QFont:
        """The letters of a role."""
        size, weight = TYPE[role]
        font = QFont(list(self.families))
        font.setPixelSize(max(1, round(self.px(size * BASE_TEXT))))
        font.setWeight(QFont.Weight(weight))
        return font

    def colour(self, ink: Ink) -> QColor:
        """One of the colours to write or draw in."""
        return QColor(getattr(self.colours, ink))

    def above(self, width: float) -> int:
        """Pixels that the line of a name takes above what it names; 0 where it stands beside it."""
        return ABOVE if width < self.px(NARROW) else 0

    def cuts(self, first: float, rest: float, row: float, around: float, count: int) -> list[slice]:
        """Where so many rows are cut into pieces of those heights; ``around``: px that a piece has beside."""
        found: list[slice] = []
        start, height = 0, first
        while start < count:
            fits = max(1, int((height / self.unit - around) // row))
            found.append(slice(start, start + fits))
            start, height = start + fits, rest
        return found

    def width(self, painter: QPainter, text: str, role: TextRole = "caption") -> float:
        """How wide a text is, in dots."""
        return QFontMetricsF(self.font(role), painter.device()).horizontalAdvance(text)

    def placed(self, box: QRectF, within: QRectF) -> QRectF:
        """A box where it stands for people who read from the right, if these do."""
        if not self.rtl:
            return box
        return QRectF(within.left() + within.right() - box.right(), box.top(), box.width(), box.height())

    def write(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        role: TextRole = "caption",
        ink: Ink = "text",
        *,
        at: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """One line, in the middle of the box's height and cut with an ellipsis where it is too long.

        ``at``: left is where reading begins.
        """
        font = self.font(role)
        shown = QFontMetricsF(font, painter.device()).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width() + 0.5
        )
        sides = {Qt.AlignmentFlag.AlignLeft: Qt.AlignmentFlag.AlignRight}
        sides |= {right: left for left, right in sides.items()}
        side = sides.get(at, at) if self.rtl else at
        painter.setFont(font)
        painter.setPen(self.colour(ink))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(
            box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown
        )
