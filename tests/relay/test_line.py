"""Lines read whole text frames at once; however the bytes come, every message is heard, once and in order."""

import asyncio
import itertools
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from relay.delivery.line import Line
from tests.patience import PATIENCE

LARGEST = 65_536
REQUEST = (
    b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
FINAL, TEXT, MORE, PING, CLOSE = 0x80, 1, 0, 9, 8


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


class Listening:
    """A server whose lines offer frames to ``take``, every ``waits``-th of which has to be waited for."""

    def __init__(self, waits: int) -> None:
        self.waits, self.heard, self.at_once, self.error = waits, list[bytes](), 0, ""
        self.done = asyncio.Event()
        self.lines: list[ServerConnection] = []
        self._busy = False

    async def serve(self, line: ServerConnection) -> None:
        assert isinstance(line, Line)
        self.lines.append(line)
        count = 0

        def take(payload: bytes) -> bool:
            nonlocal count
            count += 1
            if self._busy or (self.waits and count % self.waits == 0):
                self._busy = True
                return False
            self.heard.append(payload)
            self.at_once += 1
            return True

        line.take = take
        try:
            while True:
                self._busy = line.has_frames
                payload = await line.recv(decode=False)
                self._busy = True
                await asyncio.sleep(0)
                self.heard.append(payload)
        except ConnectionClosed as closed:
            self.error = str(closed)
        finally:
            self.done.set()


@asynccontextmanager
async def listening(waits: int = 0) -> AsyncIterator[tuple[Listening, int]]:
    """A server of lines, and its port."""
    heard = Listening(waits)
    async with serve(
        heard.serve,
        "127.0.0.1",
        0,
        compression=None,
        create_connection=Line,
        ping_interval=None,
        max_size=LARGEST,
        max_queue=8,
    ) as server:
        yield heard, next(iter(server.sockets)).getsockname()[1]


async def tell(port: int, pieces: list[bytes], early: bytes = b"") -> bytes:
    """Say this, piece by piece, then half-close; returns what the server said after its handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(REQUEST + early)
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return await reader.read()
    finally:
        writer.close()


def cut(whole: bytes, places: list[int]) -> list[bytes]:
    """Bytes in pieces, cut at these places."""
    edges = [0, *sorted({place % (len(whole) + 1) for place in places}), len(whole)]
    return [whole[a:b] for a, b in itertools.pairwise(edges) if a < b]


MESSAGES = st.lists(st.binary(max_size=300), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages=MESSAGES, places=st.lists(st.integers(0, 5000), max_size=12), waits=st.integers(0, 4))
def test_every_message_once_and_in_order_however_the_bytes_come(
    messages: list[bytes], places: list[int], waits: int
) -> None:
    async def go() -> None:
        async with listening(waits) as (heard, port):
            whole = b""
            for n, message in enumerate(messages):
                if n % 3 == 2:  # in fragments, with a ping between
                    half = len(message) // 2
                    whole += frame(message[:half], TEXT) + frame(b"?", FINAL | PING)
                    whole += frame(message[half:], FINAL | MORE)
                else:
                    whole += frame(message)
            whole += frame(struct.pack("!H", 1000), FINAL | CLOSE)
            said = await tell(port, cut(whole, places))
            async with asyncio.timeout(PATIENCE):
                await heard.done.wait()
            assert heard.heard == messages
            assert said.count(b"\x8a\x01?") == len(messages) // 3
            assert said.endswith(b"\x88\x02\x03\xe8")

    asyncio.run(go())


async def test_what_waits_for_nothing_is_taken_at_once() -> None:
    async with listening() as (heard, port):
        whole = b"".join(frame(b"%d" % n) for n in range(500)) + frame(b"\x03\xe8", FINAL | CLOSE)
        await tell(port, [whole])
        assert heard.heard == [b"%d" % n for n in range(500)]
        assert heard.at_once > 400


async def test_byte_by_byte() -> None:
    async with listening() as (heard, port):
        whole = frame(b"a") + frame(b"b" * 200) + frame(b"\x03\xe8", FINAL | CLOSE)
        await tell(port, [whole[n : n + 1] for n in range(len(whole))])
        assert heard.heard == [b"a", b"b" * 200]


async def test_frames_said_before_the_door_is_open_are_heard_too() -> None:
    async with listening() as (heard, port):
        early = frame(b"early") + frame(b"cut in the middle")
        rest = early[-5:] + frame(b"later") + frame(b"\x03\xe8", FINAL | CLOSE)
        await tell(port, [rest], early=early[:-5])
        assert heard.heard == [b"early", b"cut in the middle", b"later"]


@pytest.mark.parametrize(
    ("bytes_", "code"),
    [
        (frame(b"not masked", masked=False), 1002),
        (frame(b"x" * (LARGEST + 1)), 1009),
        (frame(b"of an unknown kind", FINAL | 3), 1002),
        (frame(b"with a bit of an extension", FINAL | 0x40 | TEXT), 1002),
        (frame(b"begun", TEXT) + frame(b"another before its end"), 1002),
        (frame(b"the end of nothing", FINAL | MORE), 1002),
    ],
    ids=["unmasked", "too long", "unknown kind", "extension bit", "message within a message", "no beginning"],
)
async def test_what_breaks_the_protocol_is_told_as_the_library_does(bytes_: bytes, code: int) -> None:
    async with listening() as (heard, port):
        said = await tell(port, [frame(b"fine"), bytes_, frame(b"not heard any more")])
        async with asyncio.timeout(PATIENCE):
            await heard.done.wait()
        assert heard.heard == [b"fine"]
        assert said[:1] == b"\x88"
        assert struct.unpack("!H", said[2:4]) == (code,)


async def test_the_longest_frame_that_is_taken() -> None:
    async with listening() as (heard, port):
        await tell(port, [frame(b"y" * LARGEST), frame(b"after"), frame(b"\x03\xe8", FINAL | CLOSE)])
        assert [len(message) for message in heard.heard] == [LARGEST, 5]


async def test_a_goodbye_in_the_middle_of_a_frame_is_answered() -> None:
    async with listening() as (heard, port), asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        await reader.readuntil(b"\r\n\r\n")
        begun = frame(b"ends only after the goodbye")
        writer.write(frame(b"first") + begun[:9])
        while not heard.heard:
            await asyncio.sleep(0)
        closing = asyncio.create_task(heard.lines[0].close(1012))
        assert await reader.readexactly(4) == b"\x88\x02\x03\xf4"
        writer.write(begun[9:] + frame(struct.pack("!H", 1012), FINAL | CLOSE))
        assert await reader.read() == b""
        writer.close()
        await closing
        assert heard.lines[0].protocol.close_rcvd is not None
        assert heard.lines[0].protocol.close_rcvd.code == 1012
