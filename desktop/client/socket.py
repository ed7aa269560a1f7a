"""WebSockets to a relay: its certificate is renewed where it must be, a relay that moves is followed."""

import asyncio
import contextlib
import logging
import ssl

from websockets.asyncio.client import ClientConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event

from desktop.pinned import Address, LineDown, holds, pinned_certificate, trusting
from relay.shared.dialling import SUBPROTOCOL, dial
from relay.shared.unsent import keep_few_unsent

OPEN_SECONDS = 10.0
CLOSE_SECONDS = 2.0
PING_SECONDS = 10.0
LARGEST_FRAME = 8 << 20
READ_AT_ONCE = 4_096
"""Bytes: what they hold is answered, and counted, before more are looked at."""
CONTROL_FRAMES_PER_SECOND = 20
"""A relay pings every few seconds, and answers pings."""

# At debug level the library prints headers, and with them the token.
_log = logging.getLogger("desktop.client.websockets")
_log.setLevel(logging.WARNING)


class Socket(ClientConnection):
    """A WebSocket that knows when it last heard anything."""

    heard = 0.0
    """By the loop's clock, seconds."""
    _control, _counted_since = 0, 0.0
    """Pings and pongs that have come, and since when."""

    def data_received(self, data: bytes) -> None:
        """Bytes of any kind: a page, a pong. A relay that floods with pings would hold the window."""
        self.heard = self.loop.time()
        if self.heard - self._counted_since > 1:
            self._control, self._counted_since = 0, self.heard
        for start in range(0, len(data), READ_AT_ONCE):
            super().data_received(data[start : start + READ_AT_ONCE])
            if self._control > CONTROL_FRAMES_PER_SECOND:
                self.transport.abort()
                return

    def process_event(self, event: Event) -> None:
        if isinstance(event, Frame) and event.opcode in (Opcode.PING, Opcode.PONG):
            self._control += 1
        super().process_event(event)


async def open_socket(address: Address, token: str | None, certificate: str) -> Socket:
    """Connects as `dial` does, and raises the same, and LineDown for something that is no relay."""
    socket = await dial(
        address,
        trusting(certificate),
        token,
        open_timeout=OPEN_SECONDS,
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        close_timeout=CLOSE_SECONDS,
        max_size=LARGEST_FRAME,
        logger=_log,
        create_connection=Socket,
    )
    assert isinstance(socket, Socket)
    socket.heard = socket.loop.time()
    with contextlib.suppress(OSError):
        keep_few_unsent(socket.transport)
    if socket.subprotocol != SUBPROTOCOL:
        await socket.close()
        raise LineDown("not_a_relay")
    return socket


class Opening:
    """One attempt at a time, at the address of that moment, which can be given up for another."""

    def __init__(self, address: Address, pin: str, token: str | None, certificate: str) -> None:
        self.address, self._pin, self._token = address, pin, token
        self.certificate = certificate if holds(certificate, pin) else ""
        """The one (PEM) that the relay showed last; empty before the first time."""
        self.moved = False
        """Whether the last attempt was given up because the relay is elsewhere."""
        self._attempt: asyncio.Timeout | None = None
        """While a line is being opened: what gives that up."""

    async def open(self) -> Socket:
        """Raises what open_socket and pinned_certificate raise, or LineDown when it is given up."""
        self.moved = False
        try:
            async with asyncio.timeout(None) as self._attempt:
                socket = await self._open()
        finally:
            self._attempt = None
        if self.moved:  # at the very moment
            socket.transport.abort()
            raise LineDown("unreachable")
        return socket

    def move(self, address: Address) -> bool:
        """The relay is elsewhere from now on; whether an attempt was under way, which is given up."""
        self.address = address
        if self._attempt is None:
            return False
        self.moved = True
        if not self._attempt.expired():
            self._attempt.reschedule(asyncio.get_running_loop().time())
        return True

    async def _open(self) -> Socket:
        if self.certificate:
            # Another certificate is one renewed with the same key, or a stranger's.
            with contextlib.suppress(ssl.SSLError):
                return await open_socket(self.address, self._token, self.certificate)
        self.certificate = await pinned_certificate(self.address, self._pin)
        return await open_socket(self.address, self._token, self.certificate)
