"""Coming in by code over real sockets: from the code to the room, waiting before it, out with the lesson."""

import asyncio
from pathlib import Path

import pytest

from relay.auth import CLOSE_TOKEN_REVOKED
from relay.clock import Clock
from relay.protocol.accounts import Done, LoggedIn
from relay.protocol.admission import Admission, Admit, ConfirmName, SetDoor, TurnAway, WaitingRoom
from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom, PlaceInLine, SentAway, Waiting
from relay.protocol.joining import ListOpenLessons, MakePasses, OpenLessons, PassesMade, SignInWithPass
from relay.protocol.lesson import EndSession
from relay.protocol.limits import CODE_KEPT_SECONDS, GUESSES_ALLOWED, WRONG_CODES
from relay.protocol.log import Afresh, LogPage, ReadLog
from relay.protocol.people import People, PersonRemoved, RemovePerson
from relay.protocol.recognising import RecognisePerson
from relay.protocol.register import GetRegister, Register
from relay.protocol.safekeeping import Notes, ReadNotes
from relay.protocol.sessions import GetSession, SessionDetails
from relay.server import RelayServer
from relay.shared.ids import new_ref
from tests.patience import PATIENCE
from tests.relay.by_code import CodeNotKnown, come, ticket
from tests.relay.client import Client, NotAccepted, SchoolOfTests
from tests.relay.inside import relay_inside, school_inside

pytestmark = pytest.mark.asyncio
CLASS = 30


class HastyClock(Clock):
    """The real clock, and as much later as a test says."""

    ahead = 0.0

    def running(self) -> float:
        """Seconds."""
        return super().running() + self.ahead


class Lesson:
    """A live lesson with its teacher in it and its door open."""

    def __init__(self, server: RelayServer, made: SchoolOfTests, teacher: Client, session: str) -> None:
        self.server, self.made, self.teacher, self.session = server, made, teacher, session

    @property
    def door(self) -> Admission:
        return self.teacher.rooms[self.session].memories[Admission]

    @property
    def people(self) -> People:
        return self.teacher.rooms[self.session].memories[People]

    async def set(self, *, guests: bool = True, waiting: WaitingRoom = "off", locked: bool = False) -> None:
        await self.teacher.do(
            SetDoor(
                ref=new_ref(),
                session=self.session,
                codes=True,
                names_shown=True,
                guests=guests,
                waiting=waiting,
                locked=locked,
            )
        )

    async def token(self, name: str, code: str = "") -> str:
        """Somebody gives the code and a name."""
        visitor = await self.made.client()
        made = await come(visitor.ask, self.session, code or self.door.code, self.server.pin, name)
        await visitor.close()
        return made.token

    async def guest(self, name: str) -> Client:
        """Somebody who came by code, connected with their token."""
        return await self.made.client(await self.token(name))

    async def knock(self, client: Client) -> None:
        await client.ask(EnterRoom(ref=new_ref(), session=self.session), Waiting)


async def begun(server: RelayServer, made: SchoolOfTests) -> Lesson:
    teacher = await made.teacher()
    lesson = Lesson(server, made, teacher, await made.live(teacher, seats=100))
    await teacher.enter(lesson.session)
    await lesson.set()
    return lesson


async def test_from_the_code_to_the_room(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana Silva") as (server, made):
        lesson = await begun(server, made)
        visitor = await made.client()
        found = await visitor.ask(ListOpenLessons(ref=new_ref()), OpenLessons)
        assert [(each.session, each.class_name) for each in found.lessons] == [(lesson.session, "Physics")]
        claimer, guest = await lesson.guest("Ana Silva"), await lesson.guest("Gil")
        for client, standing in ((claimer, "claimed"), (guest, "guest")):
            assert client.welcome.classes == []
            room = await client.enter(lesson.session)
            await client.do(PostMessage(ref=new_ref(), session=lesson.session, text="I am in"))
            assert room.memories[People].everybody[client.me.id].standing == standing
            assert room.memories[Admission] == Admission(), "the code is the teachers' alone"
        confirm = ConfirmName(ref=new_ref(), session=lesson.session, account=claimer.me.id)
        await lesson.teacher.do(confirm)
        seen = guest.rooms[lesson.session].memories[People].everybody
        await guest.until(lambda: seen[claimer.me.id].standing == "confirmed")


async def test_nothing_reaches_who_waits(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        lesson = await begun(server, made)
        await lesson.set(waiting="guests")
        gil = await lesson.guest("Gil")
        gil.heard = []
        await lesson.knock(gil)
        await lesson.teacher.until(lambda: gil.me.id in lesson.door.queue)
        secret = "the answer is forty-two"
        await lesson.teacher.do(PostMessage(ref=new_ref(), session=lesson.session, text=secret))
        for command, kind in (
            (ReadLog(ref=new_ref(), session=lesson.session), LogPage),
            (GetSession(ref=new_ref(), session=lesson.session), SessionDetails),
        ):
            with pytest.raises(NotAccepted, match="not_admitted"):
                await gil.ask(command, kind)
        with pytest.raises(NotAccepted, match="not_in_room"):
            await gil.answer(PostMessage(ref=new_ref(), session=lesson.session, text="let me in"))
        told = b"".join(gil.heard)
        for word in (secret, "Energy", '"page"', lesson.door.code):
            assert word.encode() not in told
        assert b'"waiting"' in told
        assert told.count(b"Ms Lee") == 1, "class and teacher, which anybody may ask for, and no more"
        await lesson.teacher.do(Admit(ref=new_ref(), session=lesson.session, accounts=[gil.me.id]))
        await gil.until(lambda: any(isinstance(notice, Afresh) for notice in gil.notices))
        room = await gil.enter(lesson.session)
        assert any(getattr(event, "text", "") == secret for event in room.told)
        await lesson.teacher.until(lambda: lesson.people.is_here(gil.me.id))


async def test_who_waits_is_told_the_place_in_line(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        lesson = await begun(server, made)
        await lesson.set(waiting="guests")
        first, second = await lesson.guest("Gil"), await lesson.guest("Eve")

        def places(client: Client) -> list[int]:
            return [notice.place for notice in client.notices if isinstance(notice, PlaceInLine)]

        for client in (first, second):
            waiting = await client.ask(EnterRoom(ref=new_ref(), session=lesson.session), Waiting)
            assert (waiting.class_name, waiting.teacher_name) == ("Physics", "Ms Lee")
            await client.until(lambda client=client: places(client))  # type: ignore[misc]
        assert (places(first), places(second)) == ([1], [2])
        await lesson.teacher.do(Admit(ref=new_ref(), session=lesson.session, accounts=[first.me.id]))
        await second.until(lambda: places(second) == [2, 1])
        assert places(first) == [1]


async def test_a_guest_who_gave_a_first_name_is_let_in_as_who_they_are(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana Silva", "Tom") as (server, made):
        lesson = await begun(server, made)
        await lesson.set(waiting="guests")
        guest = await lesson.guest("Ana")
        await lesson.knock(guest)
        await lesson.teacher.until(lambda: guest.me.id in lesson.door.queue)
        register = (
            await lesson.teacher.ask(GetRegister(ref=new_ref(), session=lesson.session), Register)
        ).people
        ana = next(one.account for one in register if one.name == "Ana Silva")
        is_ana = RecognisePerson(ref=new_ref(), session=lesson.session, account=guest.me.id, student=ana)
        await lesson.teacher.ask(is_ana, Done)
        await guest.until(lambda: any(isinstance(notice, Afresh) for notice in guest.notices))
        await guest.enter(lesson.session)
        await lesson.teacher.until(lambda: lesson.people.is_here(guest.me.id))
        known = lesson.people.everybody[guest.me.id]
        await lesson.teacher.until(lambda: lesson.people.standing_of(guest.me.id) == "confirmed")
        assert known.name == "Ana Silva"
        said = await guest.do(PostMessage(ref=new_ref(), session=lesson.session, text="Here I am"))
        assert getattr(said, "name", "") == "Ana Silva"


async def test_turned_away(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        lesson = await begun(server, made)
        await lesson.set(waiting="all")
        gil, ana = await lesson.guest("Gil"), await made.student("Ana")
        for client in (gil, ana):
            await lesson.knock(client)
        await lesson.teacher.until(lambda: len(lesson.door.queue) == 2)
        await lesson.teacher.do(TurnAway(ref=new_ref(), session=lesson.session, account=gil.me.id))
        await gil.until(lambda: any(isinstance(notice, SentAway) for notice in gil.notices))
        with pytest.raises(NotAccepted, match="turned_away"):
            await lesson.knock(gil)
        await ana.cut()
        await lesson.teacher.until(lambda: not lesson.door.queue)
        noted = (await lesson.teacher.ask(ReadNotes(ref=new_ref(), limit=1), Notes)).notes[0]
        assert (noted.account_name, noted.account_standing) == ("Gil", "guest")


async def test_locked(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (server, made):
        lesson = await begun(server, made)
        ana = await made.student("Ana")
        await ana.enter(lesson.session)
        gil = await lesson.guest("Gil")
        await lesson.teacher.until(lambda: lesson.people.is_here(ana.me.id))
        await lesson.set(locked=True)
        with pytest.raises(NotAccepted, match="lesson_locked"):
            await gil.enter(lesson.session)
        with pytest.raises(NotAccepted, match="lesson_locked"):
            await lesson.token("Hal")
        with pytest.raises(NotAccepted, match="lesson_locked"):
            await (await made.student("Tom")).enter(lesson.session)
        await ana.cut()
        await (await made.student("Ana")).enter(lesson.session)


async def test_it_ends_soon_after_the_lesson(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", reopen_minutes=0) as (server, made):
        lesson = await begun(server, made)
        token = await lesson.token("Gil")
        gil, ana = await made.client(token), await made.student("Ana")
        for client in (gil, ana):
            await client.enter(lesson.session)
        await lesson.teacher.answer(EndSession(ref=new_ref(), session=lesson.session))
        async with asyncio.timeout(PATIENCE):
            await gil.socket.wait_closed()
        assert gil.socket.close_code == CLOSE_TOKEN_REVOKED
        assert gil.rooms[lesson.session].told[-1].__class__.__name__ == "SessionEnded", "told first"
        assert ana.socket.close_code is None
        with pytest.raises(Exception, match="401"):
            await made.client(token)


async def test_it_outlives_a_restart_and_so_do_code_and_names(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        lesson = await begun(server, made)
        token, code, session = await lesson.token("Ana"), lesson.door.code, lesson.session
        teacher_token = made.teacher_token
    async with relay_inside(tmp_path) as (server, made):
        made.teacher_token = teacher_token
        teacher = await made.teacher()
        await teacher.enter(session)
        lesson = Lesson(server, made, teacher, session)
        assert lesson.door.code == code
        room = await (await made.client(token)).enter(session)
        assert room.head > 0
        visitor = await made.client()
        may = await ticket(visitor.ask, session, code, server.pin)
        assert [(name.name, name.taken) for name in may.names] == [("Ana", True)]


async def test_who_was_removed_may_come_back_or_not(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        lesson = await begun(server, made)
        gil = await lesson.guest("Gil")
        await gil.enter(lesson.session)
        await lesson.teacher.until(lambda: lesson.people.is_here(gil.me.id))
        out = RemovePerson(ref=new_ref(), session=lesson.session, account=gil.me.id, may_return=True)
        await lesson.teacher.do(out)
        await gil.until(lambda: isinstance(gil.rooms[lesson.session].told[-1], PersonRemoved))
        await gil.enter(lesson.session)
        await lesson.teacher.until(lambda: lesson.people.is_here(gil.me.id))
        await lesson.teacher.do(RemovePerson(ref=new_ref(), session=lesson.session, account=gil.me.id))
        await gil.until(lambda: isinstance(gil.rooms[lesson.session].told[-1], PersonRemoved))
        with pytest.raises(NotAccepted, match="removed"):
            await gil.enter(lesson.session)


async def test_a_personal_pass(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (_, made):
        teacher = await made.teacher()
        passes = (await teacher.ask(MakePasses(ref=new_ref(), class_id=made.class_id), PassesMade)).passes
        visitor = await made.client()
        signed_in = await visitor.ask(SignInWithPass(ref=new_ref(), secret=passes[0].secret), LoggedIn)
        ana = await made.client(signed_in.token)
        assert (ana.me.id, [badge.name for badge in ana.welcome.classes]) == (passes[0].account, ["Physics"])


@pytest.mark.rare
async def test_a_pupil_who_guesses_keeps_nobody_out(tmp_path: Path) -> None:
    """All from one address, as behind a school's router: one keeps guessing, thirty come in meanwhile."""
    clock = HastyClock()
    async with school_inside(tmp_path, clock=clock, visitors=200) as (server, made):
        lesson = await begun(server, made)
        guesses = 0

        async def guess() -> None:
            nonlocal guesses
            while True:
                visitor = await made.client()
                try:
                    for _ in range(WRONG_CODES):
                        with pytest.raises(CodeNotKnown):
                            await ticket(visitor.ask, lesson.session, "AAAAAA", server.pin)
                        guesses += 1
                finally:
                    await visitor.close()

        pupil = [asyncio.create_task(guess()) for _ in range(4)]
        try:
            await lesson.teacher.until(lambda: server.rooms.get(lesson.session) is not None)
            async with asyncio.timeout(PATIENCE):
                while guesses < GUESSES_ALLOWED + 10:
                    await asyncio.sleep(0.05)
            first = lesson.door.code
            async with asyncio.timeout(PATIENCE):
                tokens = await asyncio.gather(*(lesson.token(f"Guest {n}") for n in range(CLASS)))
                for token in tokens:
                    await (await made.client(token)).enter(lesson.session)
            assert lesson.door.code == first, "the code on the board is good for a while, whatever others do"
            clock.ahead = CODE_KEPT_SECONDS
            await lesson.teacher.until(lambda: lesson.door.code != first)
            assert lesson.door.guessed_at > 0
            assert await lesson.token("Late")
        finally:
            for task in pupil:
                task.cancel()
            await asyncio.gather(*pupil, return_exceptions=True)


async def test_one_connection_may_guess_so_often(tmp_path: Path) -> None:
    async with school_inside(tmp_path) as (server, made):
        lesson = await begun(server, made)
        visitor = await made.client()
        for _ in range(WRONG_CODES):
            with pytest.raises(CodeNotKnown):
                await ticket(visitor.ask, lesson.session, "AAAAAA", server.pin)
        # The fifth counts when it is given up, by beginning another.
        with pytest.raises(NotAccepted, match="slow_down"):
            await ticket(visitor.ask, lesson.session, lesson.door.code, server.pin)
        assert await lesson.token("Gil"), "another connection is not held up"
