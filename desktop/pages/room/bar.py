"""The row of buttons under a room: with words, and where these need too many rows with signs alone."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Space
from desktop.theme.widgets import Button, FlowRow

MOST_ROWS = 2
"""More rows of words take the room from what the bar is for."""


class RoomBar(FlowRow):
    """Has the buttons of panels, and the menus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(gap=Space.S, parent=parent)
        self._compact = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A button came, went, or says something else."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        compact = self._rows_of_words() > MOST_ROWS
        if compact is not self._compact:
            self._compact = compact
            for button in self.findChildren(Button):
                button.set_compact(compact)

    def _rows_of_words(self) -> int:
        """How many rows it would take with all words."""
        rows, used = 1, 0
        for item in self.flow.shown():
            widget = item.widget()
            inside = [widget] if isinstance(widget, Button) else widget.findChildren(Button) if widget else []
            wide = item.sizeHint().width() + sum(button.saved_width for button in inside)
            if used and used + self.flow.gap + wide > self.width():
                rows, used = rows + 1, 0
            used += wide + (self.flow.gap if used else 0)
        return rows
