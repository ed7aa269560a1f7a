"""Up to the limits of checks, and one further."""

from pathlib import Path

from relay.protocol.checks import TASK_LENGTH, TICKS, CheckStarted, StartCheck, Tick
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def task(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        fits, too_long = (
            StartCheck(ref=new_ref(), session=session, task="ü" * length)
            for length in (TASK_LENGTH, TASK_LENGTH + 1)
        )
        refused = await code_of(lee.do(too_long))
        await lee.do(fits)
        return refused


async def ticks_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, ana, session = await in_lesson(made)
        started = await lee.do(StartCheck(ref=new_ref(), session=session))
        assert isinstance(started, CheckStarted)
        for _ in range(int(TICKS[1] * 0.4)):
            await ana.do(Tick(ref=new_ref(), session=session, prompt=started.seq, progress="done"))
        return await code_of(
            ana.do(Tick(ref=new_ref(), session=session, prompt=started.seq, progress="working"))
        )


TRIES = {"task": task, "ticks' pace": ticks_pace}
