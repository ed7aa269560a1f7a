"""Draws one person of the list: avatar, name, where they are, and small signs."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.features.people.model import PERSON, ParticipantRow
from desktop.identity_status import standing_badge
from desktop.theme import Ink, Radius, Space, Theme
from desktop.theme.widgets import paint_avatar, rounded
from resources import IconName

AVATAR = 30
ICON = 16
ROW = 36


class PersonDelegate(QStyledItemDelegate):
    """Draws people; where `menus` is true every row shows the three dots of a menu."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.menus = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self._theme.target(ROW))

    def dots(self, row: QRect, mirrored: bool) -> QRect:
        """Where the three dots of a row are."""
        side = self._theme.target(32)
        left = row.left() + Space.XS if mirrored else row.right() - side - Space.XS
        return QRect(left, row.center().y() - side // 2, side, side)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        person: ParticipantRow = index.data(PERSON)
        theme, c = self._theme, self._theme.colours
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        row = QRectF(option.rect)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        picked = bool(option.state & QStyle.StateFlag.State_Selected)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        ground = c.accent_soft if picked else c.raised if over else c.surface
        if over or picked:
            rounded(painter, row, Radius.CONTROL, ground, c.accent if focus else "", 2)

        def at(left: float, wide: float, top: float = 0.0, high: float = row.height()) -> QRectF:
            x = row.right() - left - wide if mirrored else row.left() + left
            return QRectF(x, row.top() + top, wide, high)

        side = theme.px(AVATAR)
        paint_avatar(
            painter,
            at(Space.XS, side, (row.height() - side) / 2, side),
            person.name,
            theme,
            "lost" if person.awaited else person.presence if person.presence != "here" else None,
            ground=ground,
            mirrored=mirrored,
        )
        end = row.width() - Space.XS
        if self.menus:
            dots = theme.target(32)
            self._icon(painter, "ellipsis", "muted", at(end - dots, dots), mirrored)
            end -= dots
        caption = theme.font("caption")
        painter.setFont(caption)
        for mark in reversed(person.marks):
            wide = QFontMetrics(caption).horizontalAdvance(mark.text)
            if mark.text:
                painter.setPen(theme.colour(mark.ink))
                painter.drawText(at(end - wide, wide), int(Qt.AlignmentFlag.AlignVCenter), mark.text)
                end -= wide + 2
            self._icon(painter, mark.icon, mark.ink, at(end - theme.px(ICON), theme.px(ICON)), mirrored)
            end -= theme.px(ICON) + Space.XS
        left = Space.XS + side + Space.M - 2
        self._words(painter, person, at(left, max(end - left, 0)), mirrored)
        painter.restore()

    def _words(self, painter: QPainter, person: ParticipantRow, box: QRectF, mirrored: bool) -> None:
        """The name with its tag, and under it where this person is if that is not here."""
        theme = self._theme
        align = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = int(align | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        flags |= int(Qt.TextFlag.TextSingleLine)
        body, caption = theme.font("body"), theme.font("caption")
        state = person.state
        ink: Ink = "warn_ink" if person.presence == "lost" else "muted"
        badge = standing_badge(person.standing)
        tone, tag = ("info", self.tr("Teacher")) if person.teacher else badge or ("", "")
        tag_wide = QFontMetrics(caption).horizontalAdvance(tag) + Space.S if tag else 0
        if badge is not None and tag_wide > box.width() / 2:  # else nothing would be left of the name
            state = self.tr("{tag} · {state}").format(tag=tag, state=state) if state else tag
            tag, tag_wide, ink = "", 0, "warn_ink" if tone == "warn" else ink
        name_box, state_box = box, QRectF()
        if state:
            high = QFontMetrics(body).height() - 1
            low = QFontMetrics(caption).height()
            top = box.top() + (box.height() - high - low) / 2
            name_box = QRectF(box.left(), top, box.width(), high)
            state_box = QRectF(box.left(), top + high, box.width(), low)
        name = self.tr("{name} (you)").format(name=person.name) if person.me else person.name
        cut = QFontMetrics(body).elidedText(
            name, Qt.TextElideMode.ElideRight, max(int(name_box.width()) - tag_wide, 0)
        )
        painter.setFont(body)
        painter.setPen(theme.colour("text" if person.presence == "here" else "muted"))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(name_box, flags, cut)
        if tag:
            shift = QFontMetrics(body).horizontalAdvance(cut) + Space.S
            painter.setFont(caption)
            painter.setPen(theme.colour("warn_ink" if tone == "warn" else "accent_ink"))
            moved = name_box.adjusted(0, 0, -shift, 0) if mirrored else name_box.adjusted(shift, 0, 0, 0)
            painter.drawText(moved, flags, tag)
        if state:
            painter.setFont(caption)
            painter.setPen(theme.colour(ink))
            room = int(state_box.width())
            cut = QFontMetrics(caption).elidedText(state, Qt.TextElideMode.ElideRight, room)
            painter.drawText(state_box, flags, cut)

    def _icon(self, painter: QPainter, icon: IconName, ink: Ink, box: QRectF, mirrored: bool) -> None:
        side = self._theme.px(ICON)
        density = painter.device().devicePixelRatio()
        pixmap = self._theme.pixmap(icon, ink, ICON, density=density, mirrored=mirrored)
        target = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
