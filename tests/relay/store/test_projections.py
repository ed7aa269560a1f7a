"""What lists and attendance say, against the log itself: random lessons, and each rule by hand."""

import asyncio
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from relay.protocol.accounts import ClassBadge
from relay.protocol.attendance import AttendedSession
from relay.protocol.base import Event
from relay.protocol.catalog import encode, new_memories
from relay.protocol.chat import MessagePosted
from relay.protocol.lesson import (
    Lesson as LessonMemory,
    RelayReopened,
    SessionEnded,
    SessionReopened,
    SessionStarted,
)
from relay.protocol.log import TEACHERS, Audience
from relay.protocol.people import (
    Comer,
    Goer,
    How,
    People,
    PeopleCame,
    PeopleWent,
    PersonAllowedBack,
    PersonRemoved,
)
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Attendee, Session
from relay.protocol.stays import Stays
from relay.store import Store
from relay.store.queries.attendance import AttendanceQueries
from tests.examples import many
from tests.relay.acts import lessons
from tests.relay.lists import SESSION, HandClock, Lesson, person
from tests.relay.schoolhouse import SchoolHouse, entry_of, open_store, safe

MINUTE = 60_000
ANA = person("Ana").account


def add_school(store: Store) -> None:
    """A row for the session that random lessons happen in."""
    from_nowhere = "INSERT INTO account VALUES ('t', 'T', 't', 't', 't', 'teacher', '', '', 0, 0, 0)"
    connection = store._database.connection()
    connection.execute(from_nowhere)
    store.classes.add(ClassBadge("c", "C"), 0)
    store.sessions.add(
        Session(
            id=SESSION,
            class_id="c",
            class_name="C",
            teacher_id="t",
            teacher_name="T",
            title="Physics",
            scheduled_at=0,
        )
    )


async def project(
    lesson: Lesson, batch: int
) -> tuple[Session, list[Attendee], SessionStats | None, AttendedSession]:
    """Store a lesson's log in pieces, and give back what was projected, and what attendance is judged by."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "data", HandClock()) as store:
            await store.write(lambda: add_school(store))
            for start in range(0, len(lesson.told), batch):
                store.log.append(lesson.told[start : start + batch])
            await safe(store)
            session = await store.read(lambda: store.sessions.get(SESSION))
            assert session is not None
            now = lesson.told[-1].at
            judged = await store.read(lambda: store.queries(AttendanceQueries).of_session(SESSION, now))
            assert judged is not None
            return (
                session,
                await store.read(lambda: store.sessions.attendance(SESSION, now)),
                await store.read(lambda: store.sessions.figures(SESSION)),
                judged,
            )


def time_in(lesson: Lesson, account: str, state: str) -> int:
    """Milliseconds that the people's memory shows somebody in a state, event by event."""
    memories, total = new_memories(), 0
    for entry, following in pairwise([*lesson.told, lesson.told[-1]]):
        memories.apply(entry.event)
        person = memories[People].everybody.get(account)
        if person and person.state == state and memories[LessonMemory].live:
            total += following.at - entry.at
    return total


@settings(max_examples=many(60), deadline=None)
@given(lessons)
def test_projections_agree_with_memories(lesson: Lesson) -> None:
    session, attendance, figures, judged = asyncio.run(project(lesson, batch=7))
    what_attendance_is_judged_by_agrees_with_the_stays_that_are_drawn(lesson, judged)
    memories = new_memories()
    for entry in lesson.told:
        memories.apply(entry.event)
    course, people = memories[LessonMemory], memories[People]
    assert session.status == ("live" if course.live else "ended")
    assert session.started_at == course.started_at
    assert session.ended_at == (course.ended_at or None)
    paused_until = course.teacher_away_since + course.away_limit if course.paused else None
    assert session.paused_until == paused_until
    turns = [entry.kind for entry in lesson.told if entry.kind.startswith("session_")]
    assert session.revision == 1 + len(turns)
    students = {p.account for p in people.everybody.values() if p.role == "student"}
    here = {p.account for p in people.present()}
    assert session.participant_count == len(students & here if course.live else students)
    assert {a.account: (a.name, a.role, a.joined_at, a.how) for a in attendance} == {
        p.account: (p.name, p.role, p.joined_at, p.state) for p in people.everybody.values()
    }
    stays, now = memories[Stays], lesson.told[-1].at
    assert {
        account: (stays.spent(account, "here", now), stays.spent(account, "lost", now))
        for account in stays.of
    } == {one.account: (one.present, one.lost) for one in attendance}
    last = lesson.told[-1].event
    assert figures == (last.figures if isinstance(last, SessionEnded) else None)
    for one in attendance:
        # A lost line counts from the last sign of life, so time moves from present to lost, never away.
        assert one.present <= time_in(lesson, one.account, "here")
        assert one.lost >= time_in(lesson, one.account, "lost")
        both = time_in(lesson, one.account, "here") + time_in(lesson, one.account, "lost")
        assert one.present + one.lost == both


def what_attendance_is_judged_by_agrees_with_the_stays_that_are_drawn(
    lesson: Lesson, found: AttendedSession
) -> None:
    now = lesson.told[-1].at
    memories = new_memories()
    for entry in lesson.told:
        memories.apply(entry.event)
    stays = memories[Stays]
    until = found.ended_at or now
    assert found.ran == stays.into(until)
    assert {one.account for one in found.records} <= stays.of.keys()
    for record in found.records:
        account, evidence = record.account, record.evidence
        assert evidence is not None
        assert evidence.drops == stays.drops(account)
        assert evidence.present == stays.spent(account, "here", until)
        assert evidence.lost == stays.spent(account, "lost", until)
        assert evidence.late == stays.into(stays.of[account][0].since)
        gone = evidence.how in ("left", "removed")
        assert evidence.early == (found.ran - stays.into(stays.of[account][-1].until) if gone else 0)


class Taken(MessagePosted, kw_only=True):
    """Of a subject that nobody knows: it takes the first event of its lesson from all but teachers."""

    def narrows(self) -> list[tuple[int, Audience]]:
        return [(1, TEACHERS)]


def test_a_session_names_the_last_event_that_narrows_whose_ever_it_is() -> None:
    lesson = Lesson()
    first = len(lesson.told) + 1
    for number, kind in enumerate((Taken, MessagePosted, Taken, MessagePosted), first):
        lesson.told.append(entry_of(kind(text="x", by=ANA), number))
    session, *_ = asyncio.run(project(lesson, batch=7))
    assert session.narrowed_upto == first + 2


def came(at: int, *names: str, role: str = "student") -> Event:
    people = [Comer(name, name, "teacher" if role == "teacher" else "student") for name in names]
    return PeopleCame(people=people, at=at)


def went(at: int, how: How, *names: str, last: int = 0) -> Event:
    return PeopleWent(people=[Goer(name, how, last) for name in names], at=at)


def started() -> Event:
    return SessionStarted(title="x", teacher="t", teacher_name="T", max_participants=9, duration=45, at=1)


def ended(at: int) -> Event:
    return SessionEnded(reason="teacher", figures=SessionStats(people=7, hands=3), at=at)


def minutes(events: list[Event]) -> tuple[str, int, int]:
    """State, and minutes present and lost, of Ana after these events."""

    async def find() -> list[Attendee]:
        lesson = Lesson()
        lesson.told.clear()
        lesson.told += [entry_of(event, seq + 1) for seq, event in enumerate(events)]
        return (await project(lesson, batch=100))[1]

    ana = next(one for one in asyncio.run(find()) if one.account == ANA)
    return ana.how, ana.present // MINUTE, ana.lost // MINUTE


def at(minute: float) -> int:
    return int(minute * MINUTE)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([came(at(10), ANA), went(at(30), "left", ANA), ended(at(60))], ("left", 20, 0)),
        ([came(at(10), ANA), ended(at(60))], ("left", 50, 0)),
        (
            [came(at(10), ANA), went(at(30), "left", ANA), came(at(40), ANA), ended(at(60))],
            ("left", 40, 0),
        ),
        # The line was cut at 29, noticed at 30; back at 35.
        (
            [
                came(at(10), ANA),
                went(at(30), "lost", ANA, last=at(29)),
                came(at(35), ANA),
                ended(at(60)),
            ],
            ("left", 44, 6),
        ),
        # Lost twice is lost once.
        (
            [
                came(at(10), ANA),
                went(at(30), "lost", ANA, last=at(30)),
                went(at(40), "lost", ANA, last=at(40)),
                ended(at(60)),
            ],
            ("lost", 20, 30),
        ),
        # The relay was down from 30 to 45; telling of it again adds nothing.
        (
            [
                came(at(10), ANA),
                RelayReopened(down_since=at(30), at=at(45)),
                went(at(46), "lost", ANA, last=at(30)),
                came(at(50), ANA),
                ended(at(60)),
            ],
            ("left", 30, 20),
        ),
        # Whoever had left, or was lost already, is not lost by the relay's going down.
        (
            [
                came(at(10), ANA),
                went(at(20), "left", ANA),
                RelayReopened(down_since=at(30), at=at(45)),
                ended(at(60)),
            ],
            ("left", 10, 0),
        ),
        # Lost, then given up for good.
        (
            [
                came(at(10), ANA),
                went(at(20), "lost", ANA, last=at(20)),
                went(at(25), "left", ANA),
                ended(at(60)),
            ],
            ("left", 10, 5),
        ),
        ([came(at(10), ANA), PersonRemoved(account=ANA, at=at(20)), ended(at(60))], ("removed", 10, 0)),
        # Opened again: what lies between counts for nobody, and who does not come back was lost from then on.
        (
            [
                came(at(10), ANA),
                ended(at(20)),
                SessionReopened(ended_at=at(20), at=at(28)),
                came(at(30), ANA),
                ended(at(60)),
            ],
            ("left", 40, 2),
        ),
        (
            [
                came(at(10), ANA),
                went(at(15), "left", ANA),
                ended(at(20)),
                SessionReopened(ended_at=at(20), at=at(28)),
                ended(at(60)),
            ],
            ("left", 5, 0),
        ),
        (
            [
                came(at(10), ANA),
                PersonRemoved(account=ANA, at=at(20)),
                PersonAllowedBack(account=ANA, at=at(30)),
                came(at(40), ANA),
                ended(at(60)),
            ],
            ("left", 30, 0),
        ),
    ],
)
def test_attendance(events: list[Event], expected: tuple[str, int, int]) -> None:
    assert minutes([started(), *events]) == expected


def test_a_line_that_stays_cut_over_a_day_without_the_relay_was_cut_once() -> None:
    stays, day = Stays(), 24 * 60
    for event in (
        started(),
        came(at(10), ANA),
        went(at(20), "lost", ANA, last=at(20)),
        RelayReopened(down_since=at(30), at=at(31 + day)),
    ):
        stays.apply(event)
    now = at(41 + day)
    assert (stays.drops(ANA), stays.spent(ANA, "lost", now) // MINUTE) == (1, 20)


async def test_a_session_in_the_list_follows_its_events(house: SchoolHouse) -> None:
    teacher = await house.admin()
    school_class = await house.school_class(teacher, "7b", ["Ana", "Bo"])
    session = await house.session(teacher, school_class.id)
    await house.started(teacher, session)

    async def now() -> Session:
        found = await house.school.session(session.id)
        assert found is not None
        return found

    await house.happen(session.id, came(at(1), "lee", role="teacher"), came(at(1), ANA, "bo"))
    assert (await now()).participant_count == 2
    await house.happen(session.id, went(at(2), "lost", "bo"), MessagePosted(text="hi"))
    assert (await now()).participant_count == 1
    await house.happen(session.id, RelayReopened(down_since=at(3), at=at(4)))
    assert (await now()).participant_count == 0
    await house.happen(session.id, came(at(5), ANA))
    live = await now()
    assert (live.participant_count, live.revision, live.status) == (1, 2, "live")
    await house.happen(session.id, ended(at(6)))
    over = await now()
    assert (over.participant_count, over.revision, over.status, over.ended_at) == (2, 3, "ended", at(6))


async def test_figures_are_those_of_the_last_event(house: SchoolHouse) -> None:
    teacher = await house.admin()
    session = await house.session(teacher, (await house.school_class(teacher, "7b")).id)
    await house.started(teacher, session)
    assert await house.store.read(lambda: house.store.sessions.figures(session.id)) is None
    await house.happen(session.id, ended(at(6)))
    figures = await house.store.read(lambda: house.store.sessions.figures(session.id))
    assert figures is not None
    assert encode(figures) == encode(SessionStats(people=7, hands=3))
