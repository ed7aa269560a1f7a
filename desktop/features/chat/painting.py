"""Draws the lines of a chat: bubbles, and the room's own words between them. Text is drawn as text, always."""

from dataclasses import dataclass, field

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)  # fmt: skip
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.features.chat.lines import Line, footer_of, tag_of
from desktop.features.chat.model import LINE
from desktop.features.panel import time_of_day
from desktop.theme import Colours, Ink, Radius, Space, TextRole, Theme
from desktop.theme.widgets.avatar import paint_avatar
from desktop.theme.widgets.paint import rounded
from resources import IconName

EDGE = 2
PAD = 10
AVATAR = 30
NARROWEST_WITH_AVATAR = 230
"""In a narrower column (at a text scale of 1) there are no avatars."""
ICON = 13


@dataclass
class Block:
    """A piece of wrapped text, and where it stands in its row."""

    layout: QTextLayout
    top: float
    height: float
    natural: float


@dataclass
class Placed:
    """Where everything of one line is, from left to right; the painter mirrors it."""

    height: float
    box: QRectF = field(default_factory=QRectF)
    words: Block | None = None
    footer: Block | None = None
    quote_top: float = 0
    name_top: float = 0
    tags_top: float = 0


class ChatDelegate(QStyledItemDelegate):
    """Measures and draws lines. `buttons` is the height kept free under a refused message."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fonts: dict[TextRole, tuple[QFont, QFontMetricsF]] = {}

    def forget(self) -> None:
        """The theme has changed: fonts are asked for again."""
        self._fonts.clear()

    @property
    def buttons(self) -> int:
        """Height kept free under a refused message for its buttons."""
        return self._theme.target(32) + Space.S

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The height for the width of the view's column."""
        return QSize(option.rect.width(), self.height(index.data(LINE), option.rect.width()))

    def height(self, line: Line, width: int) -> int:
        """The height of a line in a column of that width, measured once."""
        if line.width != width:
            line.height = round(self._place(line, width).height)
            line.width = width
        return line.height

    # measuring

    def _font(self, role: TextRole) -> tuple[QFont, QFontMetricsF]:
        if role not in self._fonts:
            font = self._theme.font(role)
            self._fonts[role] = font, QFontMetricsF(font)
        return self._fonts[role]

    def _block(self, text: str, role: TextRole, top: float, width: float, centred: bool = False) -> Block:
        layout = QTextLayout(text.replace("\n", "\u2028"), self._font(role)[0])
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeading)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        height, natural = _lay(layout, width)
        return Block(layout, top, height, natural)

    def _place(self, line: Line, width: int) -> Placed:
        if not line.spoken:
            block = self._block(line.text, "caption", Space.S, max(width - 2 * Space.L, 40), centred=True)
            return Placed(block.height + 2 * Space.S, words=block)
        strong, caption = self._font("strong")[1], self._font("caption")[1]
        left = EDGE + self._avatar_room(width)
        inner = max(width - EDGE - left - 2 * PAD, 40)
        top = y = 2.0 if line.follows else float(Space.S)
        y += 6
        placed = Placed(0)
        natural = 0.0
        if not line.follows:
            placed.name_top = placed.tags_top = y
            name = strong.horizontalAdvance(self._name(line)) + 1
            tags = sum(self._tag_width(*tag) for tag in self._tags(line))
            time = caption.horizontalAdvance(self._time(line)) + Space.L
            y += strong.height()
            natural = name + tags + time
            if tags and natural > inner:
                placed.tags_top = y
                y += caption.height() + 2
                natural = max(name + time, tags)
            y += 2
        if line.quoted:
            placed.quote_top = y
            natural = max(natural, caption.horizontalAdvance(line.quoted) + Space.M)
            y += caption.height() + 6
        placed.words = self._block(line.text, "body", y, inner)
        y += placed.words.height
        natural = max(natural, placed.words.natural)
        if footer := footer_of(line):
            placed.footer = self._block(footer, "caption", y + 3, inner - self._theme.px(ICON) - 5)
            y += placed.footer.height + 3
            natural = max(natural, placed.footer.natural + self._theme.px(ICON) + 5)
        if line.standing == "refused":
            y += self.buttons
            natural = inner
        y += 7
        if not line.follows and self._avatar_room(width):
            y = max(y, top + self._theme.px(AVATAR))
        wide = min(natural + 1, inner) + 2 * PAD
        placed.box = QRectF(width - EDGE - wide if line.mine else left, top, wide, y - top)
        placed.height = y + 2
        return placed

    def _avatar_room(self, width: int) -> int:
        return self._theme.px(AVATAR) + Space.S if width >= self._theme.px(NARROWEST_WITH_AVATAR) else 0

    def _name(self, line: Line) -> str:
        return self.tr("You") if line.mine else line.name

    def _time(self, line: Line) -> str:
        return time_of_day(line.said_at if line.late else line.at)

    def _tags(self, line: Line) -> list[tuple[str, Ink, IconName | None]]:
        tags: list[tuple[str, Ink, IconName | None]] = []
        if line.teacher:
            tags.append((self.tr("Teacher"), "accent_ink", None))
        if word := tag_of(line):
            tags.append((word, "warn_ink" if line.kind == "question" else "ok_ink", None))
        if line.private:
            tags.append((self.tr("Only teachers"), "danger_ink", "lock"))
        return tags

    def _tag_width(self, text: str, ink: Ink, icon: IconName | None) -> float:
        sign = self._theme.px(ICON) + 3 if icon else 0
        return self._font("caption")[1].horizontalAdvance(text) + sign + Space.S

    # drawing

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draws one line into its row."""
        line: Line = index.data(LINE)
        row = QRectF(option.rect)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.translate(row.topLeft())
        sheet = _Sheet(painter, row.width(), mirrored)
        placed = self._place(line, option.rect.width())
        if line.spoken:
            state = option.state
            picked = bool(state & QStyle.StateFlag.State_Selected)
            focus = bool(state & QStyle.StateFlag.State_HasFocus)
            self._paint_spoken(sheet, line, placed, picked or focus)
        elif placed.words:
            painter.setPen(self._theme.colour("muted"))
            sheet.block(placed.words, Space.L, row.width() - 2 * Space.L)
        painter.restore()

    def _paint_spoken(self, sheet: "_Sheet", line: Line, placed: Placed, picked: bool) -> None:
        c, p, box = self._theme.colours, sheet.painter, placed.box
        if not line.follows and not line.mine and self._avatar_room(int(sheet.width)):
            side = self._theme.px(AVATAR)
            at = sheet.rect(QRectF(EDGE, box.top(), side, side))
            paint_avatar(p, at, line.name, self._theme)
        ground, meta = _grounds(line, c)
        rim = c.accent if picked else c.edge if line.standing != "said" else c.border if line.private else ""
        dashed = line.standing in ("waiting", "sent") and not picked
        shape = sheet.rect(box)
        if dashed:
            _dashed(p, shape, ground, rim)
        else:
            rounded(p, shape, Radius.CONTROL, ground, rim, 1.5 if picked else 1)
        inner, left = box.width() - 2 * PAD, box.left() + PAD
        if not line.follows:
            self._paint_header(sheet, line, placed, left, inner, meta)
        if line.quoted:
            self._paint_quote(sheet, line, placed.quote_top, left, inner, meta)
        if placed.words:
            p.setPen(QColor(c.text))
            sheet.block(placed.words, left, inner)
        if placed.footer:
            self._paint_footer(sheet, line, placed.footer, left, inner, meta)

    def _paint_header(
        self, sheet: "_Sheet", line: Line, placed: Placed, left: float, inner: float, meta: QColor
    ) -> None:
        p = sheet.painter
        (strong, strong_m), (caption, caption_m) = self._font("strong"), self._font("caption")
        time = self._time(line)
        time_wide = caption_m.horizontalAdvance(time) + 1
        p.setFont(caption)
        p.setPen(meta)
        sheet.text(QRectF(left + inner - time_wide, placed.name_top, time_wide, strong_m.height()), time)
        tags = self._tags(line)
        below = placed.tags_top > placed.name_top
        room = inner - time_wide - Space.S
        if not below:
            room -= sum(self._tag_width(*tag) for tag in tags)
        name = strong_m.elidedText(self._name(line), Qt.TextElideMode.ElideRight, max(room, 0))
        p.setFont(strong)
        p.setPen(self._theme.colour("text"))
        sheet.text(QRectF(left, placed.name_top, max(room, 0), strong_m.height()), name)
        x = left if below else left + strong_m.horizontalAdvance(name) + Space.S
        high = caption_m.height() if below else strong_m.height()
        p.setFont(caption)
        for text, ink, icon in tags:
            wide = min(self._tag_width(text, ink, icon), left + inner - x)
            at = x
            if icon:
                self._paint_icon(sheet, icon, ink, at, placed.tags_top, high)
                at += self._theme.px(ICON) + 3
            p.setPen(self._theme.colour(ink))
            cut = caption_m.elidedText(text, Qt.TextElideMode.ElideRight, max(x + wide - at, 0))
            sheet.text(QRectF(at, placed.tags_top, max(x + wide - at, 0), high), cut)
            x += wide

    def _paint_quote(
        self, sheet: "_Sheet", line: Line, top: float, left: float, inner: float, meta: QColor
    ) -> None:
        caption, metrics = self._font("caption")
        high = metrics.height() + 2
        rounded(sheet.painter, sheet.rect(QRectF(left, top, 3, high)), 1.5, self._theme.colours.warn)
        sheet.painter.setFont(caption)
        sheet.painter.setPen(meta)
        cut = metrics.elidedText(line.quoted, Qt.TextElideMode.ElideRight, inner - Space.M)
        sheet.text(QRectF(left + Space.M - 2, top, inner - Space.M + 2, high), cut)

    def _paint_footer(
        self, sheet: "_Sheet", line: Line, block: Block, left: float, inner: float, meta: QColor
    ) -> None:
        refused = line.standing == "refused"
        icon: IconName = "circle-alert" if refused else "clock"
        ink: Ink = "danger_ink" if refused else "muted"
        self._paint_icon(sheet, icon, ink, left, block.top, self._font("caption")[1].height())
        sheet.painter.setPen(self._theme.colour(ink) if refused else meta)
        shift = self._theme.px(ICON) + 5
        sheet.block(block, left + shift, inner - shift)

    def _paint_icon(
        self, sheet: "_Sheet", icon: IconName, ink: Ink, x: float, top: float, high: float
    ) -> None:
        side = self._theme.px(ICON)
        density = sheet.painter.device().devicePixelRatio()
        pixmap = self._theme.pixmap(icon, ink, ICON, density=density, mirrored=sheet.mirrored)
        at = sheet.rect(QRectF(x, top + (high - side) / 2, side, side))
        sheet.painter.drawPixmap(at, pixmap, QRectF(pixmap.rect()))


class _Sheet:
    """Places things given from left to right, mirrored where people read from right to left."""

    def __init__(self, painter: QPainter, width: float, mirrored: bool) -> None:
        self.painter, self.width, self.mirrored = painter, width, mirrored

    def rect(self, rect: QRectF) -> QRectF:
        """A rectangle where it belongs."""
        if self.mirrored:
            return QRectF(self.width - rect.right(), rect.top(), rect.width(), rect.height())
        return rect

    def text(self, rect: QRectF, text: str) -> None:
        """One line of plain text at the near end of a rectangle."""
        near = Qt.AlignmentFlag.AlignRight if self.mirrored else Qt.AlignmentFlag.AlignLeft
        flags = near | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        self.painter.drawText(
            self.rect(rect), int(flags) | int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), text
        )

    def block(self, block: Block, left: float, width: float) -> None:
        """Wrapped text, laid out again so that lines written from right to left end where the box ends."""
        _lay(block.layout, width)
        at = self.rect(QRectF(left, block.top, width, block.height))
        block.layout.draw(self.painter, QPointF(at.left(), at.top()))


def _lay(layout: QTextLayout, width: float) -> tuple[float, float]:
    """Breaks the text into lines; gives the height, and the width of the widest line."""
    height = natural = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
        natural = max(natural, line.naturalTextWidth())
    layout.endLayout()
    return height, natural


def _grounds(line: Line, c: Colours) -> tuple[str, QColor]:
    """What a bubble is filled with, and the colour of the small words on it."""
    if line.standing == "refused":
        return c.danger_soft, QColor(c.danger_ink)
    if line.standing != "said":
        return c.surface, QColor(c.muted)
    if line.kind == "question":
        return c.warn_soft, QColor(c.muted)
    if line.kind == "answer":
        return c.ok_soft, QColor(c.ok_ink)
    if line.private:
        return c.surface, QColor(c.muted)
    return (c.accent_soft if line.mine else c.raised), QColor(c.muted)


def _dashed(painter: QPainter, rect: QRectF, ground: str, rim: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(ground))
    painter.setPen(QPen(QColor(rim), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL, Radius.CONTROL)
    painter.restore()
