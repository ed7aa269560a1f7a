"""What the relay answers to plain HTTP on its port: how it is, its figures, and who is at the wrong door."""

import hmac
import http
import ipaddress
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from relay.auth import BEARER
from relay.metrics import CONTENT_TYPE, Metrics
from relay.shared.dialling import PATH

OF_A_READER = frozenset(
    (
        *("host", "user-agent", "accept", "accept-encoding", "accept-language", "authorization"),
        *("connection", "cache-control", "pragma", "x-prometheus-scrape-timeout-seconds"),
    )
)
"""Headers that whoever reads figures sends. A proxy that passes on what comes from elsewhere adds
others, under names without number."""

Health = Callable[[], dict[str, str | int]]


class Web:
    """Answers every path but that of the clients."""

    def __init__(self, health: Health, metrics: Metrics, metrics_token: str) -> None:
        self._health, self._metrics, self._token = health, metrics, metrics_token

    def answer(self, request: Request, peer: Any) -> Response | None:
        """The page that was asked for from this socket address; None for a client that knocks."""
        path = request.path.partition("?")[0]
        if path == PATH:
            return None
        if path == "/health":
            return page(http.HTTPStatus.OK, json.dumps(self._health()).encode(), "application/json")
        if path == "/metrics":
            return self._figures(request.headers, peer_of(peer))
        return line(http.HTTPStatus.NOT_FOUND, "This is a Schoolbell relay. Open it with the program.")

    def _figures(self, headers: Headers, peer: str) -> Response:
        if may_read(headers, peer, self._token):
            return page(http.HTTPStatus.OK, self._metrics.page(), CONTENT_TYPE)
        status = http.HTTPStatus.UNAUTHORIZED if self._token else http.HTTPStatus.NOT_FOUND
        return line(status, "These figures are for whoever looks after the relay.")


def line(status: http.HTTPStatus, text: str) -> Response:
    """A line of plain text."""
    return page(status, text.encode() + b"\n", "text/plain; charset=utf-8")


def page(status: http.HTTPStatus, body: bytes, kind: str) -> Response:
    """A whole answer, after which the connection ends."""
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"})
    headers["X-Content-Type-Options"] = "nosniff"
    return Response(status.value, status.phrase, headers, body)


def may_read(headers: Headers, peer: str, token: str) -> bool:
    """Whether somebody may see the figures: with the settings' token, or without any on this machine.

    A proxy that passes on bytes, as pinned keys ask for, makes everybody come from this machine: only a token
    tells them apart.
    """
    if token:
        given = headers.get_all("Authorization")
        return len(given) == 1 and hmac.compare_digest(given[0].encode(), (BEARER + token).encode())
    names = {name.lower() for name, _ in headers.raw_items()}
    return _is_loopback(peer) and names <= OF_A_READER and _is_named_here(headers.get_all("Host"))


def _is_named_here(hosts: list[str]) -> bool:
    """Whether this machine was asked for by a name of its own, and not as one that has been published."""
    if len(hosts) != 1:
        return False
    try:
        host = urlsplit(f"//{hosts[0]}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def peer_of(address: Any) -> str:
    """The host of a socket's address, as asyncio gives it."""
    return str(address[0]) if isinstance(address, tuple) and address else ""


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
