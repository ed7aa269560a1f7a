"""Up to the limits of groups, and one further."""

from pathlib import Path

from relay.protocol.groups import GROUPING, MOST_GROUPS, MakeGroups
from relay.protocol.hands import RaiseHand
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def groups(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await ana.do(RaiseHand(ref=new_ref(), session=session))  # then she is told to be here
        await lee.do(MakeGroups(ref=new_ref(), session=session, count=MOST_GROUPS))
        return await code_of(lee.do(MakeGroups(ref=new_ref(), session=session, count=MOST_GROUPS + 1)))


async def making_groups(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, ana, session = await in_lesson(made)
        await ana.do(RaiseHand(ref=new_ref(), session=session))  # then she is told to be here
        for _ in range(int(GROUPING.burst * 0.4)):
            await lee.do(MakeGroups(ref=new_ref(), session=session, size=2))
        return await code_of(lee.do(MakeGroups(ref=new_ref(), session=session, size=2)))


TRIES = {"groups": groups, "making groups": making_groups}
