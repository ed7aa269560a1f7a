"""Opens a line to a relay: its certificate is renewed where it must be, a relay that moves is followed."""

import asyncio
import contextlib
import ssl

from desktop.client.socket import Socket, open_socket
from desktop.pinned import Address, LineDown, holds, pinned_certificate


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
