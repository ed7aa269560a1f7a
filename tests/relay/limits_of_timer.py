"""Up to the limits of timers, and one further."""

from pathlib import Path

from relay.protocol.timer import (
    LABEL_LENGTH,
    LONGEST_SECONDS,
    MOST_TIMERS,
    TURNS,
    AddTime,
    StartTimer,
    TimeAdded,
    TimerStarted,
)
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


def start(session: str, seconds: int = 60, label: str = "") -> StartTimer:
    return StartTimer(ref=new_ref(), session=session, seconds=seconds, label=label)


async def timers(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0) as (_, made):
        lee, _, session = await in_lesson(made)
        for _ in range(MOST_TIMERS):
            await lee.do(start(session))
        return await code_of(lee.do(start(session)))


async def time(folder: Path) -> str:
    """Whether it is asked for at once or little by little."""
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        code = await code_of(lee.do(start(session, LONGEST_SECONDS + 1)))
        started = await lee.do(start(session, LONGEST_SECONDS - 1))
        assert isinstance(started, TimerStarted)

        def longer() -> AddTime:
            return AddTime(ref=new_ref(), session=session, timer=started.seq, seconds=1)

        assert isinstance(await lee.do(longer()), TimeAdded)
        assert await code_of(lee.do(longer())) == code
        return code


async def label(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        refused = await code_of(lee.do(start(session, label="ü" * (LABEL_LENGTH + 1))))
        await lee.do(start(session, label="ü" * LABEL_LENGTH))
        return refused


async def timers_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, _, session = await in_lesson(made)
        for _ in range(int(TURNS[1] * 0.4)):
            await lee.do(start(session))
        return await code_of(lee.do(start(session)))


TRIES = {"timers": timers, "timer's time": time, "timer's label": label, "timers' pace": timers_pace}
