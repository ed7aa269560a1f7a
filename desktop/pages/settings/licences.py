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

LIBRARIES = """\
Qt and PySide6 – LGPL-3.0 – https://www.qt.io
qasync – BSD-2-Clause
websockets – BSD-3-Clause
msgspec – BSD-3-Clause
peewee – MIT
cryptography – Apache-2.0 or BSD-3-Clause
argon2-cffi – MIT
keyring – MIT
desktop-notifier – MIT
platformdirs – MIT
python-ulid – MIT
zeroconf – LGPL-2.1-or-later
ifaddr – MIT
"""


class LicencesDialog(Dialog):
    """The list, and the full texts of what is shipped inside the program."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, width=620)
        title = self.tr("Licences")
        self.set_title(title)
        texts = "\n\n".join(read_text(*path).strip() for path in SHIPPED)
        view = QPlainTextEdit(f"{LIBRARIES}\n{texts}\n", self)
        view.setReadOnly(True)
        view.setAccessibleName(title)
        view.setMinimumHeight(300)
        view.setTabChangesFocus(True)
        self.body.addWidget(view, 1)
        self.focus_first(self.add_button(self.tr("Close"), closes="reject", default=True))
        self.finished.connect(self.deleteLater)
