"""Back into the lesson that one was in when the program crashed, or when another key answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.app.host import Host
from desktop.app.nearby_relays import Neighbours
from desktop.app.shell import Shell
from desktop.app.sign_in.account_sign_in import AccountSignIn
from desktop.app.sign_in.offers import Offer, offers_of
from desktop.app.sign_in.opener import RelayOpener
from desktop.app.visit import lesson_now
from desktop.client import Address, LineDown, RefusedByRelay
from desktop.pages.connect import ConnectPage
from desktop.pinned import pinned_certificate
from desktop.settings import LessonUnderWay, RememberedRelay
from relay.protocol.accounts import Account, LoggedIn

AGAIN_SECONDS = 15.0
"""So often it is asked how the lesson stands, as long as the person looks at that."""
NOT_TAKEN = frozenset(("not_signed_in", "token_revoked"))
"""Ways in which a relay says that it does not know a token."""


class GoingBack(QObject):
    """The steps: how the lesson stands, and in again. By the token that is kept, or by the lesson's code."""

    gone = Signal()
    """The lesson is over, or not for this person any more."""

    def __init__(
        self,
        shell: Shell,
        host: Host,
        neighbours: Neighbours,
        opener: RelayOpener,
        by_account: AccountSignIn,
        by_code: Callable[[Sequence[Offer], str], None],
        parent: QObject | None = None,
    ) -> None:
        """``by_code`` asks for the code of a lesson among these."""
        super().__init__(parent)
        self._shell, self._host, self._neighbours = shell, host, neighbours
        self._opener, self._by_account, self._by_code = opener, by_account, by_code

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
        if lesson.by_code:
            await self._look_by_code(page, known, lesson, otherwise)
            return
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

    async def _look_by_code(
        self,
        page: ConnectPage,
        known: RememberedRelay,
        lesson: LessonUnderWay,
        otherwise: Callable[[], Awaitable[None]],
    ) -> None:
        """The same where one came by its code: it waits also while its server can't be asked."""
        while True:
            known = await self._neighbours.where_it_is_now(known)
            try:
                token, stands = await self._by_its_token(known, lesson)
                goes_on = stands is not None if token is not None else await _offers_of(known, lesson)
            except LineDown:
                sentence = self.tr("The school's server does not answer right now; it is asked again.")
                page.show_waiting(lesson, sentence)
            else:
                if not goes_on:
                    self.gone.emit()
                    page.tell(self._over(lesson))
                    await otherwise()
                    return
                sentence = self.tr("It goes on.")
                if token is None:
                    sentence = self.tr("You were in it when Schoolbell closed. Give its code again to go on.")
                page.show_waiting(lesson, sentence, stands.until if stands is not None else None)
            await asyncio.sleep(AGAIN_SECONDS)

    async def go(self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay) -> None:
        """Into its room."""
        if (held := self._opener.held(known.pin)) is not None:
            known = await self._neighbours.where_it_is_now(known)
            await pinned_certificate(Address(known.host, known.port), known.pin)
            self._opener.go_on(held, known, lesson.session)
            return
        if lesson.by_code:
            await self._go_by_code(page, await self._neighbours.where_it_is_now(known), lesson)
            return
        known, token = await self._ready(known)
        if token is None:
            page.idle()
            self._by_account.show(known, lesson=lesson.session)
        else:
            await self._opener.enter(known, token, lesson.session)

    async def _go_by_code(self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay) -> None:
        token, stands = await self._by_its_token(known, lesson)
        if token is not None and stands is not None and stands.me is not None:
            await self._opener.visit(known, LoggedIn(ref="", token=token, you=stands.me), lesson.session)
        elif token is None and (offers := await _offers_of(known, lesson)):
            page.idle()
            self._by_code(offers, lesson.session)
        else:
            self.gone.emit()
            page.fail(self._over(lesson))

    def _over(self, lesson: LessonUnderWay) -> str:
        return self.tr("“{lesson}” is over.").format(lesson=lesson.title)

    async def _by_its_token(
        self, known: RememberedRelay, lesson: LessonUnderWay
    ) -> "tuple[str | None, _Stands | None]":
        """The token that is kept, unless the relay takes it no more; and how the lesson stands then."""
        token = await self._shell.tokens.visit_token(lesson.pin, lesson.session)
        if token is None:
            return None, None
        try:
            return token, await _stands(known, token, lesson)
        except LineDown as down:
            if down.reason not in NOT_TAKEN:
                raise
            self._shell.tokens.forget_visit(lesson.pin, lesson.session)
            return None, None

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
    me: Account | None


async def _stands(known: RememberedRelay, token: str, lesson: LessonUnderWay) -> _Stands | None:
    """How it is; None when it is over or not for this account any more. Raises LineDown and KeyChanged."""
    try:
        found = await lesson_now(known, token, lesson.session)
    except RefusedByRelay as refused:
        if refused.later:
            raise LineDown(refused.code) from refused
        return None
    if found.session is None:  # they waited, or the relay ended before it had told anybody that they came
        return _Stands(None, found.me) if await _offers_of(known, lesson) else None
    if found.session.status != "live":
        return None
    until = found.session.paused_until
    return _Stands(until - found.ahead if until is not None else None, found.me)


async def _offers_of(known: RememberedRelay, lesson: LessonUnderWay) -> list[Offer]:
    """The lesson, if it takes people by its code. Raises LineDown and KeyChanged."""
    return [offer for offer in await offers_of(known) if offer.lesson.session == lesson.session]
