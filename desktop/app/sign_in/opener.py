"""The last step of the way in: a line with a token, and what of it stays on this computer."""

import time

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.app.shell import Shell
from desktop.client import AccountCache, Address, DiskAccountCache
from desktop.features.panel.finding import known_here
from desktop.qt_client import QtRelayClient
from desktop.settings import RememberedRelay
from relay.protocol.accounts import Account, LoggedIn


class RelayOpener(QObject):
    """Starts the line of somebody who is known to the relay now."""

    came_in = Signal(object, object, str, bool)
    """A Relay that has a token and is started, the RememberedRelay it is of, and a lesson to go to, if any;
    at last whether the token is good for this lesson alone, and nothing is kept of it."""

    def __init__(self, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._settings, self._tokens = shell, shell.settings, shell.tokens

    async def signed_in(
        self, known: RememberedRelay, reply: LoggedIn, lesson: str = "", *, username: str = ""
    ) -> None:
        """Just signed in, perhaps on the way to a lesson: keeps the token, and goes in."""
        known = msgspec.structs.replace(known, username=reply.you.username or username)
        self._tokens.keep(known, reply.token)
        await self.enter(known, reply.token, lesson, me=reply.you)

    async def enter(
        self, known: RememberedRelay, token: str, lesson: str = "", *, me: Account | None = None
    ) -> None:
        """Signed in, as far as is known here: what was kept is there at once, also while no relay answers.

        ``me``: who that is, where the relay has just said it: a room is open before it says so again.
        """
        known = msgspec.structs.replace(known, last_used=int(time.time() * 1000))
        await self._shell.reading.upto("lessons")
        shared = self._settings.shared_computer
        store = None if shared else self._shell.store
        cache = await DiskAccountCache.open(store, known.pin, known.username) if store else AccountCache()
        if me is not None:
            cache.identify(known.pin, me)
        kept = msgspec.structs.replace(known, username="") if shared else known
        self._settings.remember(kept)
        self._open_line(known, token, cache, lesson, visiting=False)

    async def visit(self, known: RememberedRelay, reply: LoggedIn, lesson: str) -> None:
        """In one lesson by its code: this person is known nowhere else, and nothing of it is kept here."""
        await self._shell.reading.upto("lessons")
        known = msgspec.structs.replace(known, username="", hosted=False)
        cache = AccountCache()
        cache.identify(known.pin, reply.you)
        self._open_line(known, reply.token, cache, lesson, visiting=True)

    def _open_line(
        self, known: RememberedRelay, token: str, cache: AccountCache, lesson: str, *, visiting: bool
    ) -> None:
        address = Address(known.host, known.port)
        relay = QtRelayClient(address, known.pin, token, known.certificate, cache=cache, can=known_here())
        relay.start()
        self.came_in.emit(relay, known, lesson, visiting)
