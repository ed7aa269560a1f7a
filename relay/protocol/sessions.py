"""The list of sessions: scheduling, changing, finding, starting and looking back at them."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from relay.protocol.base import (
    MOST_IN_CLASS,
    MOST_IN_ROOM,
    AccountId,
    ClassId,
    Command,
    Count,
    Description,
    HostAndPort,
    IdentityStatus,
    Milliseconds,
    Name,
    Notice,
    Reply,
    Secret,
    SessionId,
)
from relay.protocol.limits import DECODED, LISTED, MOST_SEATS, SEATS, Limit
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.session_stats import SessionStats

SessionType = Literal["lecture", "discussion", "quiz", "demo"]
Status = Literal["scheduled", "live", "ended", "cancelled"]
Shown = Literal["upcoming", "overdue", "live", "ended", "cancelled"]
"""How a status is shown: a scheduled session is upcoming until its time has passed, then overdue."""
Minutes = Annotated[int, Meta(ge=1, le=24 * 60)]
Seats = Annotated[int, Meta(ge=1, le=MOST_SEATS)]

MOST_AT_ONCE = 60
"""Sessions that one command makes: every week of a school year."""
LIMITS = (Limit("lessons at once", f"one command makes {MOST_AT_ONCE} sessions", "too_many_lessons"),)


class Session(Struct, kw_only=True):
    """A lesson: planned, running or past. Times are ms UTC; ``duration`` is the planned minutes."""

    id: SessionId
    class_id: ClassId
    class_name: Name
    teacher_id: AccountId
    teacher_name: Annotated[Name, Of("teacher_id")]
    title: Annotated[Name, Of("teacher_id")]
    description: Annotated[Description, Of("teacher_id")] = ""
    type: SessionType = "lecture"
    scheduled_at: Milliseconds
    started_at: Milliseconds | None = None
    ended_at: Milliseconds | None = None
    duration: Minutes = 45
    status: Status = "scheduled"
    participant_count: Count = 0
    """Students present now while live; afterwards how many took part."""
    max_participants: Seats = SEATS
    recording: HostAndPort = ""
    """Where a recording is, once sessions can be recorded; empty until then."""
    connect_address: HostAndPort = ""
    """``host:port`` under which the relay was reached when the session started."""
    revision: Count = 1
    created_at: Milliseconds = 0
    updated_at: Milliseconds = 0
    paused_until: Milliseconds | None = None
    """While no teacher is here: when it ends by itself."""
    narrowed_upto: Count = 0
    """The number of the last event by which fewer are told what was told before: a log that was kept up to an
    earlier one holds what is hidden by now."""


def shown_as(session: Session, now: int) -> Shown:
    """The badge of a session at ``now`` (ms UTC by the relay's clock)."""
    if session.status == "scheduled":
        return "upcoming" if session.scheduled_at > now else "overdue"
    return session.status


class Attendee(Struct, kw_only=True):
    """One person's part in a session. ``present`` and ``lost`` are milliseconds."""

    account: AccountId
    name: Annotated[Name, Of("account")]
    role: Literal["teacher", "student"]
    joined_at: Milliseconds
    last_seen_at: Milliseconds
    how: Literal["here", "left", "lost", "removed"]
    present: Count = 0
    lost: Count = 0
    standing: IdentityStatus = "account"


class Absentee(Struct):
    """Somebody on the class's roster who has not come, neither by account nor by their name and the code.

    ``excused``: a teacher has said so, perhaps with a ``reason``.
    """

    account: AccountId
    name: Annotated[Name, Of("account")]
    excused: bool = False
    reason: Annotated[Name, Of("account")] = ""


class CreateSession(Command, kw_only=True):
    """Schedules a session for a class the asker teaches.

    ``also_at``: the same at these times too, all of them or none; a time that is given twice counts once. The
    answer has the one at ``scheduled_at``. A relay that can do this has ``series`` in ``can``.
    """

    class_id: ClassId
    title: Name
    description: Description = ""
    type: SessionType = "lecture"
    scheduled_at: Milliseconds
    duration: Minutes = 45
    max_participants: Seats = SEATS
    also_at: Annotated[list[Milliseconds], Meta(max_length=DECODED * MOST_AT_ONCE)] = []


class EditSession(Command, kw_only=True):
    """Changes what is given of a session that has not ended; ``revision`` guards against crossing edits."""

    session: SessionId
    revision: Count
    title: Name | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    type: SessionType | UnsetType = UNSET
    class_id: ClassId | UnsetType = UNSET
    scheduled_at: Milliseconds | UnsetType = UNSET
    duration: Minutes | UnsetType = UNSET
    max_participants: Seats | UnsetType = UNSET


class ListSessions(Command, kw_only=True):
    """Asks for sessions the asker may see, newest first. ``since`` and ``until`` bound scheduled_at."""

    class_id: ClassId | None = None
    shown: Annotated[list[Shown], Meta(max_length=20)] = []
    since: Milliseconds | None = None
    until: Milliseconds | None = None
    text: Name = ""
    limit: Annotated[int, Meta(ge=1, le=LISTED)] = 50
    cursor: Secret = ""


class GetSession(Command, kw_only=True):
    """Asks for one session with its figures and, for its teachers, its attendance."""

    session: SessionId


class StartSession(Command, kw_only=True):
    """Makes a scheduled session live."""

    session: SessionId


class CancelSession(Command, kw_only=True):
    """Calls a scheduled session off; it stays in the list as cancelled.

    ``also``: these too, all of them or none. A relay that can do this has ``ends_series`` in ``can``.
    """

    session: SessionId
    also: Annotated[list[SessionId], Meta(max_length=MOST_AT_ONCE)] = []


class ReopenSession(Command, kw_only=True):
    """Opens a session again that ended a short while ago: with its log, its code, hands and guests."""

    session: SessionId


class DeleteSession(Command, kw_only=True):
    """Removes a session that is not live, with its log.

    ``also``: these too, all of them or none, and only such as are planned. A relay that can do this has
    ``ends_series`` in ``can``.
    """

    session: SessionId
    also: Annotated[list[SessionId], Meta(max_length=MOST_AT_ONCE)] = []


class SessionReply(Reply, kw_only=True):
    """The session after the change."""

    session: Session


class SessionList(Reply, kw_only=True):
    """Sessions found; ``cursor`` asks for more and is empty at the end."""

    sessions: Annotated[list[Session], Meta(max_length=LISTED)]
    cursor: Secret = ""


class SessionDetails(Reply, kw_only=True):
    """A session, its figures once it has ended, and for those who teach it who came and who did not.

    ``absent``: of a session that has begun; those who are on the roster now.
    """

    session: Session
    figures: SessionStats | None = None
    attendance: Annotated[list[Attendee], Meta(max_length=MOST_IN_ROOM)] = []
    absent: Annotated[list[Absentee], Meta(max_length=MOST_IN_CLASS)] = []


class SessionChanged(Notice, kw_only=True):
    """Session X is at revision N: ask again. Revision 0: it was deleted."""

    session: SessionId
    revision: Count


class ColleagueActed(Notice, kw_only=True):
    """Somebody else than its teacher, to whom this is told, did something with a planned or past session."""

    session: SessionId
    title: Annotated[Name, Of("teacher")]
    teacher: AccountId
    what: Literal["started", "changed", "cancelled", "reopened"]
    by: AccountId
    by_name: Annotated[Name, Of("by")]


SESSION_FULL = final("session_full")
NOT_ENROLLED = final("not_enrolled")
ALREADY_STARTED = final("already_started")
ALREADY_OVER = final("already_over")
NOT_OVER = final("not_over")
"""It has not ended, so there is nothing to open again."""
OVER_TOO_LONG = final("over_too_long")
"""It ended too long ago to be opened again."""
STILL_LIVE = final("still_live")
CHANGED_MEANWHILE = final("changed_meanwhile")
TOO_MANY_LESSONS = final("too_many_lessons")
"""More than one command may make: none of them was made."""
