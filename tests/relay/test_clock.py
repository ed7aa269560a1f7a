"""Clocks that are wrong, and put right while the relay runs: durations are running time, nothing is lost."""

from pathlib import Path

import pytest

import relay.features
from relay.clock import RELEASED_MS
from relay.protocol.accounts import Done
from relay.protocol.chat import MessagePosted
from relay.protocol.lesson import EndSession, RelayReopened
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.people import People
from relay.protocol.safekeeping import (
    KEEP_DAYS,
    ConfirmClock,
    GetKeeping,
    Keeping,
    Notes,
    OldRemoved,
    ReadNotes,
    RemoveOld,
)
from relay.protocol.sessions import GetSession, ListSessions, SessionDetails, SessionList
from relay.room import Room, RoomLimits
from relay.rules import Rulebook, take_step
from relay.shared.ids import new_ref
from relay.store.heartbeat import HEARTBEAT_FILE, Heartbeat
from tests.relay.client import NotAccepted, post_message
from tests.relay.inside import JumpingClock, relay_inside, school_inside
from tests.relay.lists import EPOCH, SESSION, HandClock
from tests.relay.schoolhouse import SchoolHouse
from tests.relay.server.test_rooms import in_a_lesson

DAY_MS = 24 * 3_600_000


async def test_a_clock_put_right_in_a_lesson_is_in_no_figure(tmp_path: Path) -> None:
    """Forty days behind when the lesson begins, right before it ends; also over a restart between them."""
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", "Ana Silva", clock=clock) as (server, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        before = await ana.do(post_message(session, "before"))
        clock.ahead_ms = 40 * DAY_MS
        after = await ana.do(post_message(session, "after"))
        assert isinstance(before, MessagePosted)
        assert isinstance(after, MessagePosted)
        assert 0 <= after.at - before.at < DAY_MS
        told = await lee.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        assert all(0 <= a.present < DAY_MS and a.last_seen_at < after.at + DAY_MS for a in told.attendance)
        tokens = made.teacher_token, made.student_tokens
        await server.upkeep.stop()
    async with relay_inside(tmp_path / "data", clock) as (_, made):
        made.teacher_token, made.student_tokens = tokens
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        room = await lee.enter(session)
        await ana.enter(session)
        await lee.until(lambda: room.memories[People].is_here(ana.me.id))
        (reopened,) = [event for event in room.told if isinstance(event, RelayReopened)]
        assert reopened.uncounted > 39 * DAY_MS
        await lee.do(EndSession(ref=new_ref(), session=session))
        told = await lee.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        assert told.figures is not None
        assert 0 < told.figures.duration < DAY_MS
        assert all(0 <= a.present < DAY_MS and a.lost < DAY_MS for a in told.attendance)


@pytest.mark.parametrize("year", [1970, 2020])
async def test_a_lesson_given_by_a_clock_that_was_behind_is_not_old_when_it_is_right(
    tmp_path: Path, year: int
) -> None:
    """The computer woke up years ago; the lesson and what was planned are of today all the same."""
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", "Ana Silva", clock=clock) as (_, made):
        tokens, school_class = (made.teacher_token, made.student_tokens), made.class_id
        began = clock.now()  # before the last beat, which is what the relay knows of the time
    clock.ahead_ms = (year - 1970) * 365 * DAY_MS - began
    async with relay_inside(tmp_path / "data", clock) as (server, made):
        (made.teacher_token, made.student_tokens), made.class_id = tokens, school_class
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        session, planned = await made.live(lee), await made.planned(lee)
        await ana.enter(session)
        said = await ana.do(post_message(session, "by the wrong clock"))
        assert isinstance(said, MessagePosted)
        assert said.at >= began
        assert lee.welcome.now >= began
        await lee.do(EndSession(ref=new_ref(), session=session))
        assert (await lee.ask(GetKeeping(ref=new_ref()), Keeping)).due == 0
    clock.ahead_ms = 0
    async with relay_inside(tmp_path / "data", clock) as (server, made):
        made.teacher_token, made.student_tokens = tokens
        lee = await made.teacher()
        assert not server.store.heartbeat.doubted
        assert (await lee.ask(GetKeeping(ref=new_ref()), Keeping)).due == 0
        listed = (await lee.ask(ListSessions(ref=new_ref()), SessionList)).sessions
        assert {one.id for one in listed} == {session, planned.id}
        assert all(one.updated_at >= began for one in listed)


@pytest.mark.parametrize("written", [b"9999999999999999", b"           12345", b"4102444800000000"])
async def test_a_heartbeat_that_does_not_fit_the_database_signs_nobody_out(
    tmp_path: Path, written: bytes
) -> None:
    """A damaged file, or one of a clock that was set by hand for a moment."""
    async with school_inside(tmp_path / "data", "Ana Silva") as (_, made):
        tokens = made.teacher_token, made.student_tokens
    (tmp_path / "data" / HEARTBEAT_FILE).write_bytes(written)
    async with relay_inside(tmp_path / "data") as (server, made):
        made.teacher_token, made.student_tokens = tokens
        assert not server.store.heartbeat.doubted
        await made.student("Ana Silva")


async def test_a_flat_battery_removes_nothing_and_signs_nobody_out(tmp_path: Path) -> None:
    """Started with its clock three years ahead, twice; then it is right again."""
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", "Ana Silva", clock=clock) as (_, made):
        teacher = await made.teacher()
        session = await made.live(teacher)
        await made.planned(teacher)
        await teacher.do(EndSession(ref=new_ref(), session=session))
        tokens = made.teacher_token, made.student_tokens
    clock.ahead_ms = 1_096 * DAY_MS
    for _ in range(2):
        async with relay_inside(tmp_path / "data", clock, remove_old_after_seconds=0) as (server, made):
            made.teacher_token, made.student_tokens = tokens
            assert server.store.heartbeat.doubted
            teacher, ana = await made.teacher(), await made.student("Ana Silva")
            await server.school.remove_old()
            for one in (teacher, ana):
                assert len((await one.ask(ListSessions(ref=new_ref()), SessionList)).sessions) == 2
            with pytest.raises(NotAccepted, match="clock_doubted"):
                await teacher.ask(RemoveOld(ref=new_ref()), OldRemoved)
            told = await teacher.ask(GetKeeping(ref=new_ref()), Keeping)
            assert (told.due, told.doubted_clock - told.reckoned > 1_095 * DAY_MS) == (0, True)
    clock.ahead_ms = 0
    async with relay_inside(tmp_path / "data", clock) as (server, made):
        made.teacher_token, made.student_tokens = tokens
        assert not server.store.heartbeat.doubted
        await made.student("Ana Silva")


async def test_a_clock_that_is_confirmed_is_believed(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", clock=clock) as (server, made):
        teacher = await made.teacher()
        clock.ahead_ms = 200 * DAY_MS
        heartbeat = server.store.heartbeat
        before = heartbeat.doubted
        await teacher.ask(ConfirmClock(ref=new_ref()), Done)
        assert (before, heartbeat.doubted) == (True, False)
        assert heartbeat.now() >= clock.now() - 1_000
        assert (await teacher.ask(GetKeeping(ref=new_ref()), Keeping)).doubted_clock == 0
        notes = (await teacher.ask(ReadNotes(ref=new_ref()), Notes)).notes
        assert notes[0].what == "confirm_clock"


@pytest.mark.parametrize(
    ("days", "doubted"),
    [(0, False), (119, False), (121, True), (1_096, True), (-0.9, False), (-1.1, True), (-40, True)],
)
def test_what_is_a_jump(tmp_path: Path, days: float, doubted: bool) -> None:
    clock = HandClock()
    Heartbeat(tmp_path, clock).beat()
    clock.offset_ms += int(days * DAY_MS)
    heartbeat = Heartbeat(tmp_path, clock)
    assert heartbeat.doubted is doubted
    ran = heartbeat.now()
    clock.seconds += 60
    assert heartbeat.now() == ran + 60_000
    heartbeat.beat()
    assert Heartbeat(tmp_path, clock).doubted is doubted, "a beat does not make a wrong clock right"


def test_before_its_release_no_clock_is_right(tmp_path: Path) -> None:
    clock = HandClock()
    clock.offset_ms = 0
    heartbeat = Heartbeat(tmp_path, clock)
    assert heartbeat.doubted
    assert heartbeat.now() == RELEASED_MS


async def test_what_is_due_goes_after_it_was_due_on_seven_days(house: SchoolHouse) -> None:
    admin = await house.admin()
    made = await house.school_class(admin, "Physics")
    await house.session(admin, made.id)
    house.clock.seconds += (KEEP_DAYS - 1) * DAY_MS / 1000
    left = []
    for _ in range(10):
        await house.school.note_day()
        await house.school.note_day()
        await house.school.remove_old()
        left.append(len((await house.ask(admin, ListSessions(ref=new_ref()), SessionList)).sessions))
        house.clock.seconds += DAY_MS / 1000
    assert left == [1] * 8 + [0] * 2, "due from the second of these days on"


def test_a_rooms_time_never_falls_and_goes_on_evenly() -> None:
    clock = HandClock()
    room = Room(SESSION, EPOCH, clock, RoomLimits())
    assert room.now() == clock.now()
    began = room.now()
    clock.offset_ms -= 5 * 365 * DAY_MS
    clock.seconds += 60
    assert room.now() == began + 60_000
    take_step(room, "", "", lambda: room.publish(RelayReopened(down_since=0)))
    clock.offset_ms += 10 * 365 * DAY_MS
    assert room.now() == began + 60_000
    # Opened again with a clock that is behind the last event: from there on it goes on.
    again = Room(SESSION, EPOCH, clock, RoomLimits())
    clock.offset_ms -= 10 * 365 * DAY_MS
    again.replay(RelayReopened(down_since=0, seq=1, at=began, ref=new_ref()), "*")
    step = Rulebook(relay.features.find()).reopen(again)
    clock.seconds += 5
    assert [entry.at for entry in step.entries] == [began]
    assert again.now() == began + 5_000


@pytest.mark.parametrize("gap", [60_000, DAY_MS, DAY_MS + 1, 400 * DAY_MS])
def test_a_long_gap_over_a_restart_is_no_running_time(gap: int) -> None:
    tally = LessonStats()
    tally.started_at = 1_000
    tally.apply(RelayReopened(down_since=2_000, at=2_000 + gap))
    figures = tally.stats(2_000 + gap + 500)
    assert figures.duration == (1_500 if gap > DAY_MS else 1_500 + gap)
