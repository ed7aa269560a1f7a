"""The dialog in which a teacher writes what to ask; what the relay refuses comes back into it."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Banner, Dialog


class PromptDialog(Dialog):
    """A subclass adds its fields to `body`, and then `add_buttons`."""

    def __init__(self, theme: Theme, parent: QWidget | None, *, width: int) -> None:
        super().__init__(theme, parent, width=width)
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        self.banner.hide()
        self.body.addWidget(self.banner)

    def add_buttons(self, *, default: bool = False) -> None:
        """``default``: Enter asks, wherever the keyboard is."""
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self.go = self.add_button(self.tr("Ask the class"), "primary", default=default)
        self.go.clicked.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)

    def show_instead_of(self, other: str) -> None:
        """What is asked now is closed by it, in the same click."""
        words = self.tr("Close “{other}” and ask").format(other=other)
        self.go.setText(words if other else self.tr("Ask the class"))

    def complain(self, sentence: str) -> None:
        self.banner.set("danger", sentence, closable=True)
        self.banner.show()

    def submit(self) -> None:
        """Asks with what is written, and closes once that has gone out."""
        raise NotImplementedError
