"""A dialog in which something is written: above it what went wrong, below it *Cancel*, and what sends it."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.theme.theme import Theme
from desktop.theme.widgets.button import Button
from desktop.theme.widgets.dialog import Dialog
from desktop.theme.widgets.messages import Banner


class WritingDialog(Dialog):
    """A subclass adds its fields to `body`, then the button, and sends in `submit`."""

    def __init__(self, theme: Theme, parent: QWidget | None, *, width: int) -> None:
        super().__init__(theme, parent, width=width)
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        self.body.addWidget(self.banner)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)

    def add_submit(self, words: str, *, default: bool = True, cancel: str = "") -> Button:
        """Two buttons: to give it up, and to send it. ``default``: Enter in a field sends it."""
        self.add_button(cancel or self.tr("Cancel"), closes="reject")
        self.sends = self.add_button(words, "primary", default=default)
        self.sends.clicked.connect(self.submit)
        return self.sends

    def submit(self) -> None:
        """Sends what is written, if it is enough."""
        raise NotImplementedError

    def complain(self, sentence: str) -> None:
        """It was not taken: why."""
        self.banner.set("danger", sentence, closable=True)

    def accept_unless(self, problem: str) -> None:
        """Closes once what is written has gone out; ``problem``: why it has not."""
        if problem:
            self.complain(problem)
        else:
            self.accept()
