"""Up to the limit of coming and going, and one further."""

from pathlib import Path

from relay.protocol.entering import LeaveRoom, LeftRoom
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def comings(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        _, ana, session = await in_lesson(made)
        for _ in range(2):
            await ana.ask(LeaveRoom(ref=new_ref(), session=session), LeftRoom)
        return await code_of(ana.ask(LeaveRoom(ref=new_ref(), session=session), LeftRoom))


TRIES = {"comings' pace": comings}
