"""Moments over real sockets: typing reaches whom the message would reach, at once, or is left out."""

import asyncio
import math
from pathlib import Path

import pytest

from relay.delivery import Subscriber
from relay.protocol.admission import SetDoor
from relay.protocol.chat import MessagePosted, PostMessage, Typing
from relay.protocol.entering import EnterRoom, Waiting
from relay.protocol.hello import Hello
from relay.protocol.lesson import Lesson as Course
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import People, RemovePerson
from relay.protocol.sessions import ListSessions, SessionList
from relay.server import RelayServer
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import STILL_TAKEN, school_inside, slow_disk, stalled
from tests.relay.joins import code_of, token_by_code

pytestmark = pytest.mark.asyncio

HELLO = Hello(can=["moments", "chat"])
FILLER = b'{"t":"of_the_future","text":"%b"}' % (b"x" * 4_000)


class Lesson:
    """A lesson with its teacher and students in the room, whose programs know moments."""

    def __init__(self, made: SchoolOfTests, session: str, lee: Client) -> None:
        self.made, self.session, self.lee = made, session, lee

    async def enter(self, token: str) -> Client:
        """Somebody comes in, and everybody knows."""
        client = await self.made.client(token, hello=HELLO)
        await client.enter(self.session)
        people = self.lee.rooms[self.session].memories[People]
        await self.lee.until(lambda: people.is_here(client.me.id))
        return client

    async def types(self, who: Client, *, private: bool = False, answers: int = 0, to: str = "") -> None:
        """Somebody types, and the relay has read it."""
        await who.send(Typing(session=self.session, private=private, answers=answers, to=to))
        await who.ask(ListSessions(ref=new_ref()), SessionList)

    async def caught_up(self, client: Client, seq: int) -> None:
        """Somebody has been told the log so far."""
        await client.until(lambda: client.rooms[self.session].upto >= seq)

    async def posts(self, who: Client, **more: object) -> int:
        """The number of a message."""
        command = PostMessage(ref=new_ref(), session=self.session, text="Why?", **more)  # type: ignore[arg-type]
        posted = await who.do(command)
        assert isinstance(posted, MessagePosted)
        return posted.seq


async def begin(made: SchoolOfTests) -> Lesson:
    lee = await made.client(made.teacher_token, hello=HELLO)
    lesson = Lesson(made, await made.live(lee), lee)
    await lee.enter(lesson.session)
    return lesson


async def told(client: Client, count: int) -> None:
    """So many moments have come."""
    await client.until(lambda: len(client.moments) >= count)


def typists(client: Client) -> list[str]:
    """Who was told to type, by account."""
    assert all(isinstance(moment, Typing) for moment in client.moments)
    return [moment.by for moment in client.moments]


async def test_it_reaches_everybody_else_in_the_room_whose_program_knows_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", "Ben", pace_factor=0) as (_, made):
        lesson = await begin(made)
        ana, tom = [await lesson.enter(made.student_tokens[name]) for name in ("Ana", "Tom")]
        outside = await made.client(made.student_tokens["Ben"], hello=HELLO)
        old = await made.student("Eve")  # says no hello, as the first release did
        old.heard = []
        await old.enter(lesson.session)
        lanes = await made.client(made.student_tokens["Ben"], hello=Hello(can=["moments", "hands"]))
        await lanes.enter(lesson.session)
        await ana.send(Typing(session=lesson.session, by=tom.me.id))
        for client in (lesson.lee, tom):
            await told(client, 1)
            assert typists(client) == [ana.me.id], "whatever the moment says of itself"
        assert lesson.lee.moments == [Typing(session=lesson.session, by=ana.me.id)]
        seq = await lesson.posts(ana)
        for client in (old, lanes):
            await lesson.caught_up(client, seq)
        assert not [frame for frame in old.heard if b"typing" in frame]
        assert not [*ana.moments, *outside.moments, *lanes.moments]


async def test_it_reaches_whom_the_message_would_reach(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lesson = await begin(made)
        ana, tom, eve = [await lesson.enter(made.student_tokens[name]) for name in ("Ana", "Tom", "Eve")]
        question = await lesson.posts(ana, kind="question", private=True)
        await lesson.types(ana, private=True)
        await lesson.types(lesson.lee, answers=question)
        await lesson.types(tom, answers=question)  # of which he cannot know
        await lesson.types(lesson.lee, private=True)
        await lesson.types(lesson.lee, private=True, to=tom.me.id)
        await lesson.types(ana, private=True, to=tom.me.id)  # which a student does not
        await lesson.types(eve)
        everybody = {client: [eve.me.id] for client in (lesson.lee, ana, tom)}
        expected = everybody | {
            lesson.lee: [ana.me.id, ana.me.id, eve.me.id],
            ana: [lesson.lee.me.id, eve.me.id],
            tom: [lesson.lee.me.id, eve.me.id],
        }
        for client, them in expected.items():
            await told(client, len(them))
            assert typists(client) == them
        assert eve.moments == []


async def test_nothing_of_who_may_not_write_or_is_not_in(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lesson = await begin(made)
        lee, session = lesson.lee, lesson.session
        ana, tom = [await lesson.enter(made.student_tokens[name]) for name in ("Ana", "Tom")]
        token = await token_by_code(made, session, await code_of(lee, session))
        await lee.do(SetDoor(ref=new_ref(), session=session, codes=True, guests=True, waiting="all"))
        waiting = await made.client(token, hello=HELLO)
        await waiting.ask(EnterRoom(ref=new_ref(), session=session), Waiting)
        eve = await made.client(made.student_tokens["Eve"], hello=HELLO)
        await lee.do(MuteChat(ref=new_ref(), session=session, account=ana.me.id))
        for client in (ana, waiting, eve):  # muted, waits, is not in the room
            await client.send(Typing(session=session))
            await client.ask(ListSessions(ref=new_ref()), SessionList)
        await lee.do(UnmuteChat(ref=new_ref(), session=session, account=ana.me.id))
        await lesson.types(ana)
        await lee.do(MuteChat(ref=new_ref(), session=session))
        await lesson.types(ana)
        await lesson.types(ana, private=True)
        await lesson.types(lee)
        await lee.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
        await lesson.types(ana)
        await lesson.types(lee)
        await told(tom, 3)
        assert typists(tom) == [ana.me.id, lee.me.id, lee.me.id]
        await told(lee, 2)
        assert typists(lee) == [ana.me.id, ana.me.id]
        assert typists(ana) == [lee.me.id], "and who was removed is told of nobody"


async def test_nothing_while_the_teacher_is_away(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0, grace_seconds=0.0) as (_, made):
        lesson = await begin(made)
        ana, tom = [await lesson.enter(made.student_tokens[name]) for name in ("Ana", "Tom")]
        await lesson.lee.close()
        await tom.until(lambda: tom.rooms[lesson.session].memories[Course].paused)
        await lesson.types(ana)
        lee = await made.client(made.teacher_token, hello=HELLO)
        await lee.enter(lesson.session)
        await lesson.types(lee)
        await told(tom, 1)
        assert typists(tom) == [lee.me.id]


async def test_it_waits_for_no_commit(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", pace_factor=0) as (server, made):
        lesson = await begin(made)
        ana = await lesson.enter(made.student_tokens["Ana"])
        with slow_disk(server) as go:
            said = PostMessage(ref=new_ref(), session=lesson.session, text="first")
            await ana.send(said)
            await ana.send(Typing(session=lesson.session))
            await told(lesson.lee, 1)
            assert said.ref not in lesson.lee._events
            go()
            await lesson.lee.until(lambda: said.ref in lesson.lee._events)


async def test_too_many_are_dropped_without_a_word(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        lesson = await begin(made)
        ana = await lesson.enter(made.student_tokens["Ana"])
        for _ in range(30):
            await ana.send(Typing(session=lesson.session))
        seq = await lesson.posts(ana)
        await lesson.caught_up(lesson.lee, seq)
        assert 3 <= len(lesson.lee.moments) < 20
        assert not ana._replies.get("")


async def slow_reader(server: RelayServer, lesson: Lesson) -> tuple[Client, Subscriber]:
    """A student who has stopped reading, with more under way than moments may stand behind."""
    slow = await lesson.enter(lesson.made.student_tokens["Tom"])
    sender = stalled(server, slow)
    (reader,) = sender.readers
    assert isinstance(reader, Subscriber)
    for _ in range(10_000):
        if sender.waiting() > 64_000 + STILL_TAKEN:
            break
        sender.write_text(FILLER)
        await asyncio.sleep(0)
    return slow, reader


async def test_a_slow_reader_is_sent_the_newest_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Typing, "good_for", math.inf)
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (server, made):
        lesson = await begin(made)
        ana, eve = [await lesson.enter(made.student_tokens[name]) for name in ("Ana", "Eve")]
        slow, reader = await slow_reader(server, lesson)
        question = await lesson.posts(lesson.lee, kind="question")
        for _ in range(5):
            await lesson.types(ana)
        await lesson.types(ana, answers=question)
        await lesson.types(lesson.lee)
        await told(eve, 7)
        assert server.delivery.moments.late(reader) == 2
        assert slow.moments == []
        slow.read_on()
        await told(slow, 2)
        assert slow.moments == [
            Typing(session=lesson.session, by=ana.me.id, answers=question),
            Typing(session=lesson.session, by=lesson.lee.me.id),
        ]
        assert server.delivery.moments.late(reader) == 0


async def test_what_means_nothing_any_more_is_not_sent_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Typing, "good_for", 0.0)
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0) as (server, made):
        lesson = await begin(made)
        ana = await lesson.enter(made.student_tokens["Ana"])
        slow, reader = await slow_reader(server, lesson)
        await lesson.types(ana)
        assert server.delivery.moments.late(reader) == 1
        await until(lambda: server.delivery.moments.late(reader) == 0)
        slow.read_on()
        seq = await lesson.posts(lesson.lee)
        await lesson.caught_up(slow, seq)
        assert slow.moments == []


async def test_what_is_late_is_bounded_and_goes_with_its_reader(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0) as (server, made):
        lesson = await begin(made)
        slow, reader = await slow_reader(server, lesson)
        lane = server.delivery.moments
        for key in range(100):
            lane.pass_on_newest([reader], b"", key, math.inf)
        assert lane.late(reader) == 32
        await slow.cut()
        await until(lambda: lane.late(reader) == 0)
