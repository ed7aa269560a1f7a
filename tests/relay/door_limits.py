"""Up to the limits of a lesson's door, and one further."""

from pathlib import Path

import pytest

from relay.protocol.entrance import Entrance, SetDoor
from relay.protocol.limits import PASSES_FOR_A_SEAT, WRONG_CODES
from relay.room import new_ref
from tests.relay.by_code import CodeNotKnown, come, ticket
from tests.relay.client import NotAccepted, SchoolOfTests
from tests.relay.inside import school_inside


async def code_of_a_lesson(made: SchoolOfTests, seats: int = 30) -> tuple[str, str]:
    """A live lesson that takes people by code, and the code."""
    teacher = await made.teacher()
    session = await made.live(teacher, seats)
    room = await teacher.enter(session)
    await teacher.do(SetDoor(ref=new_ref(), session=session, codes=True, guests=True))
    return session, room.memories[Entrance].code


async def wrong_codes(folder: Path) -> str:
    """One connection guesses."""
    async with school_inside(folder) as (server, made):
        session, code = await code_of_a_lesson(made)
        guesser, typist = await made.client(), await made.client()
        for client, wrong in ((typist, WRONG_CODES - 1), (guesser, WRONG_CODES)):
            for _ in range(wrong):
                with pytest.raises(CodeNotKnown):
                    await ticket(client.ask, session, "AAAAAA", server.pin)
        assert (await ticket(typist.ask, session, code, server.pin)).guests
        with pytest.raises(NotAccepted) as no:
            await ticket(guesser.ask, session, code, server.pin)
        return str(no.value)


async def passes(folder: Path) -> str:
    """A lesson for one, to which people come with ever other names."""
    async with school_inside(folder) as (server, made):
        session, code = await code_of_a_lesson(made, seats=1)
        visitor = await made.client()
        for number in range(PASSES_FOR_A_SEAT):
            await come(visitor.ask, session, code, server.pin, f"Guest {number}")
        with pytest.raises(NotAccepted) as no:
            await come(visitor.ask, session, code, server.pin, "One more")
        return str(no.value)
