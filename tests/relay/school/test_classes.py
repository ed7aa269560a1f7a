"""Classes and rosters: making them, filling them, and codes."""

from relay.protocol.accounts import ClassBadge, LoggedIn, SignInFirst
from relay.protocol.admin import AddClass
from relay.protocol.classes import (
    AddStudents,
    ClassList,
    ClassReply,
    GetClass,
    ListClasses,
    MakeClass,
    RemoveStudent,
    RenewCodes,
    SchoolClass,
)
from relay.protocol.people_admin import BringUpRoster, RosterPerson, RosterPlan
from relay.protocol.sessions import CancelSession, SessionReply
from relay.school import OWNER, Member
from relay.shared.ids import new_ref
from tests.relay.schoolhouse import PASSWORD, SchoolHouse, student_account


async def got(house: SchoolHouse, asker: Member, class_id: str) -> SchoolClass:
    return (await house.ask(asker, GetClass(ref=new_ref(), class_id=class_id), ClassReply)).school_class


def names(school_class: SchoolClass) -> list[str]:
    return [student.name for student in school_class.students]


async def test_a_class_is_taught_by_whoever_makes_it(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    made = await house.ask(teacher, MakeClass(ref=new_ref(), name="  7b\n "), ClassReply)
    assert made.school_class == SchoolClass(made.school_class.id, "7b", [teacher.account], [])
    assert await got(house, teacher, made.school_class.id) == made.school_class
    assert await house.refused(teacher, MakeClass(ref=new_ref(), name=" ")) == "empty"
    assert await house.refused(OWNER, MakeClass(ref=new_ref(), name="7c")) == "not_allowed"


async def test_students_get_accounts_and_codes_that_are_told_once(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b", ["Zoë", "ana"])
    assert names(school_class) == ["ana", "Zoë"]
    assert len({student.code for student in school_class.students}) == 2
    zoe = school_class.students[1]
    sign_in = SignInFirst(ref=new_ref(), username=zoe.username, code=zoe.code, password=PASSWORD)
    assert (await house.ask(None, sign_in, LoggedIn)).you.role == "student"
    later = await got(house, teacher, school_class.id)
    assert [(s.code, s.signed_in) for s in later.students] == [("", False), ("", True)]


async def test_a_longer_list_adds_only_who_is_missing(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b", ["Ana", "Bo"])
    more = AddStudents(ref=new_ref(), class_id=school_class.id, names=["Bo", "Cy", "Ana", "Ana"])
    reply = await house.ask(teacher, more, ClassReply)
    assert names(reply.school_class) == ["Ana", "Ana", "Bo", "Cy"]
    assert sum(bool(student.code) for student in reply.school_class.students) == 2


async def test_one_bad_name_adds_nobody(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b")
    command = AddStudents(ref=new_ref(), class_id=school_class.id, names=["Ana", " "])
    assert await house.refused(teacher, command) == "empty"
    assert names(await got(house, teacher, school_class.id)) == []


async def test_sent_again_the_answer_is_the_same_but_for_the_codes(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b")
    command = AddStudents(ref=new_ref(), class_id=school_class.id, names=["Ana", "Bo"])
    once = (await house.ask(teacher, command, ClassReply)).school_class
    again = (await house.ask(teacher, command, ClassReply)).school_class
    assert [s.id for s in again.students] == [s.id for s in once.students]
    assert [bool(s.code) for s in (*once.students, *again.students)] == [True, True, False, False]
    make = MakeClass(ref=new_ref(), name="7c")
    assert await house.ask(teacher, make, ClassReply) == await house.ask(teacher, make, ClassReply)
    assert len((await house.ask(teacher, ListClasses(ref=new_ref()), ClassList)).classes) == 2


async def test_codes_are_renewed_for_those_who_never_signed_in_or_who_are_named(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b", ["Ana", "Cy"])
    ana, cy = school_class.students
    await house.signed_in(ana.username, ana.code)
    renewed = await house.ask(teacher, RenewCodes(ref=new_ref(), class_id=school_class.id), ClassReply)
    assert [bool(s.code) for s in renewed.school_class.students] == [False, True]
    old = SignInFirst(ref=new_ref(), username=cy.username, code=cy.code, password=PASSWORD)
    assert await house.refused(None, old) == "wrong_code"
    named = RenewCodes(ref=new_ref(), class_id=school_class.id, accounts=[ana.id])
    again = await house.ask(teacher, named, ClassReply)
    assert [bool(s.code) for s in again.school_class.students] == [True, False]
    await house.signed_in(ana.username, again.school_class.students[0].code)
    stranger = RenewCodes(ref=new_ref(), class_id=school_class.id, accounts=[teacher.account.id])
    assert await house.refused(teacher, stranger) == "not_found"


async def test_a_student_taken_out_keeps_the_account(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b", ["Ana", "Cy"])
    ana = school_class.students[0]
    remove = RemoveStudent(ref=new_ref(), class_id=school_class.id, account=ana.id)
    reply = await house.ask(teacher, remove, ClassReply)
    assert names(reply.school_class) == ["Cy"]
    assert await got(house, teacher, school_class.id) == reply.school_class
    remove.ref = new_ref()
    assert await house.refused(teacher, remove) == "not_found"
    not_a_student = RemoveStudent(ref=new_ref(), class_id=school_class.id, account=teacher.account.id)
    assert await house.refused(teacher, not_a_student) == "not_found"
    await house.signed_in(ana.username, ana.code)


async def test_who_comes_into_or_out_of_a_class_is_told_of_its_sessions(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    seven = await house.school_class(teacher, "7b", ["Ana"])
    eight = await house.school_class(teacher, "8a")
    planned, called_off = [await house.session(teacher, eight.id) for _ in range(2)]
    await house.ask(teacher, CancelSession(ref=new_ref(), session=called_off.id), SessionReply)
    house.changes.clear()
    ana = frozenset({seven.students[0].id})

    def bring() -> BringUpRoster:
        people = [RosterPerson("Ana", 0, "ana", classes=["8a"])]
        return BringUpRoster(ref=new_ref(), roster=new_ref(), size=1, people=people)

    await house.ask(OWNER, bring(), RosterPlan)
    assert house.changes == [(planned, planned.id, 1, ana)]
    await house.ask(OWNER, bring(), RosterPlan)
    assert len(house.changes) == 1
    remove = RemoveStudent(ref=new_ref(), class_id=eight.id, account=seven.students[0].id)
    await house.ask(teacher, remove, ClassReply)
    assert house.changes[1:] == [(planned, planned.id, 1, ana)]


async def test_everybody_lists_their_own_classes(house: SchoolHouse) -> None:
    admin, bo, cy = await house.admin(), await house.teacher("Bo"), await house.teacher("Cy")
    first = await house.school_class(bo, "b first", ["Ana", "Dan"])
    second = await house.school_class(cy, "A second")
    student = first.students[0]
    ana = await house.signed_in(student.username, student.code)
    for asker, expected in (
        (admin, [second.id, first.id]),
        (bo, [first.id]),
        (cy, [second.id]),
        (ana, [first.id]),
    ):
        found = await house.ask(asker, ListClasses(ref=new_ref()), ClassList)
        assert [one.id for one in found.classes] == expected
        assert all(one.students == [] for one in found.classes)
        assert found.sizes == {one: {first.id: 2, second.id: 0}[one] for one in expected}
        badges = await house.school.classes_if_good(asker) or []
        assert [badge.id for badge in badges] == expected
        assert all(isinstance(badge, ClassBadge) for badge in badges)


async def test_an_admin_makes_classes_for_others(house: SchoolHouse) -> None:
    admin, bo, cy = await house.admin(), await house.teacher("Bo"), await house.teacher("Cy")
    made = await house.ask(admin, AddClass(ref=new_ref(), name="7b", teachers=["BO", "cy"]), ClassReply)
    assert [t.id for t in made.school_class.teachers] == [bo.account.id, cy.account.id]
    school_class = await house.school_class(bo, "8a", ["Ana"])
    for teachers, expected in ((["nobody"], "not_found"), (["bo", "ana"], "not_allowed")):
        assert await house.refused(admin, AddClass(ref=new_ref(), name="7c", teachers=teachers)) == expected
    assert len((await house.ask(admin, ListClasses(ref=new_ref()), ClassList)).classes) == 2
    assert student_account(school_class, "Ana").username == "ana"
