"""A timer through a real relay: it ends by itself, for all at once, and outlasts a restart."""

from functools import partial
from pathlib import Path

from relay.protocol.timer import (
    AddTime,
    Countdown,
    PauseTimer,
    ResumeTimer,
    StartTimer,
    TimerEnded,
    Timers,
    TimerStarted,
)
from relay.shared.ids import new_ref
from tests.relay.client import Client
from tests.relay.inside import MovingClock, in_lesson, looked_at, relay_inside, school_inside


async def start(lee: Client, session: str, seconds: int, label: str = "") -> TimerStarted:
    started = await lee.do(StartTimer(ref=new_ref(), session=session, seconds=seconds, label=label))
    assert isinstance(started, TimerStarted)
    return started


def is_over(timer: Countdown) -> bool:
    return timer.how == "time"


async def test_it_ends_by_itself_for_everybody_at_the_same_time(tmp_path: Path) -> None:
    """Nobody asks for anything meanwhile; who comes late has the same before them."""
    async with school_inside(tmp_path, "Ana", "Tom") as (_, made):
        lee, ana, session = await in_lesson(made)
        number = (await start(lee, session, 1, "Tidy up")).seq
        tom = await made.student("Tom")
        await tom.enter(session)
        for client in (lee, ana, tom):
            timer = client.rooms[session].memories[Timers].timers[number]
            await client.until(partial(is_over, timer))
            assert timer.label == "Tidy up"
        ends = {
            (event.seq, event.at, event.by)
            for client in (lee, ana, tom)
            for event in client.rooms[session].told
            if isinstance(event, TimerEnded)
        }
        ((_, at, by),) = ends
        assert at >= lee.rooms[session].memories[Timers].timers[number].started_at + 1000
        assert by == ""


async def test_what_is_left_outlasts_a_restart_and_a_pause(tmp_path: Path) -> None:
    clock, folder = MovingClock(), tmp_path / "data"
    async with school_inside(folder, "Ana", clock=clock) as (_, made):
        lee, _, session = await in_lesson(made)
        number = (await start(lee, session, 100, "Tidy up")).seq
        clock.move(10)
        await looked_at(lee, session)
        token, port = made.teacher_token, made.port
    clock.move(3600)
    async with relay_inside(folder, clock, port=port) as (server, made):
        lee = await made.client(token)
        timers = (await lee.enter(session)).memories[Timers]
        inside = server.rooms.get(session)
        assert inside is not None
        left = timers.timers[number].left(inside.room.now())
        assert 30_000 < left <= 90_000, "an hour went by in which nothing ran"
        await lee.do(PauseTimer(ref=new_ref(), session=session, timer=number))
        clock.move(3600)
        await lee.do(ResumeTimer(ref=new_ref(), session=session, timer=number))
        clock.move(left / 1000 - 5)
        await lee.do(AddTime(ref=new_ref(), session=session, timer=number, seconds=60))
        clock.move(30)
        await looked_at(lee, session)
        assert timers.running == number, "a minute was added"
        clock.move(60)
        await looked_at(lee, session)
        assert timers.timers[number].how == "time"
