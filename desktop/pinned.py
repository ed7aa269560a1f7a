"""Reaching a relay whose key is pinned: nothing is said before, and nothing else is trusted."""

import asyncio
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from relay.protocol.pin import pin_of, words_of

CONTACT_SECONDS = 10.0
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: lab computers have wrong clocks, and the key is what counts."""
_LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Address:
    """Where a relay listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class KeyChanged(Exception):
    """The relay at this address shows another key than the pinned one: a hard stop."""


class LineDown(Exception):
    """No answer: nobody there, the line was cut or closed, or there was silence for too long.

    ``reason`` is a stable code: "unknown_host", "unreachable", "timed_out", "not_a_relay", or one
    of LineState.
    """

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
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    _, writer = await _open(address, context)
    try:
        tls = writer.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True) if tls else None
    finally:
        writer.transport.abort()
    if not der:
        raise LineDown("not_a_relay")
    pin = pin_of_certificate(der)
    return FirstContact(pin, words_of(pin), ssl.DER_cert_to_PEM_cert(der))


def pin_of_certificate(der: bytes) -> str:
    """The pin of the key in a certificate; raises LineDown when it can't be read."""
    try:
        key = x509.load_der_x509_certificate(der).public_key()
        return pin_of(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    except (ValueError, UnsupportedAlgorithm):
        raise LineDown("not_a_relay") from None


async def pinned_certificate(address: Address, pin: str) -> str:
    """The certificate that the relay shows now, its key checked; raises KeyChanged and LineDown."""
    contact = await first_contact(address)
    if contact.pin != pin:
        raise KeyChanged(f"{address} shows another key")
    return contact.certificate


def holds(certificate: str, pin: str) -> bool:
    """Whether a kept certificate (PEM) is readable and is of the pinned key."""
    try:
        return pin_of_certificate(ssl.PEM_cert_to_DER_cert(certificate.strip())) == pin
    except (LineDown, ValueError):
        return False


def trusting(certificate: str) -> ssl.SSLContext:
    """TLS that accepts this very certificate and no other: any other key fails inside the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # the key says who it is, whatever the address of today
    context.load_verify_locations(cadata=certificate)
    # Partial chain: a certificate from an authority is trusted by itself, without its authority.
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_NO_CHECK_TIME)
    return context


async def health(address: Address, pin: str) -> dict[str, Any]:
    """What the relay says at /health, asked over the pinned key; raises KeyChanged and LineDown."""
    certificate = await pinned_certificate(address, pin)
    reader, writer = await _open(address, trusting(certificate))
    try:
        async with asyncio.timeout(CONTACT_SECONDS):
            writer.write(f"GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.read(_LONGEST_ANSWER)
            while more := await reader.read(_LONGEST_ANSWER):
                answer += more
                if len(answer) > _LONGEST_ANSWER:
                    break
    except TimeoutError:
        raise LineDown("timed_out") from None
    except OSError:
        raise LineDown("unreachable") from None
    finally:
        writer.transport.abort()
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        said = json.loads(body)
    except ValueError:
        raise LineDown("not_a_relay") from None
    if b" 200 " not in head.partition(b"\r\n")[0] or not isinstance(said, dict):
        raise LineDown("not_a_relay")
    return said


async def _open(
    address: Address, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(CONTACT_SECONDS):
            return await asyncio.open_connection(address.host, address.port, ssl=context)
    except (OSError, ValueError) as error:
        raise LineDown(reason_of(error)) from error


def reason_of(error: BaseException) -> str:
    """The stable code for an error of connecting."""
    match error:
        case TimeoutError():
            return "timed_out"
        case socket.gaierror() | ValueError():  # ValueError: a name that can't be one
            return "unknown_host"
        case ssl.SSLError():
            return "not_a_relay"
        case OSError():
            return "unreachable"
    return "fault"
