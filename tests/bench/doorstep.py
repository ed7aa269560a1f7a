"""A server with nothing behind its door, to learn what the clients of ``pupils.py`` can do alone.

``python -m tests.bench.doorstep FOLDER`` serves with the relay's own certificate: TLS, a handshake's
answer that never varies, a frame as long as a welcome. It prints its port.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import uvloop

from relay.tls import identity

ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\nSec-WebSocket-Protocol: schoolbell.v1\r\n\r\n"
)
WELCOME = b'{"t":"welcome","relay_id":"' + b"0" * 300 + b'"}'
FRAME = bytes((0x81, 126)) + len(WELCOME).to_bytes(2, "big") + WELCOME
QUEUE = 2_048


class Step(asyncio.Protocol):
    """Answers what looks like a request, and is silent from then on."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The TLS handshake is done."""
        self._transport = cast(asyncio.Transport, transport)
        self._asked = b""

    def data_received(self, data: bytes) -> None:
        """The request, and later a goodbye."""
        if self._asked.endswith(b"\r\n\r\n"):
            return
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            self._transport.write(ANSWER + FRAME)


async def _serve(folder: Path) -> None:
    server = await asyncio.get_running_loop().create_server(
        Step, "127.0.0.1", 0, ssl=identity(folder).context(), backlog=QUEUE
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[int]:
    """Its port, while it runs in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.doorstep", str(folder), stdout=PIPE
    )
    try:
        assert process.stdout is not None
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.communicate()


if __name__ == "__main__":
    uvloop.run(_serve(Path(sys.argv[1])))
