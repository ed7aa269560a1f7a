"""Quitting: what would be lost or goes on without its person is asked about first."""

import logging

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from desktop.app.current_account import CurrentAccount
from desktop.app.host import Host
from desktop.app.shell import Shell
from desktop.hosting import HostingFailed

log = logging.getLogger(__name__)


class Quitting(QObject):
    """Asks, and remembers what is to become of a relay that is hosted here."""

    decided = Signal()
    """The program is to end."""

    def __init__(
        self, shell: Shell, host: Host, account: CurrentAccount, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._host, self._account = shell.window, shell.theme, host, account
        self._settings = shell.settings
        self._stop_hosting = False
        self._asking: QDialog | None = None

    def close(self) -> None:
        """The window was closed: asks, the first time, whether to stay in the tray with an account."""
        if self._settings.now.tray_asked or not self._window.may_stay or self._account.signed_in is None:
            self.ask()
            return
        from desktop.parts.staying import StayDialog  # noqa: PLC0415

        dialog = StayDialog(self._theme, self._window)
        dialog.chosen.connect(self._stay_or_quit)
        self._open(dialog)

    def ask(self) -> None:
        """Says how many students would be left in lessons, and what would not be sent."""
        from desktop.parts.quit_dialogs import LeaveDialog, QuitDialog  # noqa: PLC0415

        signed_in = self._account.signed_in
        taught = signed_in.lessons.taught if signed_in is not None else None
        unsent = self._account.unsent
        if self._host.hosted is not None:
            running = signed_in.running if signed_in is not None else None
            dialog: QuitDialog | LeaveDialog = QuitDialog(self._theme, self._window, students=running)
        elif taught is not None or unsent:
            dialog = LeaveDialog(self._theme, self._window, students=taught, unsent=unsent)
        else:
            self.decided.emit()
            return
        dialog.decided.connect(self._decide)
        self._open(dialog)

    async def part(self, *, stop_hosting: bool = False) -> None:
        """A relay that is hosted here goes on, unless `stop_hosting` or the person said otherwise."""
        if not (stop_hosting or self._stop_hosting):
            self._host.let_go()
            return
        try:
            await self._host.stop()
        except HostingFailed as failed:
            log.warning("the hosted relay goes on: %s", failed)
            self._host.let_go()

    def _open(self, dialog: QDialog) -> None:
        if self._asking is not None:
            self._asking.reject()
        self._asking = dialog
        dialog.finished.connect(self._asked)
        self._window.come_forward()
        dialog.open()

    def _stay_or_quit(self, stays: bool) -> None:
        self._settings.change(tray_asked=True, close_to_tray=stays)
        if stays:
            self._window.hide()
        else:
            self.ask()

    def _asked(self) -> None:
        self._asking = None

    def _decide(self, stop_hosting: bool) -> None:
        self._stop_hosting = stop_hosting
        self.decided.emit()
