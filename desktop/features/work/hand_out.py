"""The dialog in which a teacher hands files out: to whom, with which words, and whether work is collected."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.work.sending import SendFilesDialog
from desktop.theme import vbox
from desktop.theme.widgets import CheckBox, FormRow, Segmented, TextArea
from relay.protocol.base import RoomCommand
from relay.protocol.files import NamedFile
from relay.protocol.people import People
from relay.protocol.work import MOST_NAMED, NOTE_LENGTH, HandOut


class HandOutDialog(SendFilesDialog):
    """Sends HandOut."""

    sent = Signal(str, list)
    """The command's ref, and where its files are."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Hand out"))
        self.body.addWidget(FormRow(context.theme, self.tr("Files"), self.picker, parent=self))
        self.note = TextArea(context.theme, placeholder=self.tr("Worksheet 3: exercises 1 to 4"), lines=2)
        self._note_row = FormRow(context.theme, self.tr("What to do with it"), self.note, parent=self)
        self.body.addWidget(self._note_row)
        self.collect = CheckBox(context.theme, self.tr("Students hand something in for it"), parent=self)
        self.collect.setChecked(True)
        self.body.addWidget(self.collect)
        options = [("all", self.tr("Everyone")), ("some", self.tr("Some students"))]
        self.to = Segmented(context.theme, self.tr("To whom"), options)
        self.body.addWidget(FormRow(context.theme, self.tr("To whom"), self.to, parent=self))
        self._people = QWidget(self)
        self.boxes = self._boxes()
        vbox(*self.boxes.values(), on=self._people, gap=0)
        self._people.hide()
        self.body.addWidget(self._people)
        self.add_buttons(self.tr("Hand out"))
        self.note.textChanged.connect(self.check)
        self.to.chosen.connect(self._on_to)
        self.focus_first(self.picker.add)

    def come_back(self, command: HandOut, paths: Sequence[Path], sentence: str) -> None:
        """It was refused: nothing of it is lost but what was packed for it."""
        self.note.setPlainText(command.note)
        self.collect.setChecked(command.collect)
        if command.to:
            self.to.choose("some")
        for account, box in self.boxes.items():
            box.setChecked(account in command.to)
        self.picker.add_paths(paths)
        self.complain(sentence)

    def _boxes(self) -> dict[str, CheckBox]:
        """Of the students who are here, by account."""
        names = self.context.names()
        students = [one.account for one in self.context.memory(People).present() if one.role == "student"]
        made = {}
        for account in sorted(students, key=lambda one: names.get(one, "").casefold()):
            made[account] = CheckBox(self.context.theme, names.get(account, ""), parent=self._people)
            made[account].toggled.connect(lambda _: self.check())
        return made

    def _on_to(self, value: str) -> None:
        self._people.setVisible(value == "some")
        self.check()

    @property
    def _to(self) -> list[str]:
        if self.to.value == "all":
            return []
        return [account for account, box in self.boxes.items() if box.isChecked()]

    def has_enough(self) -> bool:
        note = self.note.toPlainText().strip()
        too_long = len(note) > NOTE_LENGTH
        problem = self.tr("This is too long: {length} of {most} letters.")
        self._note_row.set_error(problem.format(length=len(note), most=NOTE_LENGTH) if too_long else "")
        named = self.to.value == "all" or 0 < len(self._to) <= MOST_NAMED
        return bool(self.picker.picked() or note) and not too_long and named

    def command(self, files: list[NamedFile], names: list[str]) -> RoomCommand:
        head = self.context.room.head()
        self.sent.emit(head["ref"], [one.path for one in self.picker.picked()])
        return HandOut(
            **head,
            files=files,
            names=names,
            note=self.note.toPlainText().strip(),
            collect=self.collect.isChecked(),
            to=self._to,
        )
