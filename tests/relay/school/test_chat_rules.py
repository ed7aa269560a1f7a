"""A lesson's chat begins as its teacher left it in that class, and as nobody else did."""

from pathlib import Path

import pytest

from relay.protocol.chat_rules import ChatRules, SetChat
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.lesson import EndSession
from relay.protocol.mutes import MuteChat, Mutes
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import relay_inside, school_inside

pytestmark = pytest.mark.asyncio


async def begin(made: SchoolOfTests, lee: Client) -> tuple[str, tuple[str, int], bool]:
    """A lesson that has just begun: its rules, and whether all are muted."""
    session = await made.live(lee)
    memories = (await lee.enter(session)).memories
    rules = memories[ChatRules]
    return session, (rules.approve, rules.slow), memories[Mutes].everybody


async def test_slow_mode_and_what_is_looked_at_first_stay_and_mutes_do_not(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        lee = await made.teacher()
        first, rules, _ = await begin(made, lee)
        assert rules == ("off", 0)
        await lee.do(SetChat(ref=new_ref(), session=first, approve="guests", slow=30))
        await lee.do(MuteChat(ref=new_ref(), session=first, private=True))
        await lee.do(EndSession(ref=new_ref(), session=first))
        second, rules, muted = await begin(made, lee)
        assert (rules, muted) == (("guests", 30), False)
        await lee.do(EndSession(ref=new_ref(), session=second))
    async with relay_inside(tmp_path) as (_, again):
        again.class_id = made.class_id
        lee = await again.client(made.teacher_token)
        third, rules, _ = await begin(again, lee)
        assert rules == ("guests", 30), "by way of a lesson in which nobody chose anything"
        await lee.do(SetChat(ref=new_ref(), session=third, approve="off", slow=0))
        await lee.do(EndSession(ref=new_ref(), session=third))
        assert (await begin(again, lee))[1] == ("off", 0)
        new = await lee.ask(MakeClass(ref=new_ref(), name="Art"), ClassReply)
        again.class_id = new.school_class.id
        assert (await begin(again, lee))[1] == ("off", 0)
