"""A lesson that ended by mistake goes on: the same log, code, hands and guests, and figures that add up."""

from pathlib import Path

import pytest

from relay.protocol.admission import Admission
from relay.protocol.chat import Chat
from relay.protocol.hands import Hands, RaiseHand
from relay.protocol.lesson import EndSession, Lesson, SessionEnded
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.people import People, RemovePerson
from relay.protocol.sessions import (
    GetSession,
    ReopenSession,
    SessionDetails,
    SessionReply,
)
from relay.shared.ids import new_ref
from tests.relay.client import Client, NotAccepted, SchoolOfTests, post_message
from tests.relay.inside import JumpingClock, MovingClock, relay_inside, school_inside
from tests.relay.joins import code_of, token_by_code

pytestmark = pytest.mark.asyncio

MINUTE = 60_000


async def end(teacher: Client, session: str, *others: Client) -> None:
    """Ends it, and waits until everybody has been told that it can be asked about."""
    before = [client.changes(session) for client in (teacher, *others)]
    await teacher.answer(EndSession(ref=new_ref(), session=session))
    for client, known in zip((teacher, *others), before, strict=True):
        await client.told_of_more(session, known)


async def reopen(teacher: Client, session: str) -> None:
    reply = await teacher.ask(ReopenSession(ref=new_ref(), session=session), SessionReply)
    assert reply.session.status == "live"
    assert reply.session.ended_at is None


async def details(teacher: Client, session: str) -> SessionDetails:
    return await teacher.ask(GetSession(ref=new_ref(), session=session), SessionDetails)


async def all_in(made: SchoolOfTests, teacher: Client) -> tuple[str, str, str, Client, Client]:
    """Session, its code, the guest's token, Ana, and the guest: both inside."""
    session = await made.live(teacher)
    code = await code_of(teacher, session)
    token = await token_by_code(made, session, code)
    ana, guest = await made.student("Ana"), await made.client(token)
    for client in (ana, guest):
        await client.enter(session)
    people = teacher.rooms[session].memories[People]
    await teacher.until(lambda: len(people.present()) == 3)
    return session, code, token, ana, guest


async def test_it_goes_on_with_its_log_code_hands_and_guests(tmp_path: Path) -> None:
    clock = MovingClock()
    async with school_inside(tmp_path, "Ana", clock=clock, gather_seconds=0.0) as (_, made):
        teacher = await made.teacher()
        session, code, _, ana, guest = await all_in(made, teacher)
        await ana.do(post_message(session, "before"))
        for client in (guest, ana):
            await client.do(RaiseHand(ref=new_ref(), session=session))
        hands = teacher.rooms[session].memories[Hands]
        await teacher.until(lambda: len(hands.queue) == 2)
        up = [hand.account for hand in hands.queue]
        clock.move(1200)
        await end(teacher, session, ana, guest)
        first = (await details(teacher, session)).figures
        assert first is not None
        clock.move(300)
        page = await guest.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert page.upto == page.head > 0, "who came by code reads it until then"
        known = [client.changes(session) for client in (ana, guest)]
        await reopen(teacher, session)
        for client, before in zip((ana, guest), known, strict=True):
            await client.told_of_more(session, before)
        for client in (teacher, ana, guest):  # on lines that had been in the room that ended
            await client.enter(session)
        after = await ana.do(post_message(session, "after"))
        room = teacher.rooms[session]
        await teacher.until(lambda: room.upto >= after.seq)  # type: ignore[union-attr]
        assert len(room.memories[People].present()) == 3
        assert [hand.account for hand in room.memories[Hands].queue] == up
        assert (room.memories[Admission].code, room.memories[Admission].codes) == (code, True)
        said = [(m.text or m.line) for m in room.memories[Chat].messages]
        assert said[-4:] == ["before", "ended", "reopened", "after"], "nobody is told of as gone or come"
        late = await made.client(await token_by_code(made, session, code, "Lea Late"))
        await late.enter(session)
        clock.move(600)
        await end(teacher, session, ana, guest)
        last = await details(teacher, session)
        assert last.figures is not None
        assert last.session.status == "ended"
        assert 30 * MINUTE <= last.figures.duration < 31 * MINUTE, "what lies between is no part of it"
        assert (last.figures.people, last.figures.messages, last.figures.hands) == (3, 2, 2)
        present = {attendee.name: attendee.present for attendee in last.attendance}
        assert all(30 * MINUTE <= present[name] < 31 * MINUTE for name in ("Ms Lee", "Ana", "Gil Guest"))
        lost = {attendee.name: attendee.lost for attendee in last.attendance}
        assert all(lost[name] < MINUTE for name in lost)
        followed = await (await made.student("Ana")).ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert followed.head == room.upto


async def test_who_does_not_come_back_is_lost_and_not_counted(tmp_path: Path) -> None:
    clock = MovingClock()
    settings = {"gather_seconds": 0.0, "grace_seconds": 0.2}
    async with school_inside(tmp_path, "Ana", clock=clock, **settings) as (_, made):
        teacher = await made.teacher()
        session, _, _, ana, guest = await all_in(made, teacher)
        await teacher.do(RemovePerson(ref=new_ref(), session=session, account=guest.me.id))
        clock.move(1200)
        await end(teacher, session, ana)
        await ana.close()
        await reopen(teacher, session)
        await teacher.enter(session)
        with pytest.raises(NotAccepted, match="removed"):
            await guest.enter(session)
        people = teacher.rooms[session].memories[People]
        await teacher.until(lambda: not people.everybody[ana.me.id].quietly)
        assert people.everybody[ana.me.id].state == "lost"
        found = {a.name: a for a in (await details(teacher, session)).attendance}
        assert found["Ana"].how == "lost"
        assert 20 * MINUTE <= found["Ana"].present < 21 * MINUTE
        assert found["Gil Guest"].how == "removed"


async def test_a_restart_between_changes_nothing(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        teacher = await made.teacher()
        session, _, token, ana, guest = await all_in(made, teacher)
        await end(teacher, session, ana, guest)
    async with relay_inside(tmp_path) as (_, again):
        teacher = await again.client(made.teacher_token)
        await reopen(teacher, session)
        room = await (await again.client(token)).enter(session)
        assert room.memories[Lesson].live
    async with relay_inside(tmp_path, reopen_minutes=0) as (server, again):
        teacher = await again.client(made.teacher_token)
        await end(teacher, session)
        with pytest.raises(NotAccepted, match="over_too_long"):
            await reopen(teacher, session)
        while await server.school.account_of(token):
            await server.school.session(session)
    async with relay_inside(tmp_path) as (_, again):
        with pytest.raises(Exception, match="401"):
            await again.client(token)


async def test_only_what_has_ended_and_only_by_its_teachers(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        teacher, ana = await made.teacher(), await made.student("Ana")
        session = await made.live(teacher)
        for state in ("live", "planned"):
            wanted = session if state == "live" else (await made.planned(teacher)).id
            with pytest.raises(NotAccepted, match="not_over"):
                await reopen(teacher, wanted)
        await end(teacher, session)
        with pytest.raises(NotAccepted, match="not_allowed"):
            await reopen(ana, session)
        await reopen(teacher, session)
        room = await teacher.enter(session)
        assert [type(e) for e in room.told].count(SessionEnded) == 1
        await teacher.do(post_message(session, "we go on"))


async def test_a_wall_clock_that_is_set_neither_opens_it_nor_keeps_it_closed(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with school_inside(tmp_path, "Ana", clock=clock) as (_, made):
        teacher = await made.teacher()
        session = await made.live(teacher)
        for days in (40, -80):
            await end(teacher, session)
            clock.ahead_ms += days * 24 * 60 * MINUTE
            await reopen(teacher, session)
        await end(teacher, session)
        figures = (await details(teacher, session)).figures
        assert figures is not None
        assert figures.duration < MINUTE
