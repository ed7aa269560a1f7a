"""The tools beside a page: one button until one draws, then all of them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.ink.choice import ICONS, KEYS, Choosable, ink_names, tool_names
from desktop.features.ink.hand import PenHand
from desktop.features.ink.painting import colour_of
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import IconButton, rounded
from relay.protocol.ink import INKS
from resources import IconName

SIDE, GAP = 32, Space.XS
SHARE = 0.3
"""Of the height, which rows of tools take at most."""
OFTEN: tuple[Choosable, ...] = ("pen", "marker", "eraser", "text")
"""First where not all have room."""
LARGEST = 16_777_215
"""What Qt takes for no limit."""


class InkTools(QWidget):
    """Tools, inks and the rest, in as many columns, or rows, as there is room for."""

    def __init__(self, theme: Theme, hand: PenHand, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._hand = theme, hand
        self._upright, self._teaches = True, False
        self._card = QRectF()
        self.setAccessibleName(self.tr("Drawing"))
        choice, names = hand.choice, tool_names()
        self.tools = {
            tool: self._button(icon, f"{names[tool]} ({KEYS[tool]})", partial(choice.take, tool))
            for tool, icon in ICONS.items()
        }
        self.inks = [InkButton(theme, ink, self) for ink in range(INKS)]
        for ink, dot in enumerate(self.inks):
            dot.clicked.connect(partial(self._take_ink, ink))
        self.clear = self._button("trash-2", self.tr("Clear the page"), hand.clear)
        self.undo = self._button("undo-2", self.tr("Undo (Ctrl+Z)"), hand.undo)
        rest = [
            self._button("minus", self.tr("Thinner ([)"), partial(choice.widen, -1)),
            self._button("plus", self.tr("Thicker (])"), partial(choice.widen, 1)),
            self.undo,
            self._button("redo-2", self.tr("Redo (Ctrl+Y)"), hand.redo),
            self.clear,
            self._button("x", self.tr("Stop drawing (Esc)"), partial(choice.take, None)),
        ]
        self.others = self._button("ellipsis", self.tr("Other tools"), self._turn_leaf)
        self._leaf_number = 0
        self._groups: list[Sequence[IconButton]] = [list(self.tools.values()), self.inks, rest]
        for button in (*self._groups[0], *self._groups[1]):
            button.setCheckable(True)
        choice.changed.connect(self._show)
        theme.changed.connect(self._place)

    def _button(self, icon: IconName, name: str, do: Callable[[], object]) -> IconButton:
        button = IconButton(self._theme, icon, name, size=SIDE, parent=self)
        button.clicked.connect(do)
        button.clicked.connect(self._show)  # a click has checked it, which is the choice's to say
        return button

    def _take_ink(self, ink: int) -> None:
        self._hand.choice.take_ink(ink)
        self._show()

    def refresh(self, *, teaches: bool) -> None:
        """Who may draw may be others by now, and the page another."""
        self._teaches = teaches
        self.setVisible(self._hand.own.may_draw())
        for dot, name in zip(self.inks, ink_names(board=self._hand.board), strict=True):
            dot.show_on(board=self._hand.board)
            dot.set_name(f"{name} ({dot.ink + 1})")
        self._show()

    def set_upright(self, upright: bool) -> None:
        """In columns beside the page, or in rows below it; told again when there is more or less room."""
        self._upright = upright
        self._place()

    def _show(self) -> None:
        choice = self._hand.choice
        for tool, one in self.tools.items():
            one.setChecked(tool == choice.tool)
        for dot in self.inks:
            dot.setChecked(dot.ink == choice.ink)
        self._place()

    def _wanted(self) -> list[Sequence[IconButton]]:
        """At rest the pen alone, which opens the others."""
        if self._hand.choice.tool is None:
            return [[self.tools["pen"]]]
        return [
            [button for button in group if self._teaches or button is not self.clear]
            for group in self._groups
        ]

    # where they stand

    def _place(self) -> None:
        """Group below group, or beside it; what there is no room for goes into one more column, or row."""
        side = self._theme.target(SIDE)
        step, room = side + GAP, (self.height() if self._upright else self.width()) - GAP
        groups = self._wanted()
        count = sum(map(len, groups))
        lines = next((n for n in range(1, count) if self._along(groups, n, step) <= room), max(count, 1))
        if self._upright and count > 1:
            lines = max(lines, 2)
        elif lines > (most := self._most_rows(step)):
            groups, lines = [self._leaf(groups, most * max(room // step, 2))], most
        shown = {button for group in groups for button in group}
        for button in (*(button for group in self._groups for button in group), self.others):
            button.setVisible(button in shown)
        for button, line, along in self._spots(groups, lines, step):
            x, y = (GAP + line * step, along) if self._upright else (along, GAP + line * step)
            button.setFixedSize(side, side)
            button.move(QPoint(self.width() - x - side if self.isRightToLeft() else x, y))
        thick, long = lines * step + GAP, self._along(groups, lines, step) + GAP
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(*((fixed, free) if self._upright else (free, fixed)))
        self.setMinimumSize(*((thick, 0) if self._upright else (0, thick)))
        self.setMaximumSize(*((thick, LARGEST) if self._upright else (LARGEST, thick)))
        self._card = QRectF(0, 0, thick, long) if self._upright else QRectF(0, 0, long, thick)
        if self.isRightToLeft():
            self._card.moveRight(self.width())
        self.update()

    def _most_rows(self, step: int) -> int:
        """The page has most of the height, also where all of it is given more because tools are high."""
        if (around := self.parentWidget()) is None:
            return 1
        return max(1, int(min(around.height(), around.width() * 9 / 16) * SHARE) // step)

    def _leaf(self, groups: Sequence[Sequence[IconButton]], places: int) -> list[IconButton]:
        """As many as there are places, what is wanted often first, and a button that leads to the others."""
        wanted = {button for group in groups for button in group}
        often = [*(self.tools[tool] for tool in OFTEN), self.undo, *self.inks]
        rest = [button for group in groups for button in group if button not in often]
        order = [button for button in (*often, *rest) if button in wanted]
        first = self._leaf_number * (places - 1) % len(order)
        first -= first % (places - 1)
        return [*order[first : first + places - 1], self.others]

    def _turn_leaf(self) -> None:
        self._leaf_number += 1
        self._place()

    def _along(self, groups: Sequence[Sequence[IconButton]], lines: int, step: int) -> int:
        """How long it is with so many columns, or rows."""
        return GAP + sum(-(-len(group) // lines) * step for group in groups) + GAP * (len(groups) - 1)

    def _spots(
        self, groups: Sequence[Sequence[IconButton]], lines: int, step: int
    ) -> Iterator[tuple[IconButton, int, int]]:
        """Each button, in which line it stands, and where along it."""
        start = GAP
        for group in groups:
            for place, button in enumerate(group):
                yield button, place % lines, start + place // lines * step
            start += -(-len(group) // lines) * step + GAP

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        rounded(QPainter(self), self._card, Radius.CONTROL, colours.surface, colours.border)


class InkButton(IconButton):
    """A dot of one ink, on the ground of the page."""

    def __init__(self, theme: Theme, ink: int, parent: QWidget) -> None:
        self.ink, self._board = ink, False
        super().__init__(theme, "circle", "", size=SIDE, parent=parent)

    def show_on(self, *, board: bool) -> None:
        if board is not self._board:
            self._board = board
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colours = self.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(GAP, GAP, -GAP, -GAP)
        rounded(painter, box, Radius.CONTROL, colours.board if self._board else colours.paper)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(self.ink, board=self._board))
        painter.drawEllipse(box.center(), box.width() / 4, box.width() / 4)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), GAP, GAP)
