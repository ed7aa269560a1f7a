"""Who is signed in here: how they come in, where a link takes them, and what is shown once they have gone."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.app.nearby_relays import AddressFollower, Neighbours
from desktop.app.network import Network
from desktop.app.shell import Shell
from desktop.app.sign_in import Entrance
from desktop.settings import RememberedRelay
from relay.shared.tasks import Tasks

if TYPE_CHECKING:
    from desktop.app.signed_in import SignedIn
    from desktop.qt_client import QtRelayClient


class CurrentAccount(QObject):
    """One account at one relay at a time: while there is none, the way in is shown."""

    def __init__(
        self,
        shell: Shell,
        sign_in: Entrance,
        neighbours: Neighbours,
        network: Network,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._window, self._sign_in = shell, shell.window, sign_in
        self._neighbours, self._network = neighbours, network
        self.signed_in: SignedIn | None = None
        self._begun = False
        self._link = ""
        self._tasks = Tasks()
        sign_in.came_in.connect(self._on_came_in)
        self._window.page_changed.connect(self._look_around)
        self._window.header.other_relay_wanted.connect(self._to_other_relay)

    # from start to end

    def begin(self, link: str = "") -> None:
        """The way in from the first page, or where a link leads."""
        self._begun = True
        if self._neighbours.has_one_to_come_back_to:  # no line is tried before that
            self._shell.reading.then("way in", self._look_around)
        else:
            self._look_around()
        link, self._link = self._link or link, ""
        if link:
            self._sign_in.follow(link)
        else:
            self._sign_in.begin()

    async def close(self) -> None:
        """Says goodbye to the relay; on a shared computer the token goes too."""
        self._begun = False
        await self._sign_in.close()
        if self.signed_in is not None:
            signed_in, self.signed_in = self.signed_in, None
            await signed_in.close(log_out=self._shell.settings.shared_computer)
        await self._tasks.finish()

    # what is known of it

    @property
    def relay(self) -> RememberedRelay | None:
        """The relay that one is signed in at."""
        return self.signed_in.known if self.signed_in is not None else None

    @property
    def identity(self) -> tuple[str, str]:
        """The relay's pin and the account's id; empty while nobody is known to be signed in."""
        signed_in = self.signed_in
        return (signed_in.known.pin, signed_in.relay.me.id) if signed_in and signed_in.relay.me else ("", "")

    @property
    def unsent(self) -> bool:
        """Whether something said still waits to be sent, and would be lost with the program."""
        return self._sign_in.holds_unsent or (self.signed_in is not None and self.signed_in.unsent)

    @property
    def presenting(self) -> bool:
        """Whether others see this screen right now."""
        return self.signed_in is not None and self.signed_in.lessons.presenting

    # where links and codes lead

    def open_link(self, link: str) -> None:
        """Goes where a join link leads; out of where the person is first, if that lets go."""
        if not self._begun:  # macOS hands the link over while the program starts
            self._link = link
            return
        self._window.come_forward()
        signed_in = self.signed_in
        if signed_in is None:
            self._sign_in.follow(link)
        elif not signed_in.goes_to(link):
            signed_in.if_it_may_go(lambda: self._leave_for(lambda: self._sign_in.follow(link)))

    def _join_by_code(self, lesson: str) -> None:
        """Into a lesson that the account has no place in: as somebody who has its code. The token is kept."""
        if (signed_in := self.signed_in) is not None:
            known, name = signed_in.known, signed_in.relay.me.name if signed_in.relay.me else ""
            go = partial(self._sign_in.join_by_code, known, lesson, name)
            signed_in.if_it_may_go(lambda: self._leave_for(go))

    # coming and going

    def _on_came_in(
        self, relay: "QtRelayClient", known: RememberedRelay, lesson: str, visiting: bool
    ) -> None:
        from desktop.app.signed_in import SignedIn  # noqa: PLC0415  # it has been read by now

        signed_in = SignedIn(relay, known, self._shell, self, visit=lesson if visiting else "")
        self.signed_in = signed_in
        self._network.changed.connect(relay.wake)
        relay.state_changed.connect(self._look_around)
        self._neighbours.wait_anew()
        AddressFollower(self._neighbours, relay, known, signed_in).moved.connect(signed_in.move)
        header = self._window.header
        header.set_has_password(not (known.hosted or visiting))
        header.set_has_account(not visiting)
        signed_in.signed_out.connect(self._on_signed_out)
        signed_in.turned_away.connect(self._on_turned_away)
        signed_in.finished.connect(self._leave_relay)
        signed_in.lessons.code_wanted.connect(self._join_by_code)
        if lesson:
            signed_in.lessons.join(lesson)

    def _on_signed_out(self) -> None:
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is not None:
            if signed_in.visiting:
                self._sign_in.show_connect()
            else:
                self._sign_in.sign_in_again(signed_in.known)
            signed_in.deleteLater()

    def _on_turned_away(self, reason: str) -> None:
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is None:
            return
        if reason == "key_changed":
            self._sign_in.look_elsewhere(signed_in.known, signed_in.under_way)
        else:
            signed_in.forget()
            self._sign_in.sign_in_again(signed_in.known, self._shell.say("token_revoked"))
        self._end(signed_in)

    def _to_other_relay(self) -> None:
        if self.signed_in is not None:
            self.signed_in.if_it_may_go(self._leave_relay)

    def _leave_for(self, go: Callable[[], object]) -> None:
        self._leave_relay()
        go()

    def _leave_relay(self) -> None:
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is not None:
            self._sign_in.show_connect()
            self._end(signed_in)

    def _end(self, signed_in: "SignedIn") -> None:
        self._tasks.spawn(signed_in.close()).add_done_callback(lambda _: signed_in.deleteLater())

    def _look_around(self) -> None:
        """Relays are looked for while this program is connected to none."""
        line = self.signed_in.relay.state.kind if self.signed_in is not None else ""
        self._neighbours.look(self._begun and line != "connected")
        if line in ("reconnecting", "offline"):
            self._network.listen()
