"""A person's own data, taken out of the school: what one account wrote, where it was present, its devices."""

from typing import Annotated

from msgspec import Meta, Raw, Struct

from relay.protocol.accounts import Account
from relay.protocol.base import (
    AccountId,
    Command,
    Count,
    Id,
    Label,
    MaybeId,
    Milliseconds,
    Name,
    Reply,
    SessionId,
)
from relay.protocol.people_admin import DEVICES, KnownDevice

AT_ONCE = 200
"""Sayings in one reply."""
LESSONS = 20_000
"""Lessons in which one person was: more than there are in the longest time at a school."""

ROWS = 20_000
"""Of other things that are kept of one person."""


class ExportOwnData(Command, kw_only=True):
    """Asks for the next part of a person's data: one's own, or for an admin anybody's, which is noted.

    ``from_session`` and ``after`` are the ``next_session`` and ``next`` of the reply before.
    """

    account: AccountId
    from_session: MaybeId = ""
    after: Count = 0


class AttendedLesson(Struct, kw_only=True, omit_defaults=True):
    """A lesson that the person was in. Times are ms UTC, ``present`` and ``lost`` milliseconds."""

    session: SessionId
    title: Name
    class_name: Name
    joined_at: Milliseconds
    last_seen_at: Milliseconds
    present: Count = 0
    lost: Count = 0


class KeptRow(Struct, kw_only=True):
    """Something else that the school keeps of the person: a row as the subject of its table stores it."""

    table: Label
    row: Raw


class Saying(Struct, kw_only=True):
    """Something that the person did in a lesson: the event, without what belongs to others."""

    session: SessionId
    title: Name
    event: Raw


class OwnData(Reply, kw_only=True):
    """A part of a person's data; the first has all but the sayings. At the end ``next_session`` is empty."""

    account: Account
    classes: Annotated[list[Name], Meta(max_length=1_000)] = []
    devices: Annotated[list[KnownDevice], Meta(max_length=DEVICES)] = []
    attendance: Annotated[list[AttendedLesson], Meta(max_length=LESSONS)] = []
    rows: Annotated[list[KeptRow], Meta(max_length=ROWS)] = []
    sayings: Annotated[list[Saying], Meta(max_length=AT_ONCE)] = []
    next_session: Id = ""
    next: Count = 0
