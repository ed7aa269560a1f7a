"""A lean client for carrying load: TLS and WebSocket by hand, so that little of what is measured is its own
work.

What it sends and what it is sent is the protocol as any client speaks it; only the program is smaller. Its
mask is zeros, which the protocol allows and which leaves the payload as it is.
"""

import asyncio
import base64
import contextlib
import os
import ssl
import struct
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
import uvloop
from msgspec import Struct

from relay.protocol.base import Command
from relay.protocol.catalog import encode
from relay.shared.dialling import PATH, SUBPROTOCOL

T = TypeVar("T")

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
GOODBYE_SECONDS = 3.0
_MASKED = 0x80
_SHORT, _MIDDLE = 125, 65_535


class Heard(Struct):
    """As much of a word of the relay as load needs to read."""

    t: str
    ref: str = ""
    code: str = ""
    upto: int = 0
    head: int = 0
    events: list[msgspec.Raw] = []


class HeardEvent(Struct):
    """As much of an event."""

    t: str
    ref: str = ""
    seq: int = 0


read_word = msgspec.json.Decoder(Heard).decode
read_event = msgspec.json.Decoder(HeardEvent).decode


def trusting(certificate: Path) -> ssl.SSLContext:
    """Trusts this certificate and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(certificate)
    return context


def in_uvloop(work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
    """Runs work in a thread of its own on uvloop, which takes the least of the generator's time."""
    return asyncio.to_thread(uvloop.run, work)


class Pupil(asyncio.Protocol):
    """One connection. ``on_frame`` is called with each frame's payload and its time (``perf_counter``)."""

    def __init__(self, token: str, on_frame: Callable[["Pupil", bytes, float], None] | None = None) -> None:
        self._request = (
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\nAuthorization: Bearer {token}\r\n\r\n"
        ).encode()
        self.on_frame = on_frame
        self.transport: asyncio.Transport
        self.frames = self.bytes = 0
        self.welcomed_at = 0.0
        """When its first frame was there, ``perf_counter``; 0 until then."""
        self.welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rest = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The TLS handshake is done."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        """Gone."""
        self._give_up(error or ConnectionError("closed"))
        if not self.gone.done():
            self.gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Bytes of any number of frames."""
        now = time.perf_counter()
        self.bytes += len(data)
        data = self._rest + data
        if not self._open:
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = data
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._give_up(ConnectionError(head[:60].decode("latin-1")))
                self.transport.abort()
                return
            self._open, data = True, rest
        self._rest = self._frames(data, now)

    def _frames(self, data: bytes, now: float) -> bytes:
        """Hears every whole frame; what is left over."""
        at = 0
        while len(data) - at >= 2:
            size, begins = data[at + 1], at + 2
            if size == _SHORT + 1:
                if len(data) < at + 4:
                    break
                size, begins = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == _SHORT + 2:
                if len(data) < at + 10:
                    break
                size, begins = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if len(data) < begins + size:
                break
            self._hear(data[at] & 0x0F, data[begins : begins + size], now)
            at = begins + size
        return data[at:]

    def _hear(self, kind: int, payload: bytes, now: float) -> None:
        if kind == PING:
            self._write(PONG, payload)
        elif kind in (TEXT, BINARY):
            self.frames += 1
            if not self.welcomed_at:
                self.welcomed_at = now
                if not self.welcomed.done():
                    self.welcomed.set_result(None)
            elif self.on_frame:
                self.on_frame(self, payload, now)

    def say(self, command: Command) -> None:
        """Sends a command."""
        self._write(TEXT, encode(command))

    def goodbye(self) -> None:
        """Ends the connection as a program does on purpose."""
        self.on_frame = None
        self._write(CLOSE, struct.pack("!H", 1000))
        self.transport.close()

    def _write(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        if size <= _SHORT:
            head = struct.pack("!BB", 0x80 | kind, _MASKED | size)
        elif size <= _MIDDLE:
            head = struct.pack("!BBH", 0x80 | kind, _MASKED | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, _MASKED | 127, size)
        self.transport.write(head + bytes(4) + payload)

    def _give_up(self, error: Exception) -> None:
        if not self.welcomed.done():
            self.welcomed.set_exception(error)
            self.welcomed.exception()  # who does not wait for it need not be told


async def connect(
    port: int,
    context: ssl.SSLContext,
    token: str,
    on_frame: Callable[[Pupil, bytes, float], None] | None = None,
) -> Pupil:
    """Connects and waits for the welcome; raises OSError."""
    loop = asyncio.get_running_loop()
    _, pupil = await loop.create_connection(lambda: Pupil(token, on_frame), "127.0.0.1", port, ssl=context)
    await pupil.welcomed
    return pupil


async def connect_all(
    port: int,
    context: ssl.SSLContext,
    tokens: Sequence[str],
    on_frame: Callable[[Pupil, bytes, float], None] | None = None,
) -> list[Pupil]:
    """All at once; raises the first error."""
    return list(await asyncio.gather(*(connect(port, context, token, on_frame) for token in tokens)))


async def all_go(pupils: Sequence[Pupil]) -> None:
    """Everybody says goodbye, and is gone; whoever is not soon is cut off."""
    for pupil in pupils:
        pupil.goodbye()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await asyncio.gather(*(asyncio.shield(pupil.gone) for pupil in pupils))
    for pupil in pupils:
        pupil.transport.abort()
    await asyncio.gather(*(pupil.gone for pupil in pupils))


async def until(thing: Callable[[], object], seconds: float = 60) -> None:
    """Waits for something to be so; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not thing():
            await asyncio.sleep(0.002)
