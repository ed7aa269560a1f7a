"""The one banner of a room: of those that are wanted the first in their order, and the rest waits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel
from desktop.theme import set_height_by_width, vbox
from desktop.theme.widgets import WhenStill


class Banners(QWidget):
    """Holds the panels of the place "banner", and takes no room while none of them is wanted.

    While somebody holds a button down or has a menu open nothing moves: a banner waits until they are done.
    """

    changed = Signal()
    """Another one is seen, or none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._panels: list[Panel] = []
        self._column = vbox(on=self)
        set_height_by_width(self)
        self._still = WhenStill(self._show_first, self)
        self.hide()

    @property
    def shown(self) -> Panel | None:
        """The panel that is seen."""
        return next((panel for panel in self._panels if not panel.isHidden()), None)

    def add(self, panel: Panel) -> None:
        """Has one more, behind those before; best made inside it."""
        self._panels.append(panel)
        self._column.addWidget(panel)
        panel.hide()

    def refresh(self) -> None:
        """Shows the first that is wanted."""
        if self._first() is not self.shown:
            self._still.do()

    def _first(self) -> Panel | None:
        wanted = [panel for panel in self._panels if panel.wanted()]
        return min(wanted, key=lambda panel: panel.yields(), default=None)

    def _show_first(self) -> None:
        first = self._first()
        for panel in self._panels:
            if panel is not first:
                panel.hide()
        if first is not None:
            first.show()
        self.setVisible(first is not None)
        self.changed.emit()
