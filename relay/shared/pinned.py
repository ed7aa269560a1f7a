"""Reaching a relay whose key is pinned: nothing is said before, and nothing else is trusted."""

import asyncio
import json
import ssl
from dataclasses import dataclass
from typing import Any

from relay.protocol.pin import pin_of
from relay.shared.certificates import public_key_of

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


class NotARelay(Exception):
    """Something else answers there."""


async def certificate_shown(address: Address) -> bytes:
    """The certificate (DER) that is shown there, nothing having been said.

    Raises OSError, NotARelay, and ValueError for what can't be the name of a host.
    """
    context = _context()
    context.verify_mode = ssl.CERT_NONE
    _, writer = await _open(address, context)
    try:
        tls = writer.get_extra_info("ssl_object")
        shown: bytes | None = tls.getpeercert(binary_form=True) if tls else None
    finally:
        writer.transport.abort()
    if not shown:
        raise NotARelay("no certificate")
    return shown


def pin_of_certificate(certificate: bytes) -> str:
    """The pin of a certificate's key (DER); raises NotARelay."""
    try:
        return pin_of(public_key_of(certificate))
    except ValueError as error:
        raise NotARelay(str(error)) from error


def trusting(certificate: str | bytes) -> ssl.SSLContext:
    """TLS that takes this very certificate (PEM or DER) and no other: another key fails in the handshake."""
    context = _context()  # the key says who it is, whatever the address of today
    context.load_verify_locations(cadata=certificate)
    # Partial chain: a certificate from an authority is trusted by itself, without its authority.
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_NO_CHECK_TIME)
    return context


async def health(address: Address, context: ssl.SSLContext) -> dict[str, Any]:
    """What the relay says at /health; raises OSError (also TimeoutError), ValueError and NotARelay."""
    reader, writer = await _open(address, context)
    try:
        async with asyncio.timeout(CONTACT_SECONDS):
            writer.write(f"GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while len(answer) < _LONGEST_ANSWER and (more := await reader.read(_LONGEST_ANSWER)):
                answer += more
    finally:
        writer.transport.abort()
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if b" 200 " not in head.partition(b"\r\n")[0] or not isinstance(said, dict) or "relay_id" not in said:
        raise NotARelay("no health page")
    return said


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    return context


async def _open(
    address: Address, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(CONTACT_SECONDS):
            return await asyncio.open_connection(address.host, address.port, ssl=context)
    except ssl.SSLError as error:
        raise NotARelay(str(error)) from error
