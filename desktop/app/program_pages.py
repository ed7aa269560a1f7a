"""The pages of the program itself: its settings, and the network check."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.app.doctor import doctor_page
from desktop.app.host import Host
from desktop.app.token_store import TokenStore
from desktop.client import Store
from desktop.notifications import Notifier
from desktop.pages.doctor import DoctorPage
from desktop.pages.settings import SettingsPage
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from desktop.window import Window
from relay.shared.version import version


class ProgramPages(QObject):
    """Opens each unless it is open already, whether somebody is signed in or not."""

    def __init__(
        self,
        window: Window,
        theme: Theme,
        settings: Settings,
        notifier: Notifier,
        store: Store,
        keeping: TokenStore,
        host: Host,
        present: Callable[[], RememberedRelay | None],
        parent: QObject | None = None,
    ) -> None:
        """``present``: the relay that one is signed in at."""
        super().__init__(parent)
        self._window, self._theme, self._settings, self._notifier = window, theme, settings, notifier
        self._store, self._keeping, self._host, self._present = store, keeping, host, present

    def show_settings(self) -> None:
        if self._window.has(SettingsPage):
            return
        page = SettingsPage(
            self._theme,
            self._settings,
            self._notifier,
            self._store,
            has_tray=self._window.tray.exists,
            keeps=self._keeping.keeps,
            version=version(),
        )
        self._window.show_page(page)

    def show_doctor(self, typed: str = "") -> None:
        """The network check; ``typed``: an address that could not be reached."""
        if self._window.has(DoctorPage):
            return
        relays = self._settings.now.relays
        page = doctor_page(self._theme, self._host, relays, self._present(), typed)
        self._window.show_page(page)
