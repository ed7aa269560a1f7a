"""A class reacts: everybody is told how many, nobody who, and a crowd costs no more than one."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from relay.protocol.chat import MessagePosted
from relay.protocol.hello import Hello
from relay.protocol.reactions import React, Reactions, SetReactions, Sign
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests, post_message
from tests.relay.inside import school_inside

pytestmark = pytest.mark.asyncio

HELLO = Hello(can=["moments", "reactions", "chat"])
LONGEST = len(
    b'{"t":"reactions","session":"01BX5ZZKBKACTAV9WEVGEMMVS0","counts":{"thumbs_up":1000,"clap":1000,'
    b'"heart":1000,"laugh":1000,"surprised":1000,"slower":1000}}'
)


async def begin(made: SchoolOfTests, *names: str) -> tuple[str, Client, list[Client]]:
    """A lesson with its teacher and students in it, who hear every frame."""
    lee = await made.client(made.teacher_token, hello=HELLO)
    session = await made.live(lee)
    students = [await made.client(made.student_tokens[name], hello=HELLO) for name in names]
    for client in (lee, *students):
        client.heard = []
        await client.enter(session)
    return session, lee, students


async def switch(lee: Client, session: str, on: bool) -> None:
    await lee.do(SetReactions(ref=new_ref(), session=session, on=on))


async def react(who: Client, session: str, sign: Sign) -> None:
    """Somebody reacts, and the relay has read it."""
    await who.send(React(session=session, sign=sign))
    await who.all_is_read()


def seen(client: Client) -> dict[str, int]:
    """How often each sign came."""
    assert all(isinstance(moment, Reactions) and not moment.by for moment in client.moments)
    found = Counter[str]()
    for moment in client.moments:
        found.update(moment.counts if isinstance(moment, Reactions) else {})
    return dict(found)


async def sees(client: Client, expected: dict[str, int]) -> None:
    """So often each sign has come, and no more."""
    await client.until(lambda: sum(seen(client).values()) >= sum(expected.values()))
    assert seen(client) == expected


async def caught_up(client: Client, session: str, seq: int) -> None:
    await client.until(lambda: client.rooms[session].upto >= seq)


def frames(client: Client) -> list[bytes]:
    return [frame for frame in client.heard or () if frame.startswith(b'{"t":"reactions"')]


async def test_all_are_told_how_many_and_nobody_who(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        session, lee, (ana, tom) = await begin(made, "Ana", "Tom")
        old = await made.client(made.student_tokens["Eve"], hello=Hello(can=["moments", "chat"]))
        old.heard = []
        await old.enter(session)
        await react(ana, session, "heart")  # before anybody may
        await switch(lee, session, on=True)
        for who in (ana, tom):
            await react(who, session, "clap")
        await react(lee, session, "thumbs_up")
        for client in (ana, tom, lee):
            await sees(client, {"clap": 2, "thumbs_up": 1})
            told = b"".join(frames(client))
            assert not [one.me.id for one in (ana, tom, lee) if one.me.id.encode() in told]
        late = await made.client(made.student_tokens["Eve"], hello=HELLO)
        await late.enter(session)
        await switch(lee, session, on=False)
        await react(ana, session, "laugh")
        posted = await lee.do(post_message(session, "On we go"))
        assert isinstance(posted, MessagePosted)
        for client in (ana, old, late):
            await caught_up(client, session, posted.seq)
        assert seen(ana) == {"clap": 2, "thumbs_up": 1}
        assert late.moments == [], "what was shown before is kept nowhere"
        assert not frames(old)


async def test_a_crowd_costs_each_reader_two_small_frames_a_second(tmp_path: Path) -> None:
    names, signs = [f"S{number}" for number in range(10)], list[Sign](["clap", "slower", "heart"])
    async with school_inside(tmp_path, *names, pace_factor=0, frames_per_second=0) as (_, made):
        session, lee, students = await begin(made, *names)
        await switch(lee, session, on=True)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for turn in range(30):
            for student in students:
                await student.send(React(session=session, sign=signs[turn % 3]))
        for client in (lee, *students):
            await sees(client, {"clap": 100, "slower": 100, "heart": 100})
            told = frames(client)
            assert 1 <= len(told) <= 2 * (loop.time() - began)
            assert max(map(len, told)) <= LONGEST
