"""Choosing another password."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.sign_in.forms import Form
from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Banner, BusyButton, Card, Label, ScrollPage
from relay.protocol.accounts import ChangePassword
from relay.protocol.base import Command, Reply
from relay.shared.ids import new_ref


class PasswordPage(WindowPage):
    """Asks for the old password and twice for the new one."""

    changed = Signal()
    """The relay took the new password."""

    def __init__(self, theme: Theme, relay: QtRelayClient, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._relay, self._say = relay, say
        self._tasks = PageTasks(self)
        self.setWindowTitle(self.tr("Change password"))
        scroll = ScrollPage(theme, 460, fills=self)
        text = self.tr("Afterwards you stay signed in here, and every other device signs in again.")
        scroll.column.addWidget(Label(text, wrap=True, parent=self))
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        scroll.column.addWidget(self.banner)
        card = Card(theme, parent=self)
        self.form = ChangeForm(theme, card)
        self.form.submitted.connect(self._submit)
        self.button = BusyButton(theme, self.tr("Change password"), icon="key", parent=card)
        self.button.clicked.connect(self._submit)
        self.button.cancelled.connect(self._cancel)
        card.body.addWidget(self.form)
        card.body.addWidget(self.button)
        scroll.column.addWidget(card)
        scroll.column.addStretch(1)
        self.setFocusProxy(self.form.field("old"))

    def gone(self) -> None:
        """Leaves no password behind."""
        self._tasks.cancel()
        self.form.forget_secrets()

    def _submit(self) -> None:
        command = None if self.button.busy else self.form.command()
        if command is not None:
            self.banner.hide()
            self.button.set_busy()
            self.form.setEnabled(False)
            self._tasks.spawn(self._change(command))

    async def _change(self, command: Command) -> None:
        try:
            await self._relay.ask(command, Reply, 30)
        except NO as error:
            self._idle()
            sentence = reason(error, self._say)
            if not self.form.refuse(getattr(error, "code", ""), sentence):
                self.banner.set("danger", sentence, closable=True)
            return
        self.form.forget_secrets()
        self.changed.emit()
        self.done.emit()

    def _cancel(self) -> None:
        self._tasks.cancel()
        self._idle()

    def _idle(self) -> None:
        self.button.set_idle()
        self.form.setEnabled(True)


class ChangeForm(Form):
    """The old password and the new one."""

    blames: ClassVar = {"wrong_password": "old", "password_too_short": "password"}

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._secret("old", self.tr("Password until now"))
        self._two_passwords()

    def problems(self) -> dict[str, str]:
        """What is missing, and passwords that do not fit."""
        return super().problems() or self._password_problems()

    def make(self) -> Command:
        """The command, when nothing is missing."""
        return ChangePassword(ref=new_ref(), old=self.field("old").text(), new=self.field("password").text())
