"""Delivery over real sockets: the slow are caught up, the stuck are cut, and nobody else notices."""

import asyncio
from pathlib import Path

import pytest

from relay.protocol.chat import Chat, PostMessage
from relay.protocol.people import People
from relay.room import new_ref
from tests.chaos import chaos_before
from tests.relay.client import Client
from tests.relay.process import school

pytestmark = pytest.mark.asyncio
LONG = "x" * 1900
LIFTED = {"pace_factor": 0, "frames_per_second": 0}


def say(session: str, text: str) -> PostMessage:
    return PostMessage(ref=new_ref(), session=session, text=text)


def count(client: Client, session: str) -> int:
    return sum(bool(m.text) for m in client.rooms[session].memories[Chat].messages)


async def hears(client: Client, session: str, messages: int) -> None:
    await client.until(lambda: count(client, session) == messages)


async def test_a_slow_reader_leaves_the_live_path_and_is_caught_up(tmp_path: Path) -> None:
    settings = LIFTED | {
        "live_buffer_bytes": 20_000,
        "reader_stuck_seconds": 60,
        "reader_buffer_bytes": 10**9,
    }
    async with school(tmp_path / "data", "Ana Silva", **settings) as (_, classroom):
        lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
        session = await classroom.live(lee)
        await lee.enter(session)
        await ana.enter(session)
        ana.socket.transport.pause_reading()
        for _ in range(4000):
            await lee.send(say(session, LONG))
        await lee.until(lambda: count(lee, session) == 4000)
        assert count(ana, session) < 4000
        ana.socket.transport.resume_reading()
        await ana.until(lambda: count(ana, session) == 4000)
        await lee.do(say(session, "live again"))
        await ana.until(lambda: count(ana, session) == 4001)


async def test_a_stuck_reader_is_cut_and_goes_on_later(tmp_path: Path) -> None:
    settings = LIFTED | {"reader_stuck_seconds": 1, "live_buffer_bytes": 20_000}
    async with school(tmp_path / "data", "Ana Silva", **settings) as (_, classroom):
        lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
        session = await classroom.live(lee)
        await lee.enter(session)
        place = await ana.enter(session)
        await lee.until(lambda: lee.rooms[session].memories[People].is_here(ana.me.id))
        ana.socket.transport.pause_reading()
        for _ in range(4000):
            await lee.send(say(session, LONG))
        await lee.until(lambda: lee.rooms[session].memories[People].everybody[ana.me.id].state == "lost")
        await lee.until(lambda: count(lee, session) == 4000)
        await ana.cut()
        back = await classroom.student("Ana Silva")
        back.rooms[session] = place
        await back.enter(session)
        assert count(back, session) == 4000


async def test_a_dead_line_is_noticed(tmp_path: Path) -> None:
    """Nothing is closed; nothing comes any more. With pings 10 s apart this takes at most 22 s."""
    async with school(tmp_path / "data", "Ana Silva", ping_seconds=0.5) as (relay, classroom):
        lee = await classroom.teacher()
        session = await classroom.live(lee)
        await lee.enter(session)
        async with chaos_before(relay.ready["port"]) as proxy:
            ana = await Client(
                proxy.listens_on, relay.certificate, classroom.student_tokens["Ana Silva"]
            ).open()
            await ana.enter(session)
            people = lee.rooms[session].memories[People]
            await lee.until(lambda: people.is_here(ana.me.id))
            proxy.stall()
            await lee.until(lambda: people.everybody[ana.me.id].state == "lost")
            await ana.cut()


async def test_many_at_once_hear_the_same_in_the_same_order(tmp_path: Path) -> None:
    names = [f"Student {n}" for n in range(12)]
    async with school(tmp_path / "data", *names, **LIFTED) as (_, classroom):
        lee = await classroom.teacher()
        session = await classroom.live(lee)
        await lee.enter(session)
        students = [await classroom.student(name) for name in names]
        await asyncio.gather(*(student.enter(session) for student in students))

        async def chatter(client: Client) -> None:
            for n in range(20):
                await client.send(say(session, f"{client.me.name} {n}"))

        await asyncio.gather(*(chatter(student) for student in students))
        for client in (lee, *students):
            await hears(client, session, 240)
        logs = {tuple(e.ref for e in c.rooms[session].told[:250]) for c in (lee, *students)}
        assert len(logs) == 1
