"""What stands beside the stage: lines, the one card, and the rest under each other or behind tabs."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel
from desktop.theme import Space, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import FlowRow
from desktop.theme.widgets.button import Button

CARD = 0.45
"""The largest part of the height that the card takes."""
QWIDGETSIZE_MAX = 16777215
"""Qt's own: as large as a widget may be."""


class Sidebar(QWidget):
    """Shows panels; with tabs only the chosen one. The panel with the largest stretch is chosen first.

    Strips, and of the cards the first that is wanted, stand above them whether there are tabs or not.
    """

    turned = Signal()
    """Another panel is seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._above: list[Panel] = []
        self._panels: list[Panel] = []
        self._tabs = self._stage_too = False
        self.stage_chosen = False
        """The stage is behind a tab, and that tab is chosen."""
        self.chosen: Panel | None = None
        self.row = FlowRow(parent=self)
        self.row.setAccessibleName(self.tr("Parts of the room"))
        self._chips: dict[Panel, Button] = {}
        self._column = vbox(self.row, on=self, gap=Space.M - 2)
        self._stage = Button(theme, self.tr("Lesson"), "chip", parent=self.row)
        self._stage.setCheckable(True)
        self._stage.clicked.connect(self._choose_stage)

    def put(self, panels: Sequence[Panel]) -> None:
        """Has these panels, once; best made inside it."""
        self._above = sorted((p for p in panels if p.place != "tab"), key=lambda p: p.place == "card")
        for place, panel in enumerate(self._above):
            self._column.insertWidget(place, panel)
            panel.changed.connect(self.refresh)
        self._panels = [panel for panel in panels if panel.place == "tab"]
        self.chosen = max(self._panels, key=lambda panel: panel.stretch, default=None)
        for panel in self._panels:
            chip = Button(self._theme, panel.heading(), "chip", parent=self.row)
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, panel=panel: self.choose(panel))
            self.row.add(chip)
            self._chips[panel] = chip
            self._column.addWidget(panel, panel.stretch)
            panel.changed.connect(self.refresh)
        self.row.add(self._stage)
        self._column.addStretch(0)
        self.refresh()

    def set_tabs(self, tabs: bool, stage_too: bool = False) -> None:
        """Shows one panel at a time, or all; where it is very low the stage is behind a tab as well."""
        if (tabs, stage_too) != (self._tabs, self._stage_too):
            self._tabs, self._stage_too = tabs, stage_too
            self._share()
            self.stage_chosen = self.stage_chosen and stage_too
            self.refresh()
            self.turned.emit()

    @property
    def tabs(self) -> bool:
        """Whether one panel is shown at a time."""
        return self._tabs

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares its height out anew."""
        super().resizeEvent(event)
        self._share()

    def event(self, event: QEvent) -> bool:
        """Shares it out anew too when a panel needs more or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().event(event)

    def _share(self) -> None:
        whole = (*self._above, *self._panels)
        shown = [panel for panel in whole if not panel.isHidden()]
        gaps = self._column.spacing() * max(0, len(shown) - 1)
        for panel in whole:
            alone = self._tabs and panel.place == "tab"
            most = min(panel.most, CARD) if panel.place == "card" else panel.most
            if most < 1:
                # the others have at least what they can't do without, such as where one writes
                others = sum(one.minimumSizeHint().height() for one in shown if one is not panel)
                room = max(self.height() - others - gaps, panel.minimumSizeHint().height())
                high = min(panel.sizeHint().height(), round(self.height() * most), room)
                panel.setMinimumHeight(0 if alone else high)
                panel.setMaximumHeight(QWIDGETSIZE_MAX if alone else high)

    def choose(self, panel: Panel) -> None:
        """Shows this panel."""
        self.chosen, self.stage_chosen = panel, False
        self.refresh()
        self.turned.emit()

    def _choose_stage(self) -> None:
        self.stage_chosen = True
        self.refresh()
        self.turned.emit()

    def refresh(self) -> None:
        """Shows what is wanted, and how many things each panel has."""
        cards = [panel for panel in self._above if panel.place == "card" and panel.wanted()]
        for panel in self._above:
            panel.setVisible(panel in cards[:1] if panel.place == "card" else panel.wanted())
        wanted = [panel for panel in self._panels if panel.wanted()]
        chosen = self.chosen if self.chosen in wanted else wanted[0] if wanted else None
        if self.stage_chosen:
            chosen = None
        self.row.setVisible(self._tabs and len(wanted) + self._stage_too > 1)
        self._stage.setVisible(self._stage_too)
        self._stage.setChecked(self.stage_chosen)
        for panel, chip in self._chips.items():
            panel.setVisible(panel in wanted and (not self._tabs or panel is chosen))
            chip.setVisible(panel in wanted)
            count = panel.count()
            words = self.tr("{heading} · {count}").format(heading=panel.heading(), count=count)
            text = words if count else panel.heading()
            if chip.text() != text:
                chip.setText(text)
            chip.setChecked(panel is chosen)
