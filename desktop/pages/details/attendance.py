"""Who came, for how long, and how they left: a table one can sort and copy."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.pages.when import clock, length
from desktop.standing import named
from desktop.theme import Space, Theme
from desktop.theme.widgets import Button, Card, FlowRow, Label, plain_tip
from relay.protocol.sessions import Attendee

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
SORT = Qt.ItemDataRole.UserRole
COLUMNS = ("name", "came", "present", "lost", "how")
NARROW = 520
"""Below this width, times the text scale, only who, how long and how they left is shown."""
TINY = 320
"""Below this one, only who and how long."""
CELLS = "QTableView::item { padding: 0 8px; }"


class AttendanceModel(QAbstractTableModel):
    """One person a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people: list[Attendee] = []

    def set_people(self, people: Sequence[Attendee]) -> None:
        """Shows these people."""
        self.beginResetModel()
        self._people = list(people)
        self.endResetModel()

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [
            self.tr("Name"),
            self.tr("Came"),
            self.tr("Present"),
            self.tr("Line lost"),
            self.tr("At the end"),
        ]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many people."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """As many as there are headings."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings()[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One fact about a person, as words or as what it is sorted by."""
        if not index.isValid():
            return None
        person, column = self._people[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(person)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.words(person)[column])
        if role == SORT:
            return (person.name, person.joined_at, person.present, person.lost, self._how(person))[column]
        return None

    def words(self, person: Attendee) -> list[str]:
        """All that is told of a person."""
        teacher = self.tr("{name} (teacher)").format(name=person.name)
        return [
            teacher if person.role == "teacher" else named(person.name, person.standing),
            clock(person.joined_at),
            length(person.present),
            length(person.lost) if person.lost else self.tr("never"),
            self._how(person),
        ]

    def _how(self, person: Attendee) -> str:
        return {
            "here": self.tr("still here"),
            "left": self.tr("left"),
            "lost": self.tr("line lost"),
            "removed": self.tr("removed"),
        }[person.how]


class _Sorted(QSortFilterProxyModel):
    """The table by any of its columns: words as the person's language sorts them, the rest by size."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collator = QCollator()
        self._collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compares what a column means, not what it says."""
        model = self.sourceModel()
        one, other = model.data(left, SORT), model.data(right, SORT)
        if isinstance(one, str):
            return self._collator.compare(one, str(other)) < 0
        return bool(one < other)


class Attendance(QWidget):
    """The table, and a button that copies it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model = AttendanceModel(self)
        self._sorted = _Sorted(self)
        self._sorted.setSourceModel(self.model)
        self.summary = Label("", "muted", parent=self)
        self.copy_button = Button(theme, self.tr("Copy as text"), icon="copy", small=True, parent=self)
        self.copy_button.clicked.connect(self.copy)
        self.table = QTableView(self)
        self.table.setModel(self._sorted)
        self.table.setAccessibleName(self.tr("Attendance"))
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setWordWrap(False)
        self.table.setStyleSheet(CELLS)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.table, self.copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.card = Card(theme, parent=self)
        top = FlowRow(parent=self.card)
        top.add(self.summary, self.copy_button)
        self.card.body.addWidget(top)
        self.card.body.addWidget(self.table, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        whole.addWidget(self.card, 1)
        theme.changed.connect(self._fit)

    def set_people(self, people: Sequence[Attendee]) -> None:
        """Shows these people."""
        self.model.set_people(people)
        students = sum(person.role == "student" for person in people)
        self.summary.setText(self.tr("Students who came: {count}").format(count=students))
        self._fit()

    def text(self) -> str:
        """The table as text with tabs, as spreadsheets take it, in the order shown."""
        rows, columns = range(self._sorted.rowCount()), range(len(COLUMNS))
        lines = [self.model.headings()]
        lines += [[str(self._sorted.index(row, column).data()) for column in columns] for row in rows]
        return "\n".join("\t".join(line) for line in lines)

    def copy(self) -> None:
        """Puts the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())
        self.copy_button.setText(self.tr("Copied"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows fewer columns where there is little room; what is copied stays whole."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow, tiny = self.width() < self._theme.px(NARROW), self.width() < self._theme.px(TINY)
        self.table.verticalHeader().setDefaultSectionSize(self._theme.target(34))
        for column in (1, 3):
            self.table.setColumnHidden(column, narrow)
        self.table.setColumnHidden(4, tiny)
