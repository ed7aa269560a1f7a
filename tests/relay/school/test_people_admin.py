"""Looking after people: who there is, when they were last here, new passwords, lost devices."""

import pytest

from relay.protocol.accounts import LoggedIn, LogIn
from relay.protocol.catalog import encode, read_from_client
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.people_admin import (
    PEOPLE_AT_ONCE,
    BringUpRoster,
    DeviceList,
    ListDevices,
    ListPeople,
    PasswordsReset,
    PeopleList,
    Person,
    ResetPasswords,
    RosterPerson,
    RosterPlan,
    SignOutDevices,
)
from relay.protocol.text import clean_name
from relay.school import OWNER, Member
from relay.shared.ids import new_ref
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import PASSWORD, SchoolHouse, student_account

HOUR = 3600.0


async def people(house: SchoolHouse, asker: Member, class_id: str = "", find: str = "") -> list[Person]:
    command = ListPeople(ref=new_ref(), class_id=class_id, find=find)
    return (await house.ask(asker, command, PeopleList)).people


def names(found: list[Person]) -> list[str]:
    return [person.account.name for person in found]


async def test_people_are_found_by_class_and_by_a_part_of_their_name(house: SchoolHouse) -> None:
    bo, cy = await house.teacher("Bo Berg"), await house.teacher("Cy Dahl")
    seven = await house.school_class(bo, "7b", ["Zoë", "ana lima"])
    eight = await house.school_class(cy, "8a", ["Eve"])
    await house.store.write(lambda: house.store.classes.put(eight.id, seven.students[0].id, "student"))
    assert names(await people(house, OWNER)) == ["ana lima", "Bo Berg", "Cy Dahl", "Eve", "Zoë"]
    assert names(await people(house, bo)) == ["ana lima", "Zoë"]
    assert names(await people(house, cy)) == ["ana lima", "Eve"]
    assert names(await people(house, OWNER, find="zoe")) == ["Zoë"]
    assert names(await people(house, OWNER, find="BO.BERG")) == ["Bo Berg"]
    assert names(await people(house, OWNER, find="%")) == []
    assert names(await people(house, OWNER, eight.id)) == ["ana lima", "Cy Dahl", "Eve"]
    assert await house.refused(bo, ListPeople(ref=new_ref(), class_id=eight.id)) == "not_found"
    ana = (await people(house, bo))[0]
    assert ana.classes == [seven.id], "of another's class a teacher learns nothing"
    assert set((await people(house, OWNER))[0].classes) == {seven.id, eight.id}


async def test_when_somebody_was_last_here_and_on_how_many_devices(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Ana"])
    ana = (await people(house, bo))[0]
    assert (ana.signed_in, ana.last_here_at, ana.devices) == (False, 0, 0)
    house.clock.seconds += HOUR
    await house.signed_in("ana", seven.students[0].code, "lab 3")
    house.clock.seconds += HOUR
    await house.ask(None, LogIn(ref=new_ref(), username="ana", password=PASSWORD, device="phone"), LoggedIn)
    ana = (await people(house, bo))[0]
    assert (ana.signed_in, ana.last_here_at, ana.devices) == (True, house.clock.now(), 2)
    there = await house.ask(bo, ListDevices(ref=new_ref(), account=ana.account.id), DeviceList)
    assert [(d.device, d.last_used_at) for d in there.devices] == [
        ("phone", house.clock.now()),
        ("lab 3", house.clock.now() - int(HOUR * 1000)),
    ]


async def test_who_comes_to_lessons_by_code_alone_was_here_too(door: Doorstep) -> None:
    ana = student_account(door.school_class, "Ana Silva")
    await door.set()
    came = await door.come("Ana Silva")
    assert (await people(door.house, door.teacher))[0].last_here_at == 0, "the name was claimed, and no more"
    joined = PeopleCame(people=[Comer(came.account.id, "Ana Silva", "student")])
    await door.house.happen(door.lesson.id, joined)
    there = {one.account.id: one for one in await people(door.house, door.teacher)}
    assert there[ana.id].last_here_at > 0
    assert not there[ana.id].devices


@pytest.mark.parametrize(
    "device", ["W" * 60_000, "a" + "\u0344\u0323" * 15_000, "lab\x00\u202e 3"], ids=["long", "marks", "odd"]
)
async def test_what_a_device_calls_itself_is_cut_and_never_refused(house: SchoolHouse, device: str) -> None:
    admin = await house.admin()
    frame = encode(LogIn(ref=new_ref(), username="ada", password=PASSWORD, device=device))
    command = read_from_client(frame)
    assert isinstance(command, LogIn)
    await house.ask(None, command, LoggedIn)
    there = await house.ask(admin, ListDevices(ref=new_ref(), account=admin.account.id), DeviceList)
    assert all(len(one.device) <= NAME_LENGTH for one in there.devices)
    assert any(one.device.startswith(clean_name(device[:400])[:NAME_LENGTH]) for one in there.devices)


async def test_a_lost_device_is_signed_out_and_the_others_are_not(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Ana"])
    first = await house.signed_in("ana", seven.students[0].code, "lab 3")
    command = LogIn(ref=new_ref(), username="ana", password=PASSWORD, device="phone")
    second = (await house.ask(None, command, LoggedIn)).token
    ana = first.account.id
    devices = (await house.ask(bo, ListDevices(ref=new_ref(), account=ana), DeviceList)).devices
    lost = next(device.id for device in devices if device.device == "lab 3")
    left = await house.ask(bo, SignOutDevices(ref=new_ref(), account=ana, devices=[lost]), DeviceList)
    assert [device.device for device in left.devices] == ["phone"]
    assert house.revoked[-1] == frozenset({first.token_id})
    assert await house.school.account_of(second)
    theirs = (await house.ask(bo, ListDevices(ref=new_ref(), account=bo.account.id), DeviceList)).devices
    strange = SignOutDevices(ref=new_ref(), account=ana, devices=[theirs[0].id])
    assert await house.refused(bo, strange) == "not_found", "nobody is signed out by way of somebody else"
    everywhere = SignOutDevices(ref=new_ref(), account=ana)
    assert (await house.ask(bo, everywhere, DeviceList)).devices == []
    assert await house.school.account_of(second) is None


async def test_a_new_password_and_what_becomes_of_the_old_one(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Ana", "Cy"])
    ana, cy = [await house.signed_in(s.username, s.code) for s in seven.students]
    accounts = [ana.account.id, cy.account.id, ana.account.id]
    kind = await house.ask(bo, ResetPasswords(ref=new_ref(), accounts=accounts), PasswordsReset)
    assert [fresh.account.name for fresh in kind.people] == ["Ana", "Cy"]
    await house.ask(None, LogIn(ref=new_ref(), username="ana", password=PASSWORD), LoggedIn)
    hard = ResetPasswords(ref=new_ref(), accounts=[ana.account.id], at_once=True)
    reset = await house.ask(bo, hard, PasswordsReset)
    assert (
        await house.refused(None, LogIn(ref=new_ref(), username="ana", password=PASSWORD)) == "wrong_password"
    )
    assert ana.token_id in house.revoked[-1]
    assert not (await people(house, bo))[0].signed_in
    await house.signed_in("ana", reset.people[0].code)
    again = await house.ask(bo, hard, PasswordsReset)
    assert [(fresh.account.name, fresh.code) for fresh in again.people] == [("Ana", "")]
    await house.ask(None, LogIn(ref=new_ref(), username="cy", password=PASSWORD), LoggedIn)


async def test_a_teacher_looks_after_their_own_students_alone(house: SchoolHouse) -> None:
    bo, cy, admin = await house.teacher("Bo"), await house.teacher("Cy"), await house.admin()
    seven = await house.school_class(bo, "7b", ["Ana"])
    ana = seven.students[0].id
    for other in (admin.account.id, cy.account.id, new_ref()):
        assert await house.refused(bo, ListDevices(ref=new_ref(), account=other)) == "not_found"
        assert await house.refused(bo, SignOutDevices(ref=new_ref(), account=other)) == "not_found"
        both = ResetPasswords(ref=new_ref(), accounts=[ana, other], at_once=True)
        assert await house.refused(bo, both) == "not_found"
    assert await house.refused(cy, ResetPasswords(ref=new_ref(), accounts=[ana])) == "not_found"
    await house.ask(bo, ListDevices(ref=new_ref(), account=bo.account.id), DeviceList)
    await house.ask(admin, ResetPasswords(ref=new_ref(), accounts=[ana, cy.account.id]), PasswordsReset)


async def test_a_large_school_comes_by_pages(house: SchoolHouse) -> None:
    many = [RosterPerson(f"Student {n:04}", 0, f"s{n}") for n in range(PEOPLE_AT_ONCE + 7)]
    command = BringUpRoster(ref=new_ref(), roster=new_ref(), size=len(many), people=many)
    await house.ask(OWNER, command, RosterPlan)
    first = await house.ask(OWNER, ListPeople(ref=new_ref()), PeopleList)
    rest = await house.ask(OWNER, ListPeople(ref=new_ref(), start=PEOPLE_AT_ONCE), PeopleList)
    assert (len(first.people), first.total) == (PEOPLE_AT_ONCE, PEOPLE_AT_ONCE + 7)
    assert names(rest.people) == [f"Student {n:04}" for n in range(PEOPLE_AT_ONCE, PEOPLE_AT_ONCE + 7)]
