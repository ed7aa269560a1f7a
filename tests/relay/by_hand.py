"""A client's bytes by hand: requests and frames that no proper client sends."""

import asyncio
import os
import ssl
import struct
from pathlib import Path

from relay.shared.dialling import SUBPROTOCOL

FINAL, MORE, TEXT, BINARY, CLOSE, PING, PONG = 0x80, 0, 1, 2, 8, 9, 10


def frame(payload: bytes, kind: int = FINAL | TEXT, masked: bool = True) -> bytes:
    """A frame as a client sends it."""
    length = len(payload)
    bit = 0x80 if masked else 0
    if length < 126:
        head = struct.pack("!BB", kind, bit | length)
    elif length < 65_536:
        head = struct.pack("!BBH", kind, bit | 126, length)
    else:
        head = struct.pack("!BBQ", kind, bit | 127, length)
    if not masked:
        return head + payload
    key = os.urandom(4)
    whole = (key * (length // 4 + 1))[:length]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")
    return head + key + mixed.to_bytes(length, "big")


def request(token: str = "", more: bytes = b"") -> bytes:
    """A request to connect; ``more`` headers, each with its end of line."""
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    return (
        "GET /v1 HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n{bearer}"
    ).encode() + (more + b"\r\n")


async def dial(port: int, certificate: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A TLS connection to a relay, on which nothing has been said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(certificate)
    return await asyncio.open_connection("127.0.0.1", port, ssl=context)
