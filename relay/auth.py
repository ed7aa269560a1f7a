"""Who may connect, as whom: the check before a connection is made."""

import http
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from websockets.http11 import Request

SUBPROTOCOL = "schoolbell.v1"
PATH = "/v1"
BEARER = "Bearer "

CLOSE_UNREADABLE = 4400
CLOSE_TOKEN_REVOKED = 4401
CLOSE_PLACE_NEEDED = 4408
"""A visitor said nothing, or somebody else needs the place of a visitor or a guest."""
CLOSE_REPLACED = 4409
"""The same account has connected from another device, and has no more places."""
CLOSE_TOO_MANY_FRAMES = 4429

Lacking = Literal["", "place", "device"]
"""Why somebody can't connect now: all places are taken, or all of this account; empty when they can."""

Who = TypeVar("Who")


@dataclass(frozen=True)
class Admitted(Generic[Who]):
    """May connect: ``who`` is None for a visitor, who may only sign in."""

    who: Who | None


@dataclass(frozen=True)
class Rejected:
    """May not: an HTTP status and a line of text. 401 is final; 429 and 503 mean later."""

    status: http.HTTPStatus
    line: str


NOT_KNOWN = Rejected(http.HTTPStatus.UNAUTHORIZED, "This token is not known.")
REJECTED = {
    "place": Rejected(http.HTTPStatus.SERVICE_UNAVAILABLE, "The relay is full; try again later."),
    "device": Rejected(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many devices of this account."),
}


class ConnectionGate(Generic[Who]):
    """Admits or rejects requests to connect. No answer tells more than its status does."""

    def __init__(
        self,
        recognise: Callable[[str], Awaitable[Who | None]],
        take_place: Callable[[Who | None, str], Lacking],
    ) -> None:
        """``recognise`` finds whom a token belongs to.

        ``take_place`` finds a place for who comes from this network (``network_of``), or says why not.
        """
        self._recognise, self._take_place = recognise, take_place

    async def admit(self, request: Request, network: str) -> Admitted[Who] | Rejected:
        """Decide on one request to connect."""
        headers = request.headers.get_all("Authorization")
        who: Who | None = None
        if headers:
            token = headers[0].removeprefix(BEARER)
            good = len(headers) == 1 and headers[0].startswith(BEARER)
            who = await self._recognise(token) if good else None
            if who is None:
                return NOT_KNOWN
        lacking = self._take_place(who, network)
        return REJECTED[lacking] if lacking else Admitted(who)


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
