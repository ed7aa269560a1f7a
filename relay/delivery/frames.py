"""Pages as WebSocket frames, made once for many: a server's frames are not masked, so all get the same bytes.

They go to the transport past the library's connection; a test compares the bytes with those that it writes.
What is written must be whole, and only ``may_write_straight`` says where.
"""

from collections.abc import Iterator, Sequence

from websockets.asyncio.connection import Connection
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from relay.protocol.catalog import encode
from relay.protocol.log import PAGE_BYTES, PAGE_EVENTS, Entry, LogPage, may_see, page_bytes, page_head
from relay.protocol.packed import PackedEnd, pack_joined
from relay.store.pages import PastPage


def text_frame(payload: bytes) -> bytes:
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


def binary_frame(payload: bytes) -> bytes:
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


def live_frames(session: str, prev: int, news: Sequence[Entry], account: str, teaches: bool) -> bytes:
    """All that is new after ``prev`` for a reader like this: one page, or several in a row."""
    pages = _pages(session, prev, news, account, teaches)
    return b"".join([text_frame(page) for page in pages])


def empty_frame(session: str, prev: int, upto: int) -> bytes:
    """Of what is new after ``prev`` a reader is told nothing, but that it was there."""
    return text_frame(page_bytes(session, prev, upto, []))


def past_frame(session: str, page: PastPage) -> bytes:
    return _joined_frame(page_head(session, page.prev, page.upto), page.end)


def log_frame(page: LogPage, past: PastPage) -> bytes:
    """One page of a log as it was asked for; ``page`` is without its events."""
    return _joined_frame(encode(page)[:-1] + b',"events":[', past.end)


def _joined_frame(begin: bytes, end: bytes | PackedEnd) -> bytes:
    """A word of these two; binary if its end is packed."""
    if isinstance(end, bytes):
        return text_frame(begin + end)
    return binary_frame(pack_joined(begin, end))


def _pages(session: str, prev: int, news: Sequence[Entry], account: str, teaches: bool) -> Iterator[bytes]:
    bodies: list[bytes] = []
    size = 0
    for entry in news:
        if may_see(entry.audience, account, teaches):
            bodies.append(entry.body)
            size += len(entry.body)
            if len(bodies) >= PAGE_EVENTS or size >= PAGE_BYTES:
                yield page_bytes(session, prev, entry.seq, bodies)
                prev, bodies, size = entry.seq, [], 0
    if prev < news[-1].seq:
        yield page_bytes(session, prev, news[-1].seq, bodies)
