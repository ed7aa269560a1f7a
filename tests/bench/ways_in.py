"""Getting in: from a double click to the lesson on screen by every way there is, with fresh profiles.

Six whole programs (``getting_in``): a teacher's, which hosts the lesson, and one for each way of a pupil,
first alone and then all at once. What is measured is the program: its user needs no time at all. What a
person would need besides is reckoned with a pace, and told apart.
"""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.bench.figures import Figure, How, median, spread
from tests.bench.getting_in.errand import Took
from tests.bench.getting_in.program import PICTURES, Program, sat_down
from tests.bench.getting_in.screens import there_are

NAME = "ways_in"

KEY_SECONDS = 0.3
DECISION_SECONDS = 3.0
"""For each control that is used, one after the other: reading, finding it, and the hand's way to it."""
WORDS_SECONDS = 10.0
"""For comparing six words, besides."""
TARGET_SECONDS = 60.0
TARGET = f"within {TARGET_SECONDS:g} s"

TEACHER, CLASS, TITLE = "Ms Lee", "Physics 10b", "Conservation of energy"
PASSWORD = "quiet green hills"
"""Three words, as the form advises."""

WAYS = {
    "link": "a clicked link",
    "code": "the code, typed where the keyboard is",
    "qr": "the QR code's text, pasted",
    "found": "the relay found on the network, the code, one's name from the list",
    "address": "the typed address, six words, an account's first sign-in",
}
FIRST_NAMES = ("Ana", "Ben", "Chloe", "Dan", "Ella", "Finn", "Grace", "Hugo", "Iris", "Jon")
LAST_NAMES = ("Silva", "Becker", "Moreau", "Novak")


@dataclass
class Lesson:
    """The teacher's lesson, and what pupils are told of it."""

    lee: Program
    folder: Path
    card: dict[str, str] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict)
    """User name and one-time code, by name."""
    names: list[str] = field(default_factory=list)
    """Of those who have not been in."""

    @asynccontextmanager
    async def pupil(self, way: str) -> AsyncIterator[Program]:
        """Somebody at a fresh program, who will come in by this way."""
        link = self.card["qr"] if way == "link" else ""
        folder = self.folder / f"{way}-{time.monotonic_ns()}"
        async with sat_down(way, folder, link) as program:
            yield program

    async def come_in(self, program: Program, name: str) -> Took:
        """By the way that the program was opened for."""
        card = self.card
        user, _, code = self.slips.get(name, "").partition(" ")
        words = {
            "link": {"name": name},
            "code": {"code": card["code"], "name": name},
            "qr": {"text": card["qr"], "name": name},
            "found": {"relay": CLASS, "code": card["code"], "name": name},
            "address": {
                "address": card["address"],
                "words": card["words"],
                "username": user,
                "code": code,
                "password": PASSWORD,
                "title": TITLE,
            },
        }
        return await program.do(program.who, **words[program.who])


@dataclass(frozen=True)
class Measured:
    """One person's way in."""

    window: float
    lesson: float
    """Seconds from the double click, by a program whose user needs no time."""
    clicks: int
    keys: int
    controls: int
    compares: bool = False

    @property
    def person(self) -> float:
        """Seconds that somebody with the pace of above would need, who begins each step when it is there."""
        by_hand = self.keys * KEY_SECONDS + self.controls * DECISION_SECONDS
        return self.lesson + by_hand + self.compares * WORDS_SECONDS


def measured(program: Program, took: Took, what: str = "lesson") -> Measured:
    """From what an errand took."""
    return Measured(
        program.seconds(program.start, "window"),
        program.seconds(took, what),
        took.clicks,
        took.keys,
        took.controls,
        program.who == "address",
    )


async def measure(how: How) -> list[Figure]:
    """A lesson, and everybody into it, as often as there are rounds."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    found: dict[tuple[str, str], list[Measured]] = {}
    for _ in range(how.rounds):
        async with hosted() as (lesson, hosting, first):
            found.setdefault(("teacher", ""), []).append(hosting)
            found.setdefault(("first", ""), []).append(first)
            for way in WAYS:
                found.setdefault((way, "alone"), []).append(await _alone(lesson, way))
            for way, one in zip(WAYS, await _together(lesson), strict=True):
                found.setdefault((way, "five at once"), []).append(one)
    return list(figures_of(found))


@asynccontextmanager
async def hosted() -> AsyncIterator[tuple[Lesson, Measured, Measured]]:
    """A lesson on the teacher's own computer: how long she took, and how long her first pupil, a guest."""
    names = [f"{first} {last}" for last in LAST_NAMES for first in FIRST_NAMES][:35]
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        announced = {"SCHOOLBELL_ANNOUNCE": "127.0.0.1"}  # heard by the programs here, and by nobody else
        try:
            async with sat_down("teacher", folder / "teacher", environment=announced) as lee:
                took = await lee.do("host", teacher=TEACHER, class_name=CLASS, title=TITLE)
                hosting = measured(lee, took, "code")
                lesson = Lesson(lee, folder, took.words, names=list(names))
                await lee.picture("code")
                first = await _first_pupil(lesson)
                added = await lee.do("add_class", class_name=CLASS, names="\n".join(names), title=TITLE)
                lesson.slips = added.words
                yield lesson, hosting, first
                await lee.picture("at the end")
                await lee.do("stop_hosting")
        finally:
            await _no_relay_left(folder / "teacher" / "relay" / "ready.json")


async def _no_relay_left(ready: Path) -> None:
    """The relay outlives a program that failed."""
    with suppress(FileNotFoundError, ProcessLookupError):
        told = await asyncio.to_thread(ready.read_bytes)
        os.kill(msgspec.json.decode(told)["pid"], signal.SIGTERM)


async def _first_pupil(lesson: Lesson) -> Measured:
    """A link and a name that is on no list yet, and the teacher who lets them in."""
    async with lesson.pupil("link") as tom:
        letting = lesson.lee.do("let_in", name="Tom Guest")
        took, let = await asyncio.gather(lesson.come_in(tom, "Tom Guest"), letting)
        await lesson.lee.do("close_the_card")
        clicks, keys, controls = took.clicks + let.clicks, took.keys + let.keys, took.controls + let.controls
        window, there = tom.seconds(tom.start, "window"), tom.seconds(took)
        return Measured(window, there, clicks, keys, controls)


async def _alone(lesson: Lesson, way: str) -> Measured:
    async with lesson.pupil(way) as program:
        took = await lesson.come_in(program, lesson.names.pop(0))
        await program.picture("alone")
        return measured(program, took)


async def _together(lesson: Lesson) -> list[Measured]:
    async with AsyncExitStack() as stack:
        pupils = [stack.enter_async_context(lesson.pupil(way)) for way in WAYS]
        programs = await asyncio.gather(*pupils)
        names = [lesson.names.pop(0) for _ in programs]
        came = [lesson.come_in(*both) for both in zip(programs, names, strict=True)]
        took = await asyncio.gather(*came)
        await lesson.lee.do("see_all", names="\n".join(names))
        for program in (*programs, lesson.lee):
            await program.picture("five at once")
        return [measured(*both) for both in zip(programs, took, strict=True)]


def figures_of(found: Mapping[tuple[str, str], list[Measured]]) -> Iterable[Figure]:
    """What to tell of what was measured, by who and in which stage, a round after the other."""
    hosting, first = found["teacher", ""], found["first", ""]
    yield from _told("teacher: a class hosted, a lesson started, its code shown", "alone", hosting)
    pairs = list(zip(hosting, first, strict=True))
    both = median([teacher.person + pupil.person for teacher, pupil in pairs])
    programs = median([teacher.lesson + pupil.lesson for teacher, pupil in pairs])
    yield Figure(
        name="from her double click to the first pupil, a guest by link whom she lets in, at a person's pace",
        value=both,
        unit="s",
        configuration="alone",
        target=TARGET,
        met=both <= TARGET_SECONDS,
        note=f"the pupil's double click after the code is shown; {programs:.2f} s of it are the programs'",
    )
    for (way, configuration), rounds in found.items():
        if way in WAYS:
            yield from _told(f"pupil: {WAYS[way]}", configuration, rounds)


def _told(words: str, configuration: str, rounds: list[Measured]) -> Iterable[Figure]:
    one = rounds[-1]
    seconds, person = [r.lesson for r in rounds], [r.person for r in rounds]
    steps = f"clicks {one.clicks}, keys {one.keys}, controls used {one.controls}"
    window = median([r.window for r in rounds])
    where = "" if there_are() else "; offscreen"
    note = f"the window after {window:.2f} s; {steps}; {spread(seconds)}".rstrip("; ") + where
    yield Figure(name=words, value=median(seconds), unit="s", configuration=configuration, note=note)
    yield Figure(
        name=f"{words}, at a person's pace",
        value=median(person),
        unit="s",
        configuration=configuration,
        target=TARGET,
        met=median(person) <= TARGET_SECONDS,
    )
