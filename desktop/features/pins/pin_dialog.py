"""The dialog in which a teacher writes a line that everybody is to keep in sight."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import FormRow, Label, TextField, WritingDialog
from relay.protocol.limits import MESSAGE_LENGTH


class PinDialog(WritingDialog):
    """Gives what is written to whoever pins it, and closes."""

    def __init__(self, theme: Theme, pin: Callable[[str], None], parent: QWidget | None) -> None:
        super().__init__(theme, parent, width=440)
        self._pin = pin
        self.set_title(self.tr("Pin a line for everyone"))
        self.line = TextField(theme, max_length=MESSAGE_LENGTH)
        self.line.setPlaceholderText(self.tr("exercise 3, or the address of a page"))
        self.body.addWidget(FormRow(theme, self.tr("Line or web address"), self.line, parent=self))
        self.note = Label("", "muted", wrap=True, parent=self)
        self.body.addWidget(self.note)
        self.go = self.add_submit(self.tr("Pin for everyone"))
        self.line.textChanged.connect(self._on_written)
        self._on_written()
        self.focus_first(self.line)

    def say_what_gives_way(self, pinned: str) -> None:
        """``pinned``: the words of what is pinned until now; empty if nothing is."""
        self.note.setText(self.tr("It is said in the chat, and stays in sight until you take it away."))
        if pinned:
            words = self.tr("It takes the place of “{pinned}”.")
            self.note.setText(
                words.format(pinned=pinned if len(pinned) <= 60 else f"{pinned[:60].rstrip()}…")
            )

    def come_back(self, text: str, sentence: str) -> None:
        """It was refused: nothing of it is lost."""
        self.line.setText(text)
        self.complain(sentence)

    def submit(self) -> None:
        if text := self.line.text().strip():
            self._pin(text)
            self.accept()

    def _on_written(self) -> None:
        self.go.setEnabled(bool(self.line.text().strip()))
