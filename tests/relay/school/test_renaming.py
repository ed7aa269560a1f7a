"""Renaming people and classes: who may, what is asked about, and where it is told."""

import msgspec
import pytest

from relay.protocol.accounts import Account, Done
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.people_admin import BringUpRoster, ResetPasswords, RosterPerson, RosterPlan
from relay.protocol.refusals import Refusal
from relay.protocol.renaming import PersonRenamed, RenameClass, RenamePerson
from relay.protocol.roles import ChangeRole
from relay.protocol.safekeeping import ErasePerson, Notes, PersonErased, ReadNotes
from relay.protocol.sessions import GetSession, ListSessions, SessionDetails, SessionList
from relay.school import OWNER, Member
from relay.shared.ids import new_ref
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import SchoolHouse, student_account


def rename(account: str, name: str, *, sure: bool = False) -> RenamePerson:
    return RenamePerson(ref=new_ref(), account=account, name=name, sure=sure)


async def test_teachers_rename_the_students_of_their_classes_and_admins_everybody(house: SchoolHouse) -> None:
    bo, cy = await house.teacher("Bo Berg"), await house.teacher("Cy Dahl")
    seven = await house.school_class(bo, "7b", ["Ana Silva"])
    ana = student_account(seven, "Ana Silva")
    student = await house.signed_in(ana.username, seven.students[0].code)
    assert await house.refused(cy, rename(ana.id, "Anna Silva")) == "not_found"
    assert await house.refused(bo, rename(cy.account.id, "Cyd")) == "not_found"
    assert await house.refused(student, rename(ana.id, "The King")) == "not_allowed"
    assert await house.refused(bo, rename(ana.id, "  ")) == "empty"
    assert await house.refused(bo, rename(ana.id, "a" * (NAME_LENGTH + 1))) == "too_long"
    await house.ask(bo, rename(ana.id, " Anna   Silva "), Done)
    await house.ask(OWNER, rename(cy.account.id, "Cyd Dahl"), Done)
    assert [s.name for s in await house.store.read(lambda: house.store.classes.roster(seven.id))] == [
        "Anna Silva"
    ]
    assert [dict(names) for names in house.around.renamed_now] == [
        {ana.id: "Anna Silva"},
        {cy.account.id: "Cyd Dahl"},
    ]
    again = await house.store.read(lambda: house.store.accounts.by_username("ana.silva"))
    assert again == Account(ana.id, "Anna Silva", "student", "ana.silva"), "the user name stays"
    notes = await house.ask(await house.admin(), ReadNotes(ref=new_ref()), Notes)
    assert [(n.what, n.account) for n in notes.notes][:2] == [
        ("rename_person", cy.account.id),
        ("rename_person", ana.id),
    ]


async def test_a_name_that_can_be_taken_for_a_classmates_is_asked_about(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Ana Silva", "Tom"])
    tom = student_account(seven, "Tom")
    for name in ("Ana Silva", "ana siIva", "Bo Berg"):
        assert await house.refused(bo, rename(tom.id, name)) == "looks_alike"
    assert house.around.renamed_now == []
    await house.ask(bo, rename(tom.id, "Ana Silva", sure=True), Done)
    assert await house.refused(bo, RenameClass(ref=new_ref(), class_id=seven.id, name="")) == "empty"


async def test_who_came_by_code_under_the_very_name_has_the_new_one_too(door: Doorstep) -> None:
    ana = student_account(door.school_class, "Ana Silva")
    await door.set()
    came = await door.come("Ana Silva")
    like = await door.come("ána silva", "another device")
    await door.house.ask(door.teacher, rename(ana.id, "Anna Silva"), Done)
    assert dict(door.house.around.renamed_now[-1]) == {ana.id: "Anna Silva", came.account.id: "Anna Silva"}
    there = await door.house.store.read(lambda: door.house.store.accounts.get(like.account.id))
    assert there == like.account, "what they typed stays theirs"
    assert await door.house.refused(door.teacher, rename(came.account.id, "Somebody")) == "not_found"
    assert await door.house.refused(OWNER, rename(came.account.id, "Somebody")) == "not_found"


async def test_attendance_has_the_new_name_and_teachers_ask_again(door: Doorstep) -> None:
    ana = student_account(door.school_class, "Ana Silva")
    await door.house.happen(door.lesson.id, PeopleCame(people=[Comer(ana.id, "Ana Silva", "student")]))
    door.house.changes.clear()
    await door.house.ask(door.teacher, rename(ana.id, "Anna Silva"), Done)
    told = {account for _, session, _, accounts in door.house.changes for account in accounts}
    assert door.teacher.account.id in told
    assert ana.id not in told, "whose own room tells it"
    await door.house.happen(door.lesson.id, PersonRenamed(account=ana.id, name="Anna Silva"))
    details = await door.house.ask(
        door.teacher, GetSession(ref=new_ref(), session=door.lesson.id), SessionDetails
    )
    assert [who.name for who in details.attendance] == ["Anna Silva"]


async def test_a_roster_that_renames_tells_it_too(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Ana Silva"])
    ana = student_account(seven, "Ana Silva")
    roster = [RosterPerson("Anna Silva", username=ana.username, classes=["7b"])]
    command = BringUpRoster(ref=new_ref(), roster=new_ref(), size=1, people=roster)
    await house.ask(bo, command, RosterPlan)
    assert [dict(names) for names in house.around.renamed_now] == [{ana.id: "Anna Silva"}]


async def test_a_roster_that_renames_a_class_tells_each_lesson_once(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Ana Silva", "Tom"])
    session = await house.session(bo, seven.id)
    roster = [
        RosterPerson(name, username=student_account(seven, was).username, classes=["7b"])
        for was, name in (("Ana Silva", "Anna Silva"), ("Tom", "Thomas"))
    ]
    house.changes.clear()
    await house.ask(bo, BringUpRoster(ref=new_ref(), roster=new_ref(), size=2, people=roster), RosterPlan)
    assert [changed for _, changed, _, _ in house.changes] == [session.id]


async def test_a_class_has_another_name_wherever_it_is_planned(house: SchoolHouse) -> None:
    bo, cy = await house.teacher("Bo Berg"), await house.teacher("Cy Dahl")
    seven = await house.school_class(bo, "7b", ["Ana Silva"])
    eight = await house.school_class(bo, "8a")
    session = await house.session(bo, seven.id)

    def command(name: str, *, sure: bool = False) -> RenameClass:
        return RenameClass(ref=new_ref(), class_id=seven.id, name=name, sure=sure)

    assert await house.refused(cy, command("Nonsense")) == "not_found"
    assert await house.refused(bo, command("8A")) == "looks_alike"
    assert eight.name == "8a"
    house.changes.clear()
    await house.ask(bo, command("8b"), Done)
    listed = await house.ask(bo, ListSessions(ref=new_ref()), SessionList)
    assert [one.class_name for one in listed.sessions] == ["8b"]
    assert [changed for _, changed, _, _ in house.changes] == [session.id]
    told: Member = bo
    assert told.account.id in house.around.welcomed_again[-1]
    notes = await house.ask(await house.admin(), ReadNotes(ref=new_ref()), Notes)
    assert next((n.what, n.class_name, n.detail) for n in notes.notes) == ("rename_class", "8b", "7b")


async def test_a_relay_that_is_called_as_a_class_is_takes_its_new_name(house: SchoolHouse) -> None:
    """As one on a teacher's own computer does; any other keeps its own."""
    bo = await house.teacher("Bo Berg")
    named = await house.school_class(bo, house.school.relay_name)
    other = await house.school_class(bo, "7b")
    await house.ask(bo, RenameClass(ref=new_ref(), class_id=other.id, name="8b"), Done)
    assert house.school.relay_name == "Schoolbell"
    await house.ask(bo, RenameClass(ref=new_ref(), class_id=named.id, name="Physics 11b"), Done)
    assert house.school.relay_name == "Physics 11b"


async def test_no_teacher_is_told_a_name_of_a_class_that_is_not_theirs(house: SchoolHouse) -> None:
    bo, cy = await house.teacher("Bo Berg"), await house.teacher("Cy Dahl")
    seven = await house.school_class(bo, "7b", ["Ana Silva"])
    ana = student_account(seven, "Ana Silva")
    chess = await house.school_class(cy, "Chess", ["Zoe Ray"])
    await house.store.write(lambda: house.store.classes.put(chess.id, ana.id, "student", 1))
    command = rename(ana.id, "Zoe Rey")

    async def told(asker: Member | None, name: str) -> str:
        with pytest.raises(Refusal) as refused:
            await house.school.answer(asker, rename(ana.id, name))
        assert refused.value.code.name == "looks_alike"
        return refused.value.detail

    assert await told(cy, "Zoe  Ray") == "Zoe Ray"
    assert await told(OWNER, "Zoe  Ray") == "Zoe Ray"
    assert await told(bo, "Zoe  Ray") == ""
    await house.ask(bo, msgspec.structs.replace(command, name="Zoe Ray", sure=True), Done)


async def test_who_was_erased_has_no_name_and_no_role_any_more(house: SchoolHouse) -> None:
    bo, admin = await house.teacher("Bo Berg"), await house.admin()
    seven = await house.school_class(bo, "7b", ["Ana Silva"])
    ana = student_account(seven, "Ana Silva")
    await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    assert await house.refused(admin, rename(ana.id, "Ana Silva")) == "not_found"
    assert (
        await house.refused(admin, ChangeRole(ref=new_ref(), account=ana.id, role="teacher")) == "not_found"
    )
    assert await house.refused(admin, ResetPasswords(ref=new_ref(), accounts=[ana.id])) == "not_found"
