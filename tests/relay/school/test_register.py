"""The register of a lesson's class: who is on it, who is excused, where each sits; for its teachers alone."""

import pytest

from relay.protocol.accounts import Done
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.people import Comer, NameConfirmed, PeopleCame, PersonRemoved
from relay.protocol.register import (
    ArrangeSeats,
    Enrolment,
    Excuse,
    GetRegister,
    Register,
    TakeBackExcuse,
)
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import DeleteSession, GetSession, SessionDetails
from relay.school import Member
from relay.shared.ids import new_ref
from relay.store.queries.register import RegisterQueries
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import SchoolHouse, student_account

pytestmark = pytest.mark.asyncio


async def register(door: Doorstep, asker: Member | None = None, session: str = "") -> list[Enrolment]:
    """As a teacher is told it."""
    asked = GetRegister(ref=new_ref(), session=session or door.lesson.id)
    return (await door.house.ask(asker or door.teacher, asked, Register)).people


def of(door: Doorstep, name: str) -> str:
    """The account of a student of the class."""
    return student_account(door.school_class, name).id


async def excuse(door: Doorstep, name: str, reason: str = "", session: str = "") -> None:
    asked = Excuse(ref=new_ref(), session=session or door.lesson.id, account=of(door, name), reason=reason)
    await door.house.ask(door.teacher, asked, Done)


class TestWhoIsOnIt:
    async def test_the_whole_roster_by_name(self, door: Doorstep) -> None:
        assert await register(door) == [
            Enrolment(of(door, name), name) for name in ("Ana Silva", "Tom Sawyer", "Zoë Ng")
        ]

    async def test_students_and_other_teachers_are_not_told(self, door: Doorstep) -> None:
        student = next(one for one in door.school_class.students if one.name == "Ana Silva")
        ana = await door.house.signed_in(student.username, student.code)
        asked = GetRegister(ref=new_ref(), session=door.lesson.id)
        assert await door.house.refused(ana, asked) == "not_allowed"
        assert await door.house.refused(door.other_teacher, asked) == "not_found"

    async def test_who_came_by_code_under_a_name_stands_at_it(self, door: Doorstep) -> None:
        first = await door.come("Ana Silva", device_key="a" * 32)
        assert [one.came_as for one in await register(door)] == ["", "", ""], "not in the room yet"
        second = await door.come("Ana Silva", device_key="b" * 32)
        came = [Comer(one.account.id, "Ana Silva", "student", "claimed") for one in (first, second)]
        await door.house.happen(door.lesson.id, PeopleCame(people=came))
        assert (await register(door))[0].came_as in (first.account.id, second.account.id)
        await door.house.happen(door.lesson.id, NameConfirmed(account=first.account.id))
        assert (await register(door))[0].came_as == first.account.id
        await door.house.happen(door.lesson.id, PersonRemoved(account=first.account.id))
        assert (await register(door))[0].came_as == second.account.id


class TestExcusing:
    async def test_it_is_kept_with_the_session_and_shown_in_the_attendance(self, door: Doorstep) -> None:
        await excuse(door, "Tom Sawyer", "  at the   dentist ")
        tom = (await register(door))[1]
        assert (tom.excused, tom.reason) == (True, "at the dentist")
        get = GetSession(ref=new_ref(), session=door.lesson.id)
        absent = (await door.house.ask(door.teacher, get, SessionDetails)).absent
        assert [(one.name, one.excused, one.reason) for one in absent] == [
            ("Ana Silva", False, ""),
            ("Tom Sawyer", True, "at the dentist"),
            ("Zoë Ng", False, ""),
        ]
        await excuse(door, "Tom Sawyer")
        assert (await register(door))[1].reason == ""
        back = TakeBackExcuse(ref=new_ref(), session=door.lesson.id, account=of(door, "Tom Sawyer"))
        await door.house.ask(door.teacher, back, Done)
        assert not any(one.excused for one in await register(door))

    async def test_also_before_a_lesson_and_after_it(self, door: Doorstep) -> None:
        later = await door.house.session(door.teacher, door.school_class.id)
        await excuse(door, "Ana Silva", session=later.id)
        assert [one.excused for one in await register(door, session=later.id)] == [True, False, False]
        assert not any(one.excused for one in await register(door)), "of another lesson"
        await door.end()
        door.house.changes.clear()
        await excuse(door, "Zoë Ng")
        assert [one.excused for one in await register(door)] == [False, False, True]
        assert door.house.changes == [], "nobody looks at its register any more"

    async def test_only_teachers_are_told_that_something_changed(self, door: Doorstep) -> None:
        door.house.changes.clear()
        await excuse(door, "Zoë Ng")
        assert [accounts for *_, accounts in door.house.changes] == [frozenset({door.teacher.account.id})]

    async def test_who_is_not_of_the_class_and_what_is_too_long_is_refused(self, door: Doorstep) -> None:
        stranger = Excuse(ref=new_ref(), session=door.lesson.id, account=new_ref())
        assert await door.house.refused(door.teacher, stranger) == "not_on_register"
        teacher = Excuse(ref=new_ref(), session=door.lesson.id, account=door.teacher.account.id)
        assert await door.house.refused(door.teacher, teacher) == "not_on_register"
        long = Excuse(ref=new_ref(), session=door.lesson.id, account=of(door, "Zoë Ng"))
        long.reason = "x" * (NAME_LENGTH + 1)
        assert await door.house.refused(door.teacher, long) == "too_long"

    async def test_a_student_is_given_it_with_their_own_data(self, door: Doorstep) -> None:
        student = next(one for one in door.school_class.students if one.name == "Ana Silva")
        ana = await door.house.signed_in(student.username, student.code)
        await excuse(door, "Ana Silva", "ill")
        mine = await door.house.ask(ana, ExportOwnData(ref=new_ref(), account=ana.account.id), OwnData)
        (told,) = [bytes(row.row).decode() for row in mine.rows if row.table == "excuse"]
        assert "ill" in told
        assert door.teacher.account.id not in told, "who excused somebody is not theirs to know"


async def test_it_goes_with_the_person_and_with_the_session(house: SchoolHouse) -> None:
    admin, teacher = await house.admin(), await house.teacher("Bo Berg")
    made = await house.school_class(teacher, "7b", ["Ana", "Cy"])
    ana, cy = student_account(made, "Ana"), student_account(made, "Cy")
    session = await house.session(teacher, made.id)
    for account in (ana.id, cy.id):
        asked = Excuse(ref=new_ref(), session=session.id, account=account, reason="ill")
        await house.ask(teacher, asked, Done)

    async def kept() -> dict[str, str]:
        queries = house.store.queries(RegisterQueries)
        found = await house.store.read(lambda: queries.excuses(session.id))
        return {account: note.reason for account, note in found.items()}

    assert await kept() == {ana.id: "ill", cy.id: "ill"}
    await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    assert await kept() == {cy.id: "ill"}
    await house.ask(teacher, DeleteSession(ref=new_ref(), session=session.id), Done)
    assert await kept() == {}


class TestSeats:
    async def test_a_class_keeps_its_seats_in_all_its_lessons(self, door: Doorstep) -> None:
        names = ["Zoë Ng", "Ana Silva"]
        order = [of(door, name) for name in names]
        asked = ArrangeSeats(ref=new_ref(), session=door.lesson.id, accounts=[*order, new_ref(), order[0]])
        await door.house.ask(door.teacher, asked, Done)
        later = await door.house.session(door.teacher, door.school_class.id)
        for session in (door.lesson.id, later.id):
            people = await register(door, session=session)
            assert [one.name for one in people] == ["Zoë Ng", "Ana Silva", "Tom Sawyer"]
        other = await door.house.school_class(door.teacher, "8a", ["Zoë Ng", "Ana Silva"])
        elsewhere = await door.house.session(door.teacher, other.id)
        people = await register(door, session=elsewhere.id)
        assert [one.name for one in people] == ["Ana Silva", "Zoë Ng"]

    async def test_students_arrange_nothing(self, door: Doorstep) -> None:
        student = next(one for one in door.school_class.students if one.name == "Ana Silva")
        ana = await door.house.signed_in(student.username, student.code)
        asked = ArrangeSeats(ref=new_ref(), session=door.lesson.id, accounts=[ana.account.id])
        assert await door.house.refused(ana, asked) == "not_allowed"
