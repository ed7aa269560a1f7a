"""The port: opened with what the relay asks of the WebSocket library, and left in good order."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from relay.config import Settings
from relay.delivery.client_socket import WEIGH_SECONDS
from relay.protocol.limits import UNREAD_BYTES
from relay.server.connection import Connection, MemberSocket
from relay.shared.dialling import SUBPROTOCOL

LISTEN_QUEUE = 2048
"""Waiting connections the system may hold: a whole school joins at once."""
RECEIVE_QUEUE = 8
CLOSE_SECONDS = 1.5
"""How long a peer has for its part of the goodbye."""
CUT_SECONDS = 0.2
OPEN_SECONDS = 5


async def listen(
    settings: Settings,
    tls: ssl.SSLContext | None,
    talk: Callable[[ServerConnection], Awaitable[None]],
    answer: Callable[[ServerConnection, Request], Awaitable[Response | None]],
) -> Server:
    """Open the port. ``answer`` is asked about every request first; ``talk`` has the lines it lets in."""
    server = await serve(
        talk,
        settings.host or None,
        settings.port or _free_port(settings.host),
        ssl=tls,
        ssl_handshake_timeout=OPEN_SECONDS if tls else None,  # by itself it would be a minute
        process_request=answer,
        subprotocols=[SUBPROTOCOL],
        compression=None,  # frames are written past the library: relay/delivery/frames.py
        max_size=settings.frame_bytes,
        max_queue=RECEIVE_QUEUE,
        open_timeout=OPEN_SECONDS,
        ping_interval=settings.ping_seconds,
        ping_timeout=settings.ping_seconds,
        close_timeout=CLOSE_SECONDS,
        write_limit=settings.live_buffer_bytes,
        server_header=None,
        backlog=LISTEN_QUEUE,
        logger=logging.getLogger("relay.sockets"),
        create_connection=MemberSocket,
    )
    for listening in server.sockets:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNREAD_BYTES)
    _weigh_all(server)
    return server


def _weigh_all(server: Server) -> None:
    """Also those of which nothing is heard: TLS takes changes of keys by itself.

    All at once: a timer for each of a thousand takes a tenth of a busy core.
    """
    if not server.is_serving():
        return
    for connection in server.all_connections:
        if isinstance(connection, MemberSocket):
            connection.weigh()
    server.get_loop().call_later(WEIGH_SECONDS, _weigh_all, server)


def _free_port(host: str) -> int:
    """One for all interfaces: asyncio would take another for each. 0 where one address is listened at."""
    if host:
        return 0
    with socket.socket() as probe:
        probe.bind(("", 0))
        port: int = probe.getsockname()[1]
    return port


async def hang_up(server: Server, connections: Iterable[Connection]) -> None:
    """Tell everybody (1012) and wait until all are gone; the slow, and those on the doorstep, are cut off."""
    server.close(code=1012, reason="restart")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await server.wait_closed()
            return
    for connection in connections:
        connection.sender.cut()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CUT_SECONDS):
            await server.wait_closed()
