"""Who may connect, as whom: the check before a connection is made."""

import http
import ipaddress
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from websockets.http11 import Request

BEARER = "Bearer "

CLOSE_FULL = 1013
"""All places are taken; try again later."""
CLOSE_UNREADABLE = 4400
CLOSE_TOKEN_REVOKED = 4401
"""Also a token that is not known."""
CLOSE_PLACE_NEEDED = 4408
"""A visitor said nothing, or somebody else needs the place of a visitor or a guest."""
CLOSE_REPLACED = 4409
"""The same account has connected from another device, and has no more places."""
CLOSE_TOO_MANY = 4429
"""Frames, or devices of one account."""

Lacking = Literal["", "place", "device"]
"""Why somebody can't connect now: all places are taken, or all of this account; empty when they can."""

Who = TypeVar("Who")


@dataclass(frozen=True)
class Admitted(Generic[Who]):
    """May connect: ``who`` is None for a visitor, who may only sign in."""

    who: Who | None
    of_page: bool = False
    """A page in a browser asks."""


@dataclass(frozen=True)
class Rejected:
    """May not: an HTTP status and a line of text, or a close code where the connection is made already.

    401 and 403 are final; 429 and 503 mean later.
    """

    status: http.HTTPStatus
    line: str
    close_code: int = CLOSE_TOKEN_REVOKED


NOT_KNOWN = Rejected(http.HTTPStatus.UNAUTHORIZED, "This token is not known.")
FOREIGN_PAGE = Rejected(http.HTTPStatus.FORBIDDEN, "Pages of this origin may not connect.")
REJECTED = {
    "place": Rejected(http.HTTPStatus.SERVICE_UNAVAILABLE, "The relay is full; try again later.", CLOSE_FULL),
    "device": Rejected(
        http.HTTPStatus.TOO_MANY_REQUESTS, "Too many devices of this account.", CLOSE_TOO_MANY
    ),
}


class ConnectionGate(Generic[Who]):
    """Admits or rejects requests to connect. No answer tells more than its status does."""

    def __init__(
        self,
        recognise: Callable[[str], Awaitable[Who | None]],
        is_for_a_lesson: Callable[[Who], bool],
        take_place: Callable[[Who | None, str], Lacking],
        pages: bool = False,
    ) -> None:
        """``recognise`` finds whom a token belongs to, ``is_for_a_lesson`` whether it is good for no more.

        ``take_place`` finds a place for who comes from this network (``network_of``), or says why not.
        ``pages``: those that this relay has served may connect, with tokens for a lesson.
        """
        self._recognise, self._is_for_a_lesson = recognise, is_for_a_lesson
        self._take_place, self._pages = take_place, pages

    async def admit(self, request: Request, network: str) -> Admitted[Who] | Rejected:
        """Decide on one request to connect."""
        origins, headers = request.headers.get_all("Origin"), request.headers.get_all("Authorization")
        of_page = bool(origins)
        if of_page and not (self._pages and is_own_page(origins, request.headers.get_all("Host"))):
            return FOREIGN_PAGE
        who: Who | None = None
        if headers:
            good = len(headers) == 1 and headers[0].startswith(BEARER)
            who = await self.owner(headers[0].removeprefix(BEARER), of_page) if good else None
            if who is None:
                return NOT_KNOWN
        lacking = self._take_place(who, network)
        return REJECTED[lacking] if lacking else Admitted(who, of_page)

    async def owner(self, token: str, of_page: bool) -> Who | None:
        """Whom a token belongs to; None where it is not good, or good for more than a page may have."""
        who = await self._recognise(token)
        return None if who is None or (of_page and not self._is_for_a_lesson(who)) else who


_ADDRESSED = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9.]+)|localhost)(?::[0-9]{1,5})?", re.ASCII)


def is_own_page(origins: Sequence[str], hosts: Sequence[str]) -> bool:
    """Whether a page comes from the very address it connects to, and that is no name.

    A name can be made to lead here by whoever owns it, after their page has been loaded from elsewhere.
    """
    if len(origins) != 1 or len(hosts) != 1 or origins[0] != f"https://{hosts[0]}":
        return False
    addressed = _ADDRESSED.fullmatch(hosts[0])
    if addressed is None:
        return False
    six, four = addressed.groups()
    try:
        if six or four:
            ipaddress.IPv6Address(six) if six else ipaddress.IPv4Address(four)
    except ValueError:
        return False
    return True


def network_of(host: str) -> str:
    """By what an address is told from others: whoever has one address of IPv6 has 2⁶⁴ of the same network.

    Link-local addresses are all of one network, and are told apart.
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address) or address.is_link_local:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False))
