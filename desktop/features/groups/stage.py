"""The groups on the stage, as lists that are read from the last row."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.groups.words import group_name, names_of
from desktop.features.panel import MenuEntry, Panel
from desktop.features.panel.prompts.scroll import CardScroll
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import rounded, visual
from relay.protocol.base import Event
from relay.protocol.groups import Groups
from relay.protocol.people import People

LARGEST, SMALLEST = 40, 13
"""Pixels of the letters (at a text scale of 1): as large as all has room, else one scrolls."""
NAME = 12
"""A group is at most so wide, in the size of its letters; longer names are cut."""


class GroupsStage(Panel):
    """Shows the Groups and People memories to everybody."""

    subject, place, kind, order = "groups", "stage", "groups", 25

    def furnish(self) -> None:
        self.view = LargeGroups(self.context.theme, self)
        self.area = CardScroll(self)
        self.area.setWidget(self.view)
        self.add(self.area)
        self.refresh()

    def heading(self) -> str:
        return self.tr("Groups")

    def menu_entries(self) -> list[MenuEntry]:
        """While there are some."""
        if not self.context.memory(Groups).groups:
            return []
        return self.context.stage_entries(self.kind, self.heading(), "users")

    def refresh(self) -> None:
        if self.ready:
            groups, people = self.context.memory(Groups), self.context.memory(People)
            lists = [
                GroupList(group_name(number), names_of(people, members), number == groups.called)
                for number, members in groups.numbered()
            ]
            self.view.show_lists(lists)
            self.view.fit(self.area.viewport().size())
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.ready:
            self.view.fit(self.size())

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self.refresh()


class GroupList(NamedTuple):
    """One group as it is shown."""

    title: str
    names: list[str]
    called: bool
    """It has the word."""


class LargeGroups(QWidget):
    """Painted as large as it fits, in columns; a screen reader has the same in words."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lists: list[GroupList] = []
        self._size, self._columns = SMALLEST, 1
        self._sight = QSize()
        theme.changed.connect(self._fit)

    def show_lists(self, lists: list[GroupList]) -> None:
        if lists == self._lists and self.accessibleName():
            return
        self._lists = lists
        comma, said = self.tr(", "), self.tr("{group}: {names}.")
        words = [said.format(group=one.title, names=comma.join(one.names)) for one in lists]
        self.setAccessibleName(" ".join(words) or self.tr("There are no groups now"))
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.CARD, self._theme.colours.surface)
        if not self._lists:
            painter.setFont(self._font(LARGEST * 2 // 3))
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.accessibleName())
            return
        size, columns = self._size, self._columns
        room = self._room(self.size())
        wide = (room.width() - Space.M * (columns - 1)) // columns
        top = room.top()
        for first in range(0, len(self._lists), columns):
            row = self._lists[first : first + columns]
            high = max(self._height(size, one) for one in row)
            for place, one in enumerate(row):
                box = QRect(room.left() + place * (wide + Space.M), top, wide, high)
                self._paint(painter, visual(self, box), one, size)
            top += high + Space.M

    def fit(self, sight: QSize) -> None:
        """So much of it is in sight."""
        if sight != self._sight:
            self._sight = sight
            self._fit()

    def _fit(self) -> None:
        """Takes the largest letters with which all is in sight; if none are small enough, it is higher."""
        if not self._sight.isValid():
            return
        room, least = self._room(self._sight), self._theme.px(SMALLEST)
        self._size = next(
            (
                size
                for size in range(max(LARGEST, least), least, -1)
                if self._whole_height(size, self._in_a_row(size, room.width())) <= room.height()
            ),
            least,
        )
        self._columns = self._in_a_row(self._size, room.width())
        high = self._whole_height(self._size, self._columns)
        self.setMinimumHeight(high + 2 * Space.L if high > room.height() else 0)
        self.update()

    def _room(self, sight: QSize) -> QRect:
        return QRect(0, 0, sight.width(), sight.height()).adjusted(Space.L, Space.L, -Space.L, -Space.L)

    def _in_a_row(self, size: int, width: int) -> int:
        return max(1, min(len(self._lists), (width + Space.M) // (self._widest(size) + Space.M)))

    def _widest(self, size: int) -> int:
        bold, plain = QFontMetrics(self._font(size, heavy=True)), QFontMetrics(self._font(size))
        if not self._lists:
            return size * NAME
        titles = [bold.horizontalAdvance(one.title) for one in self._lists]
        names = [plain.horizontalAdvance(name) for one in self._lists for name in one.names]
        return min(max(titles + names), size * NAME) + size * 2

    def _whole_height(self, size: int, columns: int) -> int:
        highs = [self._height(size, one) for one in self._lists]
        rows = [max(highs[first : first + columns]) for first in range(0, len(highs), columns)]
        return sum(rows) + Space.M * max(0, len(rows) - 1)

    def _height(self, size: int, one: GroupList) -> int:
        return self._line(size) * (len(one.names) + 1) + size

    def _line(self, size: int) -> int:
        return QFontMetrics(self._font(size, heavy=True)).height()

    def _paint(self, painter: QPainter, box: QRect, one: GroupList, size: int) -> None:
        colours, theme = self._theme.colours, self._theme
        ground, line = (
            (colours.accent_soft, colours.accent) if one.called else (colours.raised, colours.border)
        )
        rounded(painter, QRectF(box), Radius.CARD, ground, line)
        inside = box.adjusted(size, size // 2, -size, -size // 2)
        high = self._line(size)
        for place, words in enumerate((one.title, *one.names)):
            font = self._font(size, heavy=not place)
            painter.setFont(font)
            painter.setPen(theme.colour("accent_ink" if not place else "text"))
            at = QRect(inside.left(), inside.top() + place * high, inside.width(), high)
            cut = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, at.width())
            side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.drawText(
                at, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), cut
            )

    def _font(self, size: int, *, heavy: bool = False) -> QFont:
        font = self._theme.font("heading" if heavy else "body")
        font.setPixelSize(size)
        return font
