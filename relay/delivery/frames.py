"""WebSocket frames made once for many: a server's frames are not masked, so all readers get the same bytes.

This is the one place that writes frames itself instead of leaving it to the library; a test compares the
bytes with the library's own. What is written must be whole, and only ``may_write_straight`` says where.
"""

from websockets.asyncio.connection import Connection
from websockets.protocol import State

TEXT = b"\x81"
BINARY = b"\x82"
"""First byte of a frame: the last of its message, without extensions, of this kind."""

SHORT, MIDDLE = 126, 1 << 16
"""From these lengths on the length takes two more bytes, or eight."""


def text_frame(payload: bytes) -> bytes:
    """A whole text message as one frame."""
    return _head(TEXT, len(payload)) + payload


def binary_frame(payload: bytes) -> bytes:
    """A whole binary message as one frame."""
    return _head(BINARY, len(payload)) + payload


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


def _head(kind: bytes, length: int) -> bytes:
    if length < SHORT:
        return kind + length.to_bytes(1, "big")
    if length < MIDDLE:
        return kind + b"\x7e" + length.to_bytes(2, "big")
    return kind + b"\x7f" + length.to_bytes(8, "big")
