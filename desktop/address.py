"""Understands what people type or paste as a relay's address, and makes the links that they paste."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from desktop.lesson_links import found_link, typed_address

DEFAULT_PORT = 8443
SCHEMES = ("schoolbell", "wss", "ws", "https", "http")

_NAME = re.compile(r"^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?$")

MOST_OTHERS = 8
"""A link may name so many more addresses of the same relay; what follows is left out."""
LONGEST_VALUE = 200
LONGEST_LINK = 4000


@dataclass(frozen=True)
class TypedAddress:
    """Where a relay is, and what a link said about it besides. All but host and port may be empty.

    What opens a door is never shown by `repr`, so that it gets into no log.
    """

    host: str
    port: int
    pin: str = ""
    secret: str = field(default="", repr=False)
    """A one-time secret for the first teacher."""
    lesson: str = ""
    """The id of the lesson to go to."""
    code: str = field(default="", repr=False)
    """The lesson's join code, as it was written."""
    personal: str = field(default="", repr=False)
    """The secret of a personal pass: signs one student in, once."""
    others: tuple[tuple[str, int], ...] = ()
    """More addresses of the same relay, to try when the first does not answer."""


class UnreadableAddress(ValueError):
    """Not an address. `reason`: "empty", "host" or "port"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_address(text: str) -> TypedAddress:
    """The address in what was typed or pasted, whatever stands around it; raises UnreadableAddress."""
    if not text.strip():
        raise UnreadableAddress("empty")
    link = found_link(text) or typed_address(text)
    if len(link) > LONGEST_LINK:
        raise UnreadableAddress("host")
    return _read(link)


def _read(text: str) -> TypedAddress:
    """What one link or address says; there is nothing around it."""
    scheme, mark, rest = text.partition("://")
    if mark and scheme.lower() not in SCHEMES:
        raise UnreadableAddress("host")
    if not mark:
        rest = text
        if _is_ip6(rest):
            rest = f"[{rest}]"
    try:
        parts = urlsplit(f"//{rest}")
        host = parts.hostname or ""
    except ValueError:
        raise UnreadableAddress("host") from None
    try:
        port = parts.port
    except ValueError:
        raise UnreadableAddress("port") from None
    if port == 0:
        raise UnreadableAddress("port")
    if parts.username is not None:
        raise UnreadableAddress("host")
    host = _host(host)
    said = _said(f"{parts.query}&{parts.fragment}")
    named = {name: (said.get(name) or [""])[0] for name in ("pin", "secret", "lesson", "code", "pass")}
    return TypedAddress(
        host,
        port or DEFAULT_PORT,
        _in_capitals(named["pin"], 52),
        named["secret"],
        _in_capitals(named["lesson"], 26),
        named["code"],
        named["pass"],
        _others(said.get("also", []), (host, port or DEFAULT_PORT)),
    )


def join_link(
    addresses: Sequence[tuple[str, int]], pin: str, *, lesson: str = "", code: str = "", personal: str = ""
) -> str:
    """A link that leads to a relay by the first of its addresses that answers, and says which key is right.

    What it says besides stands after the `#`: no program sends that part to whom it asks.
    """
    (host, port), *others = addresses
    said = [("pin", pin), ("lesson", lesson), ("code", code), ("pass", personal)]
    also = [("also", _written(*other)) for other in others[:MOST_OTHERS]]
    told = [urlencode([one for one in said if one[1]]), urlencode(also, safe=":[]")]
    return f"schoolbell://{_written(host, port)}/#" + "&".join(filter(None, told))


def _said(text: str) -> dict[str, list[str]]:
    try:
        return {
            name: [value for value in values if len(value) <= LONGEST_VALUE]
            for name, values in parse_qs(text, max_num_fields=50).items()
        }
    except ValueError:
        raise UnreadableAddress("host") from None


def _in_capitals(value: str, length: int) -> str:
    """As it was made, where a messenger made the whole link small."""
    return value.upper() if len(value) == length else value


def _others(texts: Sequence[str], first: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    """The further addresses of a link; one that can't be read says nothing against the rest."""
    found: list[tuple[str, int]] = []
    for text in texts[:MOST_OTHERS]:
        if any(mark in text for mark in "/?#"):
            continue
        try:
            other = _read(text)
        except UnreadableAddress:
            continue
        if (other.host, other.port) not in (first, *found):
            found.append((other.host, other.port))
    return tuple(found)


def _written(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _host(host: str) -> str:
    """A host as a connection takes it: an IP address as it is, a name in its ASCII form."""
    if _is_ip6(host):
        return host
    if re.fullmatch(r"[\d.]+", host):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise UnreadableAddress("host") from None
    try:
        ascii_form = host.encode("idna").decode()
    except UnicodeError:
        raise UnreadableAddress("host") from None
    if not _NAME.match(ascii_form):
        raise UnreadableAddress("host")
    return ascii_form.rstrip(".").lower()


def _is_ip6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def shown(host: str, port: int) -> str:
    """An address as people read it to each other: the port only where it is not the usual one."""
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port == DEFAULT_PORT else f"{bracketed}:{port}"
