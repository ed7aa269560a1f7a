"""What the school's server keeps of the person who is signed in: their devices, and their data as a file."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from desktop.parts.device_rows import DeviceRows
from desktop.parts.loading import LoadingPage
from desktop.parts.saving import ask_where, why_not_saved
from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import BusyButton, BusySign, Button, Card, Label, ScrollPage, ask
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.people_admin import DeviceList, ListDevices, SignOutDevices
from relay.shared.files import write_private
from relay.shared.ids import new_ref
from relay.shared.own_data_file import OwnDataFile

PART_SECONDS = 60
"""For one part: it may be looked for in years of lessons."""


class MyAccountPage(LoadingPage):
    """Two cards: where one is signed in, and the file."""

    def __init__(self, theme: Theme, relay: QtRelayClient, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(relay, theme, say, self.tr("My devices and data"), parent)
        self._saving = PageTasks(self)
        scroll = ScrollPage(theme, 620, fills=self)
        scroll.column.addWidget(self.banner)
        scroll.column.addWidget(self._devices_card(theme))
        scroll.column.addWidget(self._data_card(theme))
        scroll.column.addStretch(1)
        relay.welcomed.connect(self._reload)
        self._reload()

    def _devices_card(self, theme: Theme) -> Card:
        card = Card(theme, self.tr("Where you are signed in"), icon="monitor", parent=self)
        self.devices = DeviceRows(theme, self.relay.now, card)
        self.devices.show_widget(BusySign(theme, 24, parent=self.devices))
        self.devices.sign_out_wanted.connect(self._sign_out)
        card.body.addWidget(self.devices)
        text = self.tr(
            "A device that you sign out needs your password to come back. This one may be among them."
        )
        card.body.addWidget(Label(text, "caption", wrap=True, parent=card))
        self.everywhere = Button(theme, self.tr("Sign out everywhere"), "danger", small=True, parent=card)
        self.everywhere.clicked.connect(self._sign_out_everywhere)
        self.everywhere.setEnabled(False)
        card.body.addWidget(self.everywhere, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _data_card(self, theme: Theme) -> Card:
        card = Card(theme, self.tr("Your data"), icon="download", parent=self)
        text = self.tr(
            "What you wrote, when you were in a lesson, and your devices, as one file that people and "
            "programs can read. What others wrote is not in it. Keep it where only you can read it."
        )
        card.body.addWidget(Label(text, wrap=True, parent=card))
        self.save = BusyButton(theme, self.tr("Save my data…"), icon="download", parent=card)
        self.save.clicked.connect(self._choose)
        self.save.cancelled.connect(self._cancel)
        card.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.progress = Label("", "caption", parent=card)
        self.progress.hide()
        card.body.addWidget(self.progress)
        return card

    # devices

    def _reload(self) -> None:
        if self.relay.me is not None:
            command = ListDevices(ref=new_ref(), account=self.relay.me.id)
            self._tasks.spawn(self.attempt(self._ask(command)))

    def _sign_out_everywhere(self) -> None:
        self._tasks.spawn(self._ask_about_everywhere())

    async def _ask_about_everywhere(self) -> None:
        """This computer is among them for certain, perhaps in the middle of a lesson."""
        sure = await ask(
            self.theme,
            self,
            self.tr("Sign out everywhere?"),
            self.tr("This computer too, at once. You sign in again to come back."),
            confirm=self.tr("Sign out everywhere"),
            danger=True,
        )
        if sure:
            self._sign_out()

    def _sign_out(self, *devices: str) -> None:
        if self.relay.me is not None:
            self.devices.setEnabled(False)
            command = SignOutDevices(ref=new_ref(), account=self.relay.me.id, devices=list(devices))
            self._tasks.spawn(self.attempt(self._ask(command)))

    async def _ask(self, command: ListDevices | SignOutDevices) -> None:
        try:
            found = await self.relay.ask(command, DeviceList)
            self.devices.show_devices(found.devices)
            self.everywhere.setEnabled(bool(found.devices))
        finally:
            self.devices.setEnabled(True)

    # the file

    def _choose(self) -> None:
        if self.relay.me is not None and not self.save.busy:
            ask_where(
                self,
                self.tr("Save my data"),
                kind=self.tr("JSON (*.json)"),
                suffix="json",
                name=self.tr("Schoolbell, {name}").format(name=self.relay.me.name),
                then=lambda path: self._saving.spawn(self.write(path)),
            )

    def _cancel(self) -> None:
        self._saving.cancel()
        self._idle()

    def _idle(self) -> None:
        self.save.set_idle()
        self.progress.hide()

    async def write(self, path: Path) -> None:
        """Asks for part after part, and writes the file when all are there."""
        me, welcome = self.relay.me, self.relay.welcome
        if me is None or welcome is None:
            return
        self.banner.hide()
        self.save.set_busy()
        whole, session, after = OwnDataFile(), "", 0
        try:
            while True:
                command = ExportOwnData(ref=new_ref(), account=me.id, from_session=session, after=after)
                part = await self.relay.ask(command, OwnData, PART_SECONDS)
                whole.add(part)
                count = QLocale().toString(whole.sayings)
                self.progress.setText(self.tr("So far: {count}").format(count=count))
                self.progress.show()
                session, after = part.next_session, part.next
                if not session:
                    break
            content = await asyncio.to_thread(whole.content, welcome.relay_name, self.relay.now())
            await asyncio.to_thread(write_private, path, content)
        except NO as error:
            self.tell("danger", reason(error, self._say))
        except OSError as error:
            self.tell("danger", why_not_saved(error))
        else:
            self.tell("ok", self.tr("Saved as {file}.").format(file=path.name))
        self._idle()
