"""One running program: makes every object once, and joins them."""

import asyncio
import importlib.metadata
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

import desktop.features
from desktop.app.entrance import Entrance
from desktop.app.stay import Stay
from desktop.credentials import Credentials
from desktop.line import Relay
from desktop.notifications import Notices, Notifier
from desktop.pages.settings import SettingsPage
from desktop.sentences import Sentences, find_sentences
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from desktop.window import Window


class App(QObject):
    """One person's program on one profile folder. Several may live in one process, sharing the theme."""

    def __init__(
        self,
        profile: Path,
        *,
        theme: Theme,
        credentials: Credentials,
        notifier: Notifier,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.profile, self.theme, self.credentials = profile, theme, credentials
        self.settings = Settings(profile, self)
        self.say = Sentences(find_sentences(desktop.features))
        self.notices = Notices(notifier, self._quiet, self)
        self.window = Window(theme, self.settings, self.notices)
        self.entrance = Entrance(self.window, theme, self.settings, credentials, self.say, self)
        self.stay: Stay | None = None
        self._notifier = notifier
        self._stop = asyncio.Event()
        self._ending: set[asyncio.Task[None]] = set()
        self._join()

    def _join(self) -> None:
        self.settings.changed.connect(self._follow_settings)
        self.settings.unwritable.connect(self._on_unwritable)
        self.entrance.came_in.connect(self._on_came_in)
        header = self.window.header
        header.settings_wanted.connect(self.show_settings)
        header.password_wanted.connect(self._change_password)
        header.sign_out_wanted.connect(self._sign_out)
        header.other_relay_wanted.connect(self._to_other_relay)
        self.window.quit_wanted.connect(self.stop)

    # from start to end

    async def run(self) -> None:
        """Opens, runs until somebody wants to quit, and closes."""
        await self.open()
        try:
            await self._stop.wait()
        finally:
            await self.close()

    async def open(self) -> None:
        """Reads what was chosen, shows the window, and begins."""
        await asyncio.to_thread(self.profile.mkdir, mode=0o700, parents=True, exist_ok=True)
        await self.settings.load()
        self._follow_settings()
        self.window.restore_place()
        self.window.tray.show()
        self.window.show()
        await self._notifier.probe()
        if self.settings.put_aside is not None:
            text = self.tr("Your settings could not be read, so the usual ones hold. The old file was kept.")
            self.window.toasts.say(text, tone="warn")
        self.entrance.begin()

    def stop(self) -> None:
        """Asks the program to end, soon and calmly."""
        self._stop.set()

    async def close(self) -> None:
        """Says goodbye to the relay, writes what was chosen, and closes the window."""
        await self.entrance.close()
        if self.stay is not None:
            stay, self.stay = self.stay, None
            await stay.close(log_out=self.settings.shared_computer)
        if self._ending:
            await asyncio.gather(*self._ending, return_exceptions=True)
        self.window.close_for_good()
        await self.settings.close()
        await self._notifier.close()
        self.window.deleteLater()

    def show(self) -> None:
        """Brings the window before the person."""
        self.window.come_forward()

    def report_bug(self) -> None:
        """Something failed that nobody foresaw: it is in the journal, and the program goes on."""
        self.window.banner.set("warn", self.say("bug"), closable=True)
        self.window.banner.show()

    # pages of the program itself

    def show_settings(self) -> None:
        """The settings, unless they are open already."""
        if any(isinstance(page, SettingsPage) for page in self.window.pages):
            return
        page = SettingsPage(
            self.theme,
            self.settings,
            self._notifier,
            has_tray=self.window.tray.exists,
            keeps=self.credentials.kind == "keyring",
            version=_version(),
        )
        self.window.show_page(page)

    def _change_password(self) -> None:
        if self.stay is not None:
            self.stay.change_password()

    # coming and going

    def _sign_out(self) -> None:
        if self.stay is not None:
            self.stay.sign_out()

    def _on_came_in(self, relay: Relay, known: RememberedRelay) -> None:
        self.stay = Stay(
            relay,
            known,
            self.window,
            self.theme,
            self.settings,
            self.entrance.credentials,
            self.notices,
            self.say,
            self,
        )
        self.stay.signed_out.connect(self._on_signed_out)
        self.stay.turned_away.connect(self._on_turned_away)

    def _on_signed_out(self) -> None:
        stay, self.stay = self.stay, None
        if stay is not None:
            self.entrance.sign_in_again(stay.known)
            stay.deleteLater()

    def _on_turned_away(self, reason: str) -> None:
        stay, self.stay = self.stay, None
        if stay is None:
            return
        if reason == "key_changed":
            self.entrance.show_key_changed(stay.known)
        else:
            self.entrance.sign_in_again(stay.known, self.say("token_revoked"))
            self._end(self.entrance.credentials.forget(stay.known.relay_id, stay.known.username))
        self._end(stay.close())

    def _to_other_relay(self) -> None:
        stay, self.stay = self.stay, None
        if stay is not None:
            self.entrance.show_connect()
            self._end(stay.close())

    def _end(self, ending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    # settings

    def _follow_settings(self) -> None:
        chosen = self.settings
        if (chosen.theme, chosen.text_scale) != (self.theme.mode, self.theme.text_scale):
            self.theme.apply(chosen.theme, chosen.text_scale)
        if not chosen.notifications:
            self.notices.hush()

    def _on_unwritable(self, why: str) -> None:
        text = self.tr("Your settings could not be written: {why}").format(why=why)
        self.window.toasts.say(text, key="unwritable", tone="warn")

    def _quiet(self) -> bool:
        if not self.settings.notifications:
            return True
        return self.settings.quiet_while_presenting and self.stay is not None and self.stay.presenting


def _version() -> str:
    try:
        return importlib.metadata.version("schoolbell")
    except importlib.metadata.PackageNotFoundError:
        return ""
