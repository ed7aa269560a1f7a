"""Private writing and mutes over sockets: what travels to whom, also to who comes late or is back."""

from pathlib import Path

import pytest

from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.mutes import MuteChat, Mutes, UnmuteChat
from relay.protocol.people import People
from relay.protocol.private import WritePrivately
from relay.shared.ids import new_ref
from tests.relay.client import Client, post_message
from tests.relay.inside import code_of, in_lesson, relay_inside, school_inside

pytestmark = pytest.mark.asyncio


def texts(client: Client, session: str) -> list[str]:
    return [m.text for m in client.rooms[session].memories[Chat].messages if m.text]


def mutes(client: Client, session: str) -> Mutes:
    return client.rooms[session].memories[Mutes]


async def test_a_private_word_is_answered_privately_and_no_byte_of_it_reaches_others(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (_, made):
        lee, ana, session = await in_lesson(made)
        assert "private" in lee.welcome.can
        tom = await made.student("Tom")
        tom.heard = []
        await tom.enter(session)
        asked = await ana.do(post_message(session, "I do not understand", private=True))
        assert isinstance(asked, MessagePosted)
        words = "Shall we look at it?"
        answer = WritePrivately(ref=new_ref(), session=session, to=asked.by, text=words, replies_to=asked.seq)
        await lee.do(answer)
        again = await lee.do(answer)
        await ana.until(lambda: texts(ana, session) == ["I do not understand", "Shall we look at it?"])
        told = ana.rooms[session].told[-1]
        assert isinstance(told, MessagePosted)
        assert (told.private, told.to, told.name) == (True, ana.me.id, "Ms Lee")
        assert (told.replies_to, "understand" in told.text) == (asked.seq, False)
        assert getattr(again, "seq", 0) == told.seq, "once, however often it is sent"
        await lee.do(post_message(session, "Let us go on"))
        await tom.until(lambda: texts(tom, session) == ["Let us go on"])
        assert not [f for f in tom.heard if b"understand" in f or b"look at it" in f]

        late = await made.student("Tom")
        late.heard = []
        await late.enter(session)
        assert texts(late, session) == ["Let us go on"]
        assert not [f for f in late.heard if b"understand" in f or b"look at it" in f]
        await ana.cut()
        back = await made.student("Ana")
        await back.enter(session)
        assert texts(back, session) == ["I do not understand", "Shall we look at it?", "Let us go on"]


async def test_who_was_muted_alone_stays_so_when_all_may_write_again(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (_, made):
        lee, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        await tom.enter(session)
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: people.is_here(ana.me.id))
        await lee.do(MuteChat(ref=new_ref(), session=session, account=ana.me.id))
        await lee.do(MuteChat(ref=new_ref(), session=session))
        for student in (ana, tom):
            assert await code_of(student.do(post_message(session, "hello"))) == "muted"
        await tom.do(post_message(session, "I feel ill", private=True))
        await lee.do(MuteChat(ref=new_ref(), session=session, private=True))
        assert await code_of(tom.do(post_message(session, "really", private=True))) == "muted"
        await ana.until(lambda: mutes(ana, session).private)
        await lee.do(UnmuteChat(ref=new_ref(), session=session))
        await tom.do(post_message(session, "thanks"))
        assert await code_of(ana.do(post_message(session, "me too"))) == "muted"
        await ana.do(post_message(session, "why me?", private=True))
        for client in (lee, ana, tom):
            await client.all_is_read()
            assert mutes(client, session).people == {ana.me.id}
        account, token = ana.me.id, lee.token
    async with relay_inside(tmp_path) as (_, made):
        lee = await made.client(token)
        await lee.enter(session)
        assert (mutes(lee, session).everybody, mutes(lee, session).people) == (False, {account})
