"""The pinned key as the desktop goes by it: what went wrong is a LineDown, or a key that has changed."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from relay.protocol.pin import words_of
from relay.shared.pinned import (
    Address,
    NotARelay,
    certificate_shown,
    health as health_over,
    pin_of_certificate,
    trusting,
)

__all__ = [
    "Address",
    "FirstContact",
    "KeyChanged",
    "LineDown",
    "first_contact",
    "health",
    "holds",
    "pinned_certificate",
    "reason_of",
    "trusting",
]


class KeyChanged(Exception):
    """The relay at this address shows another key than the pinned one: a hard stop."""


class LineDown(Exception):
    """No answer: nobody there, the line was cut or closed, or there was silence for too long.

    ``reason`` is a stable code: "unknown_host", "unreachable", "timed_out", "not_a_relay", or one
    of LineState.
    """

    code: ClassVar = "line_down"
    """What it is called where the relay would have refused."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class FirstContact:
    """What a relay shows of itself before anything is said to it. ``certificate`` is PEM."""

    pin: str
    words: tuple[str, ...]
    certificate: str


async def first_contact(address: Address) -> FirstContact:
    """Fetches the certificate in a bare TLS handshake; raises LineDown."""
    with _told():
        shown = await certificate_shown(address)
        pin = pin_of_certificate(shown)
    return FirstContact(pin, words_of(pin), ssl.DER_cert_to_PEM_cert(shown))


async def pinned_certificate(address: Address, pin: str) -> str:
    """The certificate that the relay shows now, its key checked; raises KeyChanged and LineDown."""
    contact = await first_contact(address)
    if contact.pin != pin:
        raise KeyChanged(f"{address} shows another key")
    return contact.certificate


def holds(certificate: str, pin: str) -> bool:
    """Whether a kept certificate (PEM) is readable and is of the pinned key."""
    try:
        if pin_of_certificate(ssl.PEM_cert_to_DER_cert(certificate.strip())) != pin:
            return False
        trusting(certificate)
    except (NotARelay, ValueError, ssl.SSLError):
        return False
    return True


async def health(address: Address, pin: str) -> dict[str, Any]:
    """What the relay says at /health, asked over the pinned key; raises KeyChanged and LineDown."""
    certificate = await pinned_certificate(address, pin)
    with _told():
        return await health_over(address, trusting(certificate))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, NotARelay) as error:
        raise LineDown(reason_of(error)) from error


def reason_of(error: BaseException) -> str:
    """The stable code for an error of connecting."""
    match error:
        case TimeoutError():
            return "timed_out"
        case socket.gaierror() | ValueError():  # ValueError: a name that can't be one
            return "unknown_host"
        case ssl.SSLError() | NotARelay():
            return "not_a_relay"
        case OSError():
            return "unreachable"
    return "fault"
