"""A task as a student has it: what was handed out, handing in, and what came back."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import PanelContext
from desktop.features.panel.file_progress import FileProgress
from desktop.features.work.file_row import FileRow
from desktop.features.work.saved import SavedFiles
from desktop.features.work.words import handed_in_words, title_of
from desktop.theme import Space, vbox
from desktop.theme.widgets import Button, FlowRow, Label
from relay.protocol.work import GivenBack, HandIn, Task, Work

if TYPE_CHECKING:
    from desktop.features.work.hand_in import HandInDialog


class PupilTask(QWidget):
    """Shows one task, by its number."""

    def __init__(self, context: PanelContext, saved: SavedFiles, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        theme = context.theme
        self._context, self._saved, self.number = context, saved, number
        self._dialog: HandInDialog | None = None
        self._progress: dict[tuple[str, str], FileProgress] = {}
        """By the command's ref and the file's hash."""
        self.title = Label("", "strong", wrap=True, parent=self)
        self.note = Label("", wrap=True, selectable=True, parent=self)
        self._files = vbox(gap=Space.S)
        self.asked = Label("", "strong", wrap=True, parent=self)
        self.state = Label("", wrap=True, parent=self)
        self._going = vbox(gap=Space.XS)
        self._back = QWidget(self)
        self._back_box = vbox(on=self._back, gap=Space.XS)
        self._shown_back: GivenBack | None = None
        self.hand_in = Button(theme, self.tr("Hand in…"), "primary", small=True, parent=self)
        self.hand_in.clicked.connect(self.choose)
        self._stop = Button(theme, self.tr("Do not hand it in"), small=True, parent=self)
        self._stop.clicked.connect(self._give_up)
        self.buttons = FlowRow(parent=self)
        """At the end; whoever has all else scroll may put it elsewhere."""
        self.buttons.add(self.hand_in, self._stop)
        vbox(
            self.title,
            self.note,
            self._files,
            self.asked,
            self.state,
            self._going,
            self._back,
            self.buttons,
            on=self,
            gap=Space.S,
        )
        self._made = False
        self.refresh()

    @property
    def task(self) -> Task | None:
        return self._context.memory(Work).tasks.get(self.number)

    def pending(self) -> PendingCommand | None:
        """What is on its way for it, or was refused."""
        for one in self._context.room.waiting[::-1]:
            if isinstance(one.command, HandIn) and one.command.task == self.number:
                return one
        return None

    # what is shown

    def refresh(self) -> None:
        task = self.task
        if task is None:
            return
        if not self._made:
            self._make(task)
        me, pending, live = self._context.me, self.pending(), not self._context.room.over
        self.asked.setText(self.tr("Your teacher asks for your work."))
        self.asked.setVisible(me in task.asked and pending is None)
        state = self._state(task, pending)
        self.state.setText(state)
        self.state.set_role("error" if pending is not None and pending.state == "refused" else "body")
        self.state.setVisible(bool(state))
        again = me in task.handed_in or pending is not None
        self.hand_in.setText(self.tr("Hand in something else…") if again else self.tr("Hand in…"))
        self.hand_in.setVisible(task.collect and live)
        self._stop.setVisible(pending is not None and pending.state != "sent")
        self._show_going(pending)
        self._show_back(task.given_back.get(me))
        self.setAccessibleName(f"{self.title.text()}: {state}" if state else self.title.text())

    def _make(self, task: Task) -> None:
        """What never changes: what was handed out."""
        self._made = True
        title, note = title_of(task), task.note.strip()
        self.title.setText(title)
        self.title.setVisible(not note or note.startswith(title))  # else it is the beginning of what follows
        rest = note.removeprefix(title).strip()
        self.note.setText(rest)
        self.note.setVisible(bool(rest))
        for one in task.files:
            self._files.addWidget(FileRow(self._context, self._saved, one, self))
        if task.files and self._saved.goes:
            words = self.tr("On this computer it is kept until you sign out. Hand it in before.")
            self._files.addWidget(Label(words, "caption", wrap=True, parent=self))

    def _state(self, task: Task, pending: PendingCommand | None) -> str:
        if pending is not None:
            if pending.state == "refused":
                return self._context.say(pending.code)
            if not self._context.room.is_in:
                return self.tr("Not handed in yet: it goes when you are back online.")
            return self.tr("Being handed in…")
        handed = task.handed_in.get(self._context.me)
        if handed is not None:
            names = ", ".join(one.name for one in handed.files)
            return self.tr("{when}: {names}").format(when=handed_in_words(handed), names=names)
        if task.collect and task.closed:
            return self.tr("It was to be handed in by now. You still can, a little late.")
        return ""

    def _show_going(self, pending: PendingCommand | None) -> None:
        """The files on their way, each with how far it is."""
        going = pending.files if pending is not None and pending.state != "refused" else []
        wanted = {(pending.ref, one.file.hash): one for one in going if pending is not None and not one.kept}
        for key in [key for key in self._progress if key not in wanted]:
            row = self._progress.pop(key)
            row.hide()
            row.deleteLater()
        for key, one in wanted.items():
            if key not in self._progress:
                files = self._context.room.relay.files
                row = FileProgress(self._context.theme, files, one.file, one.name, parent=self)
                row.cancelled.connect(self._give_up)
                self._progress[key] = row
                self._going.addWidget(row)

    def _show_back(self, back: GivenBack | None) -> None:
        self._back.setVisible(back is not None)
        if back is None or back == self._shown_back:
            return
        self._shown_back = back
        while (item := self._back_box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        name = self._context.name(back.by)
        words = self.tr("Given back by {teacher}").format(teacher=name) if name else self.tr("Given back")
        self._back_box.addWidget(Label(words, "strong", wrap=True, parent=self._back))
        if back.note:
            self._back_box.addWidget(Label(back.note, wrap=True, selectable=True, parent=self._back))
        for one in back.files:
            self._back_box.addWidget(FileRow(self._context, self._saved, one, self._back))

    # what one does

    def choose(self) -> None:
        task = self.task
        if task is None or self._dialog is not None:
            return
        from desktop.features.work.hand_in import HandInDialog  # noqa: PLC0415

        self._dialog = HandInDialog(self._context, self._saved, self.number, task, self)
        self._dialog.finished.connect(self._on_closed)
        self._dialog.open()

    def _on_closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _give_up(self) -> None:
        """What has not left is not handed in; what was handed in before stays."""
        pending = self.pending()
        if pending is not None and pending.state != "sent":
            self._context.room.discard(pending.ref)
