"""A class that has had lessons for weeks, made at once in a school's folder before its relay runs."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import LoggedIn, SignInFirst
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.base import Event
from relay.protocol.lesson import SessionEnded, SessionStarted
from relay.protocol.people import Comer, Goer, PeopleCame, PeopleWent
from relay.protocol.session_stats import SessionStats
from relay.school import OWNER
from relay.shared.ids import new_ref
from tests.desktop.classroom import PASSWORD, Classroom
from tests.relay.process import relay_process
from tests.relay.schoolhouse import SchoolHouse, open_school

MINUTE, DAY = 60, 24 * 3600
LENGTH = 45

Attends = Callable[[int, int], str]
"""What a student (by number) did in a lesson (by number): "", "late", "left", "lost" or "away"."""


def everybody(student: int, lesson: int) -> str:
    """All are there from start to end."""
    return ""


def as_it_goes(student: int, lesson: int) -> str:
    """A class as there are: most are there."""
    kinds = {3: "late", 7: "away", 11: "lost", 17: "left"}
    return kinds.get((student * 5 + lesson * 3) % 19, "")


@dataclass
class Term:
    """A relay with such a class, and who teaches it."""

    classroom: Classroom
    students: list[str]
    """Accounts, as they were named."""
    sessions: list[str]

    async def teacher(self) -> QtRelayClient:
        return await self.classroom.teacher()


@asynccontextmanager
async def term_on(
    folder: Path, names: Sequence[str], lessons: int, attends: Attends = everybody
) -> AsyncIterator[Term]:
    """Lessons twice a week; the last of them has ended just now."""
    async with open_school(folder, began=round(time.time() * 1000)) as house:
        token, class_id, students, sessions = await _taught(house, names, lessons, attends)
    async with relay_process(folder) as process:
        classroom = Classroom(QtRelayClient, process, class_id=class_id, tokens={"Ms Lee": token})
        classroom.session = sessions[-1] if sessions else ""
        try:
            yield Term(classroom, students, sessions)
        finally:
            await classroom.close()


async def _taught(
    house: SchoolHouse, names: Sequence[str], lessons: int, attends: Attends
) -> tuple[str, str, list[str], list[str]]:
    await house.admin()
    made = await house.ask(OWNER, AddTeacher(ref=new_ref(), name="Ms Lee"), AccountReply)
    first = SignInFirst(
        ref=new_ref(), username=made.account.username, code=made.code, password=PASSWORD, device=""
    )
    token = (await house.ask(None, first, LoggedIn)).token
    teacher = await house.asker(token)
    school_class = await house.school_class(teacher, "10b", names)
    by_name = {student.name: student.id for student in school_class.students}
    students = [by_name[name] for name in names]
    await house.store.write(lambda: _enrol_long_ago(house, school_class.id, students))
    last, sessions = house.clock.now() - 2 * LENGTH * MINUTE * 1000, []
    for lesson in range(lessons):
        began = last - (lessons - 1 - lesson) * 3 * DAY * 1000
        session = await house.session(teacher, school_class.id, "Energy", scheduled_at=began)
        start = SessionStarted(
            title="Energy",
            teacher=teacher.account.id,
            teacher_name=teacher.account.name,
            max_participants=99,
            duration=LENGTH,
            class_name="10b",
            at=began,
        )
        await house.happen(session.id, start, *_lesson(began, lesson, students, names, attends))
        sessions.append(session.id)
    return token, school_class.id, students, sessions


def _enrol_long_ago(house: SchoolHouse, class_id: str, students: Sequence[str]) -> None:
    for account in students:
        house.store.classes.take_out(class_id, account)
        house.store.classes.put(class_id, account, "student")


def _lesson(
    began: int, lesson: int, students: Sequence[str], names: Sequence[str], attends: Attends
) -> list[Event]:
    def minute(number: float) -> int:
        return began + round(number * MINUTE * 1000)

    told: list[Event] = []
    for number, (account, name) in enumerate(zip(students, names, strict=True)):
        kind = attends(number, lesson)
        if kind == "away":
            continue
        at = 13 if kind == "late" else 0.5
        told.append(PeopleCame(people=[Comer(account, name, "student")], at=minute(at)))
        if kind == "left":
            told.append(PeopleWent(people=[Goer(account, "left", minute(30))], at=minute(30)))
        for drop in (15, 20, 25) if kind == "lost" else ():
            told.append(PeopleWent(people=[Goer(account, "lost", minute(drop))], at=minute(drop)))
            told.append(PeopleCame(people=[Comer(account, name, "student")], at=minute(drop + 2.4)))
    told.append(SessionEnded(reason="teacher", figures=SessionStats(), at=minute(LENGTH)))
    return sorted(told, key=lambda event: event.at)
