"""Back into the lesson that one was in when the program crashed, or when another key answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.app.host import Host
from desktop.app.nearby_relays import Neighbours
from desktop.app.shell import Shell
from desktop.app.sign_in.account_sign_in import AccountSignIn
from desktop.app.sign_in.opener import RelayOpener
from desktop.app.visit import lesson_now
from desktop.client import Address, LineDown, RefusedByRelay
from desktop.pages.connect import ConnectPage
from desktop.pinned import pinned_certificate
from desktop.settings import LessonUnderWay, RememberedRelay

AGAIN_SECONDS = 15.0
"""So often it is asked how the lesson stands, as long as the person looks at that."""


class GoingBack(QObject):
    """The steps: how the lesson stands, and in again. An account's token is the one that is kept."""

    gone = Signal()
    """The lesson is over, or not for this account any more."""

    def __init__(
        self,
        shell: Shell,
        host: Host,
        neighbours: Neighbours,
        opener: RelayOpener,
        by_account: AccountSignIn,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._host, self._neighbours = shell, host, neighbours
        self._opener, self._by_account = opener, by_account

    async def look(
        self,
        page: ConnectPage,
        known: RememberedRelay,
        lesson: LessonUnderWay,
        otherwise: Callable[[], Awaitable[None]],
    ) -> None:
        """Says on the first page how it stands, until something else is done there.

        ``otherwise``: the step to take where it is over by now, or nobody can be asked.
        """
        known, token = await self._ready(known)
        if token is None:
            page.show_waiting(lesson, self.tr("You were in it when Schoolbell closed. Sign in to go on."))
            return
        told = False
        while True:
            try:
                stands = await _stands(known, token, lesson)
            except LineDown:
                if not told:
                    await otherwise()
                    return
            else:
                if stands is None:
                    self.gone.emit()
                    if not told:
                        await otherwise()
                    return
                page.show_waiting(lesson, self.tr("It goes on."), stands.until)
                told = True
            await asyncio.sleep(AGAIN_SECONDS)

    async def go(self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay) -> None:
        """Into its room."""
        if (held := self._opener.held(known.pin)) is not None:
            known = await self._neighbours.where_it_is_now(known)
            await pinned_certificate(Address(known.host, known.port), known.pin)
            self._opener.go_on(held, known, lesson.session)
            return
        if not lesson.username:  # by its code, which nobody kept
            self.gone.emit()
            page.fail(self.tr("That was some time ago. Type the lesson code once more."))
            return
        known, token = await self._ready(known)
        if token is None:
            page.idle()
            self._by_account.show(known, lesson=lesson.session)
        else:
            await self._opener.enter(known, token, lesson.session)

    async def _ready(self, known: RememberedRelay) -> tuple[RememberedRelay, str | None]:
        """The relay where it is, running if it is this computer's, and the token that is kept for it."""
        token = await self._shell.tokens.token(known)
        if not known.hosted:
            return await self._neighbours.where_it_is_now(known), token
        known, token = await self._host.come_back(known, token)
        self._shell.tokens.keep(known, token)
        return known, token


@dataclass(frozen=True)
class _Stands:
    """It is live. ``until``: paused, and ends then by itself (ms UTC of this computer's clock)."""

    until: int | None


async def _stands(known: RememberedRelay, token: str, lesson: LessonUnderWay) -> _Stands | None:
    """How it is; None when it is over or not for this account any more. Raises LineDown and KeyChanged."""
    try:
        session, ahead = await lesson_now(known, token, lesson.session)
    except RefusedByRelay as refused:
        if refused.later:
            raise LineDown(refused.code) from refused
        return None
    if session.status != "live":
        return None
    return _Stands(session.paused_until - ahead if session.paused_until is not None else None)
