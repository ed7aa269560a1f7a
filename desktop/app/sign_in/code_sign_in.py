"""The way into one lesson by its code: which lesson, is the code right, who is it, and in."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.address import shown
from desktop.app.nearby_relays import Neighbours, typed
from desktop.app.shell import Shell
from desktop.app.sign_in.code_visits import come_in
from desktop.app.sign_in.offers import Offer, by_choice, find_lesson, offers_of, offers_of_all, tried_at_once
from desktop.app.sign_in.opener import RelayOpener
from desktop.app.sign_in.steps import Steps
from desktop.client import RefusedByRelay, WrongProof
from desktop.pages.connect import ConnectPage
from desktop.pages.joining import JoinPage
from desktop.settings import RememberedRelay
from relay.protocol.announcement import AnnouncedLesson
from relay.protocol.joining import JOIN_EXPIRED, WRONG_JOIN_CODE, Join
from relay.protocol.limits import LESSONS_TRIED

BEGIN_AGAIN = frozenset((JOIN_EXPIRED.name, WRONG_JOIN_CODE.name))
"""Refusals after which the code has to be shown once more."""
MOST_LOOKS = 5
"""So often announcements that come meanwhile are gone through for it, whoever keeps announcing more."""


class CodeSignIn(QObject):
    """Shows the page that asks for code and name, and asks the relay. The code proves the relay as well."""

    link_given = Signal(str)
    """Instead of a code there was a whole link, which may lead anywhere."""

    def __init__(
        self,
        shell: Shell,
        steps: Steps,
        opener: RelayOpener,
        neighbours: Neighbours,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._settings, self._say = (
            shell.window,
            shell.theme,
            shell.settings,
            shell.say,
        )
        self._steps, self._opener, self._neighbours = steps, opener, neighbours

    def find(self, page: ConnectPage, code: str, account: Callable[[Offer], None]) -> None:
        """A code and nothing else: asks the relays that are known or announced here what is open."""
        page.busy(self.tr("Looking for the lesson…"))
        self._steps.do(page, self._find(page, code, account))

    async def _find(self, page: ConnectPage, code: str, account: Callable[[Offer], None]) -> None:
        offers = await self._offers_here()
        if not offers:
            page.fail(
                self.tr(
                    "No lesson on this network takes students by code right now. Ask your teacher for the "
                    "link, or connect by the address first."
                ),
                network=True,
            )
            return
        page.idle()
        self.show(offers, account, code=code)

    async def _offers_here(self) -> list[Offer]:
        """Of the relays that are known or announced; who has just begun to look may hear of one soon."""
        offers: list[Offer] = []
        for _ in range(MOST_LOOKS):
            seen = self._neighbours.seen()
            near = [typed(one) for one in seen if not one.doubtful]
            offers = await offers_of_all(near, self._settings.now.relays)
            if offers or not await self._neighbours.others_than(seen):
                break
        return offers

    def offer(
        self,
        page: ConnectPage,
        known: RememberedRelay,
        lesson: str,
        account: Callable[[Offer], None],
        *,
        code: str = "",
        name: str = "",
    ) -> None:
        """One lesson of a relay, if it takes people by code. The rest is as for `show`."""
        page.busy(self.tr("Looking for the lesson…"))
        self._steps.do(page, self._offer(page, known, lesson, account, code, name), known)

    async def _offer(
        self,
        page: ConnectPage,
        known: RememberedRelay,
        lesson: str,
        account: Callable[[Offer], None],
        code: str,
        name: str,
    ) -> None:
        offers = [offer for offer in await offers_of(known) if offer.lesson.session == lesson]
        if offers:
            page.idle()
            self.show(offers, account, code=code, lesson=lesson, name=name)
        else:
            page.fail(self._say("codes_not_taken"))

    def show(
        self,
        offers: Sequence[Offer],
        account: Callable[[Offer], None],
        *,
        code: str = "",
        lesson: str = "",
        name: str = "",
        chosen: AnnouncedLesson | None = None,
    ) -> JoinPage:
        """Asks for the code of one of these lessons, or takes the one that a link brought.

        ``account``: the person would rather sign in at that relay. ``lesson``: the one that a link is of.
        ``name``: what the person is called elsewhere. ``chosen``: the one that they chose in a list.
        """
        offers = [one for one in offers if one.lesson.session == lesson] or list(offers)
        at_once = tried_at_once(offers)
        ways = by_choice(offers) if len(at_once) < len(offers) else []
        shown_offers = [way[0] for way in ways] or offers
        names = [one.known.name or shown(one.known.host, one.known.port) for one in shown_offers]
        several = len({one.known.pin for one in offers}) > 1
        page = JoinPage(
            self._theme,
            "" if several else names[0],
            [one.lesson for one in shown_offers],
            names if several else (),
            self._window,
            choose=bool(ways),
        )

        def give_code(number: int, said: str) -> None:
            way = ways[number] if ways else []
            others = [one for one in at_once if one not in way]
            self._give_code(page, [*way[:LESSONS_TRIED], *others], said)

        page.code_given.connect(give_code)
        page.account_wanted.connect(lambda: account(shown_offers[page.number]))
        page.link_given.connect(self.link_given)
        page.cancelled.connect(self._steps.cancel)
        page.cancelled.connect(page.idle)
        page.name.setText(name)
        if chosen is not None:
            page.choose_lesson(chosen.class_name, chosen.teacher_name)
        self._window.show_page(page)
        if code:
            page.give(code)
        return page

    def _give_code(self, page: JoinPage, offers: Sequence[Offer], code: str) -> None:
        page.busy(self.tr("Checking the code…"))
        of_one_relay = len({offer.known.pin for offer in offers}) == 1
        self._steps.do(page, self._prove(page, offers, code), offers[0].known if of_one_relay else None)

    async def _prove(self, page: JoinPage, offers: Sequence[Offer], code: str) -> None:
        try:
            offer, may = await find_lesson(offers, code, self._settings.device_key)
        except WrongProof:
            page.refuse(WRONG_JOIN_CODE.name, self._say(WRONG_JOIN_CODE.name))
            return
        self._settings.remember(offer.known)  # whoever knows the code has this key
        page.joining.connect(lambda how: self._try_to_join(page, offer, how))
        page.ask_who(may, offer.lesson)

    def _try_to_join(self, page: JoinPage, offer: Offer, how: Join) -> None:
        page.busy(self.tr("Coming in…"))
        how = msgspec.structs.replace(how, own_computer=not self._settings.shared_computer)
        self._steps.do(page, self._join(page, offer, how), offer.known)

    async def _join(self, page: JoinPage, offer: Offer, how: Join) -> None:
        try:
            known, reply = await come_in(offer.known, how, self._settings.device_key(offer.known.pin))
        except RefusedByRelay as refused:
            if refused.code not in BEGIN_AGAIN:
                raise
            page.joining.disconnect()
            page.start_over(refused.code, self._say(refused.code))
            return
        await self._opener.visit(known, reply, offer.lesson.session)
