"""Saying who somebody is who came by code, and knowing their own device again."""

from relay.handed.recognising import Recognised
from relay.protocol.accounts import Done
from relay.protocol.people import Comer, NameConfirmed, PeopleCame, PersonRemoved
from relay.protocol.recognising import RecognisePerson
from relay.protocol.register import GetRegister, Register
from relay.school import Member
from relay.shared.ids import new_ref
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import student_account


def recognise(door: Doorstep, who: Member, student: str) -> RecognisePerson:
    return RecognisePerson(ref=new_ref(), session=door.lesson.id, account=who.account.id, student=student)


async def test_a_guest_is_a_student_of_the_class_from_then_on(door: Doorstep) -> None:
    await door.set()
    ana, gil = student_account(door.school_class, "Ana Silva"), await door.come("Ana")
    assert (await door.house.school.place_in(door.lesson.id, gil.account)).lesson_pass.kind == "guest"  # type: ignore[union-attr]
    assert await door.house.refused(gil, recognise(door, gil, ana.id)) == "not_allowed"
    assert await door.house.refused(door.teacher, recognise(door, gil, gil.account.id)) == "not_on_register"
    assert await door.house.refused(door.teacher, recognise(door, door.teacher, ana.id)) == "not_by_code"
    await door.house.ask(door.teacher, recognise(door, gil, ana.id), Done)
    assert (door.lesson.id, Recognised(gil.account.id)) in door.house.around.handed
    assert dict(door.house.around.renamed_now[-1]) == {gil.account.id: "Ana Silva"}
    known = (await door.house.school.place_in(door.lesson.id, gil.account)).lesson_pass
    assert known is not None
    assert (known.standing, known.claims) == ("confirmed", ana.id)
    came = PeopleCame(people=[Comer(gil.account.id, "Ana Silva", "student", "confirmed")])
    await door.house.happen(door.lesson.id, came)
    command = GetRegister(ref=new_ref(), session=door.lesson.id)
    register = (await door.house.ask(door.teacher, command, Register)).people
    assert {one.account: one.came_as for one in register}[ana.id] == gil.account.id


async def test_nobody_is_there_twice(door: Doorstep) -> None:
    await door.set()
    ana = student_account(door.school_class, "Ana Silva")
    await door.house.happen(door.lesson.id, PeopleCame(people=[Comer(ana.id, "Ana Silva", "student")]))
    gil = await door.come("Ana")
    assert await door.house.refused(door.teacher, recognise(door, gil, ana.id)) == "already_there"


async def comes(door: Doorstep, name: str, key: str, *, own: bool = True) -> Member:
    """Somebody comes by code from a computer that is one person's, or not."""
    return await door.come(name, key, own_computer=own)


async def standing(door: Doorstep, who: Member) -> str:
    found = (await door.house.school.place_in(door.lesson.id, who.account)).lesson_pass
    assert found is not None
    return found.standing


async def confirmed(door: Doorstep, name: str, key: str, *, own: bool = True) -> Member:
    """Who came was confirmed by a teacher, and the lesson is over."""
    who = await comes(door, name, key, own=own)
    await door.house.happen(door.lesson.id, NameConfirmed(account=who.account.id))
    assert await standing(door, who) == "confirmed"
    await door.end()
    door.lesson = await door.house.started(
        door.teacher, await door.house.session(door.teacher, door.school_class.id)
    )
    await door.set()
    return who


async def test_the_own_device_of_who_was_confirmed_is_known_under_this_name(door: Doorstep) -> None:
    await door.set()
    await confirmed(door, "Ana Silva", "Ana's key")
    assert await standing(door, await comes(door, "Ana Silva", "another key")) == "claimed", (
        "the device, not the name"
    )


async def test_it_is_known_in_the_next_lesson(door: Doorstep) -> None:
    await door.set()
    await confirmed(door, "Ana Silva", "Ana's key")
    assert await standing(door, await comes(door, "Ana Silva", "Ana's key")) == "confirmed"
    other = next(s.name for s in door.school_class.students if s.name != "Ana Silva")
    assert await standing(door, await comes(door, other, "Ana's key")) == "claimed", "under this name alone"


async def test_a_shared_computer_is_never_known(door: Doorstep) -> None:
    await door.set()
    await confirmed(door, "Ana Silva", "the lab's key", own=False)
    assert await standing(door, await comes(door, "Ana Silva", "the lab's key", own=False)) == "claimed"
    assert await standing(door, await comes(door, "Ana Silva", "", own=True)) == "claimed"


async def test_nor_is_one_by_which_two_were_confirmed(door: Doorstep) -> None:
    await door.set()
    other = next(s.name for s in door.school_class.students if s.name != "Ana Silva")
    await confirmed(door, "Ana Silva", "a key")
    await confirmed(door, other, "a key")
    assert await standing(door, await comes(door, "Ana Silva", "a key")) == "claimed"
    assert await standing(door, await comes(door, other, "a key")) == "claimed"


async def test_who_was_removed_is_not_known_any_more(door: Doorstep) -> None:
    await door.set()
    await confirmed(door, "Ana Silva", "Ana's key")
    again = await comes(door, "Ana Silva", "Ana's key")
    await door.house.happen(
        door.lesson.id,
        PeopleCame(people=[Comer(again.account.id, "Ana Silva", "student", "confirmed")]),
        PersonRemoved(account=again.account.id),
    )
    known = await door.house.store.read(
        lambda: door.house.store.joining._execute("SELECT count(*) FROM known_device").fetchone()[0]
    )
    assert known == 0
