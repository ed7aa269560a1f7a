"""Where much is told to others: a reader hears now and then, in one page for many, that it was there."""

from pathlib import Path

import pytest

from relay.delivery import subscriber
from relay.protocol.chat import Chat
from relay.protocol.people import People
from tests.relay.client import Client, SchoolOfTests, post_message
from tests.relay.inside import school_inside

pytestmark = pytest.mark.asyncio

NEVER = 3_600.0
MANY = 20


async def in_lesson(made: SchoolOfTests) -> tuple[str, Client, Client, Client]:
    """The session, and the teacher, Ana and Tom in it."""
    lee, ana, tom = await made.teacher(), await made.student("Ana"), await made.student("Tom")
    session = await made.live(lee)
    for client in (lee, ana, tom):
        await client.enter(session)
    people = tom.rooms[session].memories[People]
    await tom.until(lambda: len(people.present()) == 3)
    return session, lee, ana, tom


async def write_privately(ana: Client, session: str, count: int = MANY) -> None:
    """So much is told to Ana and the teacher, each committed by itself."""
    for number in range(count):
        await ana.do(post_message(session, f"private {number}", private=True))


async def test_one_page_for_all_of_it_with_the_next_that_is_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "EMPTY_SECONDS", NEVER)
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0, gather_seconds=0.0) as (_, made):
        session, lee, ana, tom = await in_lesson(made)
        room = tom.rooms[session]
        before = room.pages
        await write_privately(ana, session)
        await tom.all_is_read()
        assert room.pages == before + 1, "the first is told at once"
        await lee.do(post_message(session, "all of you"))
        await tom.until(lambda: [m for m in room.memories[Chat].messages if m.text == "all of you"])
        assert room.pages == before + 2
        assert room.upto == lee.rooms[session].upto


async def test_they_are_told_after_a_while_though_nothing_else_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "EMPTY_SECONDS", 0.2)
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0, gather_seconds=0.0) as (_, made):
        session, lee, ana, tom = await in_lesson(made)
        await write_privately(ana, session)
        await tom.until(lambda: tom.rooms[session].upto == lee.rooms[session].upto)


async def test_whoever_is_cut_meanwhile_goes_on_where_they_were_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "EMPTY_SECONDS", NEVER)
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0, gather_seconds=0.0) as (_, made):
        session, lee, ana, tom = await in_lesson(made)
        await write_privately(ana, session)
        await tom.all_is_read()
        place = tom.rooms[session]
        assert place.upto < lee.rooms[session].upto
        await tom.cut()
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: not people.is_here(tom.me.id))
        back = await made.student("Tom")
        back.rooms[session] = place
        await back.enter(session)
        assert back.rooms[session].upto >= lee.rooms[session].upto - 1


async def test_nobody_is_left_behind_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriber, "EMPTY_SECONDS", NEVER)
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0, gather_seconds=0.0) as (server, made):
        session, _, ana, tom = await in_lesson(made)
        await write_privately(ana, session)
        before = tom.rooms[session].upto
        server.delivery.close(session)
        await tom.until(lambda: tom.rooms[session].upto > before)
        assert tom.rooms[session].upto == ana.rooms[session].upto
