"""Everybody who is here, on the stage: names alone, nothing of who is missing or in doubt."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.clipboard import copy_lines
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.people.model import PERSON, ParticipantModel, ParticipantRow, person_of
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import Card, paint_avatar, rounded
from relay.protocol.base import Event
from relay.protocol.people import People

TILE_WIDTH, TILE_HEIGHT = 156, 48
"""The least width, and the height with the gap below, at a text scale of 1."""
AVATAR = 28
LOW = 160
"""A lower stage (at a text scale of 1) has no heading."""


class PeopleStage(Panel):
    """Shows the People memory to everybody."""

    subject, place, kind, order = "people", "stage", "people", 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.card = Card(context.theme, self.tr("Here now"), count=0, parent=self)
        self.model = ParticipantModel(self)
        self.tiles = Tiles(context.theme, self.card)
        self.tiles.setModel(self.model)
        self.tiles.setAccessibleName(self.tr("Here now"))
        self.card.body.addWidget(self.tiles, 1)
        self.add(self.card)
        self.refresh()

    def refresh(self) -> None:
        here = [
            replace(person_of(p, self.context.me, p.since, ()), standing="account")
            for p in self.context.memory(People).present()
        ]
        self.card.set_count(len(here))
        self.model.show(here)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Only comings and goings change it."""
        here = {(p.account, p.name) for p in self.context.memory(People).present()}
        if here != self.model.shown():
            self.refresh()

    def menu_entries(self) -> list[MenuEntry]:
        return self.context.stage_entries(self.kind, self.tr("People"), "users")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the names are more than the heading."""
        super().resizeEvent(event)
        low = self.height() < self.context.theme.px(LOW)
        self.card.set_title("" if low else self.tr("Here now"))


class Tiles(QListView):
    """Names in as many columns as there is room for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._delegate = TileDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(theme.px(40))
        theme.changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies a name as all copying does it."""
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_lines(str(self.currentIndex().data() or ""))
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        # Qt fills a row only as far as a scroll bar and some pixels more would leave it
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        width = self.maximumViewportSize().width() - bar - Space.S
        columns = max(1, width // self._theme.px(TILE_WIDTH))
        size = QSize(width // columns, self._theme.target(TILE_HEIGHT))
        if size != self.gridSize():
            self._delegate.size = size
            self.setGridSize(size)


class TileDelegate(QStyledItemDelegate):
    """Draws one name on a ground of its own."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.size = QSize()
        """Of each, with the gaps."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        person: ParticipantRow = index.data(PERSON)
        theme, c = self._theme, self._theme.colours
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        box = QRectF(option.rect).adjusted(Space.XS / 2, 0, -Space.XS / 2, -Space.XS)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        rounded(painter, box, Radius.CONTROL, c.raised, c.accent if focus else "", 2)
        side = theme.px(AVATAR)
        left = box.right() - Space.S - side if mirrored else box.left() + Space.S
        avatar = QRectF(left, box.center().y() - side / 2, side, side)
        paint_avatar(painter, avatar, person.name, theme, mirrored=mirrored)
        start = 2 * Space.S + side
        words = box.adjusted(Space.S, 0, -start, 0) if mirrored else box.adjusted(start, 0, -Space.S, 0)
        align = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = align | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        font = theme.font("strong" if person.teacher else "body")
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        room = int(words.width())
        name = QFontMetrics(font).elidedText(person.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, int(flags) | int(Qt.TextFlag.TextSingleLine), name)
