"""A client's WebSocket as delivery needs it: it tells when it is full or leaving, and reads without tasks.

The library reads every frame through a parser, a queue and a task; for a classroom that is most of the cost
of a message. Here a whole text frame is unmasked where it lies and offered to ``take`` at once. Everything
else (control frames, fragments, what breaks the protocol) goes to the library, always as whole frames, so
that its parser is at the beginning of a frame whenever another is taken past it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import DataLike

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform for which the library has no compiled part
    from websockets.utils import apply_mask

if TYPE_CHECKING:
    from relay.delivery.outlet import Outlet

WHOLE_TEXT = 0x81
MASKED = 0x80
TWO_BYTES, EIGHT_BYTES = 126, 127
"""Lengths that say that the length follows, in so many bytes."""
END_OF_REQUEST = b"\r\n\r\n"
WHOLE = (str, bytes, bytearray, memoryview)


class Line(ServerConnection):
    """A line to a client."""

    heard_at = 0.0
    """When bytes last came, answers to pings among them; by the loop's clock."""
    outlet: "Outlet | None" = None
    """Who is told when this line is full, has room again or leaves."""
    take: Callable[[bytes], bool] | None = None
    """Offered each text frame that nothing waits before; False leaves it to ``recv``."""
    _rest = b""
    """The beginning of a frame whose end has not come."""
    _straight = True
    """Frames are told apart here; once False, all is left to the library for good."""

    @property
    def has_frames(self) -> bool:
        """Whether frames wait for ``recv``."""
        return len(self.recv_messages.frames) > 0

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        if self._straight and self.protocol.state is State.OPEN:
            self._tell_apart(self._rest + data if self._rest else data)
            return
        if self.protocol.state is State.CONNECTING:
            # A client that talks before it is let in leaves the library somewhere within a frame.
            self._straight = data.endswith(END_OF_REQUEST)
        elif self._rest:  # closing within a frame: its end and the goodbye are still to come
            data, self._rest = self._rest + data, b""
        super().data_received(data)

    def _tell_apart(self, data: bytes) -> None:
        place, end = 0, len(data)
        while end - place >= 2:
            length, head = data[place + 1], 6
            if length < MASKED:
                break_off = True  # not masked: the library knows what to say
            else:
                length -= MASKED
                if length == TWO_BYTES:
                    head = 8
                    if end - place < head:
                        break
                    length = data[place + 2] << 8 | data[place + 3]
                break_off = length == EIGHT_BYTES and head == 6  # longer than the relay takes, or nearly so
            if break_off:
                self._straight, self._rest = False, b""
                super().data_received(data[place:])
                return
            stop = place + head + length
            if stop > end:
                break
            if data[place] == WHOLE_TEXT and self.protocol.state is State.OPEN:
                key = place + head - 4
                self._text(data[place:stop], apply_mask(data[key + 4 : stop], data[key : key + 4]))
            else:
                super().data_received(data[place:stop])
            place = stop
        self._rest = data[place:]

    def _text(self, frame: bytes, payload: bytes) -> None:
        if self.protocol.current_size is not None or len(payload) > self._longest:
            super().data_received(frame)  # within another message, or too long: an error, which it tells
        elif self.take is None or self.recv_messages.frames or not self.take(payload):
            self.process_event(Frame(Opcode.TEXT, payload))

    @property
    def _longest(self) -> float:
        longest = self.protocol.max_message_size
        return float("inf") if longest is None else longest

    async def send(self, message: DataLike, *, text: bool | None = None) -> None:  # type: ignore[override]
        """Whole messages only: between fragments nothing could be written past the library."""
        if not isinstance(message, WHOLE):
            raise TypeError("messages are sent whole")
        await super().send(message, text=text)

    def send_data(self) -> None:
        super().send_data()
        if self.outlet and self.protocol.state is not State.OPEN:
            self.outlet.left()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.outlet:
            self.outlet.left()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.outlet:
            self.outlet.filled()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.outlet:
            self.outlet.emptied()
