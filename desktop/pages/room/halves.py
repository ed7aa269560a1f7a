"""The stage and what is beside it, or under it where the window is narrow."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from desktop.pages.room.sidebar import Sidebar
from desktop.pages.room.stage import StageArea
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import FlowRow

NARROW = 700
"""Narrower than this the stage is above, and the rest behind tabs below."""
SIDE = 360
TIGHT = 470
"""Where it is narrow and lower than this (at a text scale of 1) the stage is behind a tab too."""
LOW = 560
"""On a lower side (at a text scale of 1) the cards do not fit: tabs again."""


class Halves(QSplitter):
    """Shares its room between the stage with its bar, and the side."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._half = QWidget(self)
        self.stage = StageArea(theme, self._half)
        self.bar = FlowRow(gap=Space.M, parent=self._half)
        self.side = Sidebar(theme, self)
        self._narrow = self._tight = False
        column = vbox((self.stage, 1), on=self._half, gap=Space.M - 2)
        middle = hbox(1, self.bar, 1)
        column.addLayout(middle)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(Space.M - 2)
        self.addWidget(self._half)
        self.addWidget(self.side)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.side.turned.connect(self._share)
        theme.changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stage beside the rest, or above it."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """A bar that has got more buttons may need another row."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_bar()
        return super().event(event)

    def _arrange(self) -> None:
        px = self._theme.px
        self._narrow = self.width() < max(NARROW, px(NARROW - 80))
        self._tight = self._narrow and self.height() < px(TIGHT)
        across = Qt.Orientation.Horizontal
        self.setOrientation(Qt.Orientation.Vertical if self._narrow else across)
        self.side.set_tabs(self._narrow or self.height() < px(LOW), self._tight)
        self._share()

    def _share(self) -> None:
        """Gives each its part."""
        px, width, height = self._theme.px, self.width(), max(self.height(), 1)
        alone = self.side.stage_chosen
        self.stage.setVisible(not self._tight or alone)
        vertical = QSizePolicy.Policy.Maximum if alone else QSizePolicy.Policy.Preferred
        self.side.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        if self._tight:
            part = height if alone else 1
            self.setSizes([part, height - part])
        elif self._narrow:
            part = min(max(height * 30 // 100, px(150)), height // 2)
            self.setSizes([part, height - part])
        else:
            side = min(px(SIDE), width * 45 // 100)
            self.setSizes([width - side, side])
        self._fit_bar()

    def _fit_bar(self) -> None:
        """All its rows: a splitter does not ask how high something gets at its width."""
        width = self.width() if self._narrow else self._half.width()
        self.bar.setMinimumHeight(self.bar.flow.heightForWidth(width))
