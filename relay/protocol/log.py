"""A session's log as it travels and as it is stored: entries, audiences, pages, and asking for a page."""

from typing import Annotated, NamedTuple

from msgspec import Meta, Raw

from relay.protocol.base import Count, Epoch, Event, Notice, Reply, RoomCommand, SessionId

EVERYBODY = "*"
TEACHERS = "teachers"
"""An audience is EVERYBODY, TEACHERS, or an account id: that person and the teachers."""

Audience = str

PAGE_EVENTS = 64
PAGE_BYTES = 48_000
"""A page holds at most so many events, and ends with the event that passes so many bytes."""
Events = Annotated[list[Raw], Meta(max_length=4 * PAGE_EVENTS)]
"""Those of one page, each to be decoded by itself."""


class Entry(NamedTuple):
    """One numbered event, encoded once: these bytes are stored and sent."""

    session: str
    seq: int
    at: int
    by: str
    ref: str
    audience: Audience
    kind: str
    body: bytes
    event: Event


class StoredEvent(NamedTuple):
    """One event as the log gives it back."""

    seq: int
    ref: str
    audience: Audience
    body: bytes


def may_see(audience: Audience, account: str, teaches: bool) -> bool:
    """The one check of who sees an event: live, on resume, in history, in search and in exports."""
    return teaches or audience in (EVERYBODY, account)


class Page(Notice, kw_only=True):
    """Events ``prev`` + 1 to ``upto`` of a session's log, less those this reader may not see."""

    session: SessionId
    prev: Count
    upto: Count
    events: Events = []


class Afresh(Notice, kw_only=True):
    """What this client may see of the session has changed: forget it and enter again from the start."""

    session: SessionId


class Answered(Reply, kw_only=True):
    """This command was accepted before; its events are ``first`` to ``last`` of the session's log."""

    session: SessionId
    first: Count
    last: Count


class ReadLog(RoomCommand, kw_only=True):
    """Asks for the next page of a session's log, live or ended, without entering the room."""

    after: Count = 0
    compressed: bool = False
    """Whether the page may come packed, in a binary frame (``relay/protocol/packed.py``)."""


class LogPage(Reply, kw_only=True):
    """One page of a log as asked for. The log is read when ``upto`` equals ``head``."""

    session: SessionId
    epoch: Epoch
    prev: Count
    upto: Count
    head: Count
    events: Events = []


_PAGE = b'{"t":"page","session":"%b","prev":%d,"upto":%d,"events":[%b]}'


def page_bytes(session: str, prev: int, upto: int, bodies: list[bytes]) -> bytes:
    """A page made of events that are already encoded, so that nothing is encoded twice."""
    return _PAGE % (session.encode(), prev, upto, b",".join(bodies))
