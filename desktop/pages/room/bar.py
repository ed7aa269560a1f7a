"""The row of buttons under a room: with words, and where these need too many rows with signs alone."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Space
from desktop.theme.widgets import Button, FlowRow, in_rows

MOST_ROWS, MOST = 2, 0.2
"""More rows of words, or several that take a larger part of the window's height, take the room from what the
bar is for."""


class RoomBar(FlowRow):
    """Has the buttons of panels, and the menus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(gap=Space.S, parent=parent)
        self._height = 10_000

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A button came, went, or says something else."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def stand_in(self, height: int) -> None:
        """The window leaves so much height to it and all the rest."""
        self._height = height
        self._fit()

    def _fit(self) -> None:
        rows = len(in_rows(self._widths(), self.width(), Space.S))
        row = self.flow.minimumSize().height() + Space.S
        compact = rows > MOST_ROWS or (rows > 1 and rows * row > self._height * MOST)
        self.flow.gap = Space.XS if compact else Space.S
        for button in self.findChildren(Button):
            button.set_compact(compact)

    def _widths(self) -> Iterator[int]:
        """What each takes with all words."""
        for item in self.flow.shown():
            widget = item.widget()
            inside = [widget] if isinstance(widget, Button) else widget.findChildren(Button) if widget else []
            yield item.sizeHint().width() + sum(button.saved_width for button in inside)
