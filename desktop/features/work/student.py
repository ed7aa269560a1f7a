"""What one student handed in, for their teacher: to be saved, opened, and given back with words or files."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.work.file_row import FileRow
from desktop.features.work.saved import SavedFiles
from desktop.features.work.sending import SendFilesDialog
from desktop.features.work.words import handed_in_words, named_for
from desktop.theme.widgets import FormRow, Label, TextArea
from relay.protocol.base import RoomCommand
from relay.protocol.files import NamedFile
from relay.protocol.work import NOTE_LENGTH, GiveBack, HandedIn, Task


class StudentWorkDialog(SendFilesDialog):
    """Sends GiveBack."""

    def __init__(
        self,
        context: PanelContext,
        saved: SavedFiles,
        task: tuple[int, Task],
        account: str,
        parent: QWidget,
    ) -> None:
        super().__init__(context, parent)
        self._number, self._account = task[0], account
        name = context.name(account)
        self.set_title(name)
        handed = task[1].handed_in[account]
        self._show_handed_in(saved, handed, name)
        self.note = TextArea(context.theme, lines=3)
        self._note_row = FormRow(context.theme, self.tr("Say something about it"), self.note, parent=self)
        if context.leads:
            self._offer_giving_back(saved, task[1])
        else:
            self._note_row.hide()
            self.picker.hide()
            self.add_button(self.tr("Close"), "primary", closes="reject")

    def _offer_giving_back(self, saved: SavedFiles, task: Task) -> None:
        """While the lesson goes on."""
        back = task.given_back.get(self._account)
        if back is not None:
            words = self.tr("You gave it back before. What you give back now takes its place.")
            self.body.addWidget(Label(words, "muted", wrap=True, parent=self))
        self.note.setPlaceholderText(self.tr("Well done. Look at exercise 2 once more."))
        if back is not None:
            self.note.setPlainText(back.note)
        self.body.addWidget(self._note_row)
        self.body.addWidget(FormRow(self.theme, self.tr("Files to give back"), self.picker, parent=self))
        self.picker.folder = saved.folder
        self.add_buttons(self.tr("Give back"))
        self.note.textChanged.connect(self.check)
        self.focus_first(self.note)

    def _show_handed_in(self, saved: SavedFiles, handed: HandedIn, name: str) -> None:
        self.body.addWidget(Label(handed_in_words(handed), "muted", wrap=True, parent=self))
        for one in handed.files:
            self.body.addWidget(FileRow(self.context, saved, one, self, name=named_for(name, one.name)))

    def has_enough(self) -> bool:
        note = self.note.toPlainText().strip()
        too_long = len(note) > NOTE_LENGTH
        problem = self.tr("This is too long: {length} of {most} letters.")
        self._note_row.set_error(problem.format(length=len(note), most=NOTE_LENGTH) if too_long else "")
        return bool(note or self.picker.picked()) and not too_long

    def command(self, files: list[NamedFile], names: list[str]) -> RoomCommand:
        return GiveBack(
            **self.context.room.head(),
            task=self._number,
            account=self._account,
            files=files,
            names=names,
            note=self.note.toPlainText().strip(),
        )
