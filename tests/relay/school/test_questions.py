"""Whether one may ask without a name is at first as its teacher had it last in that class, in no other."""

from pathlib import Path

from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.lesson import EndSession
from relay.protocol.questions import Questions, SetQuestions
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import school_inside


async def held(made: SchoolOfTests, lee: Client, choose: bool | None = None) -> bool:
    """A lesson from start to end; whether one may ask without a name when it begins."""
    session = await made.live(lee)
    began = (await lee.enter(session)).memories[Questions].unnamed
    if choose is not None:
        await lee.do(SetQuestions(ref=new_ref(), session=session, unnamed=choose))
    await lee.do(EndSession(ref=new_ref(), session=session))
    return began


async def test_it_is_as_it_was_last_in_the_class(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        lee = await made.teacher()
        assert not await held(made, lee, choose=True)
        assert await held(made, lee)
        assert await held(made, lee, choose=False), "by way of a lesson in which nobody chose anything"
        assert not await held(made, lee, choose=True)
        new = await lee.ask(MakeClass(ref=new_ref(), name="Art"), ClassReply)
        made.class_id = new.school_class.id
        assert not await held(made, lee)
