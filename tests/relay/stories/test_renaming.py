"""Somebody is renamed while a lesson runs: all see it at once, and nobody has to leave."""

from pathlib import Path

import pytest

from relay.protocol.accounts import Done
from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.people import People
from relay.protocol.renaming import PersonRenamed, RenamePerson
from relay.shared.ids import new_ref
from tests.relay.client import post_message
from tests.relay.inside import in_lesson, school_inside

pytestmark = pytest.mark.asyncio


async def test_all_see_the_new_name_at_once_and_nobody_leaves(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (_, made):
        lee, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        await tom.enter(session)
        await ana.do(post_message(session, "before"))
        await lee.ask(RenamePerson(ref=new_ref(), account=ana.me.id, name="Anna Silva"), Done)
        for client in (lee, ana, tom):
            room = client.rooms[session]
            await client.until(lambda room=room: isinstance(room.told[-1], PersonRenamed))  # type: ignore[misc]
            assert room.memories[People].name_of(ana.me.id) == "Anna Silva"
            assert [m.name for m in room.memories[Chat].messages if m.text] == ["Anna Silva"]
        await ana.until(lambda: ana.me.name == "Anna Silva")
        said = await ana.do(post_message(session, "after"))
        assert isinstance(said, MessagePosted)
        assert said.name == "Anna Silva", "over the line on which they were Ana"
        assert lee.rooms[session].memories[People].is_here(ana.me.id)
        assert "people_went" not in [type(event).__struct_config__.tag for event in lee.rooms[session].told]
        again = await made.student("Ana")
        assert again.me.name == "Anna Silva"
        assert (await again.enter(session)).memories[People].name_of(ana.me.id) == "Anna Silva"
