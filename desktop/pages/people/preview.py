"""The preview of a roster: a line for each person, what would become of them, and who is missing in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.pages.people.roster_words import what_becomes
from desktop.pages.people.ticks import Ticks
from desktop.theme import Ink, Theme
from desktop.theme.widgets import plain_tip
from relay.protocol.people_admin import Leaver, RosterPlan
from relay.protocol.rosters import Roster

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CELLS = "QTableView::item { padding: 0 8px; }"
LINE, NAME, CLASSES, WHAT = range(4)
NARROW = 560
"""Below this width, times the text scale, line numbers and classes are in tool tips only."""
INKS: dict[str, Ink] = {
    "refused": "danger_ink",
    "new": "ok_ink",
    "changed": "accent_ink",
    "leaver": "warn_ink",
}
ORDER = ("refused", "new", "changed", "leaver", "same")
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass
class Line:
    """One row."""

    kind: str
    number: int
    name: str
    classes: str
    what: str
    leaver: Leaver | None = None
    goes: bool = False


class Preview(QAbstractTableModel):
    """What is in the way first, then what changes, who is missing, and who stays as they are."""

    goes_changed = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines: list[Line] = []
        self.fixed = False
        """Nothing can be chosen any more."""

    def show_plan(self, roster: Roster | None, plan: RosterPlan | None) -> None:
        """Shows another plan, or none; who was to go stays chosen."""
        going = {(one.account.id, one.class_id) for one in self.going()}
        self.beginResetModel()
        self.lines = _lines(roster, plan) if roster and plan else []
        for line in self.lines:
            if line.leaver is not None:
                line.goes = (line.leaver.account.id, line.leaver.class_id) in going
                line.what = self._missing(line.goes)
        self.lines.sort(key=lambda line: ORDER.index(line.kind))
        self.endResetModel()

    def _missing(self, goes: bool) -> str:
        if not self.fixed:
            return self.tr("missing: take out?")
        return self.tr("taken out") if goes else self.tr("missing, stays")

    def going(self) -> list[Leaver]:
        """Those who are to be taken out of a class."""
        return [line.leaver for line in self.lines if line.leaver is not None and line.goes]

    def leavers(self) -> int:
        """How many are proposed."""
        return sum(line.leaver is not None for line in self.lines)

    def let_all_go(self, go: bool) -> None:
        """Chooses all who are proposed, or none."""
        for line in self.lines:
            line.goes = go and line.leaver is not None
        if self.lines:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self.lines) - 1, NAME))
        self.goes_changed.emit()

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [self.tr("Line"), self.tr("Name"), self.tr("Classes"), self.tr("What changes")]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Four."""
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings()[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Who is proposed to go can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and index.column() == NAME and self.lines[index.row()].leaver and not self.fixed:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line, and whether it is ticked."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (str(line.number or ""), line.name, line.classes, line.what)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            number = self.tr("Line {number}").format(number=line.number) if line.number else ""
            said = filter(None, (number, line.name, line.classes, line.what))
            return plain_tip("\n".join(said))
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NAME and line.leaver is not None:
            return CHECKED if line.goes else UNCHECKED
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == WHAT and line.kind in INKS:
            return self._theme.colour(INKS[line.kind])
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ticks somebody, or takes it back."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self.fixed:
            return False
        line = self.lines[index.row()]
        if line.leaver is None:
            return False
        line.goes = Qt.CheckState(value) == CHECKED
        self.dataChanged.emit(index, index)
        self.goes_changed.emit()
        return True


class PreviewTable(QTableView):
    """The table; space ticks the line."""

    def __init__(self, theme: Theme, model: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, model
        self.setModel(model)
        self.setAccessibleName(self.tr("What the file would change"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(LINE, QHeaderView.ResizeMode.ResizeToContents)
        self.setItemDelegateForColumn(NAME, Ticks(theme, self))
        theme.changed.connect(self._dress)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, in whatever column one is."""
        index = self.currentIndex().siblingAtColumn(NAME)
        if event.key() == Qt.Key.Key_Space and index.isValid() and self._preview.lines[index.row()].leaver:
            other = UNCHECKED if self._preview.lines[index.row()].goes else CHECKED
            self._preview.setData(index, other, Qt.ItemDataRole.CheckStateRole)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer columns where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _dress(self) -> None:
        side = self._theme.px(16)
        self.setStyleSheet(f"{CELLS} QTableView::indicator {{ width: {side}px; height: {side}px; }}")
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.target(34))
        self.setMinimumHeight(self._theme.px(170))
        narrow = self.width() < self._theme.px(NARROW)
        self.setColumnHidden(LINE, narrow)
        self.setColumnHidden(CLASSES, narrow)


def _lines(roster: Roster, plan: RosterPlan) -> list[Line]:
    outcomes = {outcome.place: outcome for outcome in plan.outcomes}
    lines = []
    for place, person in enumerate(roster.people):
        outcome = outcomes.get(place)
        if outcome is None and not person.classes and person.leaves:
            continue  # they are among those who are proposed to go
        kind = outcome.what if outcome else "same"
        classes = ", ".join(person.classes)
        lines.append(Line(kind, person.line, person.name, classes, what_becomes(outcome)))
    return lines + _leaving(plan.leavers)


def _leaving(leavers: Sequence[Leaver]) -> list[Line]:
    return [Line("leaver", 0, one.account.name, one.school_class, "", one) for one in leavers]
