"""The dialog in which a teacher writes what is to be done, and perhaps how long."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.features.panel.prompts.dialog import PromptDialog
from desktop.theme import Theme
from desktop.theme.widgets import Choice, FormRow, TextField
from relay.protocol.checks import TASK_LENGTH

MINUTES = (0, 1, 2, 3, 5, 10, 15, 20)
"""Of running time; 0: until the teacher ends it."""


class TaskDialog(PromptDialog):
    """Gives what is written to whoever asks with it, and closes once that has gone out."""

    def __init__(self, theme: Theme, send: Callable[[str, int], str], parent: QWidget | None) -> None:
        """``send``: asks the class; gives a sentence if that can't be done now."""
        super().__init__(theme, parent, width=440)
        self.set_title(self.tr("Ask whether everyone is done"))
        self._send = send
        self.task = TextField(theme, max_length=TASK_LENGTH)
        self.task.setPlaceholderText(self.tr("exercise 3"))
        self.time = Choice(theme, [(str(60 * minutes), self._words(minutes)) for minutes in MINUTES])
        self.body.addWidget(FormRow(theme, self.tr("Done with…"), self.task, parent=self))
        self.body.addWidget(FormRow(theme, self.tr("Time"), self.time, parent=self))
        self.add_buttons(default=True)
        self.focus_first(self.task)

    def _words(self, minutes: int) -> str:
        return self.tr("%n minute(s)", "", minutes) if minutes else self.tr("Until I close it")

    def come_back(self, task: str, seconds: int, sentence: str) -> None:
        """It was refused: nothing of it is lost."""
        self.task.setText(task)
        self.time.choose(str(seconds))
        self.complain(sentence)

    def submit(self) -> None:
        self.accept_unless(self._send(self.task.text().strip(), int(self.time.value or 0)))
