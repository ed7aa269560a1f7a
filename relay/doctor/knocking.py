"""Reaching a relay as a program does: its key first, then its health page, then its first word."""

import asyncio
import json
import ssl
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from relay.protocol.pin import pin_of

CONTACT_SECONDS = 6.0
LONGEST_ANSWER = 64 * 1024
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: a wrong clock is a finding of its own."""


@dataclass(frozen=True)
class Place:
    """Where a relay listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class NotARelay(Exception):
    """Something else answers there."""


async def certificate_shown(place: Place) -> bytes:
    """The certificate (DER) that is shown there, nothing having been said; raises OSError and NotARelay."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        async with asyncio.timeout(CONTACT_SECONDS):
            _, writer = await asyncio.open_connection(place.host, place.port, ssl=context)
    except ssl.SSLError as error:
        raise NotARelay(str(error)) from error
    try:
        tls = writer.get_extra_info("ssl_object")
        shown: bytes | None = tls.getpeercert(binary_form=True)
    finally:
        writer.transport.abort()
    if not shown:
        raise NotARelay("no certificate")
    return shown


def pin_in(certificate: bytes) -> str:
    """The pin of a certificate's key (DER); raises NotARelay."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        return pin_of(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotARelay(str(error)) from error


def trusting(certificate: bytes) -> ssl.SSLContext:
    """TLS that accepts this very certificate (DER) and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.load_verify_locations(cadata=certificate)
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_NO_CHECK_TIME)
    return context


async def health(place: Place, context: ssl.SSLContext) -> dict[str, Any]:
    """What it says of itself; raises OSError (also TimeoutError) and NotARelay."""
    try:
        async with asyncio.timeout(CONTACT_SECONDS):
            reader, writer = await asyncio.open_connection(place.host, place.port, ssl=context)
            try:
                asked = f"GET /health HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n"
                writer.write(asked.encode())
                answer = b""
                while len(answer) < LONGEST_ANSWER and (more := await reader.read(LONGEST_ANSWER)):
                    answer += more
            finally:
                writer.transport.abort()
    except ssl.SSLError as error:
        raise NotARelay(str(error)) from error
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if b" 200 " not in head.partition(b"\r\n")[0] or not isinstance(said, dict) or "relay_id" not in said:
        raise NotARelay("no health page")
    return said
