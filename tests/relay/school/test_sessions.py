"""Sessions: scheduling, changing, starting, calling off, deleting, looking back, and reading their logs."""

import asyncio
import base64
from typing import Any

import msgspec
import pytest

from relay.protocol.accounts import Done, LogIn
from relay.protocol.base import Command, Reply
from relay.protocol.catalog import UnfitCommand, encode, read_event, read_from_client
from relay.protocol.chat import MessagePosted
from relay.protocol.classes import MakeClass
from relay.protocol.lesson import SessionEnded, SessionStarted
from relay.protocol.limits import DECODED, NAME_LENGTH
from relay.protocol.log import PAGE_EVENTS, TEACHERS, LogPage, ReadLog
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.refusals import BAD_VALUE
from relay.protocol.safekeeping import Notes, ReadNotes
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import (
    CancelSession,
    ColleagueActed,
    CreateSession,
    DeleteSession,
    EditSession,
    GetSession,
    ListSessions,
    Session,
    SessionDetails,
    SessionList,
    SessionReply,
    StartSession,
    shown_as,
)
from relay.school import OWNER, Member
from relay.shared.ids import new_ref
from tests.relay.schoolhouse import SchoolHouse, entry_of, safe


class Lesson:
    """A teacher, a class with two students, and a session of it."""

    house: SchoolHouse
    admin: Member
    teacher: Member
    students: list[Member]
    class_id: str
    session: Session

    @classmethod
    async def make(cls, house: SchoolHouse) -> "Lesson":
        """Everybody signed in."""
        made = cls()
        made.house, made.admin, made.teacher = house, await house.admin(), await house.teacher("Bo Berg")
        school_class = await house.school_class(made.teacher, "7b", ["Ana", "Cy"])
        made.students = [await house.signed_in(s.username, s.code) for s in school_class.students]
        made.class_id = school_class.id
        made.session = await house.session(made.teacher, school_class.id)
        house.changes.clear()
        return made

    async def now(self) -> Session:
        """The session as it is."""
        found = await self.house.school.session(self.session.id)
        assert found is not None
        return found

    def edit(self, **given: Any) -> EditSession:
        """A change of the session as it was made."""
        return EditSession(ref=new_ref(), session=self.session.id, revision=self.session.revision, **given)

    def everybody(self) -> frozenset[str]:
        """Whom its changes concern."""
        return frozenset(a.account.id for a in (self.admin, self.teacher, *self.students))

    async def end(self) -> None:
        """Start and end it."""
        await self.house.started(self.teacher, self.session)
        await self.house.happen(
            self.session.id, SessionEnded(reason="teacher", figures=SessionStats(people=2))
        )


@pytest.fixture
async def lesson(house: SchoolHouse) -> Lesson:
    return await Lesson.make(house)


async def test_a_new_session_has_everything(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b")
    house.clock.seconds += 5
    command = CreateSession(
        ref=new_ref(),
        class_id=school_class.id,
        title="  Fractions ",
        description="Bring\r\npaper",
        type="quiz",
        scheduled_at=1_800_000_000_000,
        duration=90,
        max_participants=12,
    )
    session = (await house.ask(teacher, command, SessionReply)).session
    assert session == Session(
        id=session.id,
        class_id=school_class.id,
        class_name="7b",
        teacher_id=teacher.account.id,
        teacher_name="Bo Berg",
        title="Fractions",
        description="Bring\npaper",
        type="quiz",
        scheduled_at=1_800_000_000_000,
        duration=90,
        max_participants=12,
        created_at=house.clock.now(),
        updated_at=house.clock.now(),
    )
    assert await house.school.session(session.id) == session
    assert house.changes == [(session, session.id, 1, frozenset({teacher.account.id}))]


async def test_one_command_makes_a_session_for_each_of_its_times(lesson: Lesson) -> None:
    """A resend makes none a second time, and a time that is given twice is one."""

    def bare(session: Session) -> Session:
        return msgspec.structs.replace(session, id="", scheduled_at=0)

    house, week = lesson.house, 7 * 86_400_000
    times = [1_800_000_000_000 + week * number for number in range(3)]
    command = CreateSession(
        ref=new_ref(),
        class_id=lesson.class_id,
        title="Waves",
        description="Bring a slinky.",
        type="demo",
        scheduled_at=times[0],
        also_at=[times[2], times[1], times[2], times[0]],
        duration=90,
        max_participants=12,
    )
    house.changes.clear()
    first = (await house.ask(lesson.teacher, command, SessionReply)).session
    assert (await house.ask(lesson.teacher, command, SessionReply)).session == first
    find = ListSessions(ref=new_ref(), text="waves")
    found = (await house.ask(lesson.teacher, find, SessionList)).sessions
    assert [one.scheduled_at for one in found] == times[::-1]
    assert found[-1] == first
    assert [bare(one) for one in found] == [bare(first)] * 3
    assert sorted(change[1] for change in house.changes) == sorted(one.id for one in found)


@pytest.mark.parametrize("word", [CancelSession, DeleteSession])
async def test_one_command_ends_all_of_several_sessions_or_none(
    lesson: Lesson, word: type[CancelSession] | type[DeleteSession]
) -> None:
    house, other = lesson.house, await lesson.house.teacher("Cy Dahl")
    theirs = await house.session(other, (await house.school_class(other, "9c")).id)
    mine = [await house.session(lesson.teacher, lesson.class_id) for _ in range(3)]
    begun = await house.session(lesson.teacher, lesson.class_id)
    await house.ask(lesson.teacher, StartSession(ref=new_ref(), session=begun.id), SessionReply)
    ids = [one.id for one in mine]

    def command(*also: str) -> CancelSession | DeleteSession:
        return word(ref=new_ref(), session=ids[0], also=list(also))

    async def status() -> list[str]:
        found = await house.store.read(lambda: [house.store.sessions.get(one) for one in ids])
        return [one.status if one else "gone" for one in found]

    house.changes.clear()
    assert await house.refused(lesson.teacher, command(ids[1], theirs.id)) == "not_found"
    assert await house.refused(lesson.teacher, command(ids[1], begun.id)) == "already_started"
    assert await status() == ["scheduled"] * 3
    assert not house.changes
    await house.ask(lesson.teacher, command(ids[1], ids[0], ids[2], ids[1]), Reply)
    assert await status() == ["cancelled" if word is CancelSession else "gone"] * 3
    assert sorted(change[1] for change in house.changes) == sorted(ids)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "empty"),
        ({"title": "x" * 101}, "too_long"),
        ({"description": "x" * 4_001}, "too_long"),
    ],
)
async def test_texts_have_limits(lesson: Lesson, given: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"title": "x" * 100, "description": "x" * 4_000} | given
    create = CreateSession(ref=new_ref(), class_id=lesson.class_id, scheduled_at=0, **values)
    assert await lesson.house.refused(lesson.teacher, create) == code
    assert await lesson.house.refused(lesson.teacher, lesson.edit(**given)) == code


async def test_how_long_a_text_is_comes_before_what_is_in_it(lesson: Lesson) -> None:
    """Up to four times its limit it is told to be too long, as it came; beyond, it is not even decoded."""
    blank = CreateSession(
        ref=new_ref(), class_id=lesson.class_id, scheduled_at=0, title=" " * NAME_LENGTH + "x"
    )
    assert await lesson.house.refused(lesson.teacher, blank) == "too_long"
    find = ListSessions(ref=new_ref(), text="x" * DECODED * NAME_LENGTH)
    assert await lesson.house.refused(lesson.teacher, find) == "too_long"
    log_in = LogIn(ref=new_ref(), username="x" * DECODED * NAME_LENGTH, password="x")
    assert await lesson.house.refused(None, log_in) == "too_long"
    with pytest.raises(UnfitCommand) as unfit:
        read_from_client(encode(ListSessions(ref=new_ref(), text="x" * (DECODED * NAME_LENGTH + 1))))
    assert unfit.value.code == BAD_VALUE


@pytest.mark.attack
@pytest.mark.parametrize("number", [str(1 << 63), str(-(1 << 70)), "9" * 60, "1e3", "²"])
async def test_a_cursor_is_one_that_was_given_or_no_value(lesson: Lesson, number: str) -> None:
    for place in (f"0 {number} {lesson.class_id}", f"0 1 {number}", number):
        cursor = base64.urlsafe_b64encode(place.encode()).decode()
        asked = ListSessions(ref=new_ref(), cursor=cursor)
        assert await lesson.house.refused(lesson.teacher, asked) == "bad_value"


async def test_the_command_line_teaches_nothing(lesson: Lesson) -> None:
    create = CreateSession(ref=new_ref(), class_id=lesson.class_id, title="x", scheduled_at=0)
    assert await lesson.house.refused(OWNER, create) == "not_allowed"


async def test_starting_writes_the_first_event_and_all_follows_from_it(lesson: Lesson) -> None:
    house = lesson.house
    house.clock.seconds += 60
    command = StartSession(ref=new_ref(), session=lesson.session.id)
    live = (await house.ask(lesson.teacher, command, SessionReply)).session
    now = house.clock.now()
    assert live == msgspec.structs.replace(
        lesson.session,
        status="live",
        started_at=now,
        revision=2,
        updated_at=now,
        connect_address="relay.local:8443",
    )
    assert await lesson.now() == live
    (stored,) = await house.store.log.read(live.id, 0)
    assert read_event(stored.body) == SessionStarted(
        seq=1,
        at=now,
        by=lesson.teacher.account.id,
        ref=command.ref,
        title="Fractions",
        class_name="7b",
        teacher=lesson.teacher.account.id,
        teacher_name="Bo Berg",
        max_participants=300,
        duration=45,
        connect_address="relay.local:8443",
    )
    assert house.changes == [(live, live.id, 2, lesson.everybody())]
    assert await house.school.live_sessions() == [live]


async def test_starting_twice_at_once_starts_it_once(lesson: Lesson) -> None:
    commands = [StartSession(ref=new_ref(), session=lesson.session.id) for _ in range(5)]
    answers = await asyncio.gather(
        *(lesson.house.school.answer(lesson.teacher, command) for command in commands), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Refusal"] * 4 + ["SessionReply"]
    assert await lesson.house.store.log.head(lesson.session.id) == 1


async def test_a_change_makes_a_new_revision_and_is_told(lesson: Lesson) -> None:
    house = lesson.house
    house.clock.seconds += 9
    command = lesson.edit(title="Decimals", scheduled_at=5, description="")
    edited = (await house.ask(lesson.teacher, command, SessionReply)).session
    now = house.clock.now()
    assert edited == msgspec.structs.replace(
        lesson.session, title="Decimals", scheduled_at=5, revision=2, updated_at=now
    )
    assert await lesson.now() == edited
    assert house.changes == [(edited, edited.id, 2, lesson.everybody())]
    assert await house.refused(lesson.teacher, lesson.edit(title="Too late")) == "changed_meanwhile"


async def test_a_change_that_changes_nothing_is_no_revision(lesson: Lesson) -> None:
    reply = await lesson.house.ask(lesson.teacher, lesson.edit(title=" Fractions "), SessionReply)
    assert reply.session == lesson.session
    assert lesson.house.changes == []


async def test_moving_to_another_class_concerns_both(lesson: Lesson) -> None:
    house = lesson.house
    other = await house.school_class(lesson.teacher, "8a", ["Eve"])
    moved = (await house.ask(lesson.teacher, lesson.edit(class_id=other.id), SessionReply)).session
    assert (moved.class_id, moved.class_name) == (other.id, "8a")
    assert house.changes == [(moved, moved.id, 2, lesson.everybody() | {other.students[0].id})]
    stranger = await house.teacher("Cy Cole")
    theirs = await house.school_class(stranger, "9c")
    again = EditSession(ref=new_ref(), session=moved.id, revision=2, class_id=theirs.id)
    assert await house.refused(lesson.teacher, again) == "not_found"


@pytest.mark.parametrize("status", ["live", "ended", "cancelled"])
async def test_what_can_be_done_in_which_status(lesson: Lesson, status: str) -> None:
    house, teacher, session = lesson.house, lesson.teacher, lesson.session.id
    if status == "live":
        await house.started(teacher, lesson.session)
    elif status == "ended":
        await lesson.end()
    else:
        await house.ask(teacher, CancelSession(ref=new_ref(), session=session), SessionReply)
    before = await lesson.now()
    assert before.status == status
    expected = "already_started" if status == "live" else "already_over"
    for command in (
        lesson.edit(title="x"),
        StartSession(ref=new_ref(), session=session),
        CancelSession(ref=new_ref(), session=session),
    ):
        assert await house.refused(teacher, command) == expected
    assert await lesson.now() == before
    delete = DeleteSession(ref=new_ref(), session=session)
    if status == "live":
        assert await house.refused(teacher, delete) == "still_live"
    else:
        await house.ask(teacher, delete, Done)
        assert await house.school.session(session) is None


async def test_cancelling_is_told(lesson: Lesson) -> None:
    command = CancelSession(ref=new_ref(), session=lesson.session.id)
    cancelled = (await lesson.house.ask(lesson.teacher, command, SessionReply)).session
    assert (cancelled.status, cancelled.revision) == ("cancelled", 2)
    assert lesson.house.changes == [(cancelled, cancelled.id, 2, lesson.everybody())]


async def test_deleting_takes_everything_along_and_is_told(lesson: Lesson) -> None:
    house = lesson.house
    await house.started(lesson.teacher, lesson.session)
    await house.happen(
        lesson.session.id,
        PeopleCame(people=[Comer("a", "Ana", "student")]),
        SessionEnded(reason="teacher", figures=SessionStats()),
    )
    house.changes.clear()
    await house.ask(lesson.teacher, DeleteSession(ref=new_ref(), session=lesson.session.id), Done)
    assert house.changes == [(None, lesson.session.id, 0, lesson.everybody())]
    assert await house.store.log.head(lesson.session.id) == 0
    left = await house.store.read(lambda: house.store.sessions.attendance(lesson.session.id, 0))
    assert left == []
    assert await house.school.accounts_of(lesson.session.id) == frozenset()


async def test_commands_sent_again_get_the_same_answer_and_are_told_once(lesson: Lesson) -> None:
    house, session = lesson.house, lesson.session.id
    create = CreateSession(ref=new_ref(), class_id=lesson.class_id, title="x", scheduled_at=0)
    commands: list[Command] = [
        create,
        lesson.edit(title="Decimals"),
        StartSession(ref=new_ref(), session=session),
    ]
    for command in commands:
        answers = await asyncio.gather(*(house.school.answer(lesson.teacher, command) for _ in range(4)))
        assert all(answer == answers[0] for answer in answers)
        assert len(house.changes) == 1
        house.changes.clear()
    await house.happen(session, SessionEnded(reason="teacher", figures=SessionStats()))
    for command in (*commands, DeleteSession(ref=new_ref(), session=session)):
        await house.school.answer(lesson.teacher, command)
    again = await house.school.answer(lesson.teacher, commands[2])
    assert isinstance(again, SessionReply)
    assert again.session.status == "live"


async def test_a_refused_command_may_be_sent_again(lesson: Lesson) -> None:
    command = StartSession(ref=new_ref(), session=lesson.session.id)
    assert await lesson.house.refused(lesson.students[0], command) == "not_allowed"
    await lesson.house.ask(lesson.teacher, command, SessionReply)


async def test_another_persons_ref_is_another_command(lesson: Lesson) -> None:
    make = MakeClass(ref=new_ref(), name="8a")
    first = await lesson.house.school.answer(lesson.teacher, make)
    second = await lesson.house.school.answer(lesson.admin, make)
    assert first != second


async def test_details_show_attendance_to_those_who_teach_it(lesson: Lesson) -> None:
    house, session = lesson.house, lesson.session.id
    await house.started(lesson.teacher, lesson.session)
    ana = lesson.students[0].account
    await house.happen(session, PeopleCame(people=[Comer(ana.id, ana.name, "student")]))
    house.clock.seconds += 60

    async def details(asker: Member) -> SessionDetails:
        return await house.ask(asker, GetSession(ref=new_ref(), session=session), SessionDetails)

    for asker in (lesson.teacher, lesson.admin):
        (attendee,) = (await details(asker)).attendance
        assert (attendee.account, attendee.how, attendee.present) == (ana.id, "here", 60_000)
        assert attendee.last_seen_at == house.clock.now()
    assert (await details(lesson.students[0])).attendance == []
    assert (await details(lesson.teacher)).figures is None
    await house.happen(session, SessionEnded(reason="teacher", figures=SessionStats(people=1, messages=4)))
    house.clock.seconds += 600
    seen = await details(lesson.teacher)
    assert (seen.attendance[0].how, seen.attendance[0].present) == ("left", 60_000)
    for asker in (lesson.teacher, lesson.students[1]):
        assert (await details(asker)).figures == SessionStats(people=1, messages=4)


async def test_who_is_what_in_a_session(lesson: Lesson) -> None:
    school = lesson.house.school
    stranger = await lesson.house.teacher("Stranger")
    roles = [
        await school.role_in(lesson.session.id, asker.account)
        for asker in (lesson.admin, lesson.teacher, lesson.students[0], stranger)
    ]
    assert roles == ["teacher", "teacher", "student", None]
    assert await school.role_in(new_ref(), lesson.admin.account) is None


async def read_all(house: SchoolHouse, asker: Member, session: str) -> tuple[list[str], list[LogPage]]:
    texts, pages, after = [], [], 0
    while True:
        page = await house.log_page(asker, ReadLog(ref=new_ref(), session=session, after=after))
        pages.append(page)
        events = [read_event(body) for body in page.events]
        texts += [event.text for event in events if isinstance(event, MessagePosted)]
        assert page.prev == after
        after = page.upto
        if page.upto == page.head:
            return texts, pages


async def test_logs_are_read_in_pages_and_show_only_what_one_may_see(lesson: Lesson) -> None:
    house, session = lesson.house, lesson.session.id
    await house.started(lesson.teacher, lesson.session)
    ana, cy = lesson.students
    audiences = ["*", TEACHERS, ana.account.id, cy.account.id]
    for seq in range(2, 200):
        message = MessagePosted(text=f"{seq}", at=1, by="x")
        house.store.log.append([entry_of(message, seq, session, audiences[seq % 4])])
    await safe(house.store)
    for asker, may in (
        (lesson.teacher, {0, 1, 2, 3}),
        (lesson.admin, {0, 1, 2, 3}),
        (ana, {0, 2}),
        (cy, {0, 3}),
    ):
        texts, pages = await read_all(house, asker, session)
        assert texts == [str(seq) for seq in range(2, 200) if seq % 4 in may]
        assert [page.upto for page in pages] == [PAGE_EVENTS, 2 * PAGE_EVENTS, 3 * PAGE_EVENTS, 199]
        assert {page.epoch for page in pages} == {house.store.epoch}
    beyond = await house.log_page(ana, ReadLog(ref=new_ref(), session=session, after=10_000))
    assert (beyond.prev, beyond.upto, beyond.head, beyond.events) == (199, 199, 199, [])


async def test_those_who_teach_it_are_told_who_did_not_come(lesson: Lesson) -> None:
    house, session = lesson.house, lesson.session.id

    async def absent(asker: Member) -> list[str]:
        details = await house.ask(asker, GetSession(ref=new_ref(), session=session), SessionDetails)
        return [person.name for person in details.absent]

    assert await absent(lesson.teacher) == [], "it has not begun"
    await house.started(lesson.teacher, lesson.session)
    assert await absent(lesson.teacher) == ["Ana", "Cy"]
    ana = lesson.students[0].account
    await house.happen(session, PeopleCame(people=[Comer(ana.id, ana.name, "student")]))
    assert await absent(lesson.teacher) == ["Cy"]
    assert await absent(lesson.students[0]) == []
    await house.happen(session, SessionEnded(reason="teacher", figures=SessionStats()))
    assert await absent(lesson.teacher) == ["Cy"]


async def test_a_session_that_has_not_begun_has_an_empty_log(lesson: Lesson) -> None:
    read = ReadLog(ref=new_ref(), session=lesson.session.id)
    page = await lesson.house.log_page(lesson.students[0], read)
    assert (page.prev, page.upto, page.head, page.events) == (0, 0, 0, [])


async def test_a_low_disk_refuses_changes_and_serves_reading(lesson: Lesson) -> None:
    house = lesson.house
    settings = msgspec.structs.replace(house.school._office.settings, disk_low_mb=1 << 40)
    object.__setattr__(house.school._office, "settings", settings)
    create = CreateSession(ref=new_ref(), class_id=lesson.class_id, title="x", scheduled_at=0)
    assert await house.refused(lesson.teacher, create) == "disk_low"
    listed = await house.ask(lesson.teacher, ListSessions(ref=new_ref()), SessionList)
    assert [session.id for session in listed.sessions] == [lesson.session.id]
    await house.ask(lesson.teacher, DeleteSession(ref=new_ref(), session=lesson.session.id), Done)


def test_a_scheduled_session_is_overdue_once_its_time_has_come() -> None:
    session = Session(
        id="", class_id="", class_name="", teacher_id="", teacher_name="", title="", scheduled_at=1_000
    )
    assert (shown_as(session, 999), shown_as(session, 1_000)) == ("upcoming", "overdue")


class TestAColleague:
    """Another teacher of the class, who stands in."""

    async def test_starts_changes_and_calls_off_what_is_noted_and_told(self, lesson: Lesson) -> None:
        house, store = lesson.house, lesson.house.store
        diallo = await house.teacher("Mr Diallo")
        await store.write(lambda: store.classes.put(lesson.class_id, diallo.account.id, "teacher"))
        moved = await house.ask(diallo, lesson.edit(scheduled_at=5_000), SessionReply)
        assert (moved.session.scheduled_at, moved.session.teacher_id) == (5_000, lesson.teacher.account.id)
        await house.started(diallo, moved.session)
        other = await house.session(lesson.teacher, lesson.class_id, "Acids")
        cancelled = CancelSession(ref=new_ref(), session=other.id)
        assert (await house.ask(diallo, cancelled, SessionReply)).session.status == "cancelled"
        assert await house.refused(diallo, DeleteSession(ref=new_ref(), session=other.id)) == "not_allowed"
        assert [
            (account, notice.what, notice.title, notice.by_name)
            for account, notice in house.around.notices
            if isinstance(notice, ColleagueActed)
        ] == [
            (lesson.teacher.account.id, "changed", "Fractions", "Mr Diallo"),
            (lesson.teacher.account.id, "started", "Fractions", "Mr Diallo"),
            (lesson.teacher.account.id, "cancelled", "Acids", "Mr Diallo"),
        ]
        notes = (await house.ask(lesson.admin, ReadNotes(ref=new_ref()), Notes)).notes
        acts = [(n.what, n.by_name, n.session_title) for n in notes if n.session]
        assert acts == [
            ("cancel_session", "Mr Diallo", "Acids"),
            ("start_session", "Mr Diallo", "Fractions"),
            ("edit_session", "Mr Diallo", "Fractions"),
        ]

    async def test_of_what_is_ones_own_nobody_is_told(self, lesson: Lesson) -> None:
        await lesson.house.started(lesson.teacher, lesson.session)
        notes = await lesson.house.ask(lesson.admin, ReadNotes(ref=new_ref()), Notes)
        assert lesson.house.around.notices == []
        assert [note.what for note in notes.notes if note.session] == []

    async def test_a_student_or_a_teacher_of_another_class_may_not(self, lesson: Lesson) -> None:
        stranger = await lesson.house.teacher("Ms Other")
        start = StartSession(ref=new_ref(), session=lesson.session.id)
        assert await lesson.house.refused(lesson.students[0], start) == "not_allowed"
        assert await lesson.house.refused(stranger, start) == "not_found"
