"""How a class attended, from real logs: with cuts, restarts, reopened ends and codes; and corrections."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from relay.protocol.accounts import Done
from relay.protocol.attendance import (
    AttendanceRules,
    AttendedSession,
    ClassAttendance,
    CorrectAttendance,
    Day,
    ExcuseDays,
    GetAttendance,
    ReadAttendance,
    SetAttendanceRules,
    StudentRecord,
    TakeBackCorrection,
    TakeBackExcusedDay,
    Verdict,
    judge,
)
from relay.protocol.base import Event, IdentityStatus
from relay.protocol.classes import AddStudents, ClassReply, RemoveStudent
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.people import (
    Comer,
    Goer,
    How,
    NameConfirmed,
    PeopleCame,
    PeopleWent,
    PersonAllowedBack,
    PersonRemoved,
)
from relay.protocol.register import Excuse, GetRegister, Register, TakeBackExcuse
from relay.protocol.safekeeping import ErasePerson, Notes, PersonErased, ReadNotes
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import DeleteSession, GetSession, Session, SessionDetails
from relay.school import Member
from relay.shared.ids import new_ref
from relay.store.queries.attendance import AttendanceQueries
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import SchoolHouse, open_school, student_account

MINUTE = 60_000
pytestmark = pytest.mark.asyncio


@dataclass
class Course:
    """A lesson of a class of four, told minute by minute."""

    door: Doorstep

    @property
    def began(self) -> int:
        assert self.door.lesson.started_at is not None
        return self.door.lesson.started_at

    def minute(self, minute: float) -> int:
        return self.began + int(minute * MINUTE)

    def of(self, name: str) -> str:
        return student_account(self.door.school_class, name).id

    async def happen(self, minute: float, event: Event) -> None:
        event.at = self.minute(minute)
        self.pass_until(minute)
        await self.door.house.happen(self.door.lesson.id, event)

    def pass_until(self, minute: float) -> None:
        clock = self.door.house.clock
        clock.seconds += max(0, self.minute(minute) - clock.now()) / 1000

    async def came(
        self, minute: float, name: str, account: str = "", standing: IdentityStatus = "account"
    ) -> None:
        comer = Comer(account or self.of(name), name, "student", standing)
        await self.happen(minute, PeopleCame(people=[comer]))

    async def went(self, minute: float, name: str, how: How = "left") -> None:
        at = self.minute(minute)
        await self.happen(minute, PeopleWent(people=[Goer(self.of(name), how, at)]))

    async def ended(self, minute: float) -> None:
        await self.happen(minute, SessionEnded(reason="teacher", figures=SessionStats()))

    async def read(self) -> ClassAttendance:
        asked = GetAttendance(ref=new_ref(), session=self.door.lesson.id)
        return await self.door.house.ask(self.door.teacher, asked, ClassAttendance)

    async def record(self, name: str) -> StudentRecord:
        found = await self.read()
        return {s.name: record for s, record in found.sessions[0].by_student(found.students)}[name]

    async def verdicts(self) -> dict[str, Verdict]:
        return verdicts(await self.read())

    async def statuses(self) -> list[str]:
        """Of Ana, Tom and Zoë."""
        return [verdict.status for verdict in (await self.verdicts()).values()]


def verdicts(found: ClassAttendance, number: int = 0) -> dict[str, Verdict]:
    """By name, of one lesson."""
    lesson = found.sessions[number]
    return {s.name: judge(record, lesson, found.rules) for s, record in lesson.by_student(found.students)}


@pytest.fixture
def course(door: Doorstep) -> Course:
    return Course(door)


class TestWhatTheLogSays:
    async def test_who_came_who_was_late_and_who_never_came(self, course: Course) -> None:
        await course.came(0.5, "Ana Silva")
        await course.came(13, "Tom Sawyer")
        await course.ended(45)
        assert await course.statuses() == ["present", "late", "never_came"]
        assert (await course.verdicts())["Tom Sawyer"].late == 13 * MINUTE

    async def test_who_stayed_to_the_end_has_not_left(self, course: Course) -> None:
        for name in ("Ana Silva", "Tom Sawyer", "Zoë Ng"):
            await course.came(0, name)
        await course.went(20, "Tom Sawyer")
        await course.went(39, "Zoë Ng")
        await course.came(41, "Zoë Ng")
        await course.ended(45)
        assert await course.statuses() == ["present", "partly", "present"]
        await course.door.house.ask(
            course.door.teacher,
            SetAttendanceRules(
                ref=new_ref(),
                class_id=course.door.school_class.id,
                rules=AttendanceRules(present_from=40),
            ),
            Done,
        )
        assert await course.statuses() == ["present", "left_early", "present"]
        assert (await course.verdicts())["Tom Sawyer"].early == 25 * MINUTE

    async def test_in_a_lesson_of_some_minutes_nobody_is_there_for_too_little(self, course: Course) -> None:
        await course.came(4, "Ana Silva")
        await course.ended(6)
        assert (await course.statuses())[0] == "present"

    async def test_lost_time_counts_as_presence_and_drops_are_counted(self, course: Course) -> None:
        await course.came(0, "Ana Silva")
        for minute in (10, 20, 30):
            await course.went(minute, "Ana Silva", "lost")
            await course.came(minute + 2, "Ana Silva")
        await course.came(0, "Tom Sawyer")
        await course.went(10, "Tom Sawyer", "lost")
        await course.came(10.2, "Tom Sawyer")
        await course.came(0, "Zoë Ng")
        await course.went(5, "Zoë Ng", "lost")
        await course.ended(45)
        assert await course.statuses() == ["lost", "present", "lost"]
        assert all(one.counts for one in (await course.verdicts()).values())
        evidence = (await course.record("Ana Silva")).evidence
        assert evidence is not None
        assert (evidence.drops, evidence.lost, evidence.present) == (3, 6 * MINUTE, 39 * MINUTE)

    async def test_a_restart_of_the_relay_is_nobodys_lost_connection(self, course: Course) -> None:
        await course.came(0, "Ana Silva")
        await course.came(0, "Tom Sawyer")
        await course.happen(20, RelayReopened(down_since=course.minute(18)))
        await course.came(20.2, "Ana Silva")
        await course.ended(45)
        assert await course.statuses() == ["present", "lost", "never_came"], "Tom did not come back"
        evidence = (await course.record("Ana Silva")).evidence
        assert evidence is not None
        assert (evidence.drops, evidence.lost) == (0, int(2.2 * MINUTE))

    async def test_a_clock_that_was_set_makes_nobody_late_or_early(self, course: Course) -> None:
        """The relay's computer comes back with its clock two days ahead: that is no time of the lesson."""
        days = 2 * 24 * 60
        await course.came(0, "Ana Silva")
        await course.happen(10 + days, RelayReopened(down_since=course.minute(10)))
        await course.came(10 + days, "Ana Silva")
        await course.came(12 + days, "Tom Sawyer")
        await course.ended(45 + days)
        found = await course.read()
        assert found.sessions[0].ran == 45 * MINUTE
        assert await course.statuses() == ["present", "late", "never_came"]
        assert (await course.verdicts())["Tom Sawyer"].late == 12 * MINUTE

    async def test_what_lies_between_an_end_and_a_reopening_counts_for_nobody(self, course: Course) -> None:
        await course.came(0, "Ana Silva")
        await course.came(0, "Tom Sawyer")
        await course.went(3, "Tom Sawyer")
        await course.ended(4)
        await course.happen(13, SessionReopened(ended_at=course.minute(4)))
        await course.came(13.5, "Ana Silva")
        await course.came(13.5, "Zoë Ng")
        await course.ended(53)
        found = await course.read()
        assert found.sessions[0].ran == 44 * MINUTE
        assert await course.statuses() == ["present", "partly", "present"], "Zoë came after 4.5 minutes"

    async def test_who_was_removed_and_let_back_was_gone_from_the_first_on(self, course: Course) -> None:
        await course.came(0, "Ana Silva")
        await course.happen(30, PersonRemoved(account=course.of("Ana Silva")))
        await course.happen(40, PersonAllowedBack(account=course.of("Ana Silva")))
        await course.ended(45)
        verdict = (await course.verdicts())["Ana Silva"]
        assert (verdict.status, verdict.early) == ("left_early", 15 * MINUTE)

    async def test_while_it_goes_on_it_is_told_as_it_is_so_far(self, course: Course) -> None:
        await course.came(4, "Ana Silva")
        await course.went(6, "Ana Silva", "lost")
        course.pass_until(7)
        found = await course.read()
        assert (found.sessions[0].ended_at, found.sessions[0].ran) == (0, 7 * MINUTE)
        assert await course.statuses() == ["lost", "never_came", "never_came"]


class TestWhoCameByCode:
    async def test_under_a_name_of_the_class_confirmed_or_not(self, course: Course) -> None:
        ana = await course.door.come("Ana Silva", device_key="a" * 32)
        await course.came(0, "Ana Silva", ana.account.id, "claimed")
        tom = await course.door.come("Tom Sawyer", device_key="b" * 32)
        await course.came(8, "Tom Sawyer", tom.account.id, "claimed")
        await course.happen(9, NameConfirmed(account=tom.account.id))
        guest = await course.door.come("Somebody Else", device_key="c" * 32)
        await course.came(1, "Somebody Else", guest.account.id, "guest")
        await course.ended(45)
        found = await course.read()
        assert [s.name for s in found.students] == ["Ana Silva", "Tom Sawyer", "Zoë Ng"]
        assert await course.statuses() == ["present", "late", "never_came"]
        told = [(await course.record(name)).evidence for name in ("Ana Silva", "Tom Sawyer")]
        assert [one.standing for one in told if one] == ["claimed", "confirmed"]
        assert [one.came_as for one in told if one] == [[ana.account.id], [tom.account.id]]
        assert len(found.sessions[0].records) == 2, "guests are of no class"

    async def test_who_came_by_code_and_then_by_account_was_there_all_the_time(self, course: Course) -> None:
        ana = await course.door.come("Ana Silva", device_key="a" * 32)
        await course.came(0, "Ana Silva", ana.account.id, "claimed")
        await course.happen(1, NameConfirmed(account=ana.account.id))
        goer = Goer(ana.account.id, "left", course.minute(20))
        await course.happen(20, PeopleWent(people=[goer]))
        await course.came(20, "Ana Silva")
        await course.ended(45)
        assert (await course.statuses())[0] == "present"
        evidence = (await course.record("Ana Silva")).evidence
        assert evidence is not None
        assert (evidence.late, evidence.early, evidence.present) == (0, 0, 45 * MINUTE)

    async def test_who_was_put_out_unconfirmed_was_not_that_student(self, course: Course) -> None:
        other = await course.door.come("Ana Silva", device_key="a" * 32)
        await course.came(0, "Ana Silva", other.account.id, "claimed")
        await course.happen(2, PersonRemoved(account=other.account.id))
        await course.ended(45)
        assert (await course.statuses())[0] == "never_came"


async def test_who_joined_the_class_after_a_lesson_did_not_miss_it(course: Course) -> None:
    door = course.door
    await course.came(0, "Ana Silva")
    await course.ended(45)
    door.house.clock.seconds += 3600
    command = AddStudents(ref=new_ref(), class_id=door.school_class.id, names=["Ömer New"])
    await door.house.ask(door.teacher, command, ClassReply)
    told = await course.verdicts()
    assert told["Ömer New"].status == "not_enrolled"
    assert told["Zoë Ng"].status == "never_came"
    absent = GetSession(ref=new_ref(), session=door.lesson.id)
    details = await door.house.ask(door.teacher, absent, SessionDetails)
    assert [one.name for one in details.absent] == ["Tom Sawyer", "Zoë Ng"]


async def test_who_was_there_and_has_left_the_class_is_named(course: Course) -> None:
    door = course.door
    await course.came(0, "Ana Silva")
    await course.ended(45)
    command = RemoveStudent(ref=new_ref(), class_id=door.school_class.id, account=course.of("Ana Silva"))
    await door.house.ask(door.teacher, command, ClassReply)
    found = await course.read()
    assert {(one.name, one.left) for one in found.students} == {
        ("Tom Sawyer", False),
        ("Zoë Ng", False),
        ("Ana Silva", True),
    }
    assert verdicts(found)["Ana Silva"].status == "present"


class TestCorrecting:
    async def correct(self, course: Course, name: str, status: Any, reason: str = "") -> None:
        asked = CorrectAttendance(
            ref=new_ref(), session=course.door.lesson.id, account=course.of(name), status=status
        )
        asked.reason = reason
        await course.door.house.ask(course.door.teacher, asked, Done)

    async def test_it_stands_beside_what_was_measured_and_is_taken_back(self, course: Course) -> None:
        await course.came(20, "Ana Silva")
        await course.ended(45)
        assert (await course.statuses())[0] == "partly"
        await self.correct(course, "Ana Silva", "present", "  sat at   another computer ")
        record = await course.record("Ana Silva")
        assert record.evidence is not None
        assert record.evidence.late == 20 * MINUTE
        assert record.correction is not None
        assert record.correction.by_name == "Lena Lee"
        assert record.correction.reason == "sat at another computer"
        assert (await course.verdicts())["Ana Silva"].corrected
        assert (await course.statuses())[0] == "present"
        back = TakeBackCorrection(
            ref=new_ref(), session=course.door.lesson.id, account=course.of("Ana Silva")
        )
        await course.door.house.ask(course.door.teacher, back, Done)
        assert (await course.statuses())[0] == "partly"

    async def test_who_when_before_and_after_stand_in_the_audit_list(self, course: Course) -> None:
        house = course.door.house
        await self.correct(course, "Zoë Ng", "late")
        await self.correct(course, "Zoë Ng", "excused", "nobody's text goes there")
        back = TakeBackCorrection(ref=new_ref(), session=course.door.lesson.id, account=course.of("Zoë Ng"))
        await house.ask(course.door.teacher, back, Done)
        back.ref = new_ref()
        await house.ask(course.door.teacher, back, Done)
        notes = await house.store.read(lambda: house.store.audit.find(0, course.of("Zoë Ng"), 9))
        assert [(one.what, one.detail, one.by_name) for one in notes] == [
            ("take_back_correction", "excused → never_came", "Lena Lee"),
            ("correct_attendance", "late → excused", "Lena Lee"),
            ("correct_attendance", "never_came → late", "Lena Lee"),
        ]

    async def test_the_line_of_the_missing_follows_it(self, course: Course) -> None:
        await self.correct(course, "Zoë Ng", "present")
        await self.correct(course, "Tom Sawyer", "excused")
        get = GetSession(ref=new_ref(), session=course.door.lesson.id)
        details = await course.door.house.ask(course.door.teacher, get, SessionDetails)
        assert [(one.name, one.excused) for one in details.absent] == [
            ("Ana Silva", False),
            ("Tom Sawyer", True),
        ]

    async def test_who_came_is_not_among_those_who_did_not(self, course: Course) -> None:
        await course.came(5, "Ana Silva")
        await self.correct(course, "Ana Silva", "never_came", "it was her brother")
        get = GetSession(ref=new_ref(), session=course.door.lesson.id)
        details = await course.door.house.ask(course.door.teacher, get, SessionDetails)
        assert [one.name for one in details.attendance] == ["Ana Silva"]
        assert [one.name for one in details.absent] == ["Tom Sawyer", "Zoë Ng"], "nobody is there twice"

    async def test_the_wall_in_the_room_follows_it(self, course: Course) -> None:
        await self.correct(course, "Zoë Ng", "present", "shares Tom's computer")
        await self.correct(course, "Tom Sawyer", "excused", "at the dentist")
        register = GetRegister(ref=new_ref(), session=course.door.lesson.id)
        people = (await course.door.house.ask(course.door.teacher, register, Register)).people
        assert [(one.excused, one.counted, one.reason) for one in people] == [
            (False, False, ""),
            (True, False, "at the dentist"),
            (False, True, "shares Tom's computer"),
        ]

    async def test_nobody_but_those_who_teach_the_class_and_about_its_students_alone(
        self, course: Course
    ) -> None:
        door = course.door
        asked = CorrectAttendance(ref=new_ref(), session=door.lesson.id, account=new_ref(), status="present")
        assert await door.house.refused(door.teacher, asked) == "not_on_register"
        asked = CorrectAttendance(
            ref=new_ref(), session=door.lesson.id, account=course.of("Zoë Ng"), status="present"
        )
        assert await door.house.refused(door.other_teacher, asked) == "not_found"
        student = next(one for one in door.school_class.students if one.name == "Zoë Ng")
        zoe = await door.house.signed_in(student.username, student.code)
        assert await door.house.refused(zoe, asked) == "not_allowed"
        planned = await door.house.session(door.teacher, door.school_class.id)
        asked = CorrectAttendance(
            ref=new_ref(), session=planned.id, account=course.of("Zoë Ng"), status="present"
        )
        assert await door.house.refused(door.teacher, asked) == "not_found", "it has not begun"


class TestExcusing:
    async def test_an_excuse_is_for_what_was_missed_and_says_who_gave_it(self, course: Course) -> None:
        house, lesson = course.door.house, course.door.lesson
        for name in ("Ana Silva", "Tom Sawyer", "Zoë Ng"):
            asked = Excuse(ref=new_ref(), session=lesson.id, account=course.of(name), reason="ill")
            await house.ask(course.door.teacher, asked, Done)
        await course.came(0, "Ana Silva")
        await course.came(30, "Tom Sawyer")
        await course.ended(45)
        assert await course.statuses() == ["present", "excused", "excused"]
        excuse = (await course.record("Zoë Ng")).excuse
        assert excuse is not None
        assert (excuse.by_name, excuse.reason) == ("Lena Lee", "ill")

    async def test_days_are_excused_beforehand_and_single_ones_taken_back(self, course: Course) -> None:
        house, teacher, made = course.door.house, course.door.teacher, course.door.school_class
        day = 24 * 60
        zoe = course.of("Zoë Ng")
        days = [Day(course.minute(day * n), course.minute(day * (n + 1))) for n in (0, 1)]
        asked = ExcuseDays(ref=new_ref(), class_id=made.id, account=zoe, days=days, reason="a trip")
        await house.ask(teacher, asked, Done)
        assert await course.statuses() == ["never_came", "never_came", "excused"]
        register = GetRegister(ref=new_ref(), session=course.door.lesson.id)
        (*_, told) = (await house.ask(teacher, register, Register)).people
        assert (told.excused, told.reason) == (True, "a trip")
        back = TakeBackExcuse(ref=new_ref(), session=course.door.lesson.id, account=zoe)
        await house.ask(teacher, back, Done)
        assert (await course.statuses())[2] == "never_came"
        asked_for = ReadAttendance(ref=new_ref(), class_id=made.id, since=0, until=course.minute(9 * day))
        left = (await house.ask(teacher, asked_for, ClassAttendance)).excused_days
        assert [(one.account, one.since) for one in left] == [(zoe, days[1].since)], "the other day stays"
        later = TakeBackExcusedDay(ref=new_ref(), class_id=made.id, account=zoe, since=days[1].since)
        await house.ask(teacher, later, Done)
        asked_for.ref = new_ref()
        assert (await house.ask(teacher, asked_for, ClassAttendance)).excused_days == []

    async def test_days_that_end_before_they_begin_and_strangers_are_refused(self, course: Course) -> None:
        door = course.door
        asked = ExcuseDays(
            ref=new_ref(), class_id=door.school_class.id, account=course.of("Zoë Ng"), days=[Day(2, 2)]
        )
        assert await door.house.refused(door.teacher, asked) == "bad_value"
        asked = ExcuseDays(ref=new_ref(), class_id=door.school_class.id, account=new_ref(), days=[Day(2, 3)])
        assert await door.house.refused(door.teacher, asked) == "not_on_register"
        assert await door.house.refused(door.other_teacher, asked) == "not_found"


@dataclass
class Term:
    """A class that had lessons, one a day."""

    house: SchoolHouse
    admin: Member
    teacher: Member
    class_id: str
    ana: str
    sessions: list[Session]

    async def read_page(self) -> ClassAttendance:
        asked = ReadAttendance(ref=new_ref(), class_id=self.class_id, since=0, until=1 << 52)
        return await self.house.ask(self.teacher, asked, ClassAttendance)

    async def read(self, asker: Member | None = None, **fields: Any) -> list[AttendedSession]:
        """All pages."""
        found: list[AttendedSession] = []
        asked = ReadAttendance(ref=new_ref(), class_id=self.class_id, since=0, until=1 << 52)
        for name, value in fields.items():
            setattr(asked, name, value)
        while True:
            page = await self.house.ask(asker or self.teacher, asked, ClassAttendance)
            assert bool(page.students) == (not asked.cursor), "they come with the first page alone"
            found += page.sessions
            if not page.cursor:
                return found
            asked.ref, asked.cursor = new_ref(), page.cursor


@pytest_asyncio.fixture
async def term(tmp_path: Path) -> AsyncIterator[Term]:
    async with open_school(tmp_path / "school") as house:
        admin, teacher = await house.admin(), await house.teacher("Lena Lee")
        made = await house.school_class(teacher, "7B", ["Ana Silva", "Tom Sawyer"])
        ana = student_account(made, "Ana Silva").id
        sessions = []
        for _ in range(5):
            session = await house.started(teacher, await house.session(teacher, made.id))
            now = house.clock.now()
            await house.happen(session.id, PeopleCame(people=[Comer(ana, "Ana Silva", "student")], at=now))
            house.clock.seconds += 45 * 60
            end = SessionEnded(reason="teacher", figures=SessionStats(), at=house.clock.now())
            await house.happen(session.id, end)
            house.clock.seconds += 24 * 3600
            sessions.append(session)
        yield Term(house, admin, teacher, made.id, ana, sessions)


class TestATerm:
    async def test_it_comes_in_pages_the_first_lesson_first(
        self, term: Term, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.school.attendance.RECORDS_AT_ONCE", 3)
        assert [one.id for one in await term.read()] == [one.id for one in term.sessions]
        since, until = term.sessions[1].started_at, term.sessions[3].started_at
        found = await term.read(since=since, until=until)
        assert [one.id for one in found] == [one.id for one in term.sessions[1:3]]
        assert await term.read(class_id=term.class_id, since=until, until=since) == []

    async def test_a_page_is_no_longer_where_most_have_left_the_class(
        self, term: Term, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.school.attendance.RECORDS_AT_ONCE", 4)
        for student in (await term.read_page()).students:
            command = RemoveStudent(ref=new_ref(), class_id=term.class_id, account=student.account)
            await term.house.ask(term.teacher, command, ClassReply)
        assert len((await term.read_page()).sessions) == 2
        assert [one.id for one in await term.read()] == [one.id for one in term.sessions]

    async def test_a_cursor_that_no_relay_gave_is_refused(self, term: Term) -> None:
        for cursor in ("no", "9" * 200, "1.5 x"):
            asked = ReadAttendance(ref=new_ref(), class_id=term.class_id, since=0, until=1, cursor=cursor)
            assert await term.house.refused(term.teacher, asked) == "bad_value"

    async def test_who_left_the_class_stands_at_the_lessons_they_were_in(self, term: Term) -> None:
        house = term.house
        command = RemoveStudent(ref=new_ref(), class_id=term.class_id, account=term.ana)
        await house.ask(term.teacher, command, ClassReply)
        asked = ReadAttendance(ref=new_ref(), class_id=term.class_id, since=0, until=1 << 52)
        found = await house.ask(term.teacher, asked, ClassAttendance)
        assert [(one.name, one.left) for one in found.students] == [
            ("Tom Sawyer", False),
            ("Ana Silva", True),
        ]
        assert {name: one.status for name, one in verdicts(found).items()} == {
            "Tom Sawyer": "never_came",
            "Ana Silva": "present",
        }

    async def test_an_admins_reading_is_noted_once_and_a_teachers_is_not(self, term: Term) -> None:
        house = term.house
        await term.read()
        await term.read(term.admin)
        await term.read(term.admin)
        get = GetAttendance(ref=new_ref(), session=term.sessions[0].id)
        await house.ask(term.admin, get, ClassAttendance)
        notes = (await house.ask(term.admin, ReadNotes(ref=new_ref()), Notes)).notes
        found = [(one.by_name, one.class_name, one.session) for one in notes if one.what == "read_attendance"]
        assert found == [("Ada Admin", "", term.sessions[0].id), ("Ada Admin", "7B", "")]

    @pytest.mark.parametrize("asked", [GetAttendance, GetSession, GetRegister])
    async def test_whichever_way_an_admin_reads_it(
        self, term: Term, asked: type[GetAttendance | GetSession | GetRegister]
    ) -> None:
        """Also with a lesson's details and its register, which tell who is excused and why."""
        house, session = term.house, term.sessions[0].id
        for who in (term.teacher, term.admin, term.admin):
            await house.school.answer(who, asked(ref=new_ref(), session=session))
        notes = (await house.ask(term.admin, ReadNotes(ref=new_ref()), Notes)).notes
        found = [(one.by_name, one.session) for one in notes if one.what == "read_attendance"]
        assert found == [("Ada Admin", session)]

    async def test_nobody_else_reads_it(self, term: Term) -> None:
        other = await term.house.teacher("Omar Other")
        asked = ReadAttendance(ref=new_ref(), class_id=term.class_id, since=0, until=1)
        assert await term.house.refused(other, asked) == "not_found"

    async def test_it_goes_with_the_person_and_with_the_lesson(self, term: Term) -> None:
        house, first = term.house, term.sessions[0]
        for session in term.sessions[:2]:
            said = CorrectAttendance(ref=new_ref(), session=session.id, account=term.ana, status="late")
            await house.ask(term.teacher, said, Done)
        day = ExcuseDays(ref=new_ref(), class_id=term.class_id, account=term.ana, days=[Day(1, 2)])
        day.reason = "ill"
        await house.ask(term.teacher, day, Done)
        mine = await house.ask(term.admin, ExportOwnData(ref=new_ref(), account=term.ana), OwnData)
        rows = sorted(row.table for row in mine.rows)
        assert rows == ["correction", "correction", "excused_day"]
        assert not any(term.teacher.account.id in bytes(row.row).decode() for row in mine.rows)
        await house.ask(term.teacher, DeleteSession(ref=new_ref(), session=first.id), Done)
        left = await term.read()
        assert [record.correction is not None for one in left for record in one.records] == [
            True,
            False,
            False,
            False,
        ]
        await house.ask(term.admin, ErasePerson(ref=new_ref(), account=term.ana), PersonErased)
        left = await term.read()
        assert not any(record.correction for one in left for record in one.records)
        days = await house.store.read(
            lambda: house.store.queries(AttendanceQueries).excused_days(term.class_id, 0, 9)
        )
        assert days == []

    async def test_its_rules_are_the_classs_own_and_a_change_is_noted(self, term: Term) -> None:
        rules = AttendanceRules(late_after=10, early_from=3, present_from=50)
        asked = SetAttendanceRules(ref=new_ref(), class_id=term.class_id, rules=rules)
        await term.house.ask(term.teacher, asked, Done)
        get = GetAttendance(ref=new_ref(), session=term.sessions[0].id)
        assert (await term.house.ask(term.teacher, get, ClassAttendance)).rules == rules
        notes = await term.house.store.read(lambda: term.house.store.audit.find(0, "", 1))
        assert notes[0].detail == "5 min, 5 min, 60 % → 10 min, 3 min, 50 %"
