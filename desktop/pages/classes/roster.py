"""The roster of a class as a table: who, with which user name, and how they sign in for the first time."""

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

from desktop.theme import Theme
from desktop.theme.widgets import plain_tip
from relay.protocol.classes import Student
from relay.protocol.rosters import harmless

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CELLS = "QTableView::item { padding: 0 8px; }"
NARROW = 430
"""Below this width, times the text scale, user names are in tool tips only."""


class RosterModel(QAbstractTableModel):
    """One student a row: name, user name, first sign-in."""

    def __init__(self, code: Callable[[Student], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = code
        self._students: list[Student] = []

    def set_students(self, students: Sequence[Student]) -> None:
        """Shows these; the order is the relay's, by name."""
        self.beginResetModel()
        self._students = list(students)
        self.endResetModel()

    def student(self, row: int) -> Student:
        """The student of a row."""
        return self._students[row]

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [self.tr("Name"), self.tr("User name"), self.tr("First sign-in")]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many students."""
        return 0 if parent.isValid() else len(self._students)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Three."""
        return 0 if parent.isValid() else 3

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
        """What is told of a student."""
        if not index.isValid():
            return None
        student = self._students[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(student)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(self.words(student)))
        return None

    def words(self, student: Student) -> list[str]:
        """All that is told of a student."""
        return [student.name, student.username, self.first_sign_in(student)]

    def first_sign_in(self, student: Student) -> str:
        """The code to sign in with, or that there is none to show."""
        if student.signed_in:
            return self.tr("done")
        return self._code(student) or self.tr("make a new code")

    def text(self) -> str:
        """The table as text with tabs, as spreadsheets take it."""
        lines = (self.headings(), *([harmless(cell) for cell in self.words(s)] for s in self._students))
        return "\n".join("\t".join(line) for line in lines)


class RosterTable(QTableView):
    """The table; what one does with the chosen students is in its menu and on the keyboard."""

    renew_wanted = Signal(list)
    """Account ids that need new codes."""
    remove_wanted = Signal(object)
    """The Student to take out."""
    chosen = Signal()

    def __init__(self, theme: Theme, model: RosterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._roster = theme, model
        self.setModel(model)
        self.setStyleSheet(CELLS)
        self.setAccessibleName(self.tr("Students"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.customContextMenuRequested.connect(self._open_menu)
        self.selectionModel().selectionChanged.connect(self._on_chosen)
        model.modelReset.connect(self.chosen)
        theme.changed.connect(self._fit)
        self._fit()

    def _on_chosen(self) -> None:
        self.chosen.emit()

    @property
    def student(self) -> Student | None:
        """The chosen student."""
        rows = self.selectionModel().selectedRows()
        return self._roster.student(rows[0].row()) if rows else None

    def remove(self) -> None:
        """Asks to take out the chosen one."""
        if self.student is not None:
            self.remove_wanted.emit(self.student)

    def renew(self) -> None:
        """Asks for a new code for the chosen one."""
        if self.student is not None:
            self.renew_wanted.emit([self.student.id])

    def menu(self) -> QMenu:
        """What one can do with the chosen student."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        renew = menu.addAction(self._theme.icon("key", size=16), self.tr("Make a new code"))
        renew.triggered.connect(self.renew)
        out = menu.addAction(self._theme.icon("user-x", "danger_ink", 16), self.tr("Remove from class…"))
        out.triggered.connect(self.remove)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        if self.student is not None:
            self.menu().popup(self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks to take out the chosen one."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer columns where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.target(36))
        self.setColumnHidden(1, self.width() < self._theme.px(NARROW))
