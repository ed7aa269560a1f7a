"""Rooms of a running relay when something is slow, broken or gone: what was accepted holds."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from relay.presence import Asker
from relay.protocol.catalog import encode
from relay.protocol.classes import AddStudents, ClassReply, RemoveStudent
from relay.protocol.entering import EnterRoom
from relay.protocol.hands import HandRaised, Hands, RaiseHand
from relay.protocol.lesson import EndSession, Lesson, RelayReopened
from relay.protocol.log import Afresh, Answered, LogPage, ReadLog
from relay.protocol.people import People, RemovePerson
from relay.protocol.sessions import GetSession, SessionDetails
from relay.room import Room
from relay.server.upkeep import BEAT_SECONDS
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.client import Client, NotAccepted, SchoolOfTests, post_message
from tests.relay.inside import JumpingClock, relay_inside, school_inside, slow_disk, taken_in
from tests.relay.lists import deciding
from tests.relay.process import school

pytestmark = pytest.mark.asyncio
YEAR_MS = 366 * 24 * 3600 * 1000


async def in_a_lesson(
    made: SchoolOfTests, *students: str, seats: int = 30
) -> tuple[str, Client, list[Client]]:
    """A live session with its teacher and these students in it, each seen by the teacher."""
    lee = await made.teacher()
    session = await made.live(lee, seats)
    await lee.enter(session)
    there = [await made.student(name) for name in students]
    for student in there:
        await student.enter(session)
    people = lee.rooms[session].memories[People]
    await lee.until(lambda: len(people.present()) == 1 + len(there))
    return session, lee, there


async def gapless(reader: Client, session: str) -> list[int]:
    """The numbers of a whole log, read page by page."""
    found: list[int] = []
    upto = 0
    while True:
        page = await reader.ask(ReadLog(ref=new_ref(), session=session, after=upto), LogPage)
        assert page.prev == upto
        found += range(page.prev + 1, page.upto + 1)
        upto = page.upto
        if upto == page.head:
            return found


async def test_what_was_accepted_is_answered_even_after_the_end(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (_, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        command = post_message(session, "my last words")
        event = await ana.do(command)
        await ana.cut()
        await lee.do(EndSession(ref=new_ref(), session=session))
        again = await made.student("Ana Silva")
        answered = await again.do(command)
        assert isinstance(answered, Answered)
        assert (answered.first, answered.last) == (event.seq, event.seq)  # type: ignore[union-attr]
        with pytest.raises(NotAccepted, match="session_not_live"):
            await again.do(post_message(session, "something new"))


async def test_a_student_taken_out_of_the_class_is_out_of_the_lesson_at_once(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", "Tom Becker") as (_, made):
        session, lee, (ana, tom) = await in_a_lesson(made, "Ana Silva", "Tom Becker")
        await ana.do(RaiseHand(ref=new_ref(), session=session))
        place = ana.rooms[session]
        out = RemoveStudent(ref=new_ref(), class_id=made.class_id, account=ana.me.id)
        await lee.ask(out, ClassReply)
        await ana.until(lambda: [n for n in ana.notices if isinstance(n, Afresh)])
        reached = place.upto
        await lee.do(post_message(session, "now that she is gone"))
        await tom.until(lambda: tom.rooms[session].upto >= reached + 1)
        assert place.upto == reached
        for command in (post_message(session, "still here"), EnterRoom(ref=new_ref(), session=session)):
            with pytest.raises(NotAccepted, match="not_enrolled"):
                await ana.do(command)
        memories = lee.rooms[session].memories
        await lee.until(lambda: memories[People].everybody[ana.me.id].state == "left")
        assert not memories[Hands].queue
        assert memories[People].is_here(tom.me.id)


async def test_another_coming_into_the_class_disturbs_nobody(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (_, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        await lee.ask(AddStudents(ref=new_ref(), class_id=made.class_id, names=["Tom Becker"]), ClassReply)
        await ana.do(post_message(session, "hello"))
        assert not [n for n in ana.notices if isinstance(n, Afresh)]


async def test_a_bug_in_a_rule_is_told_and_the_room_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", pace_factor=0) as (server, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        rules = server.rooms._rulebook.rules

        def publishes_and_fails(room: Room, asker: Asker, command: Any) -> None:
            room.publish(HandRaised())
            raise ZeroDivisionError("a bug")

        right = rules[RaiseHand]
        rules[RaiseHand] = deciding(right, publishes_and_fails)
        with pytest.raises(NotAccepted, match="fault"):
            await ana.do(RaiseHand(ref=new_ref(), session=session))
        assert "ZeroDivisionError" in caplog.text
        rules[RaiseHand] = right
        event = await ana.do(RaiseHand(ref=new_ref(), session=session))
        assert isinstance(event, HandRaised)
        assert len(lee.rooms[session].memories[Hands].queue) == 1
        assert await gapless(lee, session) == list(range(1, event.seq + 1))


async def test_what_does_not_show_who_did_it_is_answered_all_the_same(tmp_path: Path) -> None:
    """At once, again, and after the lesson's end; nobody else is told a byte of who it was."""
    async with school_inside(tmp_path / "data", "Ana Silva") as (server, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        rules = server.rooms._rulebook.rules

        def unnamed(room: Room, asker: Asker, command: Any) -> None:
            room.publish(HandRaised(), by="")

        rules[RaiseHand] = deciding(rules[RaiseHand], unnamed)
        command = RaiseHand(ref=new_ref(), session=session)
        answers = [await ana.do(command) for _ in range(2)]
        seen = lee.rooms[session]
        await lee.until(lambda: [e for e in seen.told if isinstance(e, HandRaised)])
        (event,) = [e for e in seen.told if isinstance(e, HandRaised)]
        assert not event.by
        assert command.ref not in encode(event).decode()
        await lee.do(EndSession(ref=new_ref(), session=session))
        await ana.cut()
        again = await made.student("Ana Silva")
        for answered in (*answers, await again.do(command)):
            assert isinstance(answered, Answered)
            assert (answered.first, answered.last) == (event.seq, event.seq)


async def test_who_is_put_out_for_now_and_back_before_the_commit_follows_on(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", gather_seconds=0) as (server, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        live = server.rooms.get(session)
        assert live is not None
        out = RemovePerson(ref=new_ref(), session=session, account=ana.me.id, may_return=True)
        followed = ana.rooms[session]
        after = followed.upto + 1  # what removed her is the last that she is shown
        back = EnterRoom(
            ref=new_ref(), session=session, epoch=followed.epoch, after=after, seen=after, seen_ref=out.ref
        )
        with slow_disk(server) as go_on:
            await lee.send(out)
            await until(lambda: ana.me.id not in live.room.presence.here)
            await ana.send(back)
            await until(lambda: ana.me.id in live.room.presence.here)
            go_on()
            await ana.until(lambda: back.ref in ana._replies)
        event = await lee.do(post_message(session, "welcome back"))
        await ana.until(lambda: ana.rooms[session].upto >= event.seq)  # type: ignore[union-attr]


async def test_a_bug_in_a_watch_loses_no_number(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fails(room: Room) -> float | None:
        raise ZeroDivisionError("a bug")

    async with school_inside(tmp_path / "data", "Ana Silva", gather_seconds=0.01) as (server, made):
        server.rooms._rulebook.watches.append(fails)
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        await ana.do(post_message(session, "hello"))
        await ana.cut()
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: people.everybody[ana.me.id].state == "lost")
        event = await lee.do(post_message(session, "still going"))
        assert await gapless(lee, session) == list(range(1, event.seq + 1))  # type: ignore[union-attr]
        assert not server.store.failed.done()
        assert "fails of" in caplog.text


async def test_an_event_that_cannot_be_encoded_takes_none_of_its_step_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", pace_factor=0) as (server, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        rules = server.rooms._rulebook.rules

        def second_is_unfit(room: Room, asker: Asker, command: Any) -> None:
            room.publish(HandRaised())
            room.publish(HandRaised(said_at=object()))  # type: ignore[arg-type]

        right = rules[RaiseHand]
        rules[RaiseHand] = deciding(right, second_is_unfit)
        with pytest.raises(NotAccepted, match="fault"):
            await ana.do(RaiseHand(ref=new_ref(), session=session))
        rules[RaiseHand] = right
        event = await ana.do(RaiseHand(ref=new_ref(), session=session))
        assert await gapless(lee, session) == list(range(1, event.seq + 1))  # type: ignore[union-attr]
        assert not server.store.failed.done()


async def test_a_memory_that_fails_is_logged_and_the_others_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (_, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")

        def fails(self: Hands, event: object) -> None:
            raise ZeroDivisionError("a bug")

        with monkeypatch.context() as patched:
            patched.setattr(Hands, "apply", fails)
            await ana.do(post_message(session, "hello"))
            await lee.until(lambda: lee.rooms[session].memories[Lesson].live)
        assert "Hands could not take in event" in caplog.text
        await ana.do(post_message(session, "and on"))


async def test_nothing_leaves_before_its_commit(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", "Tom Becker") as (server, made):
        session, lee, (ana, tom) = await in_a_lesson(made, "Ana Silva", "Tom Becker")
        late = await made.teacher()
        raised, twice = (RaiseHand(ref=new_ref(), session=session) for _ in range(2))
        coming = EnterRoom(ref=new_ref(), session=session)
        late.rooms[session] = type(lee.rooms[session])()
        reached = lee.rooms[session].upto
        with slow_disk(server) as go_on:
            await ana.send(raised)
            await ana.send(raised)
            await ana.send(twice)
            room = server.rooms.get(session)
            assert room is not None
            await until(lambda: room.room.head > reached)
            await late.send(coming)
            # Reading is not held up, so a reply that comes back shows that all before it was handled.
            asked = GetSession(ref=new_ref(), session=session)
            for client in (ana, late):
                await client.ask(asked, SessionDetails)
            assert not {raised.ref, twice.ref} & (ana._replies.keys() | ana._events.keys())
            assert coming.ref not in late._replies
            assert {c.rooms[session].upto for c in (lee, ana, tom)} == {reached}
            go_on()
            await ana.until(lambda: {raised.ref, twice.ref} <= ana._replies.keys())
            await late.until(lambda: late.rooms[session].upto > reached)
        assert isinstance(ana._replies[raised.ref], Answered)
        assert ana._replies[twice.ref].code == "already_raised"  # type: ignore[attr-defined]
        assert len(lee.rooms[session].memories[Hands].queue) == 1


async def test_who_comes_in_just_before_the_end_is_told_of_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (server, made):
        session, lee, _ = await in_a_lesson(made)
        ana = await made.student("Ana Silva")
        room = server.rooms.get(session)
        assert room is not None
        with slow_disk(server) as go_on:
            await taken_in(room.room, lee, post_message(session, "good bye"))
            coming = asyncio.create_task(ana.enter(session))
            await until(lambda: ana.me.id in room.room.presence.here)
            await lee.send(EndSession(ref=new_ref(), session=session))
            await until(lambda: room.over)
            go_on()
            await coming
            await ana.until(lambda: ana.rooms[session].memories[Lesson].ended_at)


async def test_a_seat_is_kept_by_running_time_whatever_the_wall_clock_does(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", "Ana Silva", "Tom Becker", clock=clock) as (_, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva", seats=1)
        people = lee.rooms[session].memories[People]
        await ana.cut()
        await lee.until(lambda: people.everybody[ana.me.id].state == "lost")
        tom = await made.student("Tom Becker")
        for clock.ahead_ms in (YEAR_MS // 4, -YEAR_MS):
            with pytest.raises(NotAccepted, match="session_full"):
                await tom.enter(session)
        back = await made.student("Ana Silva")
        await back.enter(session)


async def test_a_clock_that_jumps_leaves_attendance_whole(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", "Ana Silva", clock=clock) as (_, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        clock.ahead_ms = -5 * YEAR_MS
        event = await ana.do(post_message(session, "years ago"))
        await ana.close()
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: people.everybody[ana.me.id].state == "left")
        await lee.do(EndSession(ref=new_ref(), session=session))
        told = await lee.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        assert told.figures is not None
        assert 0 < told.figures.duration < YEAR_MS
        assert all(0 < a.present <= told.figures.duration and a.lost == 0 for a in told.attendance)
        assert await gapless(lee, session) == list(range(1, lee.rooms[session].upto + 1))
        assert event.seq < lee.rooms[session].upto  # type: ignore[union-attr]


async def test_a_silent_listener_was_present_until_the_line_was_cut(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", ping_seconds=0.1, gather_seconds=0.1) as (
        server,
        made,
    ):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        entered = server.clock.now()
        hers = next(c for c in server.connections if c.member and c.member.account.id == ana.me.id)
        before = hers.socket.heard_at
        await until(lambda: hers.socket.heard_at > before + 1.5)  # she only listens, and answers pings
        silent = int((asyncio.get_running_loop().time() - hers.socket.heard_at) * 1000)
        await ana.cut()
        cut = server.clock.now()
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: people.everybody[ana.me.id].state == "lost")
        assert people.everybody[ana.me.id].last_seen_at > entered + 1000
        told = await lee.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        present = next(a for a in told.attendance if a.account == ana.me.id).present
        assert present >= cut - entered - silent - 400


async def test_a_restart_counts_people_as_here_until_the_relay_went_down(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", "Ana Silva", clock=clock, gather_seconds=0) as (server, made):
        session, _, (ana,) = await in_a_lesson(made, "Ana Silva")
        quiet_since = ana.rooms[session].told[-1].at
        clock.ahead_ms += 30 * 60_000  # half an hour without a word
        tokens = made.student_tokens
        await server.stop()
    clock.ahead_ms += 60_000
    async with relay_inside(tmp_path / "data", clock) as (_, made):
        made.student_tokens = tokens
        back = await made.student("Ana Silva")
        room = await back.enter(session)
        reopened = next(e for e in room.told if isinstance(e, RelayReopened))
        assert reopened.at - reopened.down_since < 60_000 + BEAT_SECONDS * 1000
        assert reopened.down_since - quiet_since >= 30 * 60_000
        # Those whose lines the relay cut itself are not told of as gone.
        assert "people_went" not in [str(e.__struct_config__.tag) for e in room.told]


async def test_a_relay_that_starts_on_a_low_disk_writes_nothing_until_there_is_room(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana Silva", grace_seconds=1) as (relay, made):
        session, lee, _ = await in_a_lesson(made, "Ana Silva")
        head = lee.rooms[session].upto
        await relay.stop()
    async with relay_inside(tmp_path / "data", disk_low_mb=10**9) as (server, again):
        again.student_tokens = made.student_tokens
        back = await again.student("Ana Silva")
        assert back.welcome.disk_low
        room = await back.enter(session)
        assert (room.head, room.upto) == (head, head)
        server.rooms.set_disk_low(False)
        await back.until(lambda: any(isinstance(e, RelayReopened) for e in room.told))
        await back.until(lambda: room.memories[People].is_here(back.me.id))
