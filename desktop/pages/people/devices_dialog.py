"""The dialog that tells where somebody is signed in, and signs out a device that is lost."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.pages.people.model import PeopleModel
from desktop.parts.device_rows import DeviceRows
from desktop.parts.tasks import NO, No, PageTasks, Say, reason
from desktop.theme import Theme
from desktop.theme.widgets import Banner, BusySign, Dialog, Label
from relay.protocol.accounts import Account
from relay.protocol.people_admin import DeviceList


class DevicesDialog(Dialog):
    """A line for each device, with a button that signs it out."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        model: PeopleModel,
        account: Account,
        now: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        """``now``: the relay's clock, ms UTC."""
        super().__init__(theme, parent, width=520)
        self._say, self._model, self._account = say, model, account
        self._tasks = PageTasks(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.set_title(self.tr("Devices of {name}").format(name=account.name))
        self.banner = Banner(theme, "danger", parent=self)
        self.body.addWidget(self.banner)
        self._list = DeviceRows(theme, now, self)
        self._list.show_widget(BusySign(theme, 24, parent=self._list))
        self._list.sign_out_wanted.connect(self.sign_out)
        self.body.addWidget(self._list)
        text = self.tr("Whoever has a device that is signed out needs the password to come back.")
        self.body.addWidget(Label(text, "muted", wrap=True, parent=self))
        self.everywhere = self.add_button(self.tr("Sign out everywhere"), "danger")
        self.everywhere.setEnabled(False)
        self.everywhere.clicked.connect(self._on_everywhere)
        self.focus_first(self.add_button(self.tr("Close"), closes="reject", default=True))
        self._tasks.spawn(self._ask())

    def sign_out(self, *devices: str) -> None:
        """Signs out these devices; none named: all."""
        self._list.setEnabled(False)
        self.everywhere.setEnabled(False)
        self._tasks.spawn(self._sign_out(devices))

    def _on_everywhere(self) -> None:
        self.sign_out()

    async def _ask(self) -> None:
        try:
            self._show(await self._model.devices(self._account.id))
        except NO as error:
            self._fail(error)

    async def _sign_out(self, devices: tuple[str, ...]) -> None:
        try:
            self._show(await self._model.sign_out(self._account.id, devices))
        except NO as error:
            self._fail(error)

    def _fail(self, error: No) -> None:
        self._list.setEnabled(True)
        self.banner.set("danger", reason(error, self._say))

    def _show(self, found: DeviceList) -> None:
        self.banner.hide()
        self._list.setEnabled(True)
        self._list.show_devices(found.devices)
        if not found.devices:
            nobody = self.tr("{name} is signed in nowhere.").format(name=self._account.name)
            self._list.show_widget(Label(nobody, wrap=True, parent=self._list))
        self.everywhere.setEnabled(bool(found.devices))
