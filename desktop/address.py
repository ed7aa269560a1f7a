"""Understands what people type or paste as a relay's address."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

DEFAULT_PORT = 8443
SCHEMES = ("schoolbell", "wss", "ws", "https", "http")

_NAME = re.compile(r"^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?$")


@dataclass(frozen=True)
class TypedAddress:
    """Where a relay is, and what a link said about it besides. `pin` and `secret` may be empty."""

    host: str
    port: int
    pin: str = ""
    secret: str = ""
    """A one-time secret for the first teacher."""


class UnreadableAddress(ValueError):
    """Not an address. `reason`: "empty", "host" or "port"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_address(text: str) -> TypedAddress:
    """The address in what was typed or pasted; raises UnreadableAddress."""
    text = "".join(text.split()).strip("<>\"'“”")
    if not text:
        raise UnreadableAddress("empty")
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
    said = {key: values[0] for key, values in parse_qs(f"{parts.query}&{parts.fragment}").items()}
    return TypedAddress(host, port or DEFAULT_PORT, said.get("pin", ""), said.get("secret", ""))


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
