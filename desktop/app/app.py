"""One running program: makes every object once, and joins them."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

import desktop.features
from desktop.app.host import Host
from desktop.app.nearby_relays import Follower, Neighbours
from desktop.app.network import Network
from desktop.app.program_pages import ProgramPages
from desktop.app.quitting import Quitting
from desktop.app.shell import Shell
from desktop.app.sign_in import SignInFlow
from desktop.app.signed_in import SignedIn
from desktop.app.storage_warnings import StorageWarnings
from desktop.app.token_store import TokenStore
from desktop.client import Store
from desktop.credentials import Credentials
from desktop.discovery import Discovery
from desktop.notifications import Notices, Notifier
from desktop.pages.doctor import DoctorPage
from desktop.preset import Preset
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences, find_sentences
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from desktop.window import Window
from relay.shared.tasks import Tasks


class App(QObject):
    """One person's program on one profile folder. Several may live in one process, sharing the theme."""

    def __init__(
        self,
        profile: Path,
        *,
        theme: Theme,
        credentials: Credentials,
        notifier: Notifier,
        discovery: Discovery | None = None,
        preset: Preset | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Without a `discovery` nobody looks for relays. `preset`: what holds for everybody here."""
        super().__init__(parent)
        self.profile, self.theme, self.credentials = profile, theme, credentials
        self.settings = Settings(profile, preset, self)
        self.say = Sentences(find_sentences(desktop.features))
        self.notices = Notices(notifier, self._quiet, self)
        self.window = Window(theme, self.settings, self.notices)
        self.warnings = StorageWarnings(self.window, self)
        self.tokens = TokenStore(credentials, self.settings)
        self.store = Store(profile, self.settings.cache_bytes, self.warnings.store)
        shell = self._shell = Shell(
            self.window, theme, self.settings, self.tokens, self.store, self.notices, self.say
        )
        self.host = Host(
            profile / "relay",
            self.settings.device_key,
            announces=lambda: self.settings.now.announce,
            parent=self,
        )
        self.quitting = Quitting(shell, self.host, self)
        self.neighbours = Neighbours(discovery, self.settings, self)
        self.network = Network(parent=self)
        self.sign_in = SignInFlow(shell, self.host, self.neighbours, self)
        self.signed_in: SignedIn | None = None
        self.pages = ProgramPages(
            shell, notifier, self.host, lambda: self.signed_in.known if self.signed_in else None, self
        )
        self._notifier = notifier
        self._stop = asyncio.Event()
        self._shared = False
        self._open = False
        self._link = ""
        self._tasks = Tasks()
        self._join()

    def _join(self) -> None:
        self.settings.changed.connect(self._follow_settings)
        self.settings.unwritable.connect(self.warnings.settings_unwritable)
        self.sign_in.came_in.connect(self._on_came_in)
        self.window.page_changed.connect(self._look_around)
        self.network.changed.connect(self.neighbours.look_again)
        header = self.window.header
        header.settings_wanted.connect(self.pages.show_settings)
        header.check_wanted.connect(self.pages.show_doctor)
        self.sign_in.check_wanted.connect(self.pages.show_doctor)
        header.other_relay_wanted.connect(self._to_other_relay)
        self.window.quit_wanted.connect(self._on_quit_wanted)
        self.quitting.decided.connect(self.stop)
        self.host.ended.connect(self.warnings.hosting_ended)

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
        await self.store.open()
        self._shared = self.settings.shared_computer
        if self._shared:  # the last one may not have signed out: the power went
            await self.store.clear_others()
            self.tokens.forget_everybody()
        self._follow_settings()
        self.window.restore_place()
        self.window.tray.show()
        self.window.show()
        await self._notifier.probe()
        if self.settings.put_aside is not None:
            self.warnings.settings_put_aside()
        self.network.start()
        self._open = True
        link, self._link = self._link or link, ""
        if link:
            self.sign_in.follow(link)
        else:
            self.sign_in.begin()

    def stop(self) -> None:
        self._stop.set()

    async def close(self, *, stop_hosting: bool = False) -> None:
        """Says goodbye to the relay, writes what was chosen, and closes the window.

        A relay that is hosted here goes on, unless `stop_hosting` or the person said otherwise.
        """
        self._open = False
        self.network.stop()
        checks = [page for page in self.window.pages if isinstance(page, DoctorPage)]
        self.window.close_for_good()  # rooms are left while the line still stands
        await self.sign_in.close()
        if self.signed_in is not None:
            signed_in, self.signed_in = self.signed_in, None
            await signed_in.close(log_out=self.settings.shared_computer)
        for page in checks:
            await page.settled()
        await self._tasks.finish()
        await self.neighbours.close()
        await self.store.close()
        await self.quitting.part(stop_hosting=stop_hosting)
        await self.tokens.close()
        await self.settings.close()
        await self._notifier.close()
        self.window.deleteLater()

    def show(self, token: str = "") -> None:
        """Brings the window before the person; ``token``: the window system's leave to do so."""
        if self._open:
            self.window.come_forward(token)

    def open_link(self, link: str) -> None:
        """Goes where a join link leads; out of where the person is first, if that lets go."""
        if not self._open:  # macOS hands the link over while the program starts
            self._link = link
            return
        self.show()
        signed_in = self.signed_in
        if signed_in is None:
            self.sign_in.follow(link)
        elif not signed_in.goes_to(link):
            signed_in.if_it_may_go(lambda: self._leave_for(lambda: self.sign_in.follow(link)))

    def _leave_for(self, go: Callable[[], object]) -> None:
        self._leave_relay()
        go()

    def _join_by_code(self, lesson: str) -> None:
        """Into a lesson that the account has no place in: as somebody who has its code. The token is kept."""
        if (signed_in := self.signed_in) is not None:
            known, name = signed_in.known, signed_in.relay.me.name if signed_in.relay.me else ""
            go = partial(self.sign_in.join_by_code, known, lesson, name)
            signed_in.if_it_may_go(lambda: self._leave_for(go))

    def report_bug(self) -> None:
        """Something failed that nobody foresaw: it is in the journal, and the program goes on."""
        self.window.banner.set("warn", self.say("bug"), closable=True)
        self.window.banner.show()

    def _on_quit_wanted(self) -> None:
        signed_in = self.signed_in
        self.quitting.ask(
            running=signed_in.running if signed_in is not None else None,
            taught=signed_in.lessons.taught if signed_in is not None else None,
            unsent=signed_in is not None and signed_in.unsent,
        )

    # coming and going

    def _on_came_in(self, relay: QtRelayClient, known: RememberedRelay, lesson: str, visiting: bool) -> None:
        self.signed_in = SignedIn(relay, known, self._shell, self, visit=lesson if visiting else "")
        self.network.changed.connect(relay.wake)
        relay.state_changed.connect(self._look_around)
        Follower(self.neighbours, relay, known, self.signed_in).moved.connect(self.signed_in.move)
        self.window.header.set_has_password(not (known.hosted or visiting))
        self.window.header.set_has_account(not visiting)
        self.signed_in.signed_out.connect(self._on_signed_out)
        self.signed_in.turned_away.connect(self._on_turned_away)
        self.signed_in.finished.connect(self._leave_relay)
        self.signed_in.lessons.code_wanted.connect(self._join_by_code)
        if lesson:
            self.signed_in.lessons.join(lesson)

    def _on_signed_out(self) -> None:
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is not None:
            if signed_in.visiting:
                self.sign_in.show_connect()
            else:
                self.sign_in.sign_in_again(signed_in.known)
            signed_in.deleteLater()

    def _on_turned_away(self, reason: str) -> None:
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is None:
            return
        if reason == "key_changed":
            self.sign_in.look_elsewhere(signed_in.known)
        else:
            signed_in.forget()
            self.sign_in.sign_in_again(signed_in.known, self.say("token_revoked"))
        self._end(signed_in)

    def _to_other_relay(self) -> None:
        if self.signed_in is not None:
            self.signed_in.if_it_may_go(self._leave_relay)

    def _leave_relay(self) -> None:
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is not None:
            self.sign_in.show_connect()
            self._end(signed_in)

    def _look_around(self) -> None:
        """Relays are looked for while this program is connected to none."""
        signed_in = self.signed_in
        self.neighbours.look(self._open and (signed_in is None or signed_in.relay.state.kind != "connected"))

    def _end(self, signed_in: SignedIn) -> None:
        self._tasks.spawn(signed_in.close()).add_done_callback(lambda _: signed_in.deleteLater())

    # settings

    def _follow_settings(self) -> None:
        chosen, shared = self.settings.now, self.settings.shared_computer
        if (chosen.theme, chosen.text_scale) != (self.theme.mode, self.theme.text_scale):
            self.theme.apply(chosen.theme, chosen.text_scale)
        if not chosen.notifications:
            self.notices.hush()
        self.store.set_limit(self.settings.cache_bytes)
        if shared and not self._shared:
            signed_in = self.signed_in
            mine = (
                (signed_in.known.pin, signed_in.relay.me.id) if signed_in and signed_in.relay.me else ("", "")
            )
            self._tasks.spawn(self.store.clear_others(*mine))
        self._shared = shared

    def _quiet(self) -> bool:
        chosen, signed_in = self.settings.now, self.signed_in
        presents = chosen.quiet_while_presenting and signed_in is not None and signed_in.lessons.presenting
        return presents or not chosen.notifications
