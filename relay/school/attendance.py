"""How classes attended their lessons, what teachers say beside it, and by which rules; for them alone."""

from msgspec import ValidationError, convert

from relay.protocol.accounts import Done
from relay.protocol.attendance import (
    DAYS_OF_ONE,
    MOST_DAYS,
    TOO_MANY_DAYS,
    AttendanceRules,
    ClassAttendance,
    CorrectAttendance,
    Correction,
    ExcuseDays,
    ExcuseNote,
    GetAttendance,
    ReadAttendance,
    SetAttendanceRules,
    StudentRecord,
    TakeBackCorrection,
    TakeBackExcusedDay,
    judge,
)
from relay.protocol.base import MOST_IN_CLASS, Milliseconds, Reply
from relay.protocol.limits import LISTED
from relay.protocol.refusals import BAD_VALUE, NOT_FOUND, Refusal, need
from relay.protocol.register import NOT_ON_REGISTER
from relay.protocol.sessions import Session
from relay.school.audit import READ_ATTENDANCE
from relay.school.authorising import Who, need_session
from relay.school.names import need_line
from relay.school.readings import note_reading
from relay.school.requests import C, Request, handles, time_of, writes
from relay.store import Store
from relay.store.queries.attendance import AttendancePosition, AttendanceQueries

ALSO_CAN = ("attendance",)
RECORDS_AT_ONCE = 1_500
"""In one page, about: students times lessons."""


@handles(GetAttendance, Who.SESSION_TEACHERS)
async def get_attendance(request: Request[GetAttendance]) -> Reply:
    """An admin's reading of a lesson that is not theirs is noted, once an hour."""
    command, store = request.command, request.store
    now = time_of(request.office, command.session)

    def look() -> ClassAttendance:
        session = need_session(store, command.session)
        queries = store.queries(AttendanceQueries)
        lesson = queries.of_session(session.id, now)
        reply = ClassAttendance(
            ref=command.ref,
            rules=queries.rules(session.class_id),
            sessions=[lesson] if lesson else [],
            students=queries.students(session.class_id)[:MOST_IN_CLASS],
        )
        if lesson:
            former = queries.former(session.class_id, lesson.started_at, lesson.started_at + 1)
            reply.students += former[:MOST_IN_CLASS]
        return reply

    await note_reading(request, READ_ATTENDANCE)
    return await request.read(look)


@handles(ReadAttendance, Who.CLASS_TEACHERS)
async def read_attendance(request: Request[ReadAttendance]) -> Reply:
    """The same for a class, in pages that hold about as much however large the class is."""
    command, store = request.command, request.store
    after = _place(command.cursor) if command.cursor else AttendancePosition()

    def find() -> tuple[list[AttendancePosition], int]:
        badge, queries = request.teach(command.class_id), store.queries(AttendanceQueries)
        limit = min(LISTED, 1 + RECORDS_AT_ONCE // (1 + store.classes.size(badge.id)))
        return queries.begun(badge.id, command.since, command.until, after, limit + 1), limit

    found, limit = await request.read(find)
    await note_reading(request, READ_ATTENDANCE)
    page, more = found[:limit], len(found) > limit
    times = {position.session: time_of(request.office, position.session) for position in page}

    def look() -> ClassAttendance:
        queries, records = store.queries(AttendanceQueries), 0
        reply = ClassAttendance(ref=command.ref, rules=queries.rules(command.class_id))
        for position in page:
            if records >= RECORDS_AT_ONCE:  # more came than are in the class by now
                break
            reply.cursor = f"{position.started_at} {position.session}"
            if session := queries.of_session(position.session, times[position.session]):
                reply.sessions.append(session)
                records += 1 + len(session.records)
        else:
            reply.cursor = reply.cursor if more else ""
        if not command.cursor:
            former = queries.former(command.class_id, command.since, command.until)
            reply.students = [*queries.students(command.class_id)[:MOST_IN_CLASS], *former[:MOST_IN_CLASS]]
            reply.excused_days = queries.excused_days(command.class_id, command.since, MOST_DAYS)
        return reply

    return await request.read(look)


@handles(CorrectAttendance, Who.SESSION_TEACHERS, noted=True)
async def correct_attendance(request: Request[CorrectAttendance]) -> Reply:
    """What it was and what it is now goes into the list of who did what."""
    command, store = request.command, request.store
    reason, now = need_line(command.reason, "reason"), time_of(request.office, command.session)

    def correct() -> Done:
        session, before = _measured(store, command.session, command.account, now)
        said = Correction(status=command.status, at=request.now(), by=request.account.id, reason=reason)
        store.queries(AttendanceQueries).correct(session.id, command.account, said)
        request.detail = f"{before} → {command.status}"
        return _told(request, session)

    return await request.write(correct)


@handles(TakeBackCorrection, Who.SESSION_TEACHERS, noted=True)
async def take_back_correction(request: Request[TakeBackCorrection]) -> Reply:
    """Nothing where nothing was corrected."""
    command, store = request.command, request.store
    now = time_of(request.office, command.session)

    def take_back() -> Done:
        session, before = _measured(store, command.session, command.account, now)
        request.noted = store.queries(AttendanceQueries).take_back(session.id, command.account)
        after = _measured(store, command.session, command.account, now)[1]
        request.detail = f"{before} → {after}"
        return _told(request, session)

    return await request.write(take_back)


@writes(ExcuseDays, Who.CLASS_TEACHERS)
def excuse_days(request: Request[ExcuseDays]) -> Done:
    command, store = request.command, request.store
    reason = need_line(command.reason, "reason")
    if any(day.until <= day.since for day in command.days):
        raise Refusal(BAD_VALUE, detail="days")
    if store.classes.part(command.class_id, command.account) != "student":
        raise Refusal(NOT_ON_REGISTER)
    excused = store.queries(AttendanceQueries).days_of(command.class_id, command.account)
    if len(excused | {day.since for day in command.days}) > DAYS_OF_ONE:
        raise Refusal(TOO_MANY_DAYS)
    note = ExcuseNote(at=request.now(), by=request.account.id, reason=reason)
    store.queries(AttendanceQueries).excuse_days(command.class_id, command.account, command.days, note)
    return _told_live(request, command.class_id)


@writes(TakeBackExcusedDay, Who.CLASS_TEACHERS)
def take_back_excused_day(request: Request[TakeBackExcusedDay]) -> Done:
    """Nothing where that day was not excused."""
    command, store = request.command, request.store
    store.queries(AttendanceQueries).take_back_day(command.class_id, command.account, command.since)
    return _told_live(request, command.class_id)


@writes(SetAttendanceRules, Who.CLASS_TEACHERS, noted=True)
def set_attendance_rules(request: Request[SetAttendanceRules]) -> Done:
    command, store = request.command, request.store
    queries = store.queries(AttendanceQueries)
    before = queries.rules(command.class_id)
    queries.set_rules(command.class_id, command.rules)
    request.noted = before != command.rules
    request.detail = f"{_short(before)} → {_short(command.rules)}"
    return Done(ref=command.ref)


def _measured(store: Store, session: str, account: str, now: int) -> tuple[Session, str]:
    """A session that has begun, and what it is for somebody of its class now."""
    found, queries = need_session(store, session), store.queries(AttendanceQueries)
    lesson = need(queries.of_session(session, now), NOT_FOUND)
    record = next((one for one in lesson.records if one.account == account), None)
    if record is None and store.classes.part(found.class_id, account) != "student":
        raise Refusal(NOT_ON_REGISTER)
    rules = queries.rules(found.class_id)
    return found, judge(record or StudentRecord(account=account), lesson, rules).status


def _told(request: Request[C], session: Session) -> Done:
    """Those who teach the class may have its attendance open."""
    request.tell_teachers(session)
    return Done(ref=request.command.ref)


def _told_live(request: Request[C], school_class: str) -> Done:
    """Who is missing in a lesson that goes on is asked for again by those who teach it."""
    for session in request.store.sessions.open_in(school_class):
        if session.status == "live":
            request.tell_teachers(session)
    return Done(ref=request.command.ref)


def _short(rules: AttendanceRules) -> str:
    return f"{rules.late_after} min, {rules.early_from} min, {rules.present_from} %"


def _place(cursor: str) -> AttendancePosition:
    started_at, _, session = cursor.partition(" ")
    try:
        return AttendancePosition(convert(int(started_at), Milliseconds), session)
    except (ValueError, ValidationError):
        raise Refusal(BAD_VALUE, detail="cursor") from None
