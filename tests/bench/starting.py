"""Starting: what it takes to the first page, beside a window with nothing in it, and into a room.

Every figure is of whole programs offscreen (``first_paint.py``), in rounds that take turns: the bare window,
a start on a new profile, a start that goes on into a lesson. Processor time is compared, which other programs
on the machine change little, of the whole process with all its threads.
"""

import asyncio
import json
import os
import sys
import tempfile
import threading
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench import kept
from tests.bench.desktop_side import PATIENCE, offscreen
from tests.bench.figures import Figure, How, median, spread
from tests.bench.first_paint import AT_ONCE, CALM
from tests.bench.prepared import TEACHER, Prepared, prepare
from tests.bench.pupils import Pupil, all_go, connect, in_uvloop, trusting
from tests.relay.process import RelayProcess, relay_process

NAME = "starting"

STARTS, QUICK_STARTS = 4, 2
PUPILS = 35
EVENTS = 200
LESSON = "Energy 1"
LOOK_SECONDS = 0.1

MOST_TIMES = 2.0
"""So many times what the bare window takes the first page may take."""
MOST_MEGABYTES = 120.0
MOST_OF_START = 0.5
"""So much of what the start takes opening a room may take."""
MOST_TURN_MS = 50.0

Moments = dict[str, dict[str, float]]


async def measure(how: How) -> list[Figure]:
    """Rounds that take turns."""
    count = how.rounds * (QUICK_STARTS if how.quick else STARTS)
    rounds = await measured(PUPILS, count + 1)  # after the first all has been read from the disk
    return figures({kind: told[1:] for kind, told in rounds.items()})


async def measured(people: int, count: int) -> dict[str, list[Moments]]:
    """So many rounds, with so many pupils in the room; the moments of each kind of start."""
    async with _lesson(people) as (folder, relay, school):
        return await _rounds(folder, relay, school, count)


async def read_in_a_room(people: int) -> list[str]:
    """The modules that a program has read which is at rest in a room of so many pupils."""
    async with _lesson(people) as (folder, relay, school):
        read: list[str] = (await _told(_visit(folder / "profile", relay, school, CALM), school.teacher))[
            "in_room"
        ]
        return read


@asynccontextmanager
async def _lesson(people: int) -> AsyncIterator[tuple[Path, RelayProcess, Prepared]]:
    """A lesson with so many pupils in it, and a folder for profiles."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", people, events=EVENTS)
        async with relay_process(school.folder) as relay:
            over = threading.Event()
            pupils = asyncio.create_task(in_uvloop(_be_there(relay.ready["port"], school, over)))
            try:
                yield folder, relay, school
            finally:
                over.set()
                await pupils


async def _rounds(
    folder: Path, relay: RelayProcess, school: Prepared, count: int
) -> dict[str, list[Moments]]:
    rounds: dict[str, list[Moments]] = {"bare": [], "new": [], CALM: [], AT_ONCE: []}
    for n in range(count):
        for kind, told in rounds.items():
            profile = folder / f"{kind} {n}"
            words = {"bare": ["bare"], "new": ["schoolbell", str(profile)]}.get(kind)
            told.append(await _moments(words or _visit(profile, relay, school, kind), school.teacher))
    return rounds


def _visit(profile: Path, relay: RelayProcess, school: Prepared, moment: str) -> list[str]:
    """The words of a start that goes on into the lesson."""
    _settle(relay, school, profile)
    return ["room", str(profile), LESSON, str(len(school.students) + 1), moment]


def _settle(relay: RelayProcess, school: Prepared, profile: Path) -> None:
    """A profile of somebody who has been at this relay before."""
    known = {
        "host": "127.0.0.1",
        "port": relay.ready["port"],
        "pin": relay.ready["pin"],
        "relay_id": relay.ready["relay_id"],
        "name": "Hill School",
        "certificate": school.certificate.read_text("ascii"),
        "username": TEACHER,
    }
    profile.mkdir(mode=0o700)
    (profile / "settings.json").write_text(json.dumps({"relays": [known]}), "utf-8")


async def _moments(words: list[str], token: str) -> Moments:
    began = time.monotonic()
    moments: Moments = (await _told(words, token))["moments"]
    for moment in moments.values():
        moment["clock"] -= began
    return moments


async def _told(words: list[str], token: str) -> dict[str, Any]:
    keyring = {"PYTHON_KEYRING_BACKEND": f"{kept.__name__}.{kept.Kept.__name__}", kept.VARIABLE: token}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.first_paint", *words),
        stdout=PIPE,
        stderr=DEVNULL,
        env=os.environ | offscreen() | keyring,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the program ended with {process.returncode}: {words}")
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


async def _be_there(port: int, school: Prepared, over: threading.Event) -> None:
    """All pupils in the lesson, until it is over."""
    context, session = trusting(school.certificate), school.sessions[0]
    pupils: list[Pupil] = []
    for token in school.students:
        pupils.append(await connect(port, context, token))
        pupils[-1].say(EnterRoom(ref=new_ref(), session=session))
    while not over.is_set():
        await asyncio.sleep(LOOK_SECONDS)
    await all_go(pupils)


def figures(rounds: dict[str, list[Moments]]) -> list[Figure]:
    """What is told of rounds."""

    def of(kind: str, moment: str, what: str = "cpu", since: str = "") -> list[float]:
        return [one[moment][what] - (one[since][what] if since else 0.0) for one in rounds[kind]]

    def megabytes(kind: str, moment: str) -> list[float]:
        return [size / 1e6 for size in of(kind, moment, "resident")]

    bare, new = of("bare", "page"), of("new", "page")
    room, most = f"a room of {PUPILS} pupils and a teacher", "most work in one turn of the window's loop"
    turns = [1000 * seconds for kind in (CALM, AT_ONCE) for seconds in of(kind, "rest", "longest")]
    memory = _figure(f"memory: in {room}", megabytes(CALM, "rest"), "MB")
    memory.target, memory.met = f"at most {MOST_MEGABYTES:g} MB", _at_most(memory.value, MOST_MEGABYTES)
    turn = _figure(f"{most}, from the first page to rest in the room", turns, "ms")
    turn.target, turn.met = f"at most {MOST_TURN_MS:g} ms", _at_most(turn.value, MOST_TURN_MS)
    return [
        _figure("processor time: a bare window painted", bare, note=f"{len(bare)} rounds that take turns"),
        _beside("processor time: the first page, new profile", new, "the bare window", bare, MOST_TIMES),
        _beside(
            "processor time: the first page, known profile",
            of(CALM, "page") + of(AT_ONCE, "page"),
            "the bare window",
            bare,
            MOST_TIMES,
        ),
        _figure("processor time: modules loaded, of that", of("new", "imported")),
        _figure(
            "processor time: from the first page to the list of lessons", of(AT_ONCE, "list", since="page")
        ),
        _figure("processor time: from the first page to rest at that list", of(CALM, "click", since="page")),
        _beside(
            f"processor time: {room} opened, from the click to its first painting",
            of(CALM, "room", since="click"),
            "the start",
            new,
            MOST_OF_START,
        ),
        _beside(
            "processor time: the same, clicked as soon as the lesson is seen",
            of(AT_ONCE, "room", since="click"),
            "the start",
            new,
            MOST_OF_START,
        ),
        turn,
        _figure("by the clock: a bare window", of("bare", "page", "clock")),
        _figure("by the clock: the first page, new profile", of("new", "page", "clock")),
        _figure("by the clock: the room, clicked at once", of(AT_ONCE, "room", "clock", since="click")),
        _figure("memory: a bare window", megabytes("bare", "page"), "MB"),
        _figure("memory: the first page", megabytes("new", "page"), "MB"),
        memory,
    ]


def _figure(words: str, values: Sequence[float], unit: str = "s", note: str = "") -> Figure:
    return Figure(name=words, value=median(values), unit=unit, note=f"{note}; {spread(values)}".strip("; "))


def _beside(words: str, values: Sequence[float], beside: str, others: Sequence[float], most: float) -> Figure:
    """A figure that is to be at most so many times another one."""
    told = _figure(words, values)
    told.ratio, told.beside = median(values) / median(others), beside
    told.target, told.met = f"at most {most:g} times", told.ratio <= most
    return told


def _at_most(value: float | None, most: float) -> bool:
    return value is not None and value <= most
