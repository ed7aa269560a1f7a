"""The pages of the program itself: its settings, and the network check."""

from PySide6.QtCore import QObject

from desktop.app.current_account import CurrentAccount
from desktop.app.host import Host
from desktop.app.shell import Shell
from desktop.notifications import Notifier


class ProgramPages(QObject):
    """Opens each unless it is open already, whether somebody is signed in or not. It is read then."""

    def __init__(
        self,
        shell: Shell,
        notifier: Notifier,
        host: Host,
        account: CurrentAccount,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._notifier, self._host, self._account = shell, notifier, host, account

    def show_settings(self) -> None:
        from desktop.pages.settings import SettingsPage  # noqa: PLC0415
        from relay.shared.version import version  # noqa: PLC0415

        if self._shell.window.has(SettingsPage):
            return
        page = SettingsPage(
            self._shell.theme,
            self._shell.settings,
            self._notifier,
            self._shell.store,
            has_tray=self._shell.window.tray.exists,
            keeps=self._shell.tokens.keeps,
            version=version(),
        )
        self._shell.window.show_page(page)

    def show_doctor(self, typed: str = "") -> None:
        """The network check; ``typed``: an address that could not be reached."""
        from desktop.app.doctor import doctor_page  # noqa: PLC0415
        from desktop.pages.doctor import DoctorPage  # noqa: PLC0415

        if self._shell.window.has(DoctorPage):
            return
        relays = self._shell.settings.now.relays
        page = doctor_page(self._shell.theme, self._host, relays, self._account.relay, typed)
        self._shell.window.show_page(page)
