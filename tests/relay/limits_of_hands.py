"""Up to the limit of hands, and one further."""

from pathlib import Path

from relay.protocol.hands import EXPLANATION_LENGTH, LowerHand, RaiseHand
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def hands_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.5) as (_, made):
        _, ana, session = await in_lesson(made)
        await ana.do(RaiseHand(ref=new_ref(), session=session))
        await ana.do(LowerHand(ref=new_ref(), session=session))
        return await code_of(ana.do(RaiseHand(ref=new_ref(), session=session)))


async def explanation(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        fits, too_long = (
            RaiseHand(ref=new_ref(), session=session, about="ü" * length)
            for length in (EXPLANATION_LENGTH, EXPLANATION_LENGTH + 1)
        )
        refused = await code_of(ana.do(too_long))
        await ana.do(fits)
        return refused


TRIES = {"hands' pace": hands_pace, "explanation of a hand": explanation}
