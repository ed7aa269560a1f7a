"""A person as a tile: colour, border and words say how they are, and none of them moves the tile."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Radius, Space
from desktop.theme.widgets.avatar import paint_avatar
from resources import IconName

TileTone = Literal["here", "hand", "word", "lost", "away"]
"""Here; with a hand up; who has the word; whose line is lost; and who is not here."""
AVATAR, SMALL_AVATAR, SIGN = 30, 26, 14
EDGE = 3
"""As wide as the widest border: that is kept free above and below."""
USUAL, GROWN = 105, 2.4
"""A tile that is higher than this (at a text scale of 1) has all in it larger, up to so many times."""
PICTURED = 150
"""A low tile that is narrower (at a text scale of 1) has no picture: its name needs the room."""
INKS: dict[TileTone, Ink] = {
    "here": "muted",
    "hand": "warn_ink",
    "word": "accent_ink",
    "lost": "warn_ink",
    "away": "muted",
}


@dataclass(frozen=True, slots=True)
class PersonTile:
    """What one tile shows. ``signs`` stand in its corner, ``icon`` before its words."""

    name: str
    words: str = ""
    tone: TileTone = "here"
    icon: IconName | None = None
    signs: tuple[tuple[IconName, Ink], ...] = ()
    strong: bool = False


def lines_of(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """A name on so many lines at most, broken between words, and a word that is longer than a line within it.

    The last is cut where it is too long.
    """
    found: list[str] = []
    words = text.split(" ")
    while words and len(found) < most - 1 and metrics.horizontalAdvance(" ".join(words)) > width:
        fit = len(words) - 1
        while fit > 0 and metrics.horizontalAdvance(" ".join(words[:fit])) > width:
            fit -= 1
        if fit:
            found.append(" ".join(words[:fit]))
            words = words[fit:]
        else:
            begun = _begun(words[0], metrics, width)
            found.append(begun)
            words[0] = words[0][len(begun) :]
    rest = " ".join(words)
    return [*found, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]


def _begun(word: str, metrics: QFontMetrics, width: int) -> str:
    """As much of a word as a line takes: up to a hyphen, else up to any letter."""
    fit = 1
    while fit < len(word) and metrics.horizontalAdvance(word[: fit + 1]) <= width:
        fit += 1
    while (
        fit > 1 and fit < len(word) and unicodedata.category(word[fit]).startswith("M")
    ):  # marks stay on their letter
        fit -= 1
    return word[: word.rfind("-", 0, fit) + 1 or fit]


def _grown(font: QFont, by: float) -> QFont:
    font.setPixelSize(round(font.pixelSize() * by))
    return font


def paint_tile(
    painter: QPainter,
    box: QRectF,
    tile: PersonTile,
    theme: Theme,
    size: QSize,
    *,
    mirrored: bool = False,
    focus: bool = False,
    over: bool = False,
) -> None:
    """Draws one: picture above words where there is the height, else beside them.

    ``size``: that of the narrowest tile there is, by which all are drawn alike.
    """
    ground = _frame(painter, box, tile.tone, theme, focus=focus, over=over)
    grown = min(max(size.height() / theme.px(USUAL), 1), max(size.width() / theme.px(PICTURED), 1), GROWN)
    name_font = _grown(theme.font("strong" if tile.strong else "body"), grown)
    words_font = _grown(theme.font("caption"), grown)
    if tile.tone in ("hand", "word"):
        words_font.setWeight(QFont.Weight.DemiBold)
    name_metrics, words_metrics = QFontMetrics(name_font), QFontMetrics(words_font)
    signs = _signs(painter, box, tile, theme, mirrored)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # a name is read as it is written
    side, low = round(theme.px(AVATAR) * grown), words_metrics.height()
    pictured = True
    tall = box.height() >= side + name_metrics.height() + low + 2 * Space.S
    if tall:
        room = box.adjusted(Space.S, EDGE, -Space.S, -EDGE)
        spare = room.height() - side - low - 2
        most = max(1, min(3, int(spare // name_metrics.height())))
        names = lines_of(tile.name, name_metrics, int(room.width()), most)
        high = side + 2 + len(names) * name_metrics.height() + low  # kept free where there are no words
        top = room.top() + (room.height() - high) / 2
        avatar = QRectF(room.center().x() - side / 2, top, side, side)
        text = QRectF(room.left(), top + side + 2, room.width(), high - side - 2)
        flags = Qt.AlignmentFlag.AlignHCenter
    else:
        side = min(theme.px(SMALL_AVATAR), int(box.height()) - 2 * Space.XS)
        left = box.right() - Space.S - side if mirrored else box.left() + Space.S
        avatar = QRectF(left, box.center().y() - side / 2, side, side)
        pictured = size.width() >= theme.px(PICTURED)
        start = 2 * Space.S + side if pictured else Space.S
        end = Space.S + signs
        wide = max(0.0, box.width() - start - end)
        x = box.left() + end if mirrored else box.left() + start
        most = max(1, min(2, int((box.height() - 4 - low) // name_metrics.height())))
        names = lines_of(tile.name, name_metrics, int(wide), most)
        high = len(names) * name_metrics.height() + (low if tile.words else 0)
        text = QRectF(x, box.center().y() - high / 2, wide, high)
        flags = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags |= Qt.AlignmentFlag.AlignAbsolute
    if tile.tone in ("away", "lost"):
        painter.setOpacity(0.5)
    if pictured:
        paint_avatar(painter, avatar, tile.name, theme, ground=ground, mirrored=mirrored)
    painter.setOpacity(1)
    painter.setFont(name_font)
    painter.setPen(theme.colour("muted" if tile.tone == "away" else "text"))
    one_line = int(flags | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    for number, line in enumerate(names):
        at = QRectF(
            text.left(), text.top() + number * name_metrics.height(), text.width(), name_metrics.height()
        )
        painter.drawText(at, one_line, line)
    if tile.words:
        at = QRectF(text.left(), text.bottom() - low, text.width(), low)
        painter.setFont(words_font)
        _words(painter, at, tile, theme, words_metrics, SIGN * grown, centred=tall, mirrored=mirrored)


def _frame(painter: QPainter, box: QRectF, tone: TileTone, theme: Theme, *, focus: bool, over: bool) -> str:
    """The ground and its border, which also differs in width and dashes; gives the ground's colour."""
    c = theme.colours
    ground, line, width = {
        "here": (c.hover if over else c.surface, c.border, 1.0),
        "hand": (c.warn_soft, c.warn, 2.0),
        "word": (c.accent_soft, c.accent, 3.0),
        "lost": (c.hover if over else c.surface, c.edge, 1.5),
        "away": (c.hover if over else c.surface, c.border, 1.0),
    }[tone]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(line), width)
    if tone == "lost":
        pen.setStyle(Qt.PenStyle.DashLine)
    elif tone == "away":
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(QColor(ground))
    half = width / 2
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), Radius.CONTROL, Radius.CONTROL)
    if focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(c.text), 2))
        painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), Radius.CONTROL - 3, Radius.CONTROL - 3)
    return ground


def _signs(painter: QPainter, box: QRectF, tile: PersonTile, theme: Theme, mirrored: bool) -> float:
    """The signs in the upper corner at the end; gives how wide they are."""
    side, density = theme.px(SIGN), painter.device().devicePixelRatio()
    wide = 0.0
    for icon, ink in tile.signs:
        left = box.left() + Space.S + wide if mirrored else box.right() - Space.S - side - wide
        pixmap = theme.pixmap(icon, ink, SIGN, density=density, mirrored=mirrored)
        painter.drawPixmap(QRectF(left, box.top() + Space.S, side, side), pixmap, QRectF(pixmap.rect()))
        wide += side + Space.XS
    return wide


def _words(
    painter: QPainter,
    at: QRectF,
    tile: PersonTile,
    theme: Theme,
    metrics: QFontMetrics,
    sign: float,
    *,
    centred: bool,
    mirrored: bool,
) -> None:
    """The line under the name, with its icon."""
    ink = INKS[tile.tone]
    side = theme.px(sign) if tile.icon else 0
    gap = Space.XS if tile.icon else 0
    words = metrics.elidedText(tile.words, Qt.TextElideMode.ElideRight, int(at.width()) - side - gap)
    wide = side + gap + metrics.horizontalAdvance(words)
    before = (at.width() - wide) / 2 if centred else 0.0
    left = at.right() - before - wide if mirrored else at.left() + before
    if tile.icon:
        pixmap = theme.pixmap(
            tile.icon, ink, sign, density=painter.device().devicePixelRatio(), mirrored=mirrored
        )
        x = left + wide - side if mirrored else left
        box = QRectF(x, at.center().y() - side / 2, side, side)
        painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
    painter.setPen(theme.colour(ink))
    x = left if mirrored else left + side + gap
    box = QRectF(x, at.top(), wide - side - gap + 1, at.height())
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box, int(flags) | int(Qt.TextFlag.TextSingleLine), words)
