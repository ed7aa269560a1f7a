"""Small pills: what state a lesson is in, how many there are of something."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Colours
from desktop.theme.widgets.label import Label
from desktop.theme.widgets.paint import rounded

BadgeKind = Literal[
    "live", "upcoming", "overdue", "ended", "cancelled", "neutral", "info", "ok", "warn", "danger"
]


def badge_colours(kind: BadgeKind, c: Colours) -> tuple[str, str]:
    """What a pill is filled with, and written in."""
    if kind == "live":
        return c.danger, c.on_danger
    if kind in ("ended", "neutral"):
        return c.raised, c.muted
    tone = {"upcoming": "accent", "info": "accent", "overdue": "warn", "cancelled": "danger"}.get(kind, kind)
    return str(getattr(c, f"{tone}_soft")), str(getattr(c, f"{tone}_ink"))


def badge_font(theme: Theme) -> QFont:
    font = theme.font("caption")
    font.setWeight(QFont.Weight.DemiBold)
    font.setPixelSize(max(10, round(font.pixelSize() * 0.94)))
    return font


def badge_size(text: str, theme: Theme) -> QSize:
    """The size of a pill for this text."""
    metrics = QFontMetrics(badge_font(theme))
    height = metrics.height() + theme.px(4)
    return QSize(max(metrics.horizontalAdvance(text) + theme.px(16), height), height)


def paint_badge(painter: QPainter, rect: QRectF, text: str, kind: BadgeKind, theme: Theme) -> None:
    """Draws a pill, for delegates; `badge_size` says how large."""
    fill, ink = badge_colours(kind, theme.colours)
    painter.save()
    rounded(painter, rect, rect.height(), fill)
    painter.setFont(badge_font(theme))
    painter.setPen(QColor(ink))
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
    room = int(rect.width() - rect.height() / 2)
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, cut)
    painter.restore()


class Badge(Label):
    """A pill as a widget; the states of a lesson bring their own words."""

    def __init__(
        self, theme: Theme, kind: BadgeKind, text: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "strong", parent=parent)
        self._theme, self._kind = theme, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._follow)
        self.set(kind, text)

    @property
    def kind(self) -> BadgeKind:
        return self._kind

    def set(self, kind: BadgeKind, text: str = "") -> None:
        """Says something else; without a text, the usual word for that state."""
        text = text or self._word(kind)
        if (kind, text) != (self._kind, self.text()):
            self._kind = kind
            self.setText(text)
            self._follow()

    def _word(self, kind: BadgeKind) -> str:
        words: dict[BadgeKind, str] = {
            "live": self.tr("LIVE"),
            "upcoming": self.tr("Upcoming"),
            "overdue": self.tr("Overdue"),
            "ended": self.tr("Ended"),
            "cancelled": self.tr("Cancelled"),
        }
        return words.get(kind, "")

    def sizeHint(self) -> QSize:
        return badge_size(self.text(), self._theme)

    def minimumSizeHint(self) -> QSize:
        """The same, so that it is never squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(QPainter(self), QRectF(self.rect()), self.text(), self._kind, self._theme)

    def _follow(self) -> None:
        self.updateGeometry()
        self.update()
