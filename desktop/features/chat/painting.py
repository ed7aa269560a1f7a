"""Draws the lines of a chat: bubbles, and the room's own words between. Text is only ever drawn as text."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.features.chat.marks import Picked, sought_in
from desktop.features.chat.model import LINE
from desktop.features.chat.placing import AVATAR, EDGE, ICON, PAD, Block, Placed, Placer, lay
from desktop.features.chat.shown_line import ShownLine
from desktop.theme import Colours, Ink, Radius, Space, Theme
from desktop.theme.widgets.avatar import paint_avatar
from desktop.theme.widgets.paint import rounded
from resources import IconName

RING_GAP = 2
"""Between a bubble's own rim and the ring of one that is selected."""


class ChatDelegate(QStyledItemDelegate):
    """Measures and draws lines."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._placer = Placer(theme)
        self.picked: Picked | None = None
        """Words that are marked with the mouse."""
        self.sought: re.Pattern[str] | None = None
        """What is marked because somebody searches for it."""

    def forget(self) -> None:
        self._placer.forget()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), self.height(index.data(LINE), option.rect.width()))

    def height(self, line: ShownLine, width: int) -> int:
        """The height of a line in a column of that width, measured once."""
        if line.width != width:
            line.height = round(self._placer.place(line, width).height)
            line.width = width
        return line.height

    # where the pointer is

    def place_in_words(self, line: ShownLine, width: int, mirrored: bool, at: QPoint, near: bool) -> int:
        """The place in somebody's words at a point of the row, or -1 beside them; `near`: the nearest."""
        placed = self._placer.place(line, width)
        if not line.spoken or not placed.words:
            return -1
        inner = placed.box.width() - 2 * PAD
        rect = QRectF(placed.box.left() + PAD, placed.words.top, inner, placed.words.height)
        rect = mirror(rect, width) if mirrored else rect
        if not near and not rect.contains(QPointF(at)):
            return -1
        layout, place = placed.words.layout, 0
        lay(layout, inner)
        for number in range(layout.lineCount()):
            row = layout.lineAt(number)
            if number and at.y() - rect.top() < row.y():
                break
            place = int(row.xToCursor(at.x() - rect.left()))
        return place

    def is_on_quote(self, line: ShownLine, width: int, mirrored: bool, at: QPoint) -> bool:
        """Whether a point of the row is on the quoted line."""
        placed = self._placer.place(line, width)
        high = self._placer.font("caption")[1].height() + 2
        rect = QRectF(placed.box.left() + PAD, placed.quote_top, placed.box.width() - 2 * PAD, high)
        return bool(line.quoted) and (mirror(rect, width) if mirrored else rect).contains(QPointF(at))

    # drawing

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: ShownLine = index.data(LINE)
        row = QRectF(option.rect)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.translate(row.topLeft())
        sheet = _Sheet(painter, row.width(), mirrored)
        placed = self._placer.place(line, option.rect.width())
        if line.spoken:
            state = option.state
            picked = bool(state & QStyle.StateFlag.State_Selected)
            focus = bool(state & QStyle.StateFlag.State_HasFocus)
            self._paint_spoken(sheet, line, placed, picked or focus)
        elif placed.words:
            painter.setPen(self._theme.colour("muted"))
            sheet.block(placed.words, Space.L, row.width() - 2 * Space.L)
        painter.restore()

    def _paint_spoken(self, sheet: "_Sheet", line: ShownLine, placed: Placed, picked: bool) -> None:
        c, p, box = self._theme.colours, sheet.painter, placed.box
        if not line.follows and not line.mine and self._placer.avatar_room(int(sheet.width)):
            side = self._theme.px(AVATAR)
            at = sheet.rect(QRectF(EDGE, box.top(), side, side))
            paint_avatar(p, at, line.name if line.author else "", self._theme)
        if line.mine:
            self._paint_mark(sheet, line, box)
        ground, meta = _grounds(line, c)
        held = bool(line.reason)
        rim = c.edge if held or line.hidden else c.private if line.private else ""
        waits = line.standing in ("waiting", "held") and held
        shape = sheet.rect(box)
        if line.hidden or waits:
            _dashed(p, shape, ground, rim)
        else:
            rounded(p, shape, Radius.CONTROL, ground, rim)
        if picked:  # within a rim that says what it is, which stays
            gap = RING_GAP if rim else 0
            ring = shape.adjusted(gap, gap, -gap, -gap)
            rounded(p, ring, Radius.CONTROL - gap, line=c.accent, width=1.5)
        inner, left = box.width() - 2 * PAD, box.left() + PAD
        if not line.follows:
            self._paint_header(sheet, line, placed, left, inner, meta)
        if line.quoted:
            self._paint_quote(sheet, line, placed.quote_top, left, inner, meta)
        if placed.words:
            p.setPen(QColor(c.muted if line.hidden else c.text))
            sheet.block(placed.words, left, inner, self._marks(line))
        if placed.footer:
            self._paint_footer(sheet, line, placed.footer, left, inner, meta)

    def _marks(self, line: ShownLine) -> list[QTextLayout.FormatRange]:
        marked = sought_in(line.text, self.sought) if self.sought else []
        if self.picked and self.picked.line is line:
            marked.append((self.picked.start, self.picked.end - self.picked.start))
        marks = []
        for start, length in marked:
            mark = QTextLayout.FormatRange()
            look = QTextCharFormat()
            look.setBackground(self._theme.colour("accent"))
            look.setForeground(self._theme.colour("on_accent"))
            mark.start, mark.length, mark.format = start, length, look
            marks.append(mark)
        return marks

    def _paint_mark(self, sheet: "_Sheet", line: ShownLine, box: QRectF) -> None:
        """Before one's own message: a tick once it is on the relay, a clock while it is on its way.

        What waits or was refused says so under its words.
        """
        said = line.standing == "said"
        if not said and line.reason:
            return
        icon: IconName = "check" if said else "clock"
        ink: Ink = "ok_ink" if said else "muted"
        side = self._theme.px(ICON)
        self._paint_icon(sheet, icon, ink, box.left() - side - 5, box.bottom() - side - 5, side)

    def _paint_header(
        self, sheet: "_Sheet", line: ShownLine, placed: Placed, left: float, inner: float, meta: QColor
    ) -> None:
        p = sheet.painter
        (strong, strong_m), (caption, caption_m) = self._placer.font("strong"), self._placer.font("caption")
        time = self._placer.time(line)
        time_wide = caption_m.horizontalAdvance(time) + 1
        p.setFont(caption)
        p.setPen(meta)
        sheet.text(QRectF(left + inner - time_wide, placed.name_top, time_wide, strong_m.height()), time)
        tags = self._placer.tags(line)
        below = placed.tags_top > placed.name_top
        room = inner - time_wide - Space.S
        if not below:
            room -= sum(self._placer.tag_width(*tag) for tag in tags)
        name = strong_m.elidedText(self._placer.name(line), Qt.TextElideMode.ElideRight, max(room, 0))
        p.setFont(strong)
        p.setPen(self._theme.colour("text"))
        sheet.text(QRectF(left, placed.name_top, max(room, 0), strong_m.height()), name)
        x = left if below else left + strong_m.horizontalAdvance(name) + Space.S
        high = caption_m.height() if below else strong_m.height()
        p.setFont(caption)
        for text, ink, icon in tags:
            wide = min(self._placer.tag_width(text, ink, icon), left + inner - x)
            at = x
            if icon:
                self._paint_icon(sheet, icon, ink, at, placed.tags_top, high)
                at += self._theme.px(ICON) + 3
            p.setPen(self._theme.colour(ink))
            cut = caption_m.elidedText(text, Qt.TextElideMode.ElideRight, max(x + wide - at, 0))
            sheet.text(QRectF(at, placed.tags_top, max(x + wide - at, 0), high), cut)
            x += wide

    def _paint_quote(
        self, sheet: "_Sheet", line: ShownLine, top: float, left: float, inner: float, meta: QColor
    ) -> None:
        caption, metrics = self._placer.font("caption")
        high = metrics.height() + 2
        c = self._theme.colours
        edge = c.warn if line.kind == "answer" else c.accent
        rounded(sheet.painter, sheet.rect(QRectF(left, top, 3, high)), 1.5, edge)
        sheet.painter.setFont(caption)
        sheet.painter.setPen(meta)
        cut = metrics.elidedText(line.quoted, Qt.TextElideMode.ElideRight, inner - Space.M)
        sheet.text(QRectF(left + Space.M - 2, top, inner - Space.M + 2, high), cut)

    def _paint_footer(
        self, sheet: "_Sheet", line: ShownLine, block: Block, left: float, inner: float, meta: QColor
    ) -> None:
        refused = line.standing == "refused"
        icon: IconName = "circle-alert" if refused else "eye-off" if line.hidden else "clock"
        ink: Ink = "danger_ink" if refused else "muted"
        self._paint_icon(sheet, icon, ink, left, block.top, self._placer.font("caption")[1].height())
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
        return mirror(rect, self.width) if self.mirrored else rect

    def text(self, rect: QRectF, text: str) -> None:
        """One line of plain text at the near end of a rectangle."""
        self.painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        near = Qt.AlignmentFlag.AlignRight if self.mirrored else Qt.AlignmentFlag.AlignLeft
        flags = near | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        self.painter.drawText(
            self.rect(rect), int(flags) | int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), text
        )

    def block(
        self, block: Block, left: float, width: float, marks: Sequence[QTextLayout.FormatRange] = ()
    ) -> None:
        """Wrapped text, laid out again so that lines written from right to left end where the box ends."""
        lay(block.layout, width)
        at = self.rect(QRectF(left, block.top, width, block.height))
        block.layout.draw(self.painter, QPointF(at.left(), at.top()), marks)


def mirror(rect: QRectF, width: float) -> QRectF:
    """Where a rectangle is in a row that is read from right to left."""
    return QRectF(width - rect.right(), rect.top(), rect.width(), rect.height())


def _grounds(line: ShownLine, c: Colours) -> tuple[str, QColor]:
    """What a bubble is filled with, and the colour of the small words on it."""
    if line.standing == "refused":
        return c.danger_soft, QColor(c.danger_ink)
    if line.standing in ("waiting", "held") and line.reason:
        return c.surface, QColor(c.muted)
    if line.hidden:
        return c.surface, QColor(c.muted)
    if line.private:
        return c.private_soft, QColor(c.muted)
    if line.kind == "question":
        return c.warn_soft, QColor(c.muted)
    if line.kind == "answer":
        return c.ok_soft, QColor(c.ok_ink)
    return (c.accent_soft if line.mine else c.raised), QColor(c.muted)


def _dashed(painter: QPainter, rect: QRectF, ground: str, rim: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(ground))
    painter.setPen(QPen(QColor(rim), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL, Radius.CONTROL)
    painter.restore()
