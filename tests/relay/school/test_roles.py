"""Making people something else in the school."""

from relay.protocol.accounts import Done, LoggedIn, LogIn
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.attendance import ClassAttendance, GetAttendance, judge
from relay.protocol.base import Role
from relay.protocol.lesson import SessionEnded
from relay.protocol.roles import ChangeRole
from relay.protocol.safekeeping import Notes, ReadNotes
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import CancelSession, GetSession, SessionDetails, SessionReply
from relay.school import OWNER
from relay.shared.ids import new_ref
from tests.relay.schoolhouse import PASSWORD, SchoolHouse, student_account


def change(account: str, role: Role) -> ChangeRole:
    return ChangeRole(ref=new_ref(), account=account, role=role)


async def test_a_student_who_is_a_teacher_teaches_the_class(house: SchoolHouse) -> None:
    ada, bo = await house.admin(), await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Susan Lee", "Tom"])
    susan = student_account(seven, "Susan Lee")
    member = await house.signed_in(susan.username, seven.students[0].code)
    assert await house.refused(bo, change(susan.id, "teacher")) == "not_allowed"
    await house.ask(ada, change(susan.id, "teacher"), Done)
    assert house.revoked[-1] == {member.token_id}, "signed out: what they may see is another thing"
    again = await house.ask(None, LogIn(ref=new_ref(), username=susan.username, password=PASSWORD), LoggedIn)
    assert again.you.role == "teacher"
    whole = await house.store.read(lambda: house.store.classes.teachers(seven.id))
    assert [teacher.name for teacher in whole] == ["Bo Berg", "Susan Lee"]
    assert await house.store.read(lambda: house.store.classes.size(seven.id)) == 1
    noted = (await house.ask(ada, ReadNotes(ref=new_ref()), Notes)).notes
    assert next((n.what, n.account, n.detail) for n in noted) == ("change_role", susan.id, "teacher")
    await house.ask(ada, change(susan.id, "student"), Done)
    assert await house.store.read(lambda: house.store.classes.size(seven.id)) == 2


async def test_somebody_has_always_to_look_after_the_school(house: SchoolHouse) -> None:
    ada, bo = await house.admin(), await house.teacher("Bo Berg")
    assert await house.refused(ada, change(ada.account.id, "teacher")) == "still_needed"
    assert await house.refused(OWNER, change(ada.account.id, "teacher")) == "still_needed"
    await house.ask(ada, change(bo.account.id, "admin"), Done)
    assert await house.refused(ada, change(ada.account.id, "teacher")) == "still_needed", "not oneself"
    await house.ask(OWNER, change(ada.account.id, "teacher"), Done)
    assert await house.store.read(house.store.accounts.admins) == {bo.account.id}
    assert await house.refused(OWNER, change(new_ref(), "teacher")) == "not_found"


async def test_a_teacher_with_lessons_stays_one(house: SchoolHouse) -> None:
    """And who was one reads what was said in their lessons as a student does."""
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Tom"])
    held = await house.started(bo, await house.session(bo, seven.id))
    planned = await house.session(bo, seven.id)
    assert await house.refused(OWNER, change(bo.account.id, "student")) == "has_lessons"
    await house.happen(held.id, SessionEnded(reason="teacher", figures=SessionStats()))
    await house.ask(bo, CancelSession(ref=new_ref(), session=planned.id), SessionReply)
    await house.ask(OWNER, change(bo.account.id, "student"), Done)
    signed = await house.ask(None, LogIn(ref=new_ref(), username="bo.berg", password=PASSWORD), LoggedIn)
    as_student = await house.asker(signed.token)
    details = await house.ask(as_student, GetSession(ref=new_ref(), session=held.id), SessionDetails)
    assert details.attendance == []
    assert (await house.school.place_in(held.id, as_student.account)).role == "student"


async def test_who_taught_a_class_did_not_stay_away_from_its_lessons(house: SchoolHouse) -> None:
    ada, bo, cy = await house.admin(), await house.teacher("Bo Berg"), await house.teacher("Cy Dahl")
    seven = await house.school_class(bo, "7b", ["Tom"])
    await house.store.write(lambda: house.store.classes.put(seven.id, cy.account.id, "teacher"))
    held = await house.started(bo, await house.session(bo, seven.id))
    await house.happen(held.id, SessionEnded(reason="teacher", figures=SessionStats()))
    house.clock.seconds += 3600
    await house.ask(ada, change(cy.account.id, "student"), Done)
    found = await house.ask(bo, GetAttendance(ref=new_ref(), session=held.id), ClassAttendance)
    assert {
        student.name: judge(record, found.sessions[0], found.rules).status
        for student, record in found.sessions[0].by_student(found.students)
    } == {"Cy Dahl": "not_enrolled", "Tom": "never_came"}


async def test_a_new_teacher_who_never_signed_in_keeps_the_code(house: SchoolHouse) -> None:
    ada = await house.admin()
    made = await house.ask(ada, AddTeacher(ref=new_ref(), name="Cy Dahl"), AccountReply)
    await house.ask(ada, change(made.account.id, "admin"), Done)
    assert (await house.signed_in(made.account.username, made.code)).account.role == "admin"
