"""Coming into a room and going out of it, as every client has to know it, whatever subjects there are."""

from relay.protocol.base import (
    Count,
    Epoch,
    Id,
    MaybeEpoch,
    Milliseconds,
    Name,
    Notice,
    Pace,
    Reply,
    RoomCommand,
    RoomRole,
    SessionId,
    same_pace,
)
from relay.protocol.limits import Limit
from relay.protocol.refusals import final, later

COMINGS = Pace(0.5, 5)
"""Into a room, and out of it."""
LIMITS = (
    Limit(
        "comings' pace",
        f"coming into a room, and leaving it: one in {1 / COMINGS.rate:g} s, {COMINGS.burst} at once",
        "too_fast",
        "pace_factor",
    ),
)


class EnterRoom(RoomCommand, kw_only=True):
    """Comes in, or goes on after a cut: ``after`` is the place reached, in log ``epoch``.

    ``seen`` and ``seen_ref`` are the number and ref of the last event that was shown: if the relay's
    log says otherwise (it was restored from a backup), the client starts afresh.
    """

    epoch: MaybeEpoch = ""
    after: Count = 0
    seen: Count = 0
    seen_ref: Id = ""
    compressed: bool = False
    """Whether pages of what is past may come packed, in binary frames (``relay/protocol/packed.py``)."""
    pace = same_pace(*COMINGS)


class Entered(Reply, kw_only=True):
    """In. Pages follow from ``after``; ``afresh`` says to forget what was remembered of this room."""

    session: SessionId
    epoch: Epoch
    after: Count
    head: Count
    role: RoomRole
    afresh: bool = False
    now: Milliseconds = 0
    """The room's time, by which its events are stamped; it may differ from the wall clock."""


class LeaveRoom(RoomCommand, kw_only=True):
    """Goes, of one's own accord; the connection stays."""

    pace = same_pace(*COMINGS)


class LeftRoom(Reply, kw_only=True):
    """Gone from the room."""

    session: SessionId


class Waiting(Reply, kw_only=True):
    """Answers ``enter_room``: not in yet, a teacher has to let you in. ``afresh`` follows once one does.

    Of the lesson it tells what a stranger may know too. ``place_in_line`` follows, and when it changes again.
    """

    session: SessionId
    class_name: Name = ""
    teacher_name: Name = ""


class PlaceInLine(Notice, kw_only=True):
    """Which place one has among those who wait, from 1. Teachers let in whom they will."""

    session: SessionId
    place: Count


class SentAway(Notice, kw_only=True):
    """A teacher did not let you in. Entering again is refused with ``turned_away``."""

    session: SessionId


NOT_IN_ROOM = later("not_in_room")
"""The client has to enter first, for instance again after a cut."""
TURNED_AWAY = final("turned_away")
LESSON_LOCKED = later("lesson_locked")
"""Nobody new comes in for now; who was in before may come back."""
