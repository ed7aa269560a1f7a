"""Whoever is removed, taken out of the class or made less of loses access at once, by whatever way."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from relay.protocol.accounts import Account
from relay.protocol.base import RoomCommand
from relay.protocol.chat import MessagePosted
from relay.protocol.classes import ClassReply, RemoveStudent
from relay.protocol.entering import EnterRoom
from relay.protocol.hands import RaiseHand
from relay.protocol.lesson import EndSession
from relay.protocol.log import Afresh, LogPage, ReadLog
from relay.protocol.people import AllowBack, People, PersonRemoved, RemovePerson
from relay.protocol.sessions import GetSession, ListSessions, SessionDetails, SessionList
from relay.school.surroundings import Change
from relay.server import RelayServer
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.client import Client, NotAccepted, SchoolOfTests, post_message
from tests.relay.inside import school_inside, slow_disk


def texts(client: Client, session: str) -> list[str]:
    room = client.rooms.get(session)
    return [event.text for event in room.told if isinstance(event, MessagePosted)] if room else []


async def refused(client: Client, command: RoomCommand) -> str:
    with pytest.raises(NotAccepted) as no:
        await client.do(command)
    return str(no.value)


async def lesson(made: SchoolOfTests) -> tuple[Client, Client, Client, str]:
    """The teacher, Ana and Tom in a live lesson in which something was said."""
    lee, ana, tom = await made.teacher(), await made.student("Ana"), await made.student("Tom")
    session = await made.live(lee)
    for client in (lee, ana, tom):
        await client.enter(session)
    await lee.until(lambda: len(lee.rooms[session].memories[People].present()) == 3)
    await lee.do(post_message(session, "before"))
    for client in (lee, ana, tom):  # only then may somebody be kept from hearing more
        await client.until(partial(has_heard, client, session, "before"))
    return lee, ana, tom, session


def has_heard(client: Client, session: str, text: str) -> bool:
    """Whether a message has reached somebody."""
    return text in texts(client, session)


async def test_nothing_of_the_same_commit_reaches_whoever_was_removed_in_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (server, made):
        lee, ana, tom, session = await lesson(made)
        elsewhere = await made.student("Ana")
        await elsewhere.enter(session)
        with slow_disk(server) as go:
            await lee.send(post_message(session, "on its way"))
            await until_waiting(server, 1)
            await lee.send(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
            await lee.send(post_message(session, "between us"))
            await until_waiting(server, 3)
            go()
        await tom.until(lambda: "between us" in texts(tom, session))
        for client in (ana, elsewhere):
            await client.until(lambda c=client: isinstance(c.rooms[session].told[-1], PersonRemoved))  # type: ignore[misc]
            await client.all_is_read()
            assert texts(client, session) == ["before", "on its way"]


async def until_waiting(server: RelayServer, entries: int) -> None:
    """Wait until so many events have been accepted and are not on the disk."""
    await until(lambda: server.rooms.commits.waiting >= entries)


async def test_whoever_was_removed_finds_every_way_back_closed(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (_, made):
        lee, ana, _tom, session = await lesson(made)
        room = ana.rooms[session]
        seen = room.told[-1]
        await lee.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
        await lee.do(post_message(session, "afterwards"))
        again = EnterRoom(ref=new_ref(), session=session)
        resumed = EnterRoom(
            ref=new_ref(),
            session=session,
            epoch=room.epoch,
            after=seen.seq,
            seen=seen.seq,
            seen_ref=seen.ref,
        )
        other_device = await made.student("Ana")
        for client in (ana, other_device):
            for command in (
                again,
                resumed,
                post_message(session, "hello?"),
                RaiseHand(ref=new_ref(), session=session),
            ):
                assert await refused(client, command) == "removed"
            for after in (0, seen.seq):
                read = ReadLog(ref=new_ref(), session=session, after=after)
                assert await refused(client, read) == "removed"
        assert "afterwards" not in texts(ana, session)

        await lee.do(EndSession(ref=new_ref(), session=session))
        assert await refused(ana, ReadLog(ref=new_ref(), session=session)) == "removed", "long afterwards too"
        assert (await ana.ask(GetSession(ref=new_ref(), session=session), SessionDetails)).attendance == []


async def test_whoever_is_let_back_reads_all_of_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (_, made):
        lee, ana, _tom, session = await lesson(made)
        await lee.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
        assert await refused(ana, ReadLog(ref=new_ref(), session=session)) == "removed"
        await lee.do(AllowBack(ref=new_ref(), session=session, account=ana.me.id))
        page = await ana.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert page.upto == page.head
        ana.rooms.pop(session)
        await ana.enter(session)
        assert texts(ana, session) == ["before"]


async def test_whoever_is_taken_out_of_the_class_loses_the_lesson_the_list_and_the_search(
    tmp_path: Path,
) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (_, made):
        lee, ana, tom, session = await lesson(made)
        past = await made.live(lee, title="Magnets")
        await lee.enter(past)
        await lee.do(EndSession(ref=new_ref(), session=past))
        out = RemoveStudent(ref=new_ref(), class_id=made.class_id, account=ana.me.id)
        await lee.ask(out, ClassReply)
        await ana.until(lambda: any(isinstance(n, Afresh) and n.session == session for n in ana.notices))
        await lee.do(post_message(session, "afterwards"))
        await tom.until(lambda: "afterwards" in texts(tom, session))
        await ana.all_is_read()
        assert session not in ana.rooms, "nothing was told after the word to forget it"
        for command in (post_message(session, "hello?"), EnterRoom(ref=new_ref(), session=session)):
            assert await refused(ana, command) == "not_enrolled"
        for read in (session, past):
            assert await refused(ana, ReadLog(ref=new_ref(), session=read)) == "not_found"
            with pytest.raises(NotAccepted, match="not_found"):
                await ana.ask(GetSession(ref=new_ref(), session=read), SessionDetails)
        for text in ("", "Magnets", "Energy"):
            assert (await ana.ask(ListSessions(ref=new_ref(), text=text), SessionList)).sessions == []


async def test_nothing_said_after_the_answer_reaches_whoever_was_taken_out(tmp_path: Path) -> None:
    """Also while the relay has not yet looked up what they are now; who stays misses nothing meanwhile."""
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (server, made):
        lee, ana, tom, session = await lesson(made)
        let_look, role_in = asyncio.Event(), server.school.role_in

        async def slowly(session: str, account: Account) -> Literal["teacher", "student"] | None:
            await let_look.wait()
            return await role_in(session, account)

        server.school.role_in = slowly  # type: ignore[method-assign]
        out = RemoveStudent(ref=new_ref(), class_id=made.class_id, account=ana.me.id)
        await lee.ask(out, ClassReply)
        for client in server.connections.of(frozenset({tom.me.id})):
            server.tasks.spawn(client.seats.reconsider(session))
        await lee.do(post_message(session, "between us"))
        await ana.all_is_read()
        assert texts(ana, session) == ["before"]
        let_look.set()
        await tom.until(lambda: texts(tom, session) == ["before", "between us"])
        await ana.until(lambda: session not in ana.rooms)
        await lee.do(post_message(session, "as before"))
        await tom.until(lambda: "as before" in texts(tom, session))


async def test_what_was_looked_up_before_the_last_change_counts_no_more(tmp_path: Path) -> None:
    """She is told of a change of the lesson, and taken out of the class before that has been looked up."""
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (server, made):
        lee, ana, tom, session = await lesson(made)
        held: list[asyncio.Event] = []
        role_in = server.school.role_in

        async def slowly(session: str, account: Account) -> Literal["teacher", "student"] | None:
            found = await role_in(session, account)
            if account == ana.me:
                held.append(let_go := asyncio.Event())
                await let_go.wait()
            return found

        server.school.role_in = slowly  # type: ignore[method-assign]
        (connection,) = server.connections.of(frozenset({ana.me.id}))
        server.tasks.spawn(connection.seats.reconsider(session))
        await until(lambda: len(held) == 1)
        await lee.ask(RemoveStudent(ref=new_ref(), class_id=made.class_id, account=ana.me.id), ClassReply)
        await until(lambda: len(held) == 2)
        held[0].set()
        await lee.do(post_message(session, "between us"))
        await tom.until(lambda: "between us" in texts(tom, session))
        await ana.all_is_read()
        assert texts(ana, session) == ["before"]
        held[1].set()
        await ana.until(lambda: session not in ana.rooms)


async def test_a_teacher_who_becomes_a_student_sees_no_more_than_a_student(tmp_path: Path) -> None:
    """Of two who teach the class: the one who gave it up had read what was for teachers."""
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (server, made):
        lee, ana, tom, session = await lesson(made)
        await become(server, made, tom, "teacher")
        await tom.enter(session)
        await ana.do(post_message(session, "only for teachers", private=True))
        await tom.until(lambda: "only for teachers" in texts(tom, session))
        await become(server, made, tom, "student")
        await ana.do(post_message(session, "for teachers again", private=True))
        await lee.until(lambda: "for teachers again" in texts(lee, session))
        await tom.until(lambda: session not in tom.rooms)
        remove = RemovePerson(ref=new_ref(), session=session, account=ana.me.id)
        assert await refused(tom, remove) in ("not_in_room", "not_allowed")
        await tom.enter(session)
        assert await refused(tom, remove) == "not_allowed"
        assert texts(tom, session) == ["before"]
        page = await tom.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert b"teachers" not in b"".join(bytes(raw) for raw in page.events)


async def become(server: RelayServer, made: SchoolOfTests, client: Client, part: str) -> None:
    """Another part in the class, as an import of a roster may give it, and word of it."""
    store, session = server.store, (await server.school.live_sessions())[0]
    await store.write(lambda: store.classes.put(made.class_id, client.me.id, part))  # type: ignore[arg-type]
    server.session_changed(Change(session, session.id, session.revision, frozenset({client.me.id})))
    await client.until(lambda: any(isinstance(n, Afresh) for n in client.notices))
    client.notices.clear()
    client.rooms.pop(session.id, None)
