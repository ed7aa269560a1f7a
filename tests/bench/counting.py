"""A proxy on loopback that counts the bytes of each line, each way: TLS records as they travel, handshakes
included."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, cast


class Bytes(NamedTuple):
    """Bytes that a line carried: from the client, and to it."""

    up: int = 0
    down: int = 0

    def __sub__(self, earlier: "Bytes") -> "Bytes":
        return Bytes(self.up - earlier.up, self.down - earlier.down)


class _End(asyncio.Protocol):
    """One end of a line: what comes in here goes out at the other."""

    def __init__(self, line: "Line", is_clients: bool) -> None:
        self.line, self.is_clients = line, is_clients
        self.transport: asyncio.Transport | None = None
        self.other: _End | None = None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        for data in self._early:
            self.transport.write(data)
        self._early.clear()

    def data_received(self, data: bytes) -> None:
        if self.is_clients:
            self.line.up += len(data)
        else:
            self.line.down += len(data)
        assert self.other is not None
        self.other.send(data)

    def send(self, data: bytes) -> None:
        """On, or kept until there is somewhere to send it."""
        if self.transport is None:
            self._early.append(data)
        else:
            self.transport.write(data)

    def connection_lost(self, error: Exception | None) -> None:
        other = self.other.transport if self.other else None
        if other is None:
            return
        if error is None:
            other.close()
        else:
            other.abort()


@dataclass(eq=False)
class Line:
    """One connection through the proxy."""

    up: int = 0
    down: int = 0

    def carried(self) -> Bytes:
        """What it has carried so far."""
        return Bytes(self.up, self.down)


@dataclass(eq=False)
class CountingProxy:
    """Passes everything on to ``port``, at once and unchanged."""

    port: int
    listens_on: int = 0
    lines: list[Line] = field(default_factory=list)
    """In the order of connecting."""
    _connecting: set[asyncio.Task[None]] = field(default_factory=set)

    def carried(self) -> Bytes:
        """What all lines have carried so far."""
        return Bytes(sum(line.up for line in self.lines), sum(line.down for line in self.lines))

    def come(self) -> asyncio.Protocol:
        """Takes a new line."""
        line = Line()
        self.lines.append(line)
        near, far = _End(line, True), _End(line, False)
        near.other, far.other = far, near
        task = asyncio.get_running_loop().create_task(self._connect(near, far))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)
        return near

    async def _connect(self, near: _End, far: _End) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: far, "127.0.0.1", self.port)
        except OSError:
            if near.transport is not None:
                near.transport.abort()


@asynccontextmanager
async def counting(port: int) -> AsyncIterator[CountingProxy]:
    """A proxy before a port of this machine."""
    proxy = CountingProxy(port)
    server = await asyncio.get_running_loop().create_server(proxy.come, "127.0.0.1", 0)
    proxy.listens_on = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await server.wait_closed()
