"""Up to the limits of the picker, and one further."""

from pathlib import Path

from relay.protocol.hands import RaiseHand
from relay.protocol.picker import DRAWS, DrawName
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def drawing_names(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, ana, session = await in_lesson(made)
        await ana.do(RaiseHand(ref=new_ref(), session=session))  # then she is told to be here
        for _ in range(int(DRAWS.burst * 0.4)):
            await lee.do(DrawName(ref=new_ref(), session=session))
        return await code_of(lee.do(DrawName(ref=new_ref(), session=session)))


TRIES = {"drawing names": drawing_names}
