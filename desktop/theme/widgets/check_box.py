"""A box to tick whose words wrap."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.theme.boxes import set_height_by_width
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.paint import focus_ring, rounded, visual

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)


class CheckBox(QCheckBox):
    """A tick box; its words are shown as they are and wrap in a narrow window."""

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, ""
        set_height_by_width(self)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)
        self.setText(text)

    def text(self) -> str:
        return self._words

    def setText(self, text: str) -> None:
        """Changes the words; `&` has no special meaning."""
        self._words = text
        super().setText(text.replace("&", "&&"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self._lead() + self.fontMetrics().horizontalAdvance(self._words) + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._theme.px(140)), hint.height())

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes, and never less than a finger needs."""
        room = QRect(0, 0, max(1, width - self._lead()), 100_000)
        words = self.fontMetrics().boundingRect(room, _WRAP, self._words)
        return max(self._theme.target(32), words.height() + Space.S)

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be pressed, the words too."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, side = self._theme.colours, self._side()
        painter = QPainter(self)
        top = min((self.height() - side) // 2, self._theme.px(7))
        box = QRectF(visual(self, QRect(2, top, side, side)))
        checked = self.isChecked()
        if not self.isEnabled():
            rounded(painter, box, 5, c.raised, c.border, 1.5)
        elif checked:
            rounded(painter, box, 5, c.accent_hover if self.underMouse() else c.accent)
        else:
            rounded(painter, box, 5, c.hover if self.underMouse() else c.surface, c.edge, 1.5)
        if checked:
            ink: Ink = "on_accent" if self.isEnabled() else "faint"
            inset = side * 0.12
            tick = self._theme.pixmap("check", ink, 14, density=self.devicePixelRatioF() * 2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(box.adjusted(inset, inset, -inset, -inset), tick, QRectF(tick.rect()))
        if self.hasFocus():
            focus_ring(painter, box.adjusted(-2, -2, 2, 2), 7, c)
        painter.setPen(self._theme.colour("text" if self.isEnabled() else "faint"))
        lead = self._lead()
        at = visual(self, QRect(lead, 0, self.width() - lead, self.height()))
        align = self.style().visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(at, _WRAP | int(align), self._words)

    def _side(self) -> int:
        return self._theme.px(18)

    def _lead(self) -> int:
        return self._side() + 4 + Space.S
