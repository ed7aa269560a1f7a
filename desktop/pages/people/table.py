"""People as a table: who, in which classes, when they were last here, on how many devices."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from desktop.pages.when import day
from desktop.theme import Theme
from desktop.theme.widgets import plain_tip
from relay.protocol.people_admin import Person

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CELLS = "QTableView::item { padding: 0 8px; }"
NAME, USERNAME, CLASSES, LAST, DEVICES = range(5)
HIDDEN_BELOW = {USERNAME: 620, CLASSES: 480, DEVICES: 700}
"""Columns that give way below these widths, times the text scale; tool tips still tell them."""


class PeopleTableModel(QAbstractTableModel):
    """One person a row."""

    def __init__(
        self,
        class_names: Callable[[Person], list[str]],
        now: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        """``now``: the relay's clock, ms UTC."""
        super().__init__(parent)
        self._class_names, self._now = class_names, now
        self.people: list[Person] = []

    def show_people(self, people: Sequence[Person]) -> None:
        """Shows these; the order is the relay's, by name."""
        self.beginResetModel()
        self.people = list(people)
        self.endResetModel()

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [
            self.tr("Name"),
            self.tr("User name"),
            self.tr("Classes"),
            self.tr("Last here"),
            self.tr("Devices"),
        ]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many people."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Five."""
        return 0 if parent.isValid() else 5

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
        """What is told of a person."""
        if not index.isValid():
            return None
        person = self.people[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(person)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            told = zip(self.headings(), self.words(person), strict=True)
            line = self.tr("{heading}: {value}")
            return plain_tip("\n".join(line.format(heading=h, value=v) for h, v in told if v))
        return None

    def words(self, person: Person) -> list[str]:
        """All that is told of a person."""
        return [
            person.account.name,
            person.account.username,
            self.tr(", ").join(self._class_names(person)) or self._role(person),
            self.last_here(person),
            str(person.devices) if person.devices else "",
        ]

    def last_here(self, person: Person) -> str:
        """The day of the last time, or that there was none."""
        if not person.last_here_at:
            return self.tr("not yet")
        return day(person.last_here_at, self._now())

    def _role(self, person: Person) -> str:
        if person.account.role == "admin":
            return self.tr("admin")
        return self.tr("teacher") if person.account.role == "teacher" else ""


class PeopleTable(QTableView):
    """The table; several may be chosen."""

    reset_wanted = Signal()
    devices_wanted = Signal()
    passes_wanted = Signal()
    chosen = Signal()

    def __init__(self, theme: Theme, model: PeopleTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._people = theme, model
        self.setModel(model)
        self.setStyleSheet(CELLS)
        self.setAccessibleName(self.tr("People"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CLASSES, QHeaderView.ResizeMode.Stretch)
        self.customContextMenuRequested.connect(self._open_menu)
        self.selectionModel().selectionChanged.connect(self._on_chosen)
        model.modelReset.connect(self.chosen)
        theme.changed.connect(self._fit)
        self._fit()

    def people(self) -> list[Person]:
        """Those who are chosen, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._people.people[row] for row in rows]

    def menu(self) -> QMenu:
        """What one can do with those who are chosen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        reset = menu.addAction(self._theme.icon("key", size=16), self.tr("New password…"))
        reset.triggered.connect(self.reset_wanted)
        devices = menu.addAction(self._theme.icon("laptop", size=16), self.tr("Devices…"))
        devices.triggered.connect(self.devices_wanted)
        devices.setEnabled(len(self.people()) == 1)
        passes = menu.addAction(self._theme.icon("qr-code", size=16), self.tr("Personal code…"))
        passes.triggered.connect(self.passes_wanted)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the devices of the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.devices_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer columns where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _on_chosen(self) -> None:
        self.chosen.emit()

    def _open_menu(self, at: QPoint) -> None:
        if self.people():
            self.menu().popup(self.viewport().mapToGlobal(at))

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.target(36))
        self.setMinimumHeight(self._theme.px(170))
        for column, width in HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < self._theme.px(width))
