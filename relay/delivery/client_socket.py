"""A client's WebSocket as delivery needs it: it tells when it is full or leaving, and reads without tasks.

The library reads every frame through a parser, a queue and a task; for a classroom that is most of the cost
of a message. Here a whole frame is unmasked where it lies; text is offered to ``take`` at once, and a binary
message is given to ``take_binary``, where it waits behind nothing. Everything else (control frames, parts,
what breaks the protocol) goes to the library, always as whole frames, so that its parser is at the start of
a frame whenever another is taken past it.

Because every frame passes here, every frame is counted here, before any work is done for it; and a connection
that has had its share of a turn of the loop is read on in the next.
"""

import logging
import math
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.frames import DATA_OPCODES, Frame, Opcode
from websockets.protocol import Event, State
from websockets.typing import DataLike

from relay.delivery.allowance import Allowance, bytes_received
from relay.protocol.limits import HEADER_BYTES, TURN_FRAMES, TURN_SECONDS
from relay.shared.unsent import keep_few_unsent

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform for which the library has no compiled part
    from websockets.utils import apply_mask

if TYPE_CHECKING:
    import asyncio


FINAL, CONTROL = 0x80, 0x08
WHOLE_TEXT, WHOLE_BINARY, PING, CLOSE = 0x81, 0x82, 0x89, 0x88
WHOLE = WHOLE_TEXT, WHOLE_BINARY
MASKED = 0x80
TWO_BYTES, EIGHT_BYTES = 126, 127
"""Lengths that say that the length follows, in so many bytes."""
END_OF_REQUEST = b"\r\n\r\n"
MOST_WAITING = 1 << 20
"""Bytes that may come after reading has been paused: what was on its way through TLS."""
TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 20\r\nConnection: close\r\n\r\n"
    b"The head is too long"
)
SEND_BUFFER_BYTES = 131_072
"""That the system takes in all, where it can't be told how much beyond the network."""
WEIGH_SECONDS, WEIGH_READS = 0.25, 2
"""How often the bytes that came are compared with those that TLS made of them, and after how many reads."""
MESSAGES = (str, bytes, bytearray, memoryview)

_log = logging.getLogger(__name__)


def hold_little(transport: "asyncio.BaseTransport") -> None:
    """Have the system take little more than the network does: what lies there nothing can go past."""
    own = transport.get_extra_info("socket")
    if not keep_few_unsent(transport) and own is not None:  # Windows
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)


class BufferListener(Protocol):
    """Is told of what waits for the network."""

    def filled(self) -> None:
        """Much waits."""

    def emptied(self) -> None:
        """There is room again."""

    def left(self) -> None:
        """Nothing more can be sent."""


class ClientSocket(ServerConnection):
    """A WebSocket to a client."""

    heard_at = 0.0
    """When bytes last came, answers to pings among them; by the loop's clock."""
    sender: BufferListener | None = None
    """Who is told when this line is full, has room again or leaves."""
    take: Callable[[bytes], bool] | None = None
    """Offered each text frame that nothing waits before; False leaves it to ``recv``."""
    take_binary: Callable[[bytes], None] | None = None
    """Given each binary message, in one frame or several; while it is None they are dropped."""
    allowance: Allowance
    """Of a visitor, until somebody gives it another."""
    too_many = False
    """More frames have come than are allowed: the last is not to be answered, and what comes is dropped."""
    cut_off = False
    """It sent what nobody has to read, and was cut."""

    _reads = _bytes = _weighed = 0
    """How often bytes came, how many, and how many more beneath TLS when that was last looked at."""
    _weighing: "asyncio.TimerHandle | None" = None
    _rest = b""
    """The beginning of a frame whose end has not come; of a request, its last bytes."""
    _head_bytes = 0
    """Of the request so far; -1 once it is whole."""
    _broken = False
    """The protocol was broken: the library has said so, and reads on for the goodbye alone."""
    _dropped = 0
    """Frames."""
    _longest: float
    """What the library takes as one message, in bytes."""

    _waiting = b""
    _place = 0
    """What has come and is read in a later turn, from this place on."""
    _turn: "asyncio.Handle | None" = None
    """The beginning of the next turn, once something was read in this one."""
    _frames_left, _turn_ends = 0, 0.0
    _parts: list[bytes] | None = None
    """Of a binary message that comes in several frames."""
    _queue_is_full = False
    """So much waits for ``recv`` that reading waits, too."""

    @property
    def has_frames(self) -> bool:
        """Whether frames wait for ``recv``."""
        return len(self.recv_messages.frames) > 0

    def connection_made(self, transport: "asyncio.BaseTransport") -> None:
        super().connection_made(transport)
        self.allowance = Allowance()
        hold_little(transport)
        self._longest = self.protocol.max_message_size or float("inf")
        self.recv_messages.pause, self.recv_messages.resume = self._queue_filled, self._queue_emptied
        self._weigh_on_the_doorstep()

    # what has come

    def data_received(self, data: bytes) -> None:
        self._bytes += len(data)
        self._reads += 1
        if self._reads % WEIGH_READS == 0:
            self.weigh()
        if self.cut_off:
            return
        self.heard_at = self.loop.time()
        if not self.allowance.bytes.take(self.heard_at, len(data)):
            self._cut("bytes")
        elif self.protocol.state is State.CONNECTING:
            self._request(data)
        elif self._broken:
            super().data_received(data)
        elif self._waiting:
            self._waiting, self._place = self._waiting[self._place :] + data, 0
            if len(self._waiting) > MOST_WAITING:
                self._cut("bytes that wait")
        else:
            self._tell_apart(self._rest + data if self._rest else data, 0)

    def eof_received(self) -> None:
        self._read_the_rest()
        super().eof_received()

    def _request(self, data: bytes) -> None:
        """The head of a request, and nothing behind it before it has been answered."""
        if self._head_bytes < 0:
            self._cut("bytes before the answer")
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEADER_BYTES:
            self.cut_off = True
            self.transport.write(TOO_LONG)
            self.transport.close()
            return
        seen = self._rest + data
        end = seen.find(END_OF_REQUEST)
        if end < 0:
            self._rest = seen[-3:]
        elif end + len(END_OF_REQUEST) < len(seen):
            self._cut("bytes before the answer")
            return
        else:
            self._head_bytes, self._rest = -1, b""
        super().data_received(data)

    def _tell_apart(self, data: bytes, place: int) -> None:
        self._begin_turn()
        end, last_ping = len(data), b""
        while end - place >= 2:
            length, head = data[place + 1], 6
            if length >= MASKED:
                length -= MASKED
                if length == TWO_BYTES:
                    head = 8
                    if end - place < head:
                        break
                    length = int.from_bytes(data[place + 2 : place + 4], "big")
                elif length == EIGHT_BYTES:
                    head = 14
                    if end - place < head:
                        break
                    length = int.from_bytes(data[place + 2 : place + 10], "big")
            else:
                self._broken = True
            if self._broken or length > self._longest:
                self._broken, self._rest = True, b""
                self._pong(last_ping)
                super().data_received(data[place:])  # it knows what to say
                return
            stop = place + head + length
            if stop > end:
                break
            if not self._may_read_on():
                self._waiting, self._place, self._rest = data, place, b""
                self._pause()
                self._pong(last_ping)
                return
            first = data[place]
            if first & CONTROL:
                if not self.allowance.control.take(self.heard_at):
                    self._cut("control frames")
                    return
                if first == PING:
                    last_ping = data[place:stop]
                else:
                    if first == CLOSE:
                        self._pong(last_ping)
                        last_ping = b""
                    super().data_received(data[place:stop])
            elif self.protocol.state is not State.OPEN or self.too_many:
                self._drop()
            elif not self.allowance.frames.take(self.heard_at) and not self._is_one_too_many(first):
                self._cut("frames")
            elif first in WHOLE and self.protocol.current_size is None:
                key = place + head - 4
                payload = apply_mask(data[key + 4 : stop], data[key : key + 4])
                if first == WHOLE_TEXT:
                    self._text(payload)
                else:
                    self._binary(payload)
            else:
                super().data_received(data[place:stop])
            if self.cut_off:
                return
            place = stop
        self._rest = data[place:]
        self._pong(last_ping)

    def _text(self, payload: bytes) -> None:
        if self.too_many or self.take is None or self.recv_messages.frames or not self.take(payload):
            self.process_event(Frame(Opcode.TEXT, payload))

    def _binary(self, payload: bytes) -> None:
        if self.too_many:
            super().process_event(Frame(Opcode.BINARY, payload))  # ``recv`` says so
        elif self.take_binary:
            self.take_binary(payload)

    def process_event(self, event: Event) -> None:
        """What the library has read: messages in several frames among it."""
        if not isinstance(event, Frame) or event.opcode not in DATA_OPCODES:
            super().process_event(event)
        elif event.opcode is Opcode.BINARY or self._parts is not None:
            self._parts = [*(self._parts or ()), bytes(event.data)]
            if event.fin:
                payload, self._parts = b"".join(self._parts), None
                self._binary(payload)
        else:
            super().process_event(event)

    def _pong(self, ping: bytes) -> None:
        """Of the pings that came together only the last is answered, as the protocol allows."""
        if ping:
            super().data_received(ping)

    def _is_one_too_many(self, first: int) -> bool:
        """Whether ``recv`` can tell the client with this frame that there were too many."""
        self.too_many = first & FINAL != 0 and first & 0x0F != 0
        return self.too_many

    def _drop(self) -> None:
        """A frame that nobody reads any more; somebody who goes on with them is not waited for."""
        self._dropped += 1
        if self.allowance.frames.rate and self._dropped > self.allowance.frames.most:
            self._cut("frames")

    def weigh(self) -> None:
        """Cut who sends too much of what TLS takes and nobody hears of."""
        received = bytes_received(self.transport)
        if received is None:
            return
        more, self._weighed = received - self._bytes - self._weighed, received - self._bytes
        if not self.allowance.beneath.take(self.loop.time(), more):
            self._cut("bytes that carry nothing")

    def _weigh_on_the_doorstep(self) -> None:
        """Until the library tells of this connection; from then on all are weighed at once."""
        self.weigh()
        if self.protocol.state is State.CONNECTING and not self.cut_off:
            self._weighing = self.loop.call_later(WEIGH_SECONDS, self._weigh_on_the_doorstep)

    def _cut(self, why: str) -> None:
        """Drop the connection, with whatever else it has sent."""
        _log.debug("a connection sent too much: %s", why)
        self.cut_off = True
        self._waiting = self._rest = b""
        self.transport.abort()

    # turns

    def _begin_turn(self) -> None:
        if self._turn is None:
            self._frames_left, self._turn_ends = TURN_FRAMES, time.perf_counter() + TURN_SECONDS
            self._turn = self.loop.call_soon(self._next_turn)

    def _may_read_on(self) -> bool:
        """Whether this connection has something left of this turn of the loop, and room for what it reads."""
        if self._queue_is_full and self.protocol.state is State.OPEN and self._turn_ends != math.inf:
            return False
        self._frames_left -= 1
        return self._frames_left >= 0 and time.perf_counter() < self._turn_ends

    def _next_turn(self) -> None:
        self._turn = None
        if self._waiting and not self._queue_is_full:
            self._read_on()

    def _read_the_rest(self) -> None:
        """Nothing more can come: what is there is read now, which is not more than is allowed at once."""
        if self._waiting:
            self._begin_turn()
            self._queue_is_full, self._frames_left, self._turn_ends = False, len(self._waiting), math.inf
            self._read_on()

    def _read_on(self) -> None:
        data, place = self._waiting, self._place
        self._waiting, self._place = b"", 0
        self._tell_apart(data, place)
        if not self._waiting:
            self._resume()

    def _queue_filled(self) -> None:
        self._queue_is_full = True
        self._pause()

    def _queue_emptied(self) -> None:
        self._queue_is_full = False
        if self._waiting:
            self._begin_turn()
        else:
            self._resume()

    def _pause(self) -> None:
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def _resume(self) -> None:
        if not self._queue_is_full and not self.transport.is_closing():
            self.transport.resume_reading()

    # what leaves

    async def send(self, message: DataLike, *, text: bool | None = None) -> None:  # type: ignore[override]
        """Whole messages only: between fragments nothing could be written past the library."""
        if not isinstance(message, MESSAGES):
            raise TypeError("messages are sent whole")
        await super().send(message, text=text)

    def send_data(self) -> None:
        super().send_data()
        if self.protocol.state is State.OPEN:
            return
        if self._queue_is_full:  # nobody takes what waits there; the goodbye may stand behind it
            self._queue_emptied()
        if self.sender:
            self.sender.left()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._weighing:
            self._weighing.cancel()
        self._read_the_rest()
        super().connection_lost(exc)
        if self.sender:
            self.sender.left()
        self._break_circles()

    def _break_circles(self) -> None:
        """The collector looks seldom, and what TLS holds (80 kB and more) would wait for it, too."""
        self.sender = None
        self.recv_messages.pause = self.recv_messages.resume = _nothing
        self.protocol.parser.close()
        if self.protocol.parser_exc:
            self.protocol.parser_exc.__traceback__ = None

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.sender:
            self.sender.filled()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.sender:
            self.sender.emptied()


def _nothing() -> None:
    """What a line that is lost does to be read on."""
