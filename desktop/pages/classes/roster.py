"""The roster of a class as a table: who, with which user name, and how they sign in for the first time."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.theme import Theme
from desktop.theme.widgets import TableModel, TableView
from relay.protocol.classes import Student

GIVES_WAY = {1: 430}
"""User names."""


class RosterRows(TableModel[Student]):
    """One student a row: name, user name, first sign-in."""

    def __init__(self, code: Callable[[Student], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = code

    def key(self, row: Student) -> str:
        return row.id

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [self.tr("Name"), self.tr("User name"), self.tr("First sign-in")]

    def words(self, row: Student) -> list[str]:
        """All that is told of a student."""
        return [row.name, row.username, self.first_sign_in(row)]

    def first_sign_in(self, student: Student) -> str:
        """The code to sign in with, or that there is none to show."""
        if student.signed_in:
            return self.tr("done")
        return self._code(student) or self.tr("make a new code")

    def cells(self) -> list[list[str]]:
        """The table with its headings."""
        return [self.headings(), *(self.words(student) for student in self.rows)]


class RosterTable(TableView):
    """The table; what one does with the chosen students is in its menu and on the keyboard."""

    renew_wanted = Signal(list)
    """Account ids that need new codes."""
    remove_wanted = Signal(object)
    """The Student to take out."""
    rename_wanted = Signal(object)
    """The Student whose name is to be another."""
    chosen = Signal()

    def __init__(self, theme: Theme, model: RosterRows, parent: QWidget | None = None) -> None:
        super().__init__(theme, model, self.tr("Students"), parent, gives_way=GIVES_WAY)
        self._roster = model
        self.may_rename = False
        """Whether the relay knows how to."""
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.selectionModel().selectionChanged.connect(self.chosen)
        model.modelReset.connect(self.chosen)

    @property
    def student(self) -> Student | None:
        """The chosen student."""
        rows = self.chosen_rows()
        return self._roster.rows[rows[0]] if rows else None

    def remove(self) -> None:
        """Asks to take out the chosen one."""
        if self.student is not None:
            self.remove_wanted.emit(self.student)

    def rename(self) -> None:
        """Asks for another name of the chosen one."""
        if self.student is not None and self.may_rename:
            self.rename_wanted.emit(self.student)

    def renew(self) -> None:
        """Asks for a new code for the chosen one."""
        if self.student is not None:
            self.renew_wanted.emit([self.student.id])

    def menu(self) -> QMenu:
        """What one can do with the chosen student."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.may_rename:
            rename = menu.addAction(self.theme.icon("pencil", size=16), self.tr("Rename…"))
            rename.triggered.connect(self.rename)
        renew = menu.addAction(self.theme.icon("key", size=16), self.tr("Make a new code"))
        renew.triggered.connect(self.renew)
        out = menu.addAction(self.theme.icon("user-x", "danger_ink", 16), self.tr("Remove from class…"))
        out.triggered.connect(self.remove)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        if self.student is not None:
            self.menu().popup(self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks to take out the chosen one, F2 for another name."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        else:
            super().keyPressEvent(event)
