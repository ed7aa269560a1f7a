"""The way into one lesson by its code: which lesson, is the code right, who is it, and in."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.address import TypedAddress, shown
from desktop.app.arriving import Arriving
from desktop.app.by_code import come_in, look_in, prove_code
from desktop.app.nearby_relays import Neighbours, reach, typed
from desktop.app.shell import Shell
from desktop.app.steps import Steps
from desktop.client import KeyChanged, LineDown, RefusedByRelay, WrongProof
from desktop.pages.connect import ConnectPage
from desktop.pages.joining import JoinPage
from desktop.settings import RememberedRelay
from relay.protocol.accounts import Welcome
from relay.protocol.joining import JOIN_EXPIRED, WRONG_JOIN_CODE, Join, MayJoin, OpenLesson
from relay.protocol.limits import LESSONS_TRIED

BEGIN_AGAIN = frozenset((JOIN_EXPIRED.name, WRONG_JOIN_CODE.name))
"""Refusals after which the code has to be shown once more."""
LOOK_SECONDS = 6.0
"""So long a typed code waits for relays to say what is open there."""
MOST_LOOKS = 5
"""So often announcements that come meanwhile are gone through for it, whoever keeps announcing more."""
MOST_RELAYS = 40
"""So many relays are asked about a typed code: all that discovery finds. As many that are known here."""

SILENT = (LineDown, KeyChanged, RefusedByRelay)
"""Ways in which a relay offers nothing."""


@dataclass(frozen=True)
class Offer:
    """A lesson that takes people by code, and the relay that says so; nothing is proved yet."""

    known: RememberedRelay
    welcome: Welcome
    lesson: OpenLesson


async def offers_of(known: RememberedRelay) -> list[Offer]:
    """What can be joined at a relay; raises LineDown and KeyChanged."""
    known, welcome, lessons = await look_in(known)
    return [Offer(known, welcome, lesson) for lesson in lessons]


def tried_at_once(offers: Iterable[Offer]) -> list[Offer]:
    """Those of relays at which so few lessons are open that a code is tried at all of them."""
    offers = list(offers)
    open_at = Counter(offer.known.pin for offer in offers)
    return [offer for offer in offers if open_at[offer.known.pin] <= LESSONS_TRIED]


def by_choice(offers: Iterable[Offer]) -> list[list[Offer]]:
    """The offers as somebody can tell them apart: by relay, class and teacher."""
    ways: dict[tuple[str, str, str], list[Offer]] = {}
    for offer in offers:
        seen_as = offer.known.pin, offer.lesson.class_name, offer.lesson.teacher_name
        ways.setdefault(seen_as, []).append(offer)
    return list(ways.values())


async def find_lesson(offers: Sequence[Offer], code: str) -> tuple[Offer, MayJoin]:
    """The lesson whose code this is; no relay is waited for behind another.

    Raises WrongProof where it is none of these, RefusedByRelay, LineDown and KeyChanged.
    """
    by_relay: dict[str, list[Offer]] = {}
    for offer in offers:
        by_relay.setdefault(offer.known.pin, []).append(offer)
    tries = [asyncio.create_task(_find_at(its_offers, code)) for its_offers in by_relay.values()]
    troubles: list[Exception] = []
    try:
        for done in asyncio.as_completed(tries):
            try:
                return await done
            except (WrongProof, *SILENT) as trouble:
                troubles.append(trouble)
    finally:
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
    if len(troubles) > 1:  # of one among several a changed key is no hard stop
        troubles = [LineDown("not_that_relay") if isinstance(one, KeyChanged) else one for one in troubles]
    raise next((one for one in troubles if isinstance(one, WrongProof)), troubles[0])


async def _find_at(offers: Sequence[Offer], code: str) -> tuple[Offer, MayJoin]:
    session, may = await prove_code(offers[0].known, [offer.lesson.session for offer in offers], code)
    return next(offer for offer in offers if offer.lesson.session == session), may


async def offers_of_all(near: Iterable[TypedAddress], known: Iterable[RememberedRelay]) -> list[Offer]:
    """What can be joined at relays that are announced, and at those known here; silence offers nothing."""
    relays = list(known)[:MOST_RELAYS]
    asking = [_offers_at(one, relays) for one in list(dict.fromkeys(near))[:MOST_RELAYS]]
    asking += [offers_of(one) for one in relays]
    tasks = [asyncio.create_task(one) for one in asking]
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks, timeout=LOOK_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    found: dict[tuple[str, str], Offer] = {}
    for result in results:
        if isinstance(result, list):
            found |= {(offer.known.pin, offer.lesson.session): offer for offer in result}
        elif isinstance(result, Exception) and not isinstance(result, SILENT):
            raise result
    return list(found.values())


async def _offers_at(typed: TypedAddress, known: Iterable[RememberedRelay]) -> list[Offer]:
    new = await reach(typed)
    same = next((one for one in known if one.pin == new.pin), None)
    if same is not None:
        new = msgspec.structs.replace(same, host=new.host, port=new.port, certificate=new.certificate)
    return await offers_of(new)


class Joining(QObject):
    """Shows the page that asks for code and name, and asks the relay. The code proves the relay as well."""

    link_given = Signal(str)
    """Instead of a code there was a whole link, which may lead anywhere."""

    def __init__(
        self,
        shell: Shell,
        steps: Steps,
        arriving: Arriving,
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
        self._steps, self._arriving, self._neighbours = steps, arriving, neighbours

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
    ) -> JoinPage:
        """Asks for the code of one of these lessons, or takes the one that a link brought.

        ``account``: the person would rather sign in at that relay. ``lesson``: the one that a link is of.
        ``name``: what the person is called elsewhere.
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
            chosen = ways[number] if ways else []
            others = [one for one in at_once if one not in chosen]
            self._give_code(page, [*chosen[:LESSONS_TRIED], *others], said)

        page.code_given.connect(give_code)
        page.account_wanted.connect(lambda: account(shown_offers[page.number]))
        page.link_given.connect(self.link_given)
        page.cancelled.connect(self._steps.cancel)
        page.cancelled.connect(page.idle)
        page.name.setText(name)
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
            offer, may = await find_lesson(offers, code)
        except WrongProof:
            page.refuse(WRONG_JOIN_CODE.name, self._say(WRONG_JOIN_CODE.name))
            return
        self._settings.remember(offer.known)  # whoever knows the code has this key
        page.joining.connect(lambda how: self._try_to_join(page, offer, how))
        page.ask_who(may, offer.lesson)

    def _try_to_join(self, page: JoinPage, offer: Offer, how: Join) -> None:
        page.busy(self.tr("Coming in…"))
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
        await self._arriving.visit(known, reply, offer.lesson.session)
