"""A session's log as it travels and as it is stored: entries, audiences, pages, and asking for a page."""

from collections.abc import Set
from typing import Annotated, NamedTuple

from msgspec import Meta, Raw

from relay.protocol.base import Count, Epoch, Event, Notice, Reply, RoomCommand, SessionId

EVERYBODY = "*"
TEACHERS = "teachers"
"""An audience is EVERYBODY, TEACHERS, or an account id: that person and the teachers."""

Audience = str

PAGE_EVENTS = 64
PAGE_BYTES = 48_000
"""A page holds at most so many events, and ends with the event that passes so many bytes. One of what is past
ends with a multiple of the first at the latest, so that all who read it get the same."""
Events = Annotated[list[Raw], Meta(max_length=4 * PAGE_EVENTS)]
"""Those of one page, each to be decoded by itself."""


def end_of_page(after: int) -> int:
    """The last number that a page of what is past may have if it begins after this one."""
    return after - after % PAGE_EVENTS + PAGE_EVENTS


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


def group_of(account: str, teaches: bool, named: Set[Audience]) -> Audience:
    """Readers with the same group see the same of events for these audiences; the group is one of them."""
    if teaches or not named:
        return EVERYBODY
    return account if account in named else ""


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


_HEAD = b'{"t":"page","session":"%b","prev":%d,"upto":%d,"events":['
PAGE_END = b"]}"


def page_head(session: str, prev: int, upto: int) -> bytes:
    """The beginning of a page, up to its events."""
    return _HEAD % (session.encode(), prev, upto)


def page_bytes(session: str, prev: int, upto: int, bodies: list[bytes]) -> bytes:
    """A page made of events that are already encoded, so that nothing is encoded twice."""
    return page_head(session, prev, upto) + b",".join(bodies) + PAGE_END
