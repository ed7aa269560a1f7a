"""Panels beside the stage: as cards one under the other, or one at a time behind tabs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.features.panel import Panel
from desktop.theme import Space, Theme
from desktop.theme.widgets import FlowRow
from desktop.theme.widgets.button import Button


class Side(QWidget):
    """Shows panels; with tabs only the chosen one. The panel with the largest stretch is chosen first."""

    turned = Signal()
    """Another panel is seen."""

    def __init__(self, theme: Theme, panels: Sequence[Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panels = list(panels)
        self._tabs = False
        self.chosen: Panel | None = max(self._panels, key=lambda panel: panel.stretch, default=None)
        self.row = FlowRow(parent=self)
        self.row.setAccessibleName(self.tr("Parts of the room"))
        self._chips: dict[Panel, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M - 2)
        column.addWidget(self.row)
        for panel in self._panels:
            chip = Button(theme, panel.heading(), "chip", parent=self.row)
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, panel=panel: self.choose(panel))
            self.row.add(chip)
            self._chips[panel] = chip
            column.addWidget(panel, panel.stretch)
            panel.changed.connect(self.refresh)
        column.addStretch(0)
        self.refresh()

    def set_tabs(self, tabs: bool) -> None:
        """Shows one panel at a time, or all."""
        if tabs != self._tabs:
            self._tabs = tabs
            self.refresh()
            self.turned.emit()

    @property
    def tabs(self) -> bool:
        """Whether one panel is shown at a time."""
        return self._tabs

    def choose(self, panel: Panel) -> None:
        """Shows this panel."""
        self.chosen = panel
        self.refresh()
        self.turned.emit()

    def refresh(self) -> None:
        """Shows what is wanted, and how many things each panel has."""
        wanted = [panel for panel in self._panels if panel.wanted()]
        chosen = self.chosen if self.chosen in wanted else wanted[0] if wanted else None
        self.row.setVisible(self._tabs and len(wanted) > 1)
        for panel, chip in self._chips.items():
            panel.setVisible(panel in wanted and (not self._tabs or panel is chosen))
            chip.setVisible(panel in wanted)
            count = panel.count()
            words = self.tr("{heading} · {count}").format(heading=panel.heading(), count=count)
            text = words if count else panel.heading()
            if chip.text() != text:
                chip.setText(text)
            chip.setChecked(panel is chosen)
