"""The stage over sockets: who may use it, and how it comes back, whatever becomes of the one who holds it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from relay.protocol.classes import ClassReply, RemoveStudent
from relay.protocol.entering import LeaveRoom, LeftRoom
from relay.protocol.lesson import EndSession, Lesson
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import AllowBack, People, RemovePerson
from relay.protocol.sessions import ReopenSession, SessionReply
from relay.protocol.stage import HandStage, SetStage, Stage, StageHanded, StageSet
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests, post_message
from tests.relay.inside import MovingClock, code_of, relay_inside, school_inside
from tests.relay.joins import come_as_guest

pytestmark = pytest.mark.asyncio

NO_PLAIN_WORDS = ("pa\x07ge", "page\n", "\u202egap", "page\u2067", "pa\u200bge", " page", "\ufffe", "e\u0301")


class Class:
    """Ms Lee and Mr Diallo, who teach it, with Ana and Tom in a live lesson; a page is on the stage."""

    def __init__(self, made: SchoolOfTests, session: str, clock: MovingClock) -> None:
        self.made, self.session, self.clock = made, session, clock

    async def come(self, lee: Client, diallo: Client) -> None:
        """Everybody comes in."""
        self.lee, self.diallo = lee, diallo
        self.ana, self.tom = await self.made.student("Ana"), await self.made.student("Tom")
        for client in self.everybody:
            await client.enter(self.session)
        await self.here(*self.everybody)

    @property
    def everybody(self) -> tuple[Client, ...]:
        return self.lee, self.diallo, self.ana, self.tom

    async def here(self, *people: Client) -> None:
        """Ms Lee has been told that these are here."""
        known = self.lee.rooms[self.session].memories[People]
        await self.lee.until(lambda: all(known.is_here(one.me.id) for one in people))

    async def shows(self, who: Client, kind: str = "page", of: str = "7") -> None:
        await who.do(SetStage(ref=new_ref(), session=self.session, kind=kind, of=of))

    async def hands(self, who: Client, to: Client | None) -> None:
        """The stage goes to a student, or back."""
        account = to.me.id if to else ""
        await who.do(HandStage(ref=new_ref(), session=self.session, account=account))

    async def leaves(self, who: Client) -> None:
        await who.ask(LeaveRoom(ref=new_ref(), session=self.session), LeftRoom)

    async def passes(self, seconds: float) -> None:
        """Time passes, and the relay has looked at the room since."""
        self.clock.move(seconds)
        await self.lee.do(MuteChat(ref=new_ref(), session=self.session))
        await self.lee.do(UnmuteChat(ref=new_ref(), session=self.session))

    def stage(self, of: Client) -> Stage:
        return of.rooms[self.session].memories[Stage]

    async def held_by(self, holder: Client | None, *who: Client) -> None:
        """Everybody who is asked sees the page, and this person or nobody hold it."""
        account = holder.me.id if holder else ""
        wanted = Stage("page", "7", account)
        for client in who or (self.lee, self.diallo):
            await client.until(lambda c=client: self.stage(c) == wanted)  # type: ignore[misc]

    async def given_up(self, *who: Client) -> None:
        """Nobody holds it any more, by the going itself: no minute was waited for."""
        for client in who or (self.lee, self.diallo):
            await self.held_by(None, client)
            handed = [e for e in client.rooms[self.session].told if isinstance(e, StageHanded)]
            assert all(event.account for event in handed)

    async def late(self, name: str) -> Client:
        """One more device of a student comes in, and is told all there was."""
        client = await self.made.student(name)
        await client.enter(self.session)
        return client


@asynccontextmanager
async def in_class(folder: Path) -> AsyncIterator[Class]:
    """Time passes when it is told to, and comings and goings are told at once."""
    clock = MovingClock()
    async with school_inside(folder, clock=clock, gather_seconds=0, pace_factor=0) as (_, made):
        lee = await made.teacher()
        diallo = await made.colleague(lee)
        await made.add_students(lee, "Ana", "Tom")
        there = Class(made, await made.live(lee), clock)
        await there.come(lee, diallo)
        await there.shows(lee)
        yield there


async def test_what_is_no_plain_text_is_answered_and_shown_to_nobody(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        for word in NO_PLAIN_WORDS:
            for kind, of in ((word, ""), ("page", word)):
                shows = there.lee.do(SetStage(ref=new_ref(), session=there.session, kind=kind, of=of))
                assert await code_of(shows) == "bad_value"
        await there.shows(there.diallo, "page", "8")
        await there.ana.until(lambda: there.stage(there.ana).of == "8")
        staged = [event.of for event in there.ana.rooms[there.session].told if isinstance(event, StageSet)]
        assert staged == ["7", "8"]


async def test_a_teacher_hands_it_to_one_student_who_can_hand_it_to_nobody(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        await there.held_by(there.ana, *there.everybody)
        for who, to in ((there.ana, there.tom), (there.ana, None), (there.tom, there.tom)):
            assert await code_of(there.hands(who, to)) == "not_allowed"
        assert await code_of(there.shows(there.ana, "people", "")) == "not_allowed"
        assert await code_of(there.hands(there.lee, there.diallo)) == "not_allowed"
        await there.hands(there.diallo, there.tom)
        await there.held_by(there.tom, *there.everybody)
        await there.hands(there.lee, None)
        await there.held_by(None, *there.everybody)


async def test_a_guest_holds_it_like_anybody(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        guest = await come_as_guest(there.made, there.lee, there.session)
        await guest.enter(there.session)
        await there.here(guest)
        await there.hands(there.lee, guest)
        await there.held_by(guest, *there.everybody, guest)
        await there.leaves(guest)
        await there.given_up()
        await guest.close()


async def test_it_comes_back_when_the_holder_leaves_with_the_last_device(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        other = await there.late("Ana")
        await there.hands(there.lee, there.ana)
        await there.leaves(there.ana)
        await there.passes(300)
        await there.held_by(there.ana, there.lee, other)
        await there.leaves(other)
        await there.given_up()
        back = await there.late("Ana")
        await there.here(back)
        await there.held_by(None, there.lee, back)


async def test_a_lost_line_keeps_it_for_a_minute_and_coming_back_in_time_for_good(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        await there.ana.cut()
        await there.lee.until(lambda: not people_of(there).is_here(there.ana.me.id))
        await there.passes(58)
        back = await there.late("Ana")
        await there.here(back)
        await there.passes(300)
        await there.held_by(back, there.lee, back)
        await back.cut()
        await there.lee.until(lambda: not people_of(there).is_here(back.me.id))
        await there.passes(58)
        await there.held_by(there.ana)
        await there.passes(3)
        await there.held_by(None)
        late = await there.late("Ana")
        await there.held_by(None, late)


async def test_who_is_lost_can_not_be_handed_it(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.tom.cut()
        await there.lee.until(lambda: not people_of(there).is_here(there.tom.me.id))
        assert await code_of(there.hands(there.lee, there.tom)) == "no_such_person"
        await there.held_by(None)


@pytest.mark.parametrize("may_return", [False, True])
async def test_it_comes_back_when_the_holder_is_removed(tmp_path: Path, may_return: bool) -> None:
    async with in_class(tmp_path) as there:
        ana = there.ana.me.id
        await there.hands(there.lee, there.ana)
        removal = RemovePerson(ref=new_ref(), session=there.session, account=ana, may_return=may_return)
        await there.diallo.do(removal)
        await there.given_up(there.lee, there.diallo, there.tom)
        if not may_return:
            await there.lee.do(AllowBack(ref=new_ref(), session=there.session, account=ana))
        back = await there.late("Ana")
        await there.here(back)
        await there.held_by(None, there.lee, back)


async def test_it_comes_back_when_the_holder_is_taken_out_of_the_class(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        out = RemoveStudent(ref=new_ref(), class_id=there.made.class_id, account=there.ana.me.id)
        await there.lee.ask(out, ClassReply)
        await there.given_up(there.lee, there.diallo, there.tom)


async def test_a_muted_holder_keeps_it(tmp_path: Path) -> None:
    """Writing in the chat and using the stage are two rights."""
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        await there.lee.do(MuteChat(ref=new_ref(), session=there.session, account=there.ana.me.id))
        assert await code_of(there.ana.do(post_message(there.session, "hello"))) == "muted"
        await there.held_by(there.ana, *there.everybody)


async def test_of_two_teachers_the_last_act_stands_and_all_agree_on_it(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        for _ in range(5):
            await asyncio.gather(
                there.hands(there.lee, there.ana),
                there.hands(there.diallo, there.tom),
                there.hands(there.lee, None),
                there.shows(there.diallo),
            )
            await there.lee.do(post_message(there.session, "all told"))
            acts = [e for e in there.lee.rooms[there.session].told if isinstance(e, StageHanded | StageSet)]
            last = acts[-1].account if isinstance(acts[-1], StageHanded) else ""
            for client in there.everybody:
                await client.until(lambda c=client: told_as_much(there, c))  # type: ignore[misc]
                assert there.stage(client).holder == last
        assert there.stage(await there.late("Tom")) == there.stage(there.lee)


async def test_what_one_teacher_shows_takes_it_from_whom_the_other_gave_it(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.diallo, there.ana)
        await there.shows(there.lee)
        await there.held_by(None, *there.everybody)
        await there.shows(there.lee, "", "")
        assert await code_of(there.hands(there.diallo, there.ana)) == "nothing_staged"


async def test_it_outlives_the_teacher_who_gave_it_and_the_pause_without_any(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.diallo, there.ana)
        await there.leaves(there.diallo)
        await there.passes(300)
        await there.held_by(there.ana, there.lee, there.ana, there.tom)
        await there.lee.cut()
        await there.tom.until(lambda: not people_of(there, there.tom).is_here(there.lee.me.id))
        there.clock.move(120)
        await there.tom.until(lambda: there.tom.rooms[there.session].memories[Lesson].paused)
        await there.held_by(there.ana, there.tom, there.ana)
        back = await there.made.teacher()
        await back.enter(there.session)
        await there.hands(back, None)
        await there.held_by(None, back, there.ana, there.tom)


async def test_the_end_takes_it_and_opening_again_brings_the_page_alone(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        changes = there.lee.changes(there.session)
        await there.lee.answer(EndSession(ref=new_ref(), session=there.session))
        for client in there.everybody:
            await client.until(lambda c=client: there.stage(c).at_end == ("page", "7"))  # type: ignore[misc]
            assert (there.stage(client).kind, there.stage(client).holder) == ("", "")
        await there.lee.told_of_more(there.session, changes)
        await there.lee.ask(ReopenSession(ref=new_ref(), session=there.session), SessionReply)
        for client in there.everybody:
            await client.enter(there.session)
        await there.held_by(None, *there.everybody)


async def test_after_a_restart_it_is_held_for_a_minute_more(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        keep_lines(there)
    there.clock.move(3_600)
    async with relay_inside(tmp_path, there.clock, gather_seconds=0, pace_factor=0) as (_, again):
        lee, diallo = [await again.client(client.token) for client in (there.lee, there.diallo)]
        for client in (lee, diallo):
            await client.enter(there.session)
        there.lee = lee
        await there.passes(50)
        await there.held_by(there.ana, lee, diallo)
        await there.passes(15)
        await there.held_by(None, lee, diallo)


async def test_who_is_back_soon_after_a_restart_holds_it_still(tmp_path: Path) -> None:
    async with in_class(tmp_path) as there:
        await there.hands(there.lee, there.ana)
        keep_lines(there)
    there.clock.move(3_600)
    async with relay_inside(tmp_path, there.clock, gather_seconds=0, pace_factor=0) as (_, again):
        back = [await again.client(client.token) for client in there.everybody]
        for client in back:
            await client.enter(there.session)
        there.lee = back[0]
        await there.here(*back)
        await there.passes(300)
        await there.held_by(there.ana, *back)


def keep_lines(there: Class) -> None:
    """The relay will stop while all of them are in the lesson: nobody leaves."""
    for client in there.everybody:
        there.made.open_clients.remove(client)


def people_of(there: Class, told: Client | None = None) -> People:
    """Who is here, as somebody was told."""
    return (told or there.lee).rooms[there.session].memories[People]


def told_as_much(there: Class, client: Client) -> bool:
    """Whether somebody has been told all that Ms Lee has."""
    return client.rooms[there.session].upto >= there.lee.rooms[there.session].upto
