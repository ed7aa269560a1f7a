"""WebSocket frames made once for many: a server's frames are not masked, so all readers get the same bytes.

They go to the transport past the library's connection; a test compares the bytes with those that it writes.
What is written must be whole, and only ``may_write_straight`` says where.
"""

from websockets.asyncio.connection import Connection
from websockets.frames import Frame, Opcode
from websockets.protocol import State


def text_frame(payload: bytes) -> bytes:
    """A whole text message as one frame."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


def binary_frame(payload: bytes) -> bytes:
    """A whole binary message as one frame."""
    return Frame(Opcode.BINARY, payload).serialize(mask=False)


def may_write_straight(connection: Connection) -> bool:
    """Whether a finished frame may go to the transport past the library.

    Not while the connection opens or closes, not where an extension changes the bytes, and not between the
    fragments of another message.
    """
    protocol = connection.protocol
    return (
        protocol.state is State.OPEN
        and not protocol.extensions
        and not protocol.expect_continuation_frame
        and connection.send_in_progress is None
    )
