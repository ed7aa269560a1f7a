"""One running program: makes every object once, and joins them."""

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.app.current_account import CurrentAccount
from desktop.app.host import Host
from desktop.app.nearby_relays import Neighbours
from desktop.app.network import Network
from desktop.app.program_pages import ProgramPages
from desktop.app.quitting import Quitting
from desktop.app.reading import Reading
from desktop.app.settings_effects import SettingsEffects
from desktop.app.shell import Shell
from desktop.app.sign_in import Entrance
from desktop.app.storage_warnings import StorageWarnings
from desktop.app.token_store import TokenStore
from desktop.app.under_way import UnderWay
from desktop.credentials import Credentials
from desktop.discovery import Discovery
from desktop.notifications import Notifications, Notifier
from desktop.preset import Preset
from desktop.sentences import Sentences, find_sentences
from desktop.settings import Settings
from desktop.sounds import Sounds
from desktop.theme import Theme
from desktop.window import Window

if TYPE_CHECKING:
    from desktop.app.signed_in import SignedIn
    from desktop.client import Clock, Store


class App(QObject):
    """One person's program on one profile folder. Several may live in one process, sharing the theme."""

    opened = Signal()
    """The first page is there, and links may come."""

    def __init__(
        self,
        profile: Path,
        *,
        theme: Theme,
        credentials: Credentials,
        notifier: Notifier,
        discovery: Discovery | None = None,
        preset: Preset | None = None,
        clock: "Clock | None" = None,
        parent: QObject | None = None,
    ) -> None:
        """Without a `discovery` nobody looks for relays. `preset`: what holds for everybody here.

        `clock`: by which its lines to relays go; a test may hand in one that it moves.
        """
        super().__init__(parent)
        self.profile, self.theme, self.credentials = profile, theme, credentials
        self.settings = Settings(profile, preset, self)
        self.say = Sentences(lambda: find_sentences("desktop.features"))
        self.notices = Notifications(notifier, self._quiet, self)
        self.window = Window(theme, self.settings, self.notices)
        self.warnings = StorageWarnings(self.window, self)
        self.tokens = TokenStore(credentials, self.settings)
        self.sounds = Sounds(lambda: self.settings.now.sounds, parent=self)
        self.reading = Reading()
        shell = self._shell = Shell(
            self.window,
            theme,
            self.settings,
            self.tokens,
            UnderWay(self.settings, self.tokens, lambda: shell.store),
            self.reading,
            self._open_store,
            self.notices,
            self.say,
            self.sounds,
            clock,
        )
        self.host = Host(
            profile / "relay",
            self.settings.device_key,
            announces=lambda: self.settings.now.announce,
            parent=self,
        )
        self.neighbours = Neighbours(discovery, self.settings, self)
        self.network = Network(parent=self)
        self.sign_in = Entrance(shell, self.host, self.neighbours, self.network, self)
        self.account = CurrentAccount(shell, self.sign_in, self.neighbours, self.network, self)
        self._effects = SettingsEffects(shell, self.account, self)
        self.quitting = Quitting(shell, self.host, self.account, self)
        self.pages = ProgramPages(shell, notifier, self.host, self.account, self)
        self._notifier = notifier
        self._stop = asyncio.Event()
        self._open = False
        self._join()

    def _join(self) -> None:
        self.settings.unwritable.connect(self.warnings.settings_unwritable)
        self.network.changed.connect(self.neighbours.look_again)
        header = self.window.header
        header.settings_wanted.connect(self.pages.show_settings)
        header.check_wanted.connect(self.pages.show_doctor)
        self.sign_in.check_wanted.connect(self.pages.show_doctor)
        self.window.quit_wanted.connect(self.quitting.ask)
        self.window.close_wanted.connect(self.quitting.close)
        self.quitting.decided.connect(self.stop)
        self.host.ended.connect(self.warnings.hosting_ended)
        self.host.started_again.connect(self.network.changed)  # its teacher need not wait to be back

    @property
    def signed_in(self) -> "SignedIn | None":
        """The account that is signed in, if one is."""
        return self.account.signed_in

    # from start to end

    async def run(self, link: str = "") -> None:
        """Opens, goes where a link leads if there is one, runs until somebody wants to quit, and closes."""
        await self.open(link)
        try:
            await self._stop.wait()
        finally:
            await self.close()

    async def open(self, link: str = "") -> None:
        """Reads what was chosen, shows the window, and begins, where a link says so at its relay."""
        with contextlib.suppress(OSError):  # where nothing can be kept, the parts that keep say so
            await asyncio.to_thread(self.profile.mkdir, mode=0o700, parents=True, exist_ok=True)
        await self.settings.load()
        self._effects.begin()
        self.window.restore_place()
        self.window.tray.show()
        self.sign_in.show_connect()
        self.window.show()
        await self.window.seen()  # what nobody needs before comes after
        self.reading.start()
        await self._effects.clear_up()
        if self.settings.put_aside is not None:
            self.warnings.settings_put_aside()
        self.network.start()
        self._open = True
        self.account.begin(link)
        self.opened.emit()
        await self._notifier.probe()

    def _open_store(self) -> "Store":
        from desktop.client import Store  # noqa: PLC0415  # it has been read by now

        store = Store(self.profile, self.settings.cache_bytes, self.warnings.store)
        store.begin()
        return store

    def stop(self) -> None:
        self._stop.set()

    async def close(self, *, stop_hosting: bool = False) -> None:
        """Says goodbye to the relay, writes what was chosen, and closes the window.

        A relay that is hosted here goes on, unless `stop_hosting` or the person said otherwise.
        """
        self._open = False
        self.network.stop()
        pages = self.window.pages
        self.window.close_for_good()  # rooms are left while the line still stands
        await self.account.close()
        for page in pages:
            await page.settled()
        await self.reading.close()
        await self._effects.close()
        await self.neighbours.close()
        await self._shell.under_way.close()
        if (store := self._shell.opened) is not None:
            await store.close()
        await self.quitting.part(stop_hosting=stop_hosting)
        await self.tokens.close()
        await self.settings.close()
        await self._notifier.close()
        self.sounds.close()
        self.window.deleteLater()

    # what comes from outside

    def show(self, token: str = "") -> None:
        """Brings the window before the person; ``token``: the window system's leave to do so."""
        if self._open:
            self.window.come_forward(token)

    def open_link(self, link: str) -> None:
        """Goes where a join link leads."""
        self.account.open_link(link)

    def report_bug(self) -> None:
        """Something failed that nobody foresaw: it is in the journal, and the program goes on."""
        self.window.warn(self.say("bug"))

    def _quiet(self) -> bool:
        chosen = self.settings.now
        if self.window.presents:
            return True
        return not chosen.notifications or (chosen.quiet_while_presenting and self.account.presenting)
