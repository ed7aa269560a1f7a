"""The list of sessions: scheduling, changing, finding and starting them."""

import base64
import binascii
from typing import Literal

from msgspec import UNSET, ValidationError, convert
from msgspec.structs import replace

from relay.protocol.accounts import Done
from relay.protocol.attendance import judge
from relay.protocol.base import LONGEST_ADDRESS, MOST_IN_CLASS, MOST_IN_ROOM, Event, Reply
from relay.protocol.catalog import encode
from relay.protocol.lesson import SessionReopened, SessionStarted
from relay.protocol.limits import NAME_LENGTH, SEARCH_WORDS
from relay.protocol.log import EVERYBODY, Entry
from relay.protocol.refusals import BAD_VALUE, NOT_ALLOWED, Refusal
from relay.protocol.sessions import (
    ALREADY_OVER,
    ALREADY_STARTED,
    CHANGED_MEANWHILE,
    MOST_AT_ONCE,
    NOT_OVER,
    OVER_TOO_LONG,
    STILL_LIVE,
    TOO_MANY_LESSONS,
    Absentee,
    CancelSession,
    ColleagueActed,
    CreateSession,
    DeleteSession,
    EditSession,
    GetSession,
    ListSessions,
    ReopenSession,
    Session,
    SessionDetails,
    SessionList,
    SessionReply,
    StartSession,
)
from relay.school.audit import READ_ATTENDANCE
from relay.school.authorising import OWNER, Who, need_session, role_in
from relay.school.names import need_description, need_length, need_name
from relay.school.readings import note_reading
from relay.school.requests import C, Request, handles, time_of, writes
from relay.school.setting_aside import bring_up_to_date
from relay.shared.ids import new_id
from relay.store import Store
from relay.store.folding import fold
from relay.store.queries.attendance import AttendanceQueries
from relay.store.queries.sessions import ListPosition, Search

ALSO_CAN = ("series", "ends_series")
EDITABLE = ("title", "description", "type", "class_id", "scheduled_at", "duration", "max_participants")


def concerned(store: Store, session: Session) -> frozenset[str]:
    """Who is told of changes: all of the class, the session's teacher, who came by code, and the admins."""
    school = store.classes.members(session.class_id) | store.accounts.admins()
    return frozenset(school | store.joining.accounts(session.id) | {session.teacher_id})


@writes(CreateSession, Who.CLASS_TEACHERS)
def create_session(request: Request[CreateSession]) -> SessionReply:
    """Schedules sessions; their teacher is the asker. The time may be past: it can still be started."""
    command, store = request.command, request.store
    title, description = need_name(command.title, "title"), need_description(command.description)
    if request.asker == OWNER:
        raise Refusal(NOT_ALLOWED, detail="the command line teaches no class")
    times = dict.fromkeys((command.scheduled_at, *command.also_at))
    if len(times) > MOST_AT_ONCE:
        raise Refusal(TOO_MANY_LESSONS, detail=str(MOST_AT_ONCE))
    badge, now = request.teach(command.class_id), request.wall_clock()
    first = Session(
        id=new_id(),
        class_id=badge.id,
        class_name=badge.name,
        teacher_id=request.account.id,
        teacher_name=request.account.name,
        title=title,
        description=description,
        type=command.type,
        scheduled_at=command.scheduled_at,
        duration=command.duration,
        max_participants=command.max_participants,
        created_at=now,
        updated_at=now,
    )
    for at in times:
        session = first if at == first.scheduled_at else replace(first, id=new_id(), scheduled_at=at)
        store.sessions.add(session)
        request.after_commit.changed(session, concerned(store, session))
    return SessionReply(ref=command.ref, session=first)


@handles(EditSession, Who.SESSION_TEACHERS)
async def edit_session(request: Request[EditSession]) -> Reply:
    """Changes what is given of a scheduled session; once it has started nothing of it changes."""
    command, store = request.command, request.store
    given = {name: getattr(command, name) for name in EDITABLE if getattr(command, name) is not UNSET}
    if "title" in given:
        given["title"] = need_name(given["title"], "title")
    if "description" in given:
        given["description"] = need_description(given["description"])

    def edit() -> SessionReply:
        before = _scheduled(store, command.session)
        if before.revision != command.revision:
            raise Refusal(CHANGED_MEANWHILE, detail=str(before.revision))
        changed = {name: value for name, value in given.items() if value != getattr(before, name)}
        if not changed:
            return SessionReply(ref=command.ref, session=before)
        if "class_id" in changed:
            changed["class_name"] = request.teach(changed["class_id"]).name
        _tell_its_teacher(request, before, "changed")
        return _changed(request, before, **changed)

    return await request.write(edit)


@writes(CancelSession, Who.SESSION_TEACHERS)
def cancel_session(request: Request[CancelSession]) -> SessionReply:
    command = request.command
    replies = []
    for session in dict.fromkeys((command.session, *command.also)):
        before = _scheduled(request.store, session)
        _tell_its_teacher(request, before, "cancelled")
        replies.append(_changed(request, before, status="cancelled"))
    return replies[0]


@writes(DeleteSession, Who.SESSION_OWNER, noted=True, though_disk_low=True)
def delete_session(request: Request[DeleteSession]) -> Done:
    """Removes a session with its log and attendance. This makes room, so a full disk does not forbid it."""
    command, store = request.command, request.store
    session = need_session(store, command.session)
    if session.status == "live":
        raise Refusal(STILL_LIVE)
    later = [_scheduled(store, one) for one in dict.fromkeys(command.also) if one != session.id]
    request.detail = str(1 + len(later)) if later else ""
    for one in (session, *later):
        request.after_commit.revoked |= store.joining.tokens(one.id)
        request.after_commit.deleted(one, concerned(store, one))
        store.sessions.delete(one.id)
    bring_up_to_date(store)
    return Done(ref=command.ref)


@writes(StartSession, Who.SESSION_TEACHERS)
def start_session(request: Request[StartSession]) -> SessionReply:
    """Makes a session live by writing the first event of its log, from which its status follows."""
    command, store = request.command, request.store
    session = _scheduled(store, command.session)
    event = SessionStarted(
        title=session.title,
        description=session.description,
        type=session.type,
        class_name=session.class_name,
        teacher=session.teacher_id,
        teacher_name=session.teacher_name,
        max_participants=session.max_participants,
        duration=session.duration,
        connect_address=request.office.settings.address_shown[:LONGEST_ADDRESS],
    )
    _append(request, session, event, request.wall_clock())
    _tell_its_teacher(request, session, "started")
    return _told(request, need_session(store, session.id))


@writes(ReopenSession, Who.SESSION_TEACHERS)
def reopen_session(request: Request[ReopenSession]) -> SessionReply:
    command, store = request.command, request.store
    session = need_session(store, command.session)
    if session.status != "ended" or session.ended_at is None:
        raise Refusal(NOT_OVER)
    now = max(request.wall_clock(), session.ended_at)
    gone_by = request.office.around.ended_for(session.id)
    if gone_by is None:  # another program saw its end
        gone_by = (now - session.ended_at) / 1000
    if gone_by > request.office.settings.reopen_minutes * 60:
        raise Refusal(OVER_TOO_LONG)
    _append(request, session, SessionReopened(ended_at=session.ended_at), now)
    _tell_its_teacher(request, session, "reopened")
    return _told(request, need_session(store, session.id))


@handles(ListSessions, Who.MEMBERS)
async def list_sessions(request: Request[ListSessions]) -> Reply:
    """Sessions the asker may see: live ones first, then by their scheduled time, the newest first.

    ``cursor`` names the last one told, so that a longer list goes on where it was whatever was added before.
    """
    command, store = request.command, request.store
    words = fold(command.text).split()
    if len(words) > SEARCH_WORDS:
        raise Refusal(BAD_VALUE, detail="text")
    need_length(command.text, NAME_LENGTH, "text")
    search = Search(
        asker=request.account,
        now=request.wall_clock(),
        class_id=command.class_id,
        shown=tuple(dict.fromkeys(command.shown)),
        since=command.since,
        until=command.until,
        words=tuple(words),
        limit=command.limit + 1,
        after=_place(command.cursor) if command.cursor else None,
    )
    found = await request.read(lambda: store.sessions.find(search))
    more = len(found) > command.limit
    found = found[: command.limit]
    return SessionList(ref=command.ref, sessions=found, cursor=_cursor(found[-1]) if more else "")


@handles(GetSession, Who.SESSION_VIEWERS)
async def get_session(request: Request[GetSession]) -> Reply:
    """With the attendance for its teachers, and for admins, whose reading is noted where it is not theirs."""
    command, store = request.command, request.store
    now = time_of(request.office, command.session)

    def look() -> SessionDetails:
        session = need_session(store, command.session)
        teaches = role_in(store, request.account, session) == "teacher"
        attendance = store.sessions.attendance(session.id, now) if teaches else []
        return SessionDetails(
            ref=command.ref,
            session=session,
            figures=store.sessions.figures(session.id),
            attendance=attendance[:MOST_IN_ROOM],
            absent=_absent(store, session, now)[:MOST_IN_CLASS] if teaches else [],
        )

    details = await request.read(look)
    if details.attendance or details.absent:
        await note_reading(request, READ_ATTENDANCE)
    return details


def _absent(store: Store, session: Session, now: int) -> list[Absentee]:
    """Who did not come, those who are excused marked."""
    queries = store.queries(AttendanceQueries)
    lesson = queries.of_session(session.id, now)
    if lesson is None:
        return []
    rules, found = queries.rules(session.class_id), []
    for student, record in lesson.by_student(queries.students(session.class_id)):
        status = judge(record, lesson, rules).status
        if record.evidence is None and status in ("never_came", "excused"):
            reason = record.excuse.reason if record.excuse else ""
            found.append(Absentee(student.account, student.name, status == "excused", reason))
    return found


def _append(request: Request[C], session: Session, event: Event, at: int) -> None:
    """Write an event of which a room is opened, in the asker's name."""
    log = request.store.log
    event.seq, event.at = log.head_within(session.id) + 1, at
    event.by, event.ref = request.account.id, request.command.ref
    kind = str(event.__struct_config__.tag)
    entry = Entry(session.id, event.seq, at, event.by, event.ref, EVERYBODY, kind, encode(event), event)
    log.append_within([entry])


def _tell_its_teacher(
    request: Request[C],
    session: Session,
    what: Literal["started", "changed", "cancelled", "reopened"],
) -> None:
    """Somebody else does something with a teacher's session: it is noted, and the teacher is told."""
    by = request.account
    if by.id != session.teacher_id:
        request.noted = True
        notice = ColleagueActed(
            session=session.id,
            title=session.title,
            teacher=session.teacher_id,
            what=what,
            by=by.id,
            by_name=by.name,
        )
        request.after_commit.notices.append((session.teacher_id, notice))


def _scheduled(store: Store, session: str) -> Session:
    """A session that has neither begun nor been called off."""
    found = need_session(store, session)
    if found.status == "live":
        raise Refusal(ALREADY_STARTED)
    if found.status != "scheduled":
        raise Refusal(ALREADY_OVER)
    return found


def _changed(request: Request[C], before: Session, **values: object) -> SessionReply:
    now = request.wall_clock()
    session = replace(before, revision=before.revision + 1, updated_at=now, **values)
    request.store.sessions.change(session)
    return _told(request, session, concerned(request.store, before))


def _told(
    request: Request[C],
    session: Session,
    before: frozenset[str] = frozenset(),
) -> SessionReply:
    """The reply, and word to all whom it concerns, or did ``before``, once it is committed."""
    request.after_commit.changed(session, concerned(request.store, session) | before)
    return SessionReply(ref=request.command.ref, session=session)


def _cursor(session: Session) -> str:
    place = f"{int(session.status == 'live')} {session.scheduled_at} {session.id}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def _place(cursor: str) -> ListPosition:
    try:
        live, scheduled_at, session = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return convert({"live": live == "1", "scheduled_at": int(scheduled_at), "id": session}, ListPosition)
    except (binascii.Error, ValueError, ValidationError):
        raise Refusal(BAD_VALUE, detail="cursor") from None
