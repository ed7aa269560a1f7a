"""Lines read whole text frames at once; however the bytes come, every message is heard, once and in order."""

import asyncio
import contextlib
import itertools
import struct
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from relay.delivery import Allowance, ClientSocket
from relay.protocol.limits import CONTROL_FRAMES_PER_SECOND, FRAMES_BURST, TURN_FRAMES, TURN_SECONDS
from tests.examples import many
from tests.patience import PATIENCE
from tests.relay.by_hand import CLOSE, FINAL, MORE, PING, PONG, TEXT, frame

LARGEST = 65_536
REQUEST = (
    b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Listening:
    """A server whose lines offer frames to ``take``, every ``waits``-th of which has to be waited for."""

    def __init__(self, waits: int, counted: bool) -> None:
        self.counted = counted
        self.waits, self.heard, self.at_once, self.error = waits, list[bytes](), 0, ""
        self.done = asyncio.Event()
        self.lines: list[ClientSocket] = []
        self.seconds = 0.0
        """How long answering a frame takes."""
        self._busy = False

    async def serve(self, line: ServerConnection) -> None:
        assert isinstance(line, ClientSocket)
        self.lines.append(line)
        if not self.counted:
            line.allowance = Allowance(0, 0)
            line.allowance.control.rate = 0
        count = 0

        def take(payload: bytes) -> bool:
            nonlocal count
            count += 1
            if self._busy or (self.waits and count % self.waits == 0):
                self._busy = True
                return False
            self.heard.append(payload)
            self.at_once += 1
            end = time.perf_counter() + self.seconds
            while time.perf_counter() < end:
                pass
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
async def listening(waits: int = 0, counted: bool = False) -> AsyncIterator[tuple[Listening, int]]:
    """A server of lines, and its port. ``counted``: they may send no more than a visitor."""
    heard = Listening(waits, counted)
    async with serve(
        heard.serve,
        "127.0.0.1",
        0,
        compression=None,
        create_connection=ClientSocket,
        ping_interval=None,
        max_size=LARGEST,
        max_queue=8,
    ) as server:
        yield heard, next(iter(server.sockets)).getsockname()[1]


async def tell(port: int, pieces: list[bytes]) -> bytes:
    """Say this, piece by piece, then half-close; returns what the server said after its handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(REQUEST)
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


@settings(max_examples=many(40), deadline=None, suppress_health_check=list(HealthCheck))
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
            # Of pings that are read together the last is answered.
            assert bool(len(messages) // 3) <= said.count(b"\x8a\x01?") <= len(messages) // 3
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


async def test_of_pings_that_come_together_the_last_is_answered() -> None:
    async with listening() as (_, port):
        pings = frame(b"1", FINAL | PING) + frame(b"2", FINAL | PING)
        said = await tell(port, [pings + frame(b"text") + frame(b"\x03\xe8", FINAL | CLOSE)])
        assert said == b"\x8a\x012" + b"\x88\x02\x03\xe8"


@contextmanager
def most_in_a_turn(heard: Listening) -> Iterator[Callable[[], int]]:
    """Counts in this block what each turn of the loop brings; gives the most that one has brought."""
    turns, over = [0], False

    def turn() -> None:
        turns.append(len(heard.heard))
        if not over:
            asyncio.get_running_loop().call_soon(turn)

    turn()
    try:
        yield lambda: max(b - a for a, b in itertools.pairwise(turns))
    finally:
        over = True


async def test_nobody_has_more_than_their_share_of_a_turn() -> None:
    """What one connection sends at once is read over many turns of the loop, in which others are heard."""
    async with listening() as (heard, port):
        many = [b"%d" % n for n in range(20 * TURN_FRAMES)]
        with most_in_a_turn(heard) as most:
            await tell(port, [b"".join(map(frame, many)) + frame(b"\x03\xe8", FINAL | CLOSE)])
        assert heard.heard == many
        assert most() <= TURN_FRAMES


@pytest.mark.parametrize("waits", [0, 3])
async def test_what_was_said_before_hanging_up_is_heard(waits: int) -> None:
    """Over TLS the end comes with the last bytes, while reading on waits for its turn."""
    async with listening(waits) as (heard, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        await reader.readuntil(b"\r\n\r\n")
        while not heard.lines:
            await asyncio.sleep(0)
        many = [b"%d" % n for n in range(3 * TURN_FRAMES)]
        line = heard.lines[0]
        line.data_received(b"".join(map(frame, many)))
        assert line._waiting
        for _ in range(3 if waits else 0):  # it waits for the queue, too
            await asyncio.sleep(0)
        line.eof_received()
        assert not line._waiting
        writer.close()
        async with asyncio.timeout(PATIENCE):
            await heard.done.wait()
        assert heard.heard == many


async def test_slow_frames_have_fewer_in_a_turn() -> None:
    async with listening() as (heard, port):
        heard.seconds = TURN_SECONDS
        with most_in_a_turn(heard) as most:
            await tell(port, [b"".join([frame(b"slow")] * 10) + frame(b"\x03\xe8", FINAL | CLOSE)])
        assert heard.heard == [b"slow"] * 10
        assert most() == 1


@pytest.mark.parametrize(
    "bytes_",
    [
        frame(b"", TEXT) + frame(b"", MORE) * FRAMES_BURST,
        frame(b"", FINAL | PONG) * (CONTROL_FRAMES_PER_SECOND + 1),
        frame(b"x" * LARGEST, FINAL | TEXT) * 2,
    ],
    ids=["fragments", "control frames", "bytes"],
)
async def test_who_sends_more_than_a_visitor_may_is_cut(bytes_: bytes) -> None:
    async with listening(counted=True) as (heard, port):
        with contextlib.suppress(ConnectionError):
            assert await tell(port, [bytes_]) == b""
        async with asyncio.timeout(PATIENCE):
            await heard.done.wait()
        assert "no close frame" in heard.error


async def test_the_first_frame_too_many_can_still_be_told() -> None:
    async with listening(counted=True) as (heard, port):
        await tell(port, [frame(b"x") * (FRAMES_BURST + 3) + frame(b"\x03\xe8", FINAL | CLOSE)])
        assert len(heard.heard) == FRAMES_BURST + 1
        assert heard.lines[0].too_many


@pytest.mark.parametrize(
    "early", [frame(b"early"), frame(b"", FINAL | PING), b"G"], ids=["a frame", "a ping", "rubbish"]
)
async def test_nothing_may_come_before_the_answer(early: bytes) -> None:
    async with listening() as (heard, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST + early)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        assert not heard.lines


async def test_a_request_may_come_in_pieces() -> None:
    async with listening() as (heard, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for n in range(len(REQUEST)):
            writer.write(REQUEST[n : n + 1])
            await writer.drain()
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(b"hello") + frame(b"\x03\xe8", FINAL | CLOSE))
        await reader.read()
        writer.close()
        assert heard.heard == [b"hello"]
