"""The last step of the way in: a line with a token, and what of it stays on this computer."""

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.app.shell import Shell
from desktop.client import AccountCache, Address, DiskAccountCache, VisitCache, Whose
from desktop.features.panel.finding import known_here
from desktop.qt_client import QtRelayClient
from desktop.settings import RememberedRelay
from relay.protocol.accounts import Account, LoggedIn

if TYPE_CHECKING:
    from desktop.client.files.file_cache import FileCache

HELD_SECONDS = 600.0
"""So long it is kept in memory what it takes to go on; somebody else may sit down at this computer."""


@dataclass(frozen=True)
class OpenLine:
    """A line as it was opened: all it takes to open it again, with what waits to be sent."""

    known: RememberedRelay
    token: str
    cache: AccountCache
    lesson: str
    visiting: bool


class RelayOpener(QObject):
    """Starts the line of somebody who is known to the relay now."""

    came_in = Signal(object, object, str, bool)
    """A Relay that has a token and is started, the RememberedRelay it is of, and a lesson to go to, if any;
    at last whether the token is good for this lesson alone, and nothing is kept of it."""

    def __init__(self, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._settings, self._tokens = shell, shell.settings, shell.tokens
        self._last: OpenLine | None = None
        self._held: OpenLine | None = None
        self._held_since = 0.0

    # a line that was broken off

    def hold(self) -> None:
        """The line opened last was broken off, and may go on: what is kept nowhere else stays here."""
        self._held = self._last if self._last is not None and not self._last.cache.lasts else None
        self._held_since = time.monotonic()

    def let_go(self) -> None:
        """It is given up, with what waits."""
        self._held = None

    def held(self, pin: str) -> OpenLine | None:
        """A line to the relay with this key that was broken off a short while ago."""
        held = self._still_held()
        return held if held is not None and held.known.pin == pin else None

    def _still_held(self) -> OpenLine | None:
        if time.monotonic() - self._held_since > HELD_SECONDS:
            self._held = None
        return self._held

    def _held_cache(self, pin: str, me: Account) -> AccountCache | None:
        """With what waits, if it is the same person whose line was broken off."""
        held = self.held(pin)
        same = held is not None and held.cache.me is not None and held.cache.me.id == me.id
        return held.cache if held is not None and same else None

    @property
    def holds_unsent(self) -> bool:
        """Whether something waits there that would be lost with the program."""
        held = self._still_held()
        waiting = held.cache.waiting().values() if held is not None else ()
        return any(one.state != "refused" for box in waiting for one in box)

    def go_on(self, held: OpenLine, known: RememberedRelay, lesson: str) -> None:
        """With the same token and what waits, where the relay is known to be now."""
        here = msgspec.structs.replace(
            held.known, host=known.host, port=known.port, certificate=known.certificate
        )
        self._open_line(here, held.token, held.cache, lesson or held.lesson, visiting=held.visiting)

    # one that is new

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
        if store is not None:
            cache: AccountCache = await DiskAccountCache.open(store, known.pin, known.username)
        else:
            cache = (self._held_cache(known.pin, me) if me is not None else None) or self._passing_cache()
        if me is not None:
            cache.identify(known.pin, me)
        kept = msgspec.structs.replace(known, username="") if shared else known
        self._settings.remember(kept)
        await asyncio.sleep(0)  # the first page shows that, and the next is made in a turn of its own
        self._open_line(known, token, cache, lesson, visiting=False)

    async def visit(self, known: RememberedRelay, reply: LoggedIn, lesson: str) -> None:
        """In one lesson by its code: this person is known nowhere else, and nothing is kept here after it."""
        await self._shell.reading.upto("lessons")
        known = msgspec.structs.replace(known, username="", hosted=False)
        cache = self._held_cache(known.pin, reply.you)
        if cache is None and self._settings.shared_computer:
            cache = self._passing_cache()
        elif cache is None:
            cache = await VisitCache.open(self._shell.store, known.pin, reply.you)
        cache.identify(known.pin, reply.you)
        self._open_line(known, reply.token, cache, lesson, visiting=True)

    def _passing_cache(self) -> AccountCache:
        """Of a shared computer: but for files, which are too large for that, nothing is on its disk."""

        def open_files(whose: Whose) -> "FileCache":
            return self._shell.store.open_files(whose)

        return AccountCache(open_files, documents_go=True)

    def _open_line(
        self, known: RememberedRelay, token: str, cache: AccountCache, lesson: str, *, visiting: bool
    ) -> None:
        self._last, self._held = OpenLine(known, token, cache, lesson, visiting), None
        address = Address(known.host, known.port)
        relay = QtRelayClient(
            address,
            known.pin,
            token,
            known.certificate,
            cache=cache,
            clock=self._shell.clock,
            can=known_here(),
        )
        relay.start()
        self.came_in.emit(relay, known, lesson, visiting)
