"""Where a sheet stands on the stage, with its layers' tools beside it."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop.features.panel.context import PanelContext
from desktop.features.panel.sheet import Sheet
from desktop.theme import Radius, Space, set_stacked, vbox
from desktop.theme.widgets import focus_ring, rounded

KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
BESIDE = 560
"""Narrower, tools stand in a row below (at a text scale of 1)."""


class SheetStand(QWidget):
    """The ground of a stage with one sheet on it."""

    def __init__(
        self, context: PanelContext, parent: QWidget, *, tools: bool = True, margin: int = Space.S
    ) -> None:
        """``tools``: else nobody draws here, on a second screen say. ``margin``: around the sheet."""
        super().__init__(parent)
        self._theme, self._margin = context.theme, margin
        self._by_key = False
        """The keyboard is on the page, and a key has led it there."""
        self.sheet = Sheet(context.theme, self)
        self.sheet.installEventFilter(self)
        self.sheet.add_layers(context.panels.sheet_layers(self.sheet))
        self._around: QBoxLayout = QHBoxLayout()
        self._around.setSpacing(Space.S)
        self._around.addWidget(self.sheet, 1)
        made = (layer.tools(self) for layer in self.sheet.layers) if tools else ()
        self._tools = [tool for tool in made if tool is not None]
        for tool in self._tools:
            self._around.addWidget(tool)
        vbox((self._around, 1), on=self, margins=margin)
        self._set_upright(True)

    def minimumSizeHint(self) -> QSize:
        """However many tools there are."""
        return QSize(120, 80)

    def height_at(self, width: int) -> int:
        """So high a page as wide as a film needs it to be, with the tools that stand below."""
        below = [] if width >= self._theme.px(BESIDE) else self._tools
        tools = sum(one.minimumHeight() + Space.S for one in below if not one.isHidden())
        return (width - 2 * self._margin) * 9 // 16 + 2 * self._margin + tools

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), self._theme.colours
        rounded(painter, QRectF(self.rect()), Radius.CARD, colours.stage)
        if self._by_key and self._margin:
            focus_ring(painter, QRectF(self.rect()), Radius.CARD, colours)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shows where the keyboard is to who came with it: who draws sees that anyway."""
        if isinstance(event, QFocusEvent):
            self._by_key = event.gotFocus() and event.reason() in KEYS
            self.update()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_upright(self.width() >= self._theme.px(BESIDE))

    def _set_upright(self, upright: bool) -> None:
        """Tools are before the sheet as one reads, or below it."""
        set_stacked(self._around, not upright)
        if self._tools and upright is (self._around.indexOf(self.sheet) == 0):
            self._around.removeWidget(self.sheet)
            self._around.insertWidget(-1 if upright else 0, self.sheet, 1)
        for layer in self.sheet.layers:
            layer.set_upright(upright)
