"""Those who were turned away, folded away under those who wait: any of them can be let in after all."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.features.admission.rows import WaiterRow
from desktop.features.panel import PanelContext
from desktop.theme import Space, drop, vbox
from desktop.theme.widgets import Button
from relay.protocol.admission import Waiter


class TurnedAway(QWidget):
    """One line that says how many; opened, a row for each."""

    admitted = Signal(str)
    folded = Signal()
    """It takes more room now, or less."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[str, WaiterRow] = {}
        self._people: Mapping[str, Waiter] = {}
        self._going: Collection[str] = ()
        self.opened = False
        self.fold = Button(context.theme, "", "quiet", icon="chevron-down", small=True, parent=self)
        self.fold.clicked.connect(self._on_fold)
        self._column = vbox((self.fold, 0, Qt.AlignmentFlag.AlignLeading), on=self, gap=Space.S)
        self.hide()

    @property
    def rows(self) -> int:
        return len(self._rows)

    def show_people(self, people: Mapping[str, Waiter], going: Collection[str]) -> None:
        """Shows these people; ``going``: of whom the relay is being told that they may come in."""
        self._people, self._going = people, going
        self.opened = self.opened and bool(people)
        self.fold.set_icon("chevron-up" if self.opened else "chevron-down")
        self.fold.setText(self.tr("%n turned away", "people", len(people)))
        shown = people if self.opened else {}
        for account in [account for account in self._rows if account not in shown]:
            row = self._rows.pop(account)
            drop(self._column, row)
        for account, waiter in shown.items():
            row = self._rows.get(account) or self._make(waiter)
            row.show_waiter(waiter, busy=account in going)
        self.setVisible(bool(people))

    def _make(self, waiter: Waiter) -> WaiterRow:
        row = self._rows[waiter.account] = WaiterRow(self._context, waiter, self, turned_away=True)
        row.admitted.connect(self.admitted)
        self._column.addWidget(row)
        return row

    def _on_fold(self) -> None:
        self.opened = not self.opened
        self.show_people(self._people, self._going)
        self.folded.emit()
