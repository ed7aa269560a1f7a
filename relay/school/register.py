"""The register of a session's class: who is on it, excusing, and where each sits. For its teachers alone."""

from relay.protocol.accounts import Done
from relay.protocol.base import MOST_IN_CLASS, Reply
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.refusals import NOT_FOUND, Refusal
from relay.protocol.register import (
    NOT_ON_REGISTER,
    ArrangeSeats,
    Excuse,
    GetRegister,
    Register,
    TakeBackExcuse,
)
from relay.protocol.sessions import Session
from relay.protocol.text import clean_name
from relay.school.authorising import Who
from relay.school.names import need_length
from relay.school.requests import Request, handles
from relay.school.surroundings import Change
from relay.store.queries.register import RegisterQueries


@handles(GetRegister, Who.SESSION_TEACHERS)
async def get_register(request: Request[GetRegister]) -> Reply:
    def look() -> Register:
        people = _queries(request).register(_session(request))
        return Register(ref=request.command.ref, people=people[:MOST_IN_CLASS])

    return await request.read(look)


@handles(Excuse, Who.SESSION_TEACHERS)
async def excuse(request: Request[Excuse]) -> Reply:
    command = request.command
    need_length(command.reason, NAME_LENGTH, "reason")
    reason = need_length(clean_name(command.reason), NAME_LENGTH, "reason")

    def note() -> Done:
        session = _session(request)
        if request.store.classes.part(session.class_id, command.account) != "student":
            raise Refusal(NOT_ON_REGISTER)
        now = request.now()
        _queries(request).excuse(session.id, command.account, reason, request.account.id, now)
        return _told(request, session)

    return await request.write(note)


@handles(TakeBackExcuse, Who.SESSION_TEACHERS)
async def take_back_excuse(request: Request[TakeBackExcuse]) -> Reply:
    def take_back() -> Done:
        session = _session(request)
        _queries(request).take_back(session.id, request.command.account)
        return _told(request, session)

    return await request.write(take_back)


@handles(ArrangeSeats, Who.SESSION_TEACHERS)
async def arrange_seats(request: Request[ArrangeSeats]) -> Reply:
    """Who has left the class meanwhile is passed over, as is a name that stands there twice."""

    def arrange() -> Done:
        session = _session(request)
        enrolled = {student.id for student in request.store.classes.roster(session.class_id)}
        order = [account for account in dict.fromkeys(request.command.accounts) if account in enrolled]
        _queries(request).seat(session.class_id, order)
        return _told(request, session)

    return await request.write(arrange)


def _queries(
    request: Request[GetRegister] | Request[Excuse] | Request[TakeBackExcuse] | Request[ArrangeSeats],
) -> RegisterQueries:
    return request.store.queries(RegisterQueries)


def _session(
    request: Request[GetRegister] | Request[Excuse] | Request[TakeBackExcuse] | Request[ArrangeSeats],
) -> Session:
    found = request.store.sessions.get(request.command.session)
    if found is None:
        raise Refusal(NOT_FOUND)
    return found


def _told(
    request: Request[Excuse] | Request[TakeBackExcuse] | Request[ArrangeSeats], session: Session
) -> Done:
    """While it is live those who teach the class are to ask again; no student is told of any change."""
    if session.status == "live":
        teachers = {account.id for account in request.store.classes.teachers(session.class_id)}
        concerned = frozenset(teachers | {session.teacher_id, request.account.id})
        request.after_commit.changes.append(Change(session, session.id, session.revision, concerned))
    return Done(ref=request.command.ref)
