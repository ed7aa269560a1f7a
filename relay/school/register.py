"""The register of a session's class: who is on it, excusing, and where each sits. For its teachers alone."""

from relay.protocol.accounts import Done
from relay.protocol.attendance import judge
from relay.protocol.base import MOST_IN_CLASS, Reply
from relay.protocol.refusals import Refusal
from relay.protocol.register import (
    NOT_ON_REGISTER,
    ArrangeSeats,
    Enrolment,
    Excuse,
    GetRegister,
    Register,
    TakeBackExcuse,
)
from relay.protocol.sessions import Session
from relay.school.audit import READ_ATTENDANCE
from relay.school.authorising import Who, need_session
from relay.school.names import need_line
from relay.school.readings import note_reading
from relay.school.requests import C, Request, handles, time_of, writes
from relay.store import Store
from relay.store.queries.attendance import AttendanceQueries
from relay.store.queries.register import RegisterQueries

ALSO_CAN = ("register",)


@handles(GetRegister, Who.SESSION_TEACHERS)
async def get_register(request: Request[GetRegister]) -> Reply:
    """Who came and who is excused: an admin's reading of a lesson that is not theirs is noted."""
    command, store = request.command, request.store
    now = time_of(request.office, command.session)

    def look() -> Register:
        session = need_session(store, command.session)
        people = store.queries(RegisterQueries).register(session)[:MOST_IN_CLASS]
        _mark(store, session, people, now)
        return Register(ref=command.ref, people=people)

    await note_reading(request, READ_ATTENDANCE)
    return await request.read(look)


@writes(Excuse, Who.SESSION_TEACHERS)
def excuse(request: Request[Excuse]) -> Done:
    command, store = request.command, request.store
    reason = need_line(command.reason, "reason")
    session = need_session(store, command.session)
    if store.classes.part(session.class_id, command.account) != "student":
        raise Refusal(NOT_ON_REGISTER)
    by, now = request.account.id, request.now()
    store.queries(RegisterQueries).excuse(session.id, command.account, reason, by, now)
    return _told(request, session)


@writes(TakeBackExcuse, Who.SESSION_TEACHERS)
def take_back_excuse(request: Request[TakeBackExcuse]) -> Done:
    command, store = request.command, request.store
    session = need_session(store, command.session)
    store.queries(RegisterQueries).take_back(session.id, command.account)
    return _told(request, session)


@writes(ArrangeSeats, Who.SESSION_TEACHERS)
def arrange_seats(request: Request[ArrangeSeats]) -> Done:
    """Who has left the class meanwhile is passed over, as is a name that stands there twice."""
    command, store = request.command, request.store
    session = need_session(store, command.session)
    enrolled = {student.id for student in store.classes.roster(session.class_id)}
    order = [account for account in dict.fromkeys(command.accounts) if account in enrolled]
    store.queries(RegisterQueries).seat(session.class_id, order)
    return _told(request, session)


def _mark(store: Store, session: Session, people: list[Enrolment], now: int) -> None:
    """Who is excused, and who counts as there though they have not come, by the rule of attendance.

    Before a session begins there is nothing to judge but excuses.
    """
    queries = store.queries(AttendanceQueries)
    rules = queries.rules(session.class_id)
    lesson = queries.of_session(session.id, now)
    excuses = {} if lesson else store.queries(RegisterQueries).excuses(session.id)
    records = {record.account: record for record in lesson.records} if lesson else {}
    for one in people:
        record = records.get(one.account)
        excuse = record.excuse if record else excuses.get(one.account)
        one.excused, one.reason = excuse is not None, excuse.reason if excuse else ""
        if lesson is not None and record is not None and record.correction is not None:
            verdict = judge(record, lesson, rules)
            one.excused, one.reason = verdict.status == "excused", record.correction.reason
            one.counted = verdict.counts and record.evidence is None


def _told(request: Request[C], session: Session) -> Done:
    """While it is live those who teach the class are to ask again; no student is told of any change."""
    if session.status == "live":
        request.tell_teachers(session)
    return Done(ref=request.command.ref)
