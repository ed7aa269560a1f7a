"""People as a table: who, in which classes, when they were last here, on how many devices."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.parts.role_words import role_word
from desktop.parts.when import day
from desktop.theme import Theme
from desktop.theme.widgets import TableModel, TableView
from relay.protocol.people_admin import Person

NAME, USERNAME, ROLE, CLASSES, LAST, DEVICES = range(6)
GIVES_WAY = {USERNAME: 620, ROLE: 430, CLASSES: 480, DEVICES: 760}


class PeopleRows(TableModel[Person]):
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

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [
            self.tr("Name"),
            self.tr("User name"),
            self.tr("Role"),
            self.tr("Classes"),
            self.tr("Last here"),
            self.tr("Devices"),
        ]

    def key(self, row: Person) -> str:
        return row.account.id

    def tip(self, row: Person, column: int) -> str:
        """All that is known of the person."""
        told = zip(self.headings(), self.words(row), strict=True)
        line = self.tr("{heading}: {value}")
        return "\n".join(line.format(heading=h, value=v) for h, v in told if v)

    def words(self, row: Person) -> list[str]:
        """All that is told of a row."""
        return [
            row.account.name,
            row.account.username,
            role_word(row.account.role),
            self.tr(", ").join(self._class_names(row)),
            self.last_here(row),
            str(row.devices) if row.devices else "",
        ]

    def last_here(self, person: Person) -> str:
        """The day of the last time, or that there was none."""
        if not person.last_here_at:
            return self.tr("not yet")
        return day(person.last_here_at, self._now())


class PeopleTable(TableView):
    """The table; several may be chosen."""

    reset_wanted = Signal()
    devices_wanted = Signal()
    rename_wanted = Signal()
    role_wanted = Signal()
    passes_wanted = Signal()
    chosen = Signal()

    def __init__(self, theme: Theme, model: PeopleRows, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            model,
            self.tr("People"),
            parent,
            stretched=(NAME, CLASSES),
            gives_way=GIVES_WAY,
            several=True,
        )
        self._people = model
        self.may_rename = self.may_change_roles = False
        """Whether one may here, and the relay knows how to."""
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.selectionModel().selectionChanged.connect(self.chosen)
        model.modelReset.connect(self.chosen)
        theme.follow(self._keep_room)

    def people(self) -> list[Person]:
        """Those who are chosen, from the top."""
        return [self._people.rows[row] for row in self.chosen_rows()]

    def menu(self) -> QMenu:
        """What one can do with those who are chosen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.may_rename:
            rename = menu.addAction(self.theme.icon("pencil", size=16), self.tr("Rename…"))
            rename.triggered.connect(self.rename_wanted)
            rename.setEnabled(len(self.people()) == 1)
        if self.may_change_roles:
            role = menu.addAction(self.theme.icon("user", size=16), self.tr("Role…"))
            role.triggered.connect(self.role_wanted)
            role.setEnabled(len(self.people()) == 1)
        reset = menu.addAction(self.theme.icon("key", size=16), self.tr("New password…"))
        reset.triggered.connect(self.reset_wanted)
        devices = menu.addAction(self.theme.icon("laptop", size=16), self.tr("Devices…"))
        devices.triggered.connect(self.devices_wanted)
        devices.setEnabled(len(self.people()) == 1)
        passes = menu.addAction(self.theme.icon("qr-code", size=16), self.tr("QR slip…"))
        passes.triggered.connect(self.passes_wanted)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the devices of the chosen one, F2 renames them."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.devices_wanted.emit()
        elif event.key() == Qt.Key.Key_F2 and self.may_rename:
            self.rename_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _open_menu(self, at: QPoint) -> None:
        if self.people():
            self.menu().popup(self.viewport().mapToGlobal(at))

    def _keep_room(self) -> None:
        self.setMinimumHeight(self.theme.px(170))
