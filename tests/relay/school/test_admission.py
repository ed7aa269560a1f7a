"""A lesson has its door from the start as its class had it last, and whoever asks finds it open."""

from pathlib import Path

import pytest

from relay.protocol.accounts import LoggedIn
from relay.protocol.admission import FIRST_DOOR, Admission, ChangeDoor, DoorSet, DoorSettings
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.entering import EnterRoom, Waiting
from relay.protocol.joining import Join, ListOpenLessons, OpenLessons
from relay.protocol.lesson import EndSession
from relay.shared.ids import new_ref
from relay.store.queries.admission import AdmissionQueries
from tests.relay.client import Client, SchoolOfTests
from tests.relay.doorstep import Doorstep
from tests.relay.inside import relay_inside, school_inside
from tests.relay.joins import may_join

pytestmark = pytest.mark.asyncio


async def begin(made: SchoolOfTests, lee: Client) -> tuple[str, Admission]:
    """A lesson that has just begun, and its door."""
    session = await made.live(lee)
    room = await lee.enter(session)
    await lee.until(lambda: len(room.told) > 1)
    assert isinstance(room.told[1], DoorSet), "before anything else"
    return session, room.memories[Admission]


async def end(lee: Client, session: str) -> None:
    await lee.do(EndSession(ref=new_ref(), session=session))


async def by_code(made: SchoolOfTests, session: str, code: str, name: str) -> Client:
    """Somebody who has come by the code, from the list where they are on it, and has not knocked yet."""
    visitor = await made.client()
    may = await may_join(made, visitor, session, code)
    listed = next((one.id for one in may.names if one.name == name), "")
    command = Join(ref=new_ref(), ticket=may.ticket, name_id=listed, name="" if listed else name)
    return await made.client((await visitor.ask(command, LoggedIn)).token)


async def waits(made: SchoolOfTests, session: str, code: str, name: str) -> None:
    """Whoever comes under this name is looked at first."""
    await (await by_code(made, session, code, name)).ask(EnterRoom(ref=new_ref(), session=session), Waiting)


async def test_by_a_class_s_first_code_it_comes_in_by_name_and_others_wait(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Bo") as (_, made):
        lee = await made.teacher()
        session, door = await begin(made, lee)
        assert door.settings == FIRST_DOOR
        visitor = await made.client()
        lessons = await visitor.ask(ListOpenLessons(ref=new_ref()), OpenLessons)
        assert [one.session for one in lessons.lessons] == [session]
        may = await may_join(made, visitor, session, door.code)
        assert [name.name for name in may.names] == ["Ana", "Bo"]
        await (await by_code(made, session, door.code, "Ana")).enter(session)
        await waits(made, session, door.code, "Gil Guest")


async def test_a_class_without_a_roster_shows_nobody_and_all_wait(tmp_path: Path) -> None:
    async with school_inside(tmp_path) as (_, made):
        lee = await made.teacher()
        session, door = await begin(made, lee)
        assert not (await may_join(made, await made.client(), session, door.code)).names
        await waits(made, session, door.code, "Ana")


@pytest.mark.parametrize("codes", [True, False])
async def test_the_next_lesson_of_the_class_begins_as_the_last_was_left(tmp_path: Path, codes: bool) -> None:
    """All but the lock and the code. So does a third, after the relay was down; other classes' do not."""
    chosen = DoorSettings(codes=codes, names_shown=False, guests=False, waiting="all")
    async with school_inside(tmp_path, "Ana") as (_, made):
        lee = await made.teacher()
        first, door = await begin(made, lee)
        change = ChangeDoor(ref=new_ref(), session=first, **chosen._replace(locked=True)._asdict())
        await lee.do(change)
        await end(lee, first)
        second, after = await begin(made, lee)
        assert after.settings == chosen
        assert after.code not in ("", door.code)
        await end(lee, second)
    async with relay_inside(tmp_path) as (_, again):
        again.class_id = made.class_id
        lee = await again.client(made.teacher_token)
        assert (await begin(again, lee))[1].settings == chosen
        new = await lee.ask(MakeClass(ref=new_ref(), name="Art"), ClassReply)
        again.class_id = new.school_class.id
        assert (await begin(again, lee))[1].settings == FIRST_DOOR


class TestLastOfAClass:
    async def test_nobody_has_chosen_where_there_was_never_a_code(self, door: Doorstep) -> None:
        """As older relays left it behind when a lesson was locked and had no code."""
        school_class, store = door.school_class.id, door.house.store
        doors = store.queries(AdmissionQueries)
        left = DoorSet(codes=True, guests=True, waiting="guests", code="K7M2XP")
        for told, known in (
            (left, DoorSettings(codes=True, guests=True, waiting="guests")),
            (DoorSet(locked=True), None),
        ):
            await door.house.happen(door.lesson.id, told)
            assert await store.read(lambda: doors.last_of(school_class)) == known

    async def test_a_lesson_s_own_door_is_not_set_again(self, door: Doorstep) -> None:
        doors = door.house.store.queries(AdmissionQueries)
        planned = await door.house.session(door.teacher, door.school_class.id, "planned")
        read = door.house.store.read
        assert await read(lambda: doors.is_set(door.lesson.id))
        assert not await read(lambda: doors.is_set(planned.id))
