"""Up to the limit of hands, and one further."""

from pathlib import Path

from relay.protocol.hands import LowerHand, RaiseHand
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def hands_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.5) as (_, made):
        _, ana, session = await in_lesson(made)
        await ana.do(RaiseHand(ref=new_ref(), session=session))
        await ana.do(LowerHand(ref=new_ref(), session=session))
        return await code_of(ana.do(RaiseHand(ref=new_ref(), session=session)))


TRIES = {"hands' pace": hands_pace}
