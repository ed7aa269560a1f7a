"""A task as its teacher has it: who has handed in, late or not at all, and what may be done about that."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.saving_all import SavingAll, offer_to_save
from desktop.features.work.collected import collected
from desktop.features.work.words import handed_in_words, title_of
from desktop.theme import Ink, Space, Theme, hbox, vbox
from desktop.theme.widgets import (
    BusySign,
    Button,
    ElidedLabel,
    FlowRow,
    IconButton,
    Label,
    TableModel,
    TableView,
)
from desktop.theme.widgets.table import Index
from relay.protocol.base import RoomCommand
from relay.protocol.people import People
from relay.protocol.work import AskForWork, CloseTask, RemoveTask, Task, Work
from resources import IconName

SMALL = 16
LEAST = 160
"""The least height of the list (at a text scale of 1)."""


class StudentRows(TableModel[tuple[str, str, str]]):
    """By account, name and state."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.icons: dict[str, tuple[IconName, Ink]] = {}

    def headings(self) -> list[str]:
        return [self.tr("Student"), self.tr("Work")]

    def words(self, row: tuple[str, str, str]) -> list[str]:
        return [row[1], row[2]]

    def key(self, row: tuple[str, str, str]) -> str:
        return row[0]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and index.isValid() and index.column() == 1:
            icon = self.icons.get(self.rows[index.row()][0])
            return self._theme.pixmap(*icon, SMALL) if icon is not None else None
        return super().data(index, role)


class TeacherTask(QWidget):
    """Shows one task."""

    opened = Signal(int, str)
    """The work of this account is wanted, for the task of this number."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        theme = context.theme
        self._context, self.number = context, 0
        self.title = Label("", "strong", wrap=True, parent=self)
        self.files = ElidedLabel("", "caption", parent=self)
        self.counts = Label("", wrap=True, parent=self)
        self.save_all = Button(theme, self.tr("Save all…"), "primary", small=True, icon="download")
        self.ask = Button(theme, self.tr("Remind those missing"), small=True, icon="bell")
        self.close_it = Button(theme, self.tr("Close"), small=True, icon="clock")
        self.close_it.set_tip(self.tr("What is handed in from then on is late; it is still taken"))
        self.remove = IconButton(theme, "trash-2", self.tr("Take it back from everyone"), size=32)
        self.buttons = FlowRow(parent=self)
        self.buttons.add(self.save_all, self.ask)
        self.save_all.clicked.connect(self._open_menu)
        self.ask.clicked.connect(lambda: self._send(AskForWork))
        self.close_it.clicked.connect(lambda: self._send(CloseTask))
        self.remove.clicked.connect(self._remove)
        self.rows = StudentRows(theme, self)
        self.table = TableView(theme, self.rows, self.tr("Who has handed in"), self, stretched=(1,))
        self.table.setMinimumHeight(theme.px(LEAST))
        self.table.activated.connect(self._open)
        self.table.clicked.connect(self._open)
        self.saving = SavingAll(context.room.relay, context.room.session_id, self)
        self.saving.progressed.connect(self._on_progress)
        self.saving.ended.connect(self._on_saved)
        self._make_saving_line()
        column = vbox(
            self.title,
            self.files,
            hbox((self.counts, 1), self.close_it, self.remove, gap=Space.XS),
            self.buttons,
            self._line,
            (self.table, 1),
            on=self,
            gap=Space.S,
        )
        column.addStretch()  # where there is no table

    def _make_saving_line(self) -> None:
        theme = self._context.theme
        self._line = QWidget(self)
        self.sign = BusySign(theme, 20, parent=self._line)
        self.state = Label("", "caption", wrap=True, parent=self._line)
        self.show_folder = Button(theme, self.tr("Open the folder"), small=True, parent=self._line)
        self.away = IconButton(theme, "x", self.tr("Stop saving"), size=32, parent=self._line)
        self.away.clicked.connect(self._put_away)
        self._where = QUrl()
        self.show_folder.clicked.connect(lambda: QDesktopServices.openUrl(self._where))
        hbox(self.sign, (self.state, 1), self.show_folder, self.away, on=self._line, gap=Space.S)
        self._line.hide()

    @property
    def task(self) -> Task | None:
        return self._context.memory(Work).tasks.get(self.number)

    # what is shown

    def show_task(self, number: int) -> None:
        self.number = number
        task = self.task
        if task is None:
            return
        self.title.setText(title_of(task))
        self.files.setText(", ".join(one.name for one in task.files))
        self.files.setVisible(bool(task.files))
        rows = self._students(task)
        done = sum(account in task.handed_in for account, _, _ in rows)
        late = sum(task.handed_in[one].late for one, _, _ in rows if one in task.handed_in)
        self.counts.setText(self._counted(task, done, late, len(rows)))
        leads = self._context.leads
        self.save_all.setVisible(bool(task.handed_in))
        self.ask.setVisible(leads and task.collect and done < len(rows))
        self.close_it.setVisible(leads and task.collect and not task.closed)
        self.remove.setVisible(leads)
        self.table.setVisible(task.collect)
        if rows != self.rows.rows:
            self.rows.show_rows(rows)

    def _counted(self, task: Task, done: int, late: int, of: int) -> str:
        if not task.collect:
            return self.tr("For %n student(s); nothing is collected.", "", of)
        parts = [self.tr("%n handed in", "", done)]
        if late:
            parts.append(self.tr("%n of them late", "", late))
        parts.append(self.tr("%n missing", "", of - done))
        if task.closed:
            parts.append(self.tr("closed"))
        return " · ".join(parts)

    def _students(self, task: Task) -> list[tuple[str, str, str]]:
        """In the order of their names: nothing moves when somebody hands in."""
        everybody, names = self._context.memory(People).everybody, self._context.names()
        students = [one.account for one in everybody.values() if one.role == "student"]
        wanted = set(task.to or students) | task.handed_in.keys()
        self.rows.icons = {}
        return [
            (account, names.get(account, ""), self._state(task, account))
            for account in sorted(wanted, key=lambda one: names.get(one, "").casefold())
        ]

    def _state(self, task: Task, account: str) -> str:
        handed, icons = task.handed_in.get(account), self.rows.icons
        if account in task.given_back:
            icons[account] = "reply", "accent"
            return self.tr("Given back")
        if handed is not None:
            icons[account] = ("clock", "warn_ink") if handed.late else ("circle-check", "ok_ink")
            return handed_in_words(handed)
        person = self._context.memory(People).everybody.get(account)
        if person is None or person.state != "here":
            return self.tr("Missing, not here")
        return self.tr("Missing, reminded") if account in task.asked else self.tr("Missing")

    # what one does

    def _open(self, index: QModelIndex) -> None:
        task = self.task
        account = self.rows.rows[index.row()][0]
        if task is not None and account in task.handed_in:
            self.opened.emit(self.number, account)

    def _send(self, kind: type[AskForWork] | type[CloseTask] | type[RemoveTask]) -> None:
        room = self._context.room
        command: RoomCommand = kind(**room.head(), task=self.number)
        if not any(type(one) is kind and one.task == self.number for one in room.asked):
            room.send(command)

    def _remove(self) -> None:
        self._context.errands.confirm(
            self.tr("Take it back from everyone?"),
            self.tr("It goes from the students' lists. What they saved, and what they handed in, stays."),
            self.tr("Take it back"),
            lambda: self._send(RemoveTask),
        )

    def _open_menu(self) -> None:
        if (task := self.task) is not None:
            offered = [collected(task, self._context.names())]
            offer_to_save(self, self.save_all, offered, lambda _, *how: self._start(*how))

    def _start(self, path: Path, packed: bool) -> None:
        """More may have been handed in since it was asked where to."""
        task = self.task
        if task is None or self.saving.running:
            return
        self.saving.save(collected(task, self._context.names()), path, packed=packed)
        self.show_folder.hide()
        self.sign.show()
        self.sign.set_fraction(None)
        self.state.setText(self.tr("Saving…"))
        self._line.show()

    def _on_progress(self, done: int, of: int) -> None:
        self.sign.set_fraction(done / of if of else None)
        self.state.setText(self.tr("Saving {done} of {all}…").format(done=done + 1, all=of))

    def _on_saved(self, where: Path | None, failed: list[str]) -> None:
        self.sign.hide()
        words = [self._context.say(code) for code in dict.fromkeys(failed)]
        if where is not None:
            folder = where if where.is_dir() else where.parent
            self._where = QUrl.fromLocalFile(str(folder))
            words.insert(0, self.tr("Saved in {name}.").format(name=where.name))
        self.show_folder.setVisible(where is not None)
        self.state.setText(" ".join(words))
        self.away.set_name(self.tr("Close"))

    def _put_away(self) -> None:
        self.saving.give_up()
        self._line.hide()
        self.away.set_name(self.tr("Stop saving"))

    def close_up(self) -> None:
        self.saving.give_up()
