"""Lessons that take people by code: which there are at which relays, and whose code it is."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from desktop.address import TypedAddress
from desktop.app.nearby_relays import reach
from desktop.app.sign_in.code_visits import look_in, prove_code
from desktop.client import KeyChanged, LineDown, RefusedByRelay, WrongProof
from desktop.settings import RememberedRelay
from relay.protocol.accounts import Welcome
from relay.protocol.joining import MayJoin, OpenLesson
from relay.protocol.limits import LESSONS_TRIED

LOOK_SECONDS = 6.0
"""So long a typed code waits for relays to say what is open there."""
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


async def find_lesson(
    offers: Sequence[Offer], code: str, device_key: Callable[[str], str]
) -> tuple[Offer, MayJoin]:
    """The lesson whose code this is; no relay is waited for behind another. ``device_key``: by pin.

    Raises WrongProof where it is none of these, RefusedByRelay, LineDown and KeyChanged.
    """
    by_relay: dict[str, list[Offer]] = {}
    for offer in offers:
        by_relay.setdefault(offer.known.pin, []).append(offer)
    tries = [asyncio.create_task(_find_at(its_offers, code, device_key)) for its_offers in by_relay.values()]
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


async def _find_at(
    offers: Sequence[Offer], code: str, device_key: Callable[[str], str]
) -> tuple[Offer, MayJoin]:
    known, sessions = offers[0].known, [offer.lesson.session for offer in offers]
    session, may = await prove_code(known, sessions, code, device_key(known.pin))
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
