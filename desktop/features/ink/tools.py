"""The tools beside a page: one button until one draws, then all of them."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.ink.choice import ICONS, KEYS, ToolChoice, ink_names, tool_names
from desktop.features.ink.painting import colour_of
from desktop.features.panel import PanelContext
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import IconButton, rounded
from relay.protocol.ink import INKS
from resources import IconName

if TYPE_CHECKING:
    from desktop.features.ink.layer import InkLayer

SIDE, GAP = 32, 4


class InkTools(QWidget):
    """In as many columns, or rows, as there is room for."""

    def __init__(self, context: PanelContext, layer: "InkLayer", choice: ToolChoice, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._layer, self._choice = context.theme, layer, choice
        self._teaches = context.teaches
        self._upright = True
        self.setAccessibleName(self.tr("Drawing"))
        names = tool_names()
        self.tools = {
            tool: self._button(icon, f"{names[tool]} ({KEYS[tool]})", partial(self._choose, tool))
            for tool, icon in ICONS.items()
        }
        self.inks = [InkButton(context.theme, ink, self) for ink in range(INKS)]
        for ink, button in enumerate(self.inks):
            button.clicked.connect(partial(choice.take_ink, ink))
        self.finer = self._button("minus", self.tr("Finer ([)"), partial(choice.widen, -1))
        self.broader = self._button("plus", self.tr("Broader (])"), partial(choice.widen, 1))
        self.undo = self._button("undo-2", self.tr("Undo (Ctrl+Z)"), lambda: layer.own.undo(layer.key))
        self.redo = self._button("redo-2", self.tr("Redo (Ctrl+Y)"), lambda: layer.own.redo(layer.key))
        self.clear = self._button("trash-2", self.tr("Clear the page"), lambda: layer.own.clear(layer.key))
        self.done = self._button("x", self.tr("Stop drawing (Esc)"), partial(choice.take, None))
        self._buttons: list[IconButton] = [
            *self.tools.values(), *self.inks, self.finer, self.broader, self.undo, self.redo, self.clear,
            self.done,
        ]  # fmt: skip
        checkable: list[IconButton] = [*self.tools.values(), *self.inks]
        for one in checkable:
            one.setCheckable(True)
        choice.changed.connect(self._show)
        context.theme.changed.connect(self._place)
        self.refresh(board=False)

    def _button(self, icon: IconName, name: str, do: object) -> IconButton:
        button = IconButton(self._theme, icon, name, size=SIDE, parent=self)
        button.clicked.connect(do)
        return button

    def _choose(self, tool: str) -> None:
        self._choice.take(next(one for one in self.tools if one == tool))
        self._show()

    def refresh(self, *, board: bool) -> None:
        """Who may draw may be others by now, and the page another."""
        self.setVisible(self._layer.own.may_draw())
        for button, name in zip(self.inks, ink_names(board=board), strict=True):
            button.show_on(board=board)
            button.set_name(f"{name} ({button.ink + 1})")
        self._show()

    def set_upright(self, upright: bool) -> None:
        if upright is not self._upright:
            self._upright = upright
            self._place()

    def _show(self) -> None:
        """At rest the pen alone, which opens the others."""
        chosen = self._choice.tool
        for button in self._buttons:
            button.setVisible(chosen is not None)
        self.tools["pen"].setVisible(True)
        self.clear.setVisible(chosen is not None and self._teaches)
        for tool, one in self.tools.items():
            one.setChecked(tool == chosen)
        for dot in self.inks:
            dot.setChecked(dot.ink == self._choice.ink)
        self._place()

    # where they stand

    @property
    def _shown(self) -> list[IconButton]:
        return [button for button in self._buttons if not button.isHidden()]

    def _side(self) -> int:
        return self._theme.target(SIDE)

    def _fits(self, room: int) -> int:
        """How many stand beside each other."""
        return max(1, (room - GAP) // (self._side() + GAP))

    def _place(self) -> None:
        room = self.height() if self._upright else self.width()
        most, count = self._fits(room), len(self._shown)
        lines = -(-count // most)
        along = -(-count // lines)
        step = self._side() + GAP
        for place, button in enumerate(self._shown):
            line, spot = divmod(place, along)
            if self._upright:  # two beside each other rather than two columns: what belongs together is near
                spot, line = divmod(place, lines)
            x, y = (line, spot) if self._upright else (spot, line)
            button.setFixedSize(self._side(), self._side())
            left = GAP + x * step
            if self.isRightToLeft():
                left = self.width() - left - self._side()
            button.move(left, GAP + y * step)
        thick = lines * step + GAP
        if self._upright:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
            self.setMinimumSize(thick, 0)
            self.setMaximumSize(thick, 16_777_215)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setMinimumSize(0, thick)
            self.setMaximumSize(16_777_215, thick)
        self._card = QRectF(0, 0, thick, along * step + GAP) if self._upright else QRectF(self.rect())
        self.update()

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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.theme.colours
        box = QRectF(self.rect()).adjusted(Space.XS, Space.XS, -Space.XS, -Space.XS)
        rounded(painter, box, Radius.CONTROL, colours.board if self._board else colours.paper)
        side = box.width() * 0.55
        dot = QRectF(0, 0, side, side)
        dot.moveCenter(box.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(self.ink, board=self._board))
        painter.drawEllipse(dot)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
