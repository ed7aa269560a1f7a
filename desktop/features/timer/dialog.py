"""The dialog in which a teacher says how many minutes, and what for."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import CheckBox, FormRow, NumberField, TextField, WritingDialog
from relay.protocol.timer import LABEL_LENGTH, LONGEST_SECONDS

USUAL = 15


class TimerDialog(WritingDialog):
    """Gives what is written to whoever starts it, and closes once that has gone out."""

    def __init__(
        self,
        theme: Theme,
        start: Callable[[int, str, bool], str],
        parent: QWidget | None,
        *,
        can_be_large: bool,
    ) -> None:
        """``start``: takes seconds, what for, and whether it is shown large; gives a sentence if it can't."""
        super().__init__(theme, parent, width=420)
        self._start = start
        self.set_title(self.tr("Timer"))
        self.minutes = NumberField(theme, 1, LONGEST_SECONDS // 60)
        self.minutes.set_value(USUAL)
        self.label = TextField(theme, max_length=LABEL_LENGTH)
        self.label.setPlaceholderText(self.tr("group work"))
        self.large = CheckBox(theme, self.tr("Show it large to everyone"), parent=self)
        self.large.setVisible(can_be_large)
        self.body.addWidget(FormRow(theme, self.tr("Minutes"), self.minutes, parent=self))
        self.body.addWidget(FormRow(theme, self.tr("What for"), self.label, parent=self))
        self.body.addWidget(self.large)
        self.go = self.add_submit(self.tr("Start"))
        self.focus_first(self.minutes)
        self.minutes.spin.selectAll()

    def show_instead(self, instead: bool) -> None:
        """Whether one runs, which is taken away by it."""
        self.go.setText(self.tr("Start instead of the other") if instead else self.tr("Start"))

    def come_back(self, seconds: int, label: str, sentence: str) -> None:
        """It was refused: nothing of it is lost."""
        self.minutes.set_value(seconds // 60)
        self.label.setText(label)
        self.complain(sentence)

    def submit(self) -> None:
        label, large = self.label.text().strip(), self.large.isChecked()
        self.accept_unless(self._start(self.minutes.value * 60, label, large))
