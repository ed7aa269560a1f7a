"""A row of the board: what is asked, by whom, how many want to know the same, and what one may do with it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.features.panel import PanelContext
from desktop.features.questions.buttons import RowButtons
from desktop.features.questions.items import Act, BoardItem, acts, standing_words
from desktop.theme import Radius, Space, hbox, vbox
from desktop.theme.widgets import ElidedLabel, Label, focus_ring

COUNT_WIDTH = 34
"""Of the column with how many want to know the same (at a text scale of 1)."""
ANY_HEIGHT = 16_777_215
ROWS_AT_ONCE = 4
"""So many new rows are made in one go; the rest follow, so that a lesson full of questions blocks nothing."""


class QuestionRow(QFrame):
    """One item. It has the keyboard itself; its buttons are reached only while it is the current one."""

    acted = Signal(str)
    """What one wants to do with it."""
    entered = Signal()
    """The keyboard has come to it."""

    def __init__(self, context: PanelContext, item: BoardItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self.item = context, item
        theme = context.theme
        self.settled = False
        """It stays in its place though it has no business there any more, until nobody is at the list."""
        self._gone = False
        self._shown: tuple[BoardItem, tuple[Act, ...]] | None = None
        self.setProperty("look", "card")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.count = Label("", "heading", parent=self)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = Label("", wrap=True, parent=self)
        self.about = ElidedLabel("", "caption", parent=self)
        self.problem = Label("", "error", wrap=True, parent=self)
        self.buttons = RowButtons(theme, self)
        self.buttons.acted.connect(self.acted)
        said = vbox(self.words, self.about, self.problem, gap=2)
        top = hbox((self.count, 0, Qt.AlignmentFlag.AlignTop), (said, 1), gap=Space.S)
        vbox(top, self.buttons, on=self, gap=Space.S, margins=Space.S)
        theme.follow(self._follow)
        self.show_item(item)

    def _follow(self) -> None:
        self.count.setFixedWidth(self._context.theme.px(COUNT_WIDTH))

    def show_item(self, item: BoardItem) -> None:
        """Shows it as it is now, where it belongs."""
        if self.settled:
            self.settled, self._gone, self._shown = False, False, None
            self.words.set_role("body")
            self.setMinimumHeight(0)
            self.setMaximumHeight(ANY_HEIGHT)
        self._show(item)

    def settle(self, item: BoardItem | None) -> None:
        """Says why it has no business here any more, and keeps its place and height; None: it is gone."""
        if not self.settled:
            self.settled = True
            if self.testAttribute(Qt.WidgetAttribute.WA_Resized):  # it has had a place
                self.setFixedHeight(self.height())
        if item is not None:
            self._show(item)
            return
        self._gone = True
        if self.item.kind == "question":  # its text is for nobody here any more
            self.words.setText(self.tr("This question is not there any more"))
            self.words.set_role("muted")
        self.about.setText(self.tr("decided") if self.item.kind == "held" else "")
        self.count.hide()
        self.buttons.hide()
        self.setAccessibleName(self.words.text())

    def _show(self, item: BoardItem) -> None:
        offered = acts(item, self._context, settled=self.settled)
        if (item, offered) == self._shown:
            return
        self.item, self._shown = item, (item, offered)
        self.words.setText(item.text)
        self.count.setText(QLocale().toString(item.me_too) if item.me_too else "")
        self.count.setVisible(self._context.teaches and item.kind == "question" and not item.private)
        self.problem.say_or_hide(item.problem)
        self.buttons.show_acts(offered, item)
        self.tick(self._context.room.now())

    def tick(self, now: int) -> None:
        """A second has passed."""
        if self._gone:
            return
        item, teaches = self.item, self._context.teaches
        words = item.about(now, teaches=teaches)
        if item.is_done:
            words = self.tr("{standing} · {about}").format(
                about=words, standing=standing_words(item.standing)
            )
        if item.waits:
            words = self.tr("{about} · waits for the connection").format(about=words)
        self.about.setText(words, item.name)
        spoken = item.spoken(now, teaches=teaches)
        if spoken != self.accessibleName():
            self.setAccessibleName(spoken)

    def set_current(self, current: bool) -> None:
        """Tab comes to the current row and its buttons, and to none of the others."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.buttons.set_reachable(current)

    def parts(self) -> Iterator[QWidget]:
        """What can have the keyboard, in order."""
        yield self
        yield from self.buttons.shown()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu as its button has."""
        if self.item.kind in ("question", "held") and not self._gone:
            self.acted.emit("menu")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            focus_ring(QPainter(self), QRectF(self.rect()), Radius.CARD, self._context.theme.colours)


def follow_in_order(parts: Sequence[QWidget]) -> None:
    """Tab goes through these as they stand."""
    for before, part in pairwise(parts):
        QWidget.setTabOrder(before, part)
