"""What one commit or one look into the log comes to for a reader: pages, framed and joined."""

from collections.abc import Iterator, Sequence

from relay.delivery.frames import binary_frame, text_frame
from relay.protocol.log import (
    EVERYBODY,
    PAGE_BYTES,
    PAGE_EVENTS,
    Entry,
    StoredEvent,
    may_see,
    page_bytes,
)
from relay.protocol.packed import WORTH_PACKING, pack


def live_frames(session: str, prev: int, news: Sequence[Entry], account: str, teaches: bool) -> bytes:
    """All that is new after ``prev`` for a reader like this: one page, or several in a row."""
    pages = _pages(session, prev, news, account, teaches)
    return b"".join([text_frame(page) for page in pages])


def past_frame(
    session: str, prev: int, events: Sequence[StoredEvent], account: str, teaches: bool, packed: bool
) -> bytes:
    """One page of what is past, for a reader who may want it ``packed``."""
    seen = [e.body for e in events if may_see(e.audience, account, teaches)]
    page = page_bytes(session, prev, events[-1].seq, seen)
    return binary_frame(pack(page)) if packed and len(page) >= WORTH_PACKING else text_frame(page)


def group_of(account: str, teaches: bool, named: set[str]) -> str:
    """Readers with the same group see the same of events for these audiences; the group is one of them."""
    if teaches or not named:
        return EVERYBODY
    return account if account in named else ""


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
