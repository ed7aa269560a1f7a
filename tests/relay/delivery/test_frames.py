"""Frames made by hand are, byte for byte, the library's own, and are written only where that holds."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.protocol import State

from relay.clock import Clock
from relay.delivery.client_socket import ClientSocket
from relay.delivery.frames import binary_frame, may_write_straight, text_frame
from relay.delivery.sender import Sender, UnsentLimits
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio
UNSENT = UnsentLimits(Clock(), 10, 1_000_000, 10_000_000)
LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]


class Recorded(asyncio.Transport):
    """A real transport between: what is written goes on, and is kept."""

    def __init__(self, below: asyncio.Transport) -> None:
        super().__init__()
        self.below, self.written = below, bytearray()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data
        self.below.write(data)

    def is_closing(self) -> bool:
        return self.below.is_closing()


@asynccontextmanager
async def pair(
    compression: str | None = None, kind: type[ServerConnection] = ClientSocket
) -> AsyncIterator[tuple[ServerConnection, ClientConnection]]:
    """Both ends of a connection."""
    come: asyncio.Future[ServerConnection] = asyncio.get_running_loop().create_future()

    async def stay(connection: ServerConnection) -> None:
        come.set_result(connection)
        await connection.wait_closed()

    async with serve(
        stay, "127.0.0.1", 0, compression=compression, create_connection=kind, ping_interval=None
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}", proxy=None, compression=compression) as client:
            yield await come, client


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(("text", "made"), [(True, text_frame), (False, binary_frame)])
async def test_the_bytes_are_the_librarys_own(
    length: int, text: bool, made: Callable[[bytes], bytes]
) -> None:
    async with pair() as (server, client):
        server.transport = recorded = Recorded(server.transport)
        payload = b"x" * length
        await server.send(payload, text=text)
        assert bytes(recorded.written) == made(payload)
        assert await client.recv(decode=False) == payload
        server.transport = recorded.below


async def test_frames_written_straight_are_read_among_the_librarys() -> None:
    async with pair() as (server, client):
        assert may_write_straight(server)
        server.transport.write(text_frame(b"one") + binary_frame(b"two") + text_frame(b"3" * 70_000))
        await server.send("four")
        async with asyncio.timeout(PATIENCE):
            assert [await client.recv() for _ in range(4)] == ["one", b"two", "3" * 70_000, "four"]


async def test_not_where_an_extension_was_agreed_on() -> None:
    async with pair("deflate") as (server, _):
        assert server.protocol.extensions
        assert not may_write_straight(server)
        assert isinstance(server, ClientSocket)
        with pytest.raises(ValueError, match="straight"):
            Sender(server, set(), UNSENT)


async def test_not_between_the_fragments_of_a_message() -> None:
    async with pair(kind=ServerConnection) as (server, client):
        go_on = asyncio.Event()

        async def fragments() -> AsyncIterator[str]:
            yield "a beginning, "
            await go_on.wait()
            yield "and an end"

        sending = asyncio.create_task(server.send(fragments()))
        async with asyncio.timeout(PATIENCE):
            while server.send_in_progress is None:
                await asyncio.sleep(0)
        assert not may_write_straight(server)
        go_on.set()
        await sending
        assert may_write_straight(server)
        assert await client.recv() == "a beginning, and an end"


async def test_a_line_sends_whole_messages_only() -> None:
    async with pair() as (server, _):
        with pytest.raises(TypeError, match="whole"):
            await server.send(["in ", "parts"])


async def test_nothing_is_written_once_a_line_closes() -> None:
    async with pair() as (server, client):
        assert isinstance(server, ClientSocket)
        sender = Sender(server, set(), UNSENT)
        sender.write_text(b"before")
        closing = asyncio.create_task(server.close())
        async with asyncio.timeout(PATIENCE):
            while server.protocol.state is State.OPEN:
                await asyncio.sleep(0)
        assert not may_write_straight(server)
        assert not sender.open
        sender.write_text(b"after")
        assert await client.recv() == "before"
        await closing
        assert [frame async for frame in client] == []


async def test_a_line_that_is_cut_takes_words_to_nowhere() -> None:
    async with pair() as (server, client):
        assert isinstance(server, ClientSocket)
        sender = Sender(server, set(), UNSENT)
        client.transport.abort()
        async with asyncio.timeout(PATIENCE):
            await server.wait_closed()
        sender.write_text(b"too late")
        assert not sender.open


async def test_a_line_says_when_it_is_full_and_when_it_has_room() -> None:
    async with pair() as (server, client):
        assert isinstance(server, ClientSocket)
        own: socket.socket = server.transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        sender = Sender(server, set(), UNSENT)
        client.transport.pause_reading()
        written = 0
        while not sender.full and written < 1_000:
            sender.write_text(b"x" * 10_000)
            written += 1
            await asyncio.sleep(0)
        assert sender.full
        client.transport.resume_reading()
        async with asyncio.timeout(PATIENCE):
            await sender.room()
            assert [len(await client.recv()) for _ in range(written)] == [10_000] * written
