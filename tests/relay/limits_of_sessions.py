"""Up to the limit of sessions that are made at once, and one further."""

from pathlib import Path

from relay.protocol.sessions import MOST_AT_ONCE, CreateSession, ListSessions, SessionList, SessionReply
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, school_inside


async def lessons_at_once(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()

        def plan(count: int) -> CreateSession:
            return CreateSession(
                ref=new_ref(),
                class_id=made.class_id,
                title="Energy",
                scheduled_at=1,
                also_at=list(range(2, count + 1)),
            )

        await lee.ask(plan(MOST_AT_ONCE), SessionReply)
        code = await code_of(lee.ask(plan(MOST_AT_ONCE + 1), SessionReply))
        listed = await lee.ask(ListSessions(ref=new_ref(), limit=100), SessionList)
        assert len(listed.sessions) == MOST_AT_ONCE, "of those that are too many none is made"
        return code


TRIES = {"lessons at once": lessons_at_once}
