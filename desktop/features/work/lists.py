"""What is in the tab of work: a teacher's task, chosen among several, or all tasks of a student."""

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import PanelContext
from desktop.features.panel.file_progress import FileProgress
from desktop.features.work.pupil import PupilTask
from desktop.features.work.saved import saved_files
from desktop.features.work.student import StudentWorkDialog
from desktop.features.work.teacher import TeacherTask
from desktop.features.work.words import title_of
from desktop.theme import Space, vbox
from desktop.theme.widgets import Card, Choice, Filling, ScrollPage
from relay.protocol.work import GiveBack, HandOut, Work


class TeacherTasks(QWidget):
    """The newest task, or the one that is chosen; above it what is still being handed out."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.saved = saved_files(context)
        self._dialog: StudentWorkDialog | None = None
        self._newest = 0
        self._progress: dict[tuple[str, str], FileProgress] = {}
        self._going = vbox(gap=Space.XS)
        self.choice = Choice(context.theme, name=self.tr("What was handed out"), parent=self)
        self.choice.chosen.connect(lambda _: self.refresh())
        self.task = TeacherTask(context, self)
        self.task.opened.connect(self.open_work)
        column = Filling(self).column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._going)
        column.addWidget(self.choice)
        column.addWidget(self.task, 1)
        self.refresh()

    def refresh(self) -> None:
        tasks = self._context.memory(Work).tasks
        options = [(str(number), title_of(task)) for number, task in reversed(tasks.items())]
        self.choice.set_options(options)
        if tasks and max(tasks) != self._newest:
            self._newest = max(tasks)
            self.choice.choose(str(self._newest))
        self.choice.setVisible(len(tasks) > 1)
        self.task.setVisible(bool(tasks))
        if tasks:
            self.task.show_task(int(self.choice.value or self._newest))
        self._show_going()

    def _show_going(self) -> None:
        """Files that are on their way to the class, or back to a student."""
        waiting = [
            one
            for one in self._context.room.waiting
            if isinstance(one.command, HandOut | GiveBack) and one.state != "refused"
        ]
        wanted = {
            (one.ref, held.file.hash): (one, held) for one in waiting for held in one.files if not held.kept
        }
        for key in [key for key in self._progress if key not in wanted]:
            row = self._progress.pop(key)
            row.hide()
            row.deleteLater()
        for key, (one, held) in wanted.items():
            if key not in self._progress:
                files = self._context.room.relay.files
                row = FileProgress(self._context.theme, files, held.file, held.name, parent=self)
                row.cancelled.connect(lambda one=one: self._give_up(one))
                self._progress[key] = row
                self._going.addWidget(row)

    def _give_up(self, waiting: PendingCommand) -> None:
        if waiting.state != "sent":
            self._context.room.discard(waiting.ref)

    def open_work(self, number: int, account: str) -> None:
        """What this student handed in, to be given back."""
        task = self._context.memory(Work).tasks.get(number)
        if task is None or self._dialog is not None:
            return
        self._dialog = StudentWorkDialog(self._context, self.saved, (number, task), account, self)
        self._dialog.finished.connect(self._on_closed)
        self._dialog.open()

    def _on_closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def close_up(self) -> None:
        self.saved.close()
        self.task.close_up()
        if self._dialog is not None:
            self._dialog.done(0)


class PupilTasks(ScrollPage):
    """The newest first."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context.theme, parent=parent)
        self._context = context
        self.saved = saved_files(context)
        self.tasks: dict[int, PupilTask] = {}
        self._cards: dict[int, Card] = {}
        page = self.widget()
        layout = page.layout() if page is not None else None
        if layout is not None:
            layout.setContentsMargins(0, Space.XS, 0, Space.XS)
        self.column.setSpacing(Space.S)
        self.refresh()

    def refresh(self) -> None:
        numbers = self._context.memory(Work).tasks
        for number in [one for one in self.tasks if one not in numbers]:
            del self.tasks[number]
            card = self._cards.pop(number)
            card.hide()
            card.deleteLater()
        for number in numbers:
            if number not in self.tasks:
                card = Card(self._context.theme, tight=True, parent=self.widget())
                self.tasks[number] = PupilTask(self._context, self.saved, number, card)
                card.body.addWidget(self.tasks[number])
                self._cards[number] = card
                self.column.insertWidget(0, card)
        for task in self.tasks.values():
            task.refresh()

    def close_up(self) -> None:
        self.saved.close()
