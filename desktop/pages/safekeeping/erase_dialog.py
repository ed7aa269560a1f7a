"""The dialog before a person is erased: what goes, and their user name to be typed."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, FormRow, TextField
from relay.protocol.accounts import Account
from relay.protocol.safekeeping import PersonErased
from relay.shared.ids import new_ref


class EraseDialog(Dialog):
    """Stays until the relay has done it. ``erase`` gets the account and a ref."""

    erased = Signal(str, object)
    """The name that was, and PersonErased."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        would: PersonErased,
        erase: Callable[[Account, str], Awaitable[PersonErased]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent, width=460)
        self._say, self._erase, self._person = say, erase, would.account
        self._tasks = PageTasks(self)
        self._ref = new_ref()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.set_title(self.tr("Erase {name}?").format(name=would.account.name))
        locale = QLocale()
        text = self.tr(
            "The name is removed everywhere, and all that this person wrote (events to change: {events}, in "
            "lessons: {sessions}). It can't be undone. Programs of others forget it when they next connect."
        )
        self.add_text(
            text.format(events=locale.toString(would.events), sessions=locale.toString(would.sessions))
        )
        self.typed = TextField(theme)
        asked = self.tr("Type the user name {username} if you mean it")
        self.row = FormRow(theme, asked.format(username=would.account.username), self.typed)
        self.body.addWidget(self.row)
        self.add_button(self.tr("Cancel"), closes="reject")
        self.go = self.add_button(self.tr("Erase for ever"), "danger", default=True)
        self.go.setEnabled(False)
        self.go.clicked.connect(self.submit)
        self.typed.textChanged.connect(self._on_typed)
        self.focus_first(self.typed)

    def submit(self) -> None:
        """Has the person erased."""
        if self.go.isEnabled():
            self.go.setEnabled(False)
            self._tasks.spawn(self._send())

    async def _send(self) -> None:
        try:
            done = await self._erase(self._person, self._ref)
        except NO as error:
            self.row.set_error(reason(error, self._say))
            self._on_typed()
            return
        self.erased.emit(self._person.name, done)
        self.accept()

    def _on_typed(self) -> None:
        self.go.setEnabled(self.typed.text().strip() == self._person.username)
