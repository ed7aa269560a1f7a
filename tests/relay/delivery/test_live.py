"""Delivery over real sockets: the slow are caught up, the stuck are cut, and nobody else notices."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from relay.protocol.admission import DoorSet
from relay.protocol.chat import Chat
from relay.protocol.log import PAGE_BYTES, ReadLog
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.patience import SLOWNESS, until
from tests.relay.client import Client, post_message
from tests.relay.inside import school_inside, stalled, stop_reading
from tests.relay.process import school

pytestmark = pytest.mark.asyncio
LONG = "x" * 1900
LIFTED = {"pace_factor": 0, "frames_per_second": 0, "bytes_per_second": 0}


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
        ana.stop_reading()
        for _ in range(4000):
            await lee.send(post_message(session, LONG))
        await lee.until(lambda: count(lee, session) == 4000)
        assert count(ana, session) < 4000
        ana.read_on()
        await ana.until(lambda: count(ana, session) == 4000)
        await lee.do(post_message(session, "live again"))
        await ana.until(lambda: count(ana, session) == 4001)


async def test_a_stuck_reader_is_cut_and_goes_on_later(tmp_path: Path) -> None:
    settings = LIFTED | {"reader_stuck_seconds": SLOWNESS, "live_buffer_bytes": 20_000}
    async with school(tmp_path / "data", "Ana Silva", **settings) as (_, classroom):
        lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
        session = await classroom.live(lee)
        await lee.enter(session)
        place = await ana.enter(session)
        await lee.until(lambda: lee.rooms[session].memories[People].is_here(ana.me.id))
        stop_reading(ana)
        for _ in range(4000):
            await lee.send(post_message(session, LONG))
        await lee.until(lambda: lee.rooms[session].memories[People].everybody[ana.me.id].state == "lost")
        await lee.until(lambda: count(lee, session) == 4000)
        await ana.cut()
        back = await classroom.student("Ana Silva")
        back.rooms[session] = place
        await back.enter(session)
        assert count(back, session) == 4000


async def test_others_do_not_notice_a_stuck_reader(tmp_path: Path) -> None:
    """What waits for it stays below what a live reader may have and a page; the rest is in the log."""
    settings: dict[str, Any] = LIFTED | {"reader_stuck_seconds": 60, "live_buffer_bytes": 20_000}
    async with school_inside(tmp_path / "data", "Ana Silva", "Tom Becker", **settings) as (server, made):
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        tom = await made.student("Tom Becker")
        session = await made.live(lee)
        for client in (lee, ana, tom):
            await client.enter(session)
        sender = stalled(server, ana)
        most = 0
        for n in range(40):
            for _ in range(10):
                await lee.send(post_message(session, LONG))
            await hears(tom, session, 10 * (n + 1))
            most = max(most, sender.waiting())
        assert server.delivery.slow >= 1  # on a busy computer Tom too is behind for a moment
        beneath = 65_536 + PAGE_BYTES  # what the transport beneath TLS takes before it is full
        assert 0 < most < 20_000 + PAGE_BYTES + beneath
        assert count(ana, session) < 400
        ana.read_on()
        await hears(ana, session, 400)


@pytest.mark.attack
async def test_who_takes_no_answers_is_cut_at_the_limit(tmp_path: Path) -> None:
    settings: dict[str, Any] = LIFTED | {"reader_stuck_seconds": 60, "reader_buffer_bytes": 100_000}
    async with school_inside(tmp_path / "data", "Ana Silva", **settings) as (server, made):
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        session = await made.live(lee)
        await lee.enter(session)
        for _ in range(20):
            await lee.do(post_message(session, LONG))
        stalled(server, ana)
        asked = ReadLog(ref=new_ref(), session=session)

        answer = len(LONG) * 20
        with contextlib.suppress(ConnectionClosed):
            for _ in range(100_000 // answer + 50):  # what the systems take on the way, and more
                await ana.send(asked)
                await asyncio.sleep(0)  # sending waits for nothing while there is room
        await until(lambda: server.delivery.unsent.cuts)
        assert server.delivery.unsent.cuts == 1
        ana.read_on()
        await ana.socket.wait_closed()
        await lee.do(post_message(session, "the others go on"))


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
                await client.send(post_message(session, f"{client.me.name} {n}"))

        await asyncio.gather(*(chatter(student) for student in students))
        for client in (lee, *students):
            await hears(client, session, 240)
        everybody = (lee, *students)
        logs = {tuple(e.ref for e in c.rooms[session].told if not isinstance(e, DoorSet)) for c in everybody}
        assert len(logs) == 1
