"""A person's initials on a colour of their own, with a dot that says whether they are here."""

from typing import Literal
from zlib import crc32

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.widgets.paint import plain_tip
from relay.protocol.text import normal

Presence = Literal["here", "lost", "left"]


def initials(name: str) -> str:
    """One or two letters for a name in any alphabet."""
    words = [word for word in _bare(name).split() if any(map(str.isalnum, word))]
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(next(filter(str.isalnum, word)) for word in ends).upper() or "?"


def avatar_colour(name: str, theme: Theme) -> str:
    """The same colour for the same name, on every computer and every day."""
    colours = theme.colours.avatars
    return colours[crc32(_bare(name).casefold().encode()) % len(colours)]


def _bare(name: str) -> str:
    """Without what stands behind it to tell it from another."""
    whole = normal("NFC", name)
    return whole.rpartition(" (")[0] or whole if whole.endswith(")") else whole


def paint_avatar(
    painter: QPainter,
    rect: QRectF,
    name: str,
    theme: Theme,
    presence: Presence | None = None,
    *,
    ground: str = "",
    mirrored: bool = False,
) -> None:
    """Draws an avatar into a square, for delegates; `ground` is the colour behind it (a card's if empty)."""
    c = theme.colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if presence == "left":
        painter.setOpacity(0.55)
    painter.setBrush(QColor(avatar_colour(name, theme)))
    painter.drawEllipse(rect)
    font = theme.font("strong")
    font.setPixelSize(max(8, round(rect.height() * 0.38)))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(QColor(c.on_avatar))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.setOpacity(1)
    if presence:
        _dot(painter, rect, presence, theme, ground or c.surface, mirrored)
    painter.restore()


def _dot(
    painter: QPainter, rect: QRectF, presence: Presence, theme: Theme, ground: str, mirrored: bool
) -> None:
    c = theme.colours
    side = max(8.0, rect.width() * 0.3)
    left = rect.left() - 1 if mirrored else rect.right() - side + 1
    dot = QRectF(left, rect.bottom() - side + 1, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(dot.adjusted(-1.5, -1.5, 1.5, 1.5))
    painter.setBrush(QColor({"here": c.ok, "lost": c.warn, "left": c.edge}[presence]))
    painter.drawEllipse(dot)
    if presence != "here":  # a hole as well as a colour, for those who cannot tell the colours apart
        painter.setBrush(QColor(ground))
        inset = side * 0.28
        if presence == "left":
            painter.drawEllipse(dot.adjusted(inset, inset, -inset, -inset))
        else:
            bar = side * 0.12
            painter.drawRect(dot.adjusted(inset, side / 2 - bar, -inset, bar - side / 2))


class Avatar(QWidget):
    """One person's avatar as a widget."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        size: float = 32,
        presence: Presence | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._size, self._presence = theme, name, size, presence
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._follow)
        self.set_person(name, presence)
        self._follow()

    def set_person(self, name: str, presence: Presence | None = None) -> None:
        self._name, self._presence = name, presence
        said = {
            "here": self.tr("{0}, here"),
            "lost": self.tr("{0}, connection lost"),
            "left": self.tr("{0}, has left"),
        }
        text = said[presence].format(name) if presence else name
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it a little inside, so that the dot's rim fits."""
        rim = 1.5 if self._presence else 0.0
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(rim, rim, -rim, -rim)
        paint_avatar(painter, box, self._name, self._theme, self._presence, mirrored=self.isRightToLeft())

    def _follow(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
