"""Whose work this program stands on, and under which licences."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from resources import read_text

SHIPPED = (
    ("fonts", "LICENSE-Inter.txt"),
    ("icons", "LICENSE-lucide.txt"),
    ("words", "LICENSE-mnemonic.txt"),
    ("words", "LICENSE-confusables.txt"),
)


class LicencesDialog(Dialog):
    """The list, and the full texts of what is shipped inside the program."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, width=620)
        title = self.tr("Licences")
        self.set_title(title)
        texts = "\n\n".join(read_text(*path).strip() for path in SHIPPED)
        libraries = read_text("libraries.txt").replace("\t", " – ")
        view = QPlainTextEdit(f"{libraries}\n{texts}\n", self)
        view.setReadOnly(True)
        view.setAccessibleName(title)
        view.setMinimumHeight(300)
        view.setTabChangesFocus(True)
        self.body.addWidget(view, 1)
        self.focus_first(self.add_button(self.tr("Close"), closes="reject", default=True))
        self.finished.connect(self.deleteLater)
