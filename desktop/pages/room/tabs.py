"""A box of panels of which one is seen: its frame, and the tabs with how many things are behind each."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.theme import Space, Theme, drop, vbox
from desktop.theme.widgets import (
    BadgeKind,
    Button,
    FlowRow,
    badge_size,
    focus_ring,
    paint_badge,
    rounded,
    visual,
)

LINE = 3
"""The line under the chosen tab."""
MOST = 999
"""More are not counted."""
LEAST, PAD = 34, 10
"""The height: of something to press, and of larger text with what is left free around it."""


@dataclass(frozen=True)
class Tab:
    """One tab: what it leads to, by name, and what stands on it."""

    key: str
    heading: str
    count: int = 0
    news: bool = False
    """What is counted has not been seen yet."""


class TabButton(Button):
    """One tab of the row."""

    def __init__(self, theme: Theme, tab: Tab, parent: QWidget) -> None:
        self.tab = tab
        super().__init__(theme, tab.heading, "quiet", parent=parent)
        self.setCheckable(True)
        self.show_tab(tab)

    def show_tab(self, tab: Tab) -> None:
        self.tab = tab
        if tab.heading != self.text():
            self.setText(tab.heading)
        words = self.tr("{heading} · {count}").format(
            heading=tab.heading, count=QLocale().toString(tab.count)
        )
        self.setAccessibleName(words if tab.count else tab.heading)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words in their heaviest weight, and the count beside them."""
        metrics = QFontMetrics(self._heavy())
        words = metrics.horizontalAdvance(self.text()) + 1
        return QSize(words + self._pill().width() + 2 * Space.S, max(LEAST, metrics.height() + PAD))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self), self.theme.colours
        box = QRectF(self.rect())
        if self.underMouse() and not self.isChecked():
            rounded(painter, box.adjusted(0, 2, 0, -LINE - 1), 6, c.hover)
        painter.setFont(self._heavy())
        painter.setPen(self.theme.colour("accent_ink" if self.isChecked() else "muted"))
        pill = self._pill()
        words = self.rect().adjusted(Space.S, 0, -Space.S - pill.width(), 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(visual(self, words), int(align), self.text())
        if not pill.isEmpty():
            left = self.width() - Space.S - pill.width() + Space.XS
            at = QRect(left, (self.height() - pill.height()) // 2, pill.width() - Space.XS, pill.height())
            kind: BadgeKind = "info" if self.tab.news else "neutral"
            paint_badge(painter, QRectF(visual(self, at)), self._count_words(), kind, self.theme)
        if self.isChecked():
            line = QRectF(0, self.height() - LINE, self.width(), LINE)
            rounded(painter, line, LINE / 2, c.accent)
        if self.hasFocus():
            focus_ring(painter, box, 6, c)

    def _heavy(self) -> QFont:
        return self.theme.font("strong")

    def _count_words(self) -> str:
        return QLocale().toString(min(self.tab.count, MOST)) + ("+" if self.tab.count > MOST else "")

    def _pill(self) -> QSize:
        """The room that the count takes, with the gap before it."""
        if not self.tab.count:
            return QSize()
        return badge_size(self._count_words(), self.theme) + QSize(Space.XS, 0)


class TabBox(QFrame):
    """The frame and the row; what is behind the chosen tab lies over `content`."""

    chosen = Signal(str)
    """A tab was pressed, by its key."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "card")
        self.row = FlowRow(gap=0, parent=self)
        self.row.setAccessibleName(name)
        self._buttons: dict[str, TabButton] = {}
        self._foot = 0
        theme.changed.connect(self.update)
        vbox(self.row, 1, on=self, gap=0, margins=(Space.S, 2, Space.S, Space.S))

    def show_tabs(self, tabs: Sequence[Tab], chosen: str) -> None:
        """Has these tabs, one of them chosen."""
        wanted = {tab.key: tab for tab in tabs}
        if list(self._buttons) != list(wanted):
            for key in [key for key in self._buttons if key not in wanted]:
                gone = self._buttons.pop(key)
                drop(self.row.flow, gone)
            for button in self._buttons.values():
                self.row.flow.removeWidget(button)
            self._buttons = {tab.key: self._buttons.get(tab.key) or self._make(tab) for tab in tabs}
            self.row.add(*self._buttons.values())
        for key, button in self._buttons.items():
            if button.tab != wanted[key]:
                button.show_tab(wanted[key])
            button.setChecked(key == chosen)
            button.show()

    def button(self, key: str) -> TabButton:
        return self._buttons[key]

    @property
    def buttons(self) -> list[TabButton]:
        """Those that are there, in their order."""
        return list(self._buttons.values())

    def set_foot(self, top: int) -> None:
        """Where what stays under all tabs begins: at the lower edge, if there is nothing."""
        if top != self._foot:
            self._foot = top
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines apart what scrolls from the tabs, and from where one writes."""
        super().paintEvent(event)
        painter, line = QPainter(self), QColor(self._theme.colours.border)
        for y in (self.row.geometry().bottom(), self._foot):
            if y < self.height() - Space.M:
                painter.fillRect(1, y, self.width() - 2, 1, line)

    def content(self, width: int, height: int) -> QRect:
        """Where the panel of a tab lies in a box of that size."""
        top = self._row_height(width) + 2
        return QRect(Space.M, top, width - 2 * Space.M, height - top - Space.M)

    def around(self, width: int) -> int:
        """The height that the box takes besides what is in it."""
        return self._row_height(width) + 2 + Space.M

    def _row_height(self, width: int) -> int:
        return self.row.flow.heightForWidth(width - 2 * Space.S)

    def _make(self, tab: Tab) -> TabButton:
        button = TabButton(self._theme, tab, self.row)
        button.clicked.connect(lambda: self.chosen.emit(button.tab.key))
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go to the next tab while one has the keyboard."""
        step = int(event.key() == Qt.Key.Key_Right) - int(event.key() == Qt.Key.Key_Left)
        buttons = self.buttons
        at = next((n for n, button in enumerate(buttons) if button.hasFocus()), -1)
        if not step or at < 0:
            super().keyPressEvent(event)
            return
        step = -step if self.isRightToLeft() else step
        button = buttons[(at + step) % len(buttons)]
        button.setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(button.tab.key)
