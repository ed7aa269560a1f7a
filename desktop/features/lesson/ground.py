"""The dark ground of what the lesson itself shows on the stage, and writing on it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Radius, Space, TextRole, Theme
from desktop.theme.widgets import Label, rounded
from resources import IconName


class DarkGround(QWidget):
    """The dark ground of a stage, with a large faint sign in its corner."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sign: IconName = "graduation-cap"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, Radius.CARD, self._theme.colours.stage, self._theme.colours.border)
        side = min(max(box.height() * 0.5, 48), 260) / max(self._theme.text_scale, 0.1)
        pixmap = self._theme.pixmap(self.sign, "on_stage", side, density=self.devicePixelRatioF())
        real = self._theme.px(side)
        left = Space.XL if self.isRightToLeft() else box.width() - real - Space.XL
        painter.setOpacity(0.08)
        at = QRectF(left, box.height() - real - Space.L, real, real)
        painter.drawPixmap(at, pixmap, QRectF(pixmap.rect()))


def write_on_stage(
    theme: Theme, label: Label, role: TextRole, *, faint: bool = False, grown: float = 1
) -> None:
    """Gives a label the ink of the stage, which is dark in both modes."""
    ink = theme.colour("on_stage")
    opacity = 0.74 if faint else 1.0
    size = round(theme.font(role).pixelSize() * grown)
    weight = theme.font(role).weight().value
    colour = f"rgba({ink.red()}, {ink.green()}, {ink.blue()}, {opacity})"
    style = f"color: {colour}; font-size: {size}px; font-weight: {weight};"
    if label.styleSheet() != style:
        label.setStyleSheet(style)
