"""A teacher gathers the class: whoever is in the room, and has a program that knows it, is told at once."""

from pathlib import Path

import pytest

from relay.protocol.gather import Gather
from relay.protocol.hello import Hello
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.ids import new_ref
from tests.relay.client import Client
from tests.relay.inside import school_inside

pytestmark = pytest.mark.asyncio

HELLO = Hello(can=["moments", "gather"])


async def gathers(who: Client, session: str) -> None:
    """Somebody gathers, and the relay has read it."""
    await who.send(Gather(session=session))
    await who.ask(ListSessions(ref=new_ref()), SessionList)


async def told(client: Client) -> None:
    """A moment has come."""
    await client.until(lambda: client.moments)


async def test_all_in_the_room_are_gathered_by_a_teacher_and_by_nobody_else(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lee = await made.client(made.teacher_token, hello=HELLO)
        session = await made.live(lee)
        await lee.enter(session)
        ana, tom = [await made.client(made.student_tokens[name], hello=HELLO) for name in ("Ana", "Tom")]
        old = await made.client(made.student_tokens["Eve"], hello=Hello(can=["moments"]))
        for student in (ana, tom, old):
            await student.enter(session)
        head = lee.rooms[session].upto
        await gathers(ana, session)
        await gathers(lee, session)
        for student in (ana, tom):
            await told(student)
            assert student.moments == [Gather(session=session, by=lee.me.id)]
        await gathers(old, session)
        assert not [*old.moments, *lee.moments]
        assert lee.rooms[session].upto >= head
