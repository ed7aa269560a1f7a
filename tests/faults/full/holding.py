"""Holds the lesson of the story from the first who comes to the last report, and tells what was found."""

import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.client import connection
from desktop.demo.crowd import CLASSMATES
from desktop.demo.user import DemoUser
from relay.protocol.attendance import ClassAttendance, GetAttendance
from relay.protocol.sessions import GetSession, SessionDetails
from relay.shared.ids import new_ref
from tests.chaos import ChaosProxy, chaos_before
from tests.classroom.windows import Story, story
from tests.faults.checker import Finding
from tests.faults.full.acts import ACTS, AGAIN, Act
from tests.faults.full.checks import (
    check_again,
    check_attendance,
    check_figures,
    check_files,
    check_people,
    check_windows,
)
from tests.faults.full.held import ANA, MINUTE_MS, TEACHER, HeldLesson, Papers
from tests.faults.full.paper import check_papers, save
from tests.faults.full.people import Pupil, Window
from tests.faults.lesson import Outcome
from tests.given_clock import GivenClock
from tests.patience import PATIENCE

NAMES = ("Tom Becker", *CLASSMATES)
PEOPLE = 2 + len(NAMES)
STUCK_SECONDS = 24 * 3600
"""Where minutes pass at once, whoever is sent something just then seems to have taken nothing for minutes."""


@asynccontextmanager
async def lesson_of(folder: Path, people: int, rounds: int, seed: int) -> AsyncIterator[HeldLesson]:
    """It has begun, and the two at windows are in it."""
    async with place(folder, people) as where, where.lesson(random.Random(seed), rounds) as lesson:
        yield lesson


@dataclass(frozen=True)
class Place:
    """Where lessons are held: a relay, and two windows that show what is on."""

    told: Story
    clock: GivenClock
    names: Sequence[str]
    """Of those without a window."""
    users: tuple[DemoUser, DemoUser]
    wire: ChaosProxy
    cable: ChaosProxy

    @asynccontextmanager
    async def lesson(
        self, dice: random.Random, rounds: int, title: str = "Energy"
    ) -> AsyncIterator[HeldLesson]:
        """The one that has begun last, which is shown in both windows."""
        told, (lee, ana) = self.told, self.users
        pin, port = told.relay.ready["pin"], told.relay.ready["port"]
        pupils = [Pupil(name, told.classroom.tokens[name], pin, port, self.clock) for name in self.names]
        dice.shuffle(pupils)
        windows = Window(TEACHER, lee), Window(ANA, ana)
        lesson = HeldLesson(
            told.folder,
            told.relay,
            self.clock,
            windows,
            pupils,
            self.wire,
            self.cable,
            told.classroom.session,
            dice,
            title,
            rounds,
        )
        lesson.cut_off.port = self.cable.listens_on
        try:
            yield lesson
        finally:
            for pupil in pupils:
                await pupil.close()


@asynccontextmanager
async def place(folder: Path, people: int) -> AsyncIterator[Place]:
    """Both at windows are in its first lesson."""
    names, clock = NAMES[: people - 2], GivenClock(folder / "clock")
    with pytest.MonkeyPatch.context() as patched:
        # To whom minutes have passed at once the computer seems to have slept, and they try the line.
        patched.setattr(connection, "CHECK_SECONDS", PATIENCE)
        async with (
            story(
                folder, (ANA, *names), clock=clock, gather_seconds=0.1, reader_stuck_seconds=STUCK_SECONDS
            ) as told,
            chaos_before(told.relay.ready["port"]) as wire,
            chaos_before(told.relay.ready["port"]) as cable,
        ):
            lee = await told.in_the_lesson(TEACHER)
            ana = await told.in_the_lesson(ANA, wire.listens_on)
            yield Place(told, clock, names, (lee, ana), wire, cable)


async def hold(
    folder: Path,
    people: int = PEOPLE,
    rounds: int = 1,
    seed: int = 1,
    at_last: Callable[[HeldLesson], list[Finding]] = lambda _: [],
) -> Outcome:
    """The whole of it. ``seed``: draws who plays which part, and who answers what.

    ``at_last``: what else is looked at once all else has been.
    """
    outcome, began = Outcome(), time.monotonic()
    async with lesson_of(folder, people, rounds, seed) as lesson:
        outcome.findings += await play(lesson, ACTS)
        outcome.findings += at_last(lesson)
        outcome.counts.update({"people": len(lesson.seats), "lines said": len(lesson.ledger.lines)})
        outcome.counts["minutes of the lesson"] = lesson.ledger.ran.least // MINUTE_MS
    outcome.seconds = time.monotonic() - began
    return outcome


async def play(lesson: HeldLesson, acts: Sequence[tuple[float, Act]]) -> list[Finding]:
    """These acts, the end, ten minutes more, and what is saved of it; gives what was found."""
    started_at = (await _details(lesson)).session.started_at
    assert started_at is not None
    lesson.started_at = started_at
    await _play(lesson, acts)
    findings = await _look(lesson)
    await _play(lesson, AGAIN)
    findings += await _look(lesson)
    attendance, details = await _attendance(lesson), await _details(lesson)
    lesson.papers = Papers(attendance, details, *await save(lesson))
    return findings + check_papers(lesson, lesson.papers)


async def _play(lesson: HeldLesson, acts: Sequence[tuple[float, Act]]) -> None:
    for minute, act in acts:
        await lesson.until_minute(minute)
        await act(lesson)


async def _look(lesson: HeldLesson) -> list[Finding]:
    """After an end."""
    return [
        *check_people(lesson),
        *check_windows(lesson),
        *await check_files(lesson),
        *await check_again(lesson),
        *check_attendance(lesson, await _attendance(lesson)),
        *check_figures(lesson, await _details(lesson)),
    ]


async def _attendance(lesson: HeldLesson) -> ClassAttendance:
    asked = GetAttendance(ref=new_ref(), session=lesson.session)
    return await lesson.windows[0].relay.ask(asked, ClassAttendance)


async def _details(lesson: HeldLesson) -> SessionDetails:
    asked = GetSession(ref=new_ref(), session=lesson.session)
    return await lesson.windows[0].relay.ask(asked, SessionDetails)
