"""The dialog in which a teacher writes what is to be done, and perhaps how long."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Banner, Choice, Dialog, FormRow, TextField
from relay.protocol.checks import TASK_LENGTH

MINUTES = (0, 1, 2, 3, 5, 10, 15, 20)
"""Of running time; 0: until the teacher ends it."""


class TaskDialog(Dialog):
    """Gives what is written to whoever asks with it, and closes once that has gone out."""

    def __init__(self, theme: Theme, send: Callable[[str, int], str], parent: QWidget | None) -> None:
        """``send``: asks the class; gives a sentence if that can't be done now."""
        super().__init__(theme, parent, "", width=440)
        self._send = send
        title = self.tr("Ask whether everybody is done")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        self.banner.hide()
        self.body.addWidget(self.banner)
        self.task = TextField(theme, max_length=TASK_LENGTH)
        self.task.setPlaceholderText(self.tr("exercise 3"))
        self.time = Choice(theme, [(str(60 * minutes), self._words(minutes)) for minutes in MINUTES])
        self.body.addWidget(FormRow(theme, self.tr("Done with…"), self.task, parent=self))
        self.body.addWidget(FormRow(theme, self.tr("Time"), self.time, parent=self))
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self.go = self.add_button(self.tr("Ask the class"), "primary", default=True)
        self.go.clicked.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        self.focus_first(self.task)

    def _words(self, minutes: int) -> str:
        return self.tr("%n minute(s)", "", minutes) if minutes else self.tr("Until I end it")

    def show_instead_of(self, other: str) -> None:
        """What is asked now is closed by it, in the same click."""
        words = self.tr("Close “{other}” and ask").format(other=other)
        self.go.setText(words if other else self.tr("Ask the class"))

    def come_back(self, task: str, seconds: int, sentence: str) -> None:
        """It was refused: nothing of it is lost."""
        self.task.setText(task)
        self.time.choose(str(seconds))
        self.complain(sentence)

    def complain(self, sentence: str) -> None:
        self.banner.set("danger", sentence, closable=True)
        self.banner.show()

    def submit(self) -> None:
        if problem := self._send(self.task.text().strip(), int(self.time.value or 0)):
            self.complain(problem)
        else:
            self.accept()
