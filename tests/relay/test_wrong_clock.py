"""Clocks that are wrong, and put right while the relay runs: durations are running time, nothing is lost."""

from pathlib import Path

import pytest

from relay.protocol.chat import MessagePosted
from relay.protocol.lesson import EndSession, RelayReopened
from relay.protocol.people import People
from relay.protocol.sessions import GetSession, SessionDetails
from relay.protocol.tally import Tally
from relay.room import Manners, Room, new_ref
from tests.relay.inside import JumpingClock, relay_inside, school_inside
from tests.relay.lists import EPOCH, SESSION, HandClock
from tests.relay.test_server_rooms import in_a_lesson, say

DAY_MS = 24 * 3_600_000


async def test_a_clock_put_right_in_a_lesson_is_in_no_figure(tmp_path: Path) -> None:
    """Forty days behind when the lesson begins, right before it ends; also over a restart between them."""
    clock = JumpingClock()
    clock.ahead_ms = -40 * DAY_MS
    async with school_inside(tmp_path / "data", "Ana Silva", clock=clock) as (server, made):
        session, lee, (ana,) = await in_a_lesson(made, "Ana Silva")
        before = await ana.do(say(session, "before"))
        clock.ahead_ms = 0
        after = await ana.do(say(session, "after"))
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


def test_a_rooms_time_never_falls_and_goes_on_evenly() -> None:
    clock = HandClock()
    room = Room(SESSION, EPOCH, clock, Manners())
    assert room.now() == clock.now()
    began = room.now()
    clock.offset_ms -= 5 * 365 * DAY_MS
    clock.seconds += 60
    assert room.now() == began + 60_000
    room.step("", "", lambda: room.publish(RelayReopened(down_since=0)))
    clock.offset_ms += 10 * 365 * DAY_MS
    assert room.now() == began + 60_000
    # Opened again with a clock that is behind the last event: from there on it goes on.
    again = Room(SESSION, EPOCH, clock, Manners())
    clock.offset_ms -= 10 * 365 * DAY_MS
    again.recall(RelayReopened(down_since=0, seq=1, at=began, ref=new_ref()), "*")
    step = again.reopen()
    clock.seconds += 5
    assert [entry.at for entry in step.entries] == [began]
    assert again.now() == began + 5_000


@pytest.mark.parametrize("gap", [60_000, DAY_MS, DAY_MS + 1, 400 * DAY_MS])
def test_a_long_gap_over_a_restart_is_no_running_time(gap: int) -> None:
    tally = Tally()
    tally.started_at = 1_000
    tally.apply(RelayReopened(down_since=2_000, at=2_000 + gap))
    figures = tally.figures(2_000 + gap + 500)
    assert figures.duration == (1_500 if gap > DAY_MS else 1_500 + gap)
