"""The dialog that names a new class."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, FormRow, TextField
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.text import clean_name
from relay.shared.ids import new_ref


class ClassNameDialog(Dialog):
    """Asks for a name, and stays until the relay has taken it. ``make`` gets the name and a ref."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        make: Callable[[str, str], Awaitable[object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent, "", width=420)
        self._say, self._make = say, make
        self._tasks = PageTasks(self)
        self._asked = ("", "")
        self.busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("New class")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.name = TextField(theme, max_length=NAME_LENGTH, placeholder=self.tr("Physics 10b"))
        self.row = FormRow(theme, self.tr("Name of the class"), self.name)
        self.body.addWidget(self.row)
        self.add_button(self.tr("Cancel"), closes="reject")
        self.save = self.add_button(self.tr("Make class"), "primary", default=True)
        self.save.clicked.connect(self.submit)
        self.name.textChanged.connect(lambda: self.row.set_error(""))
        self.focus_first(self.name)

    def submit(self) -> None:
        """Sends the name."""
        name = clean_name(self.name.text())
        if not name:
            self.row.set_error(self.tr("Give the class a name."))
            self.name.setFocus()
        elif not self.busy:
            self._tasks.spawn(self._send(name))

    async def _send(self, name: str) -> None:
        if self._asked[0] != name:
            self._asked = (name, new_ref())
        self.busy = True
        self.save.setEnabled(False)
        try:
            await self._make(*self._asked)
        except NO as error:
            self.row.set_error(reason(error, self._say))
            return
        finally:
            self.busy = False
            self.save.setEnabled(True)
        self.accept()
