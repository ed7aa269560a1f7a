"""The desktop: memory, ten thousand messages, two hundred people coming in, a wall of three hundred, blocks.

Whole programs offscreen, each in a process of its own (``desktop_side.py``). A block is the longest gap
between two ticks of a 1 ms timer in Qt's loop; beside it stands the most work that the interface's thread did
in any one gap, which other programs on the machine do not change.
"""

import asyncio
import tempfile
import threading
import time
from pathlib import Path

from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench.desktop_side import Order, at_work
from tests.bench.figures import Figure, How, median, spread
from tests.bench.prepared import TEACHER, Prepared, prepare
from tests.bench.pupils import Pupil, all_go, connect, in_uvloop, trusting, until
from tests.relay.process import RelayProcess, relay_process

NAME = "desktop"

MESSAGES, QUICK_MESSAGES = 10_000, 1_000
CROWD, QUICK_CROWD = 200, 40
CROWD_SECONDS = 5.0
WALL, QUICK_WALL = 300, 40
BLOCK_TARGET_MS = 50.0
USUAL_PEOPLE = 30
USUAL_EVENTS = 200


async def measure(how: How) -> list[Figure]:
    """What people put it through."""
    told: list[Figure] = []
    parts = {"memory": _memory, "history": _history, "comings": _comings, "crowd": _crowd, "wall": _wall}
    for part, work in parts.items():
        if how.wants_part(part):
            told += await work(how)
    return told


def _order(what: str, folder: Path, relay: RelayProcess, school: Prepared, count: int) -> Order:
    return Order(
        what=what,
        folder=str(folder),
        person=TEACHER,
        token=school.teacher,
        port=relay.ready["port"],
        pin=relay.ready["pin"],
        relay_id=relay.ready["relay_id"],
        certificate=school.certificate.read_text("ascii"),
        lesson="Energy 1",
        count=count,
    )


class _Students:
    """The school's students, in a thread of their own: they come evenly, and stay until they are let go."""

    def __init__(self, port: int, school: Prepared) -> None:
        self._port, self._school = port, school
        self._here, self._gone = threading.Event(), threading.Event()
        self._coming: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._coming = asyncio.create_task(in_uvloop(self._come()))

    async def all_here(self) -> None:
        await asyncio.to_thread(self._here.wait)

    async def go(self) -> None:
        self._gone.set()
        if self._coming is not None:
            await self._coming

    async def _come(self) -> None:
        context, session = trusting(self._school.certificate), self._school.sessions[0]
        students: list[Pupil] = []
        began, count = time.perf_counter(), len(self._school.students)
        for n, token in enumerate(self._school.students):
            await asyncio.sleep(max(0.0, began + n * CROWD_SECONDS / count - time.perf_counter()))
            students.append(await connect(self._port, context, token))
            students[-1].say(EnterRoom(ref=new_ref(), session=session))
        self._here.set()
        await until(self._gone.is_set)
        await all_go(students)


async def _at(what: str, people: int, events: int, count: int, *, comings: bool = False) -> dict[str, float]:
    """One program's work, with the figures that it tells."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", people, events=events, comings=comings)
        async with relay_process(school.folder) as relay:
            students = _Students(relay.ready["port"], school)
            async with at_work(_order(what, folder, relay, school, count)) as desktop:
                await desktop.ready()
                if what == "crowd":
                    await desktop.go()
                if what in ("crowd", "wall"):
                    students.begin()
                if what == "wall":
                    await students.all_here()
                report = await desktop.told()
            await students.go()
            return report.figures


async def _memory(how: How) -> list[Figure]:
    rounds = [await _at("stay", USUAL_PEOPLE, USUAL_EVENTS, 0) for _ in range(how.rounds)]
    megabytes = [one["resident"] / 1e6 for one in rounds]
    return [
        Figure(
            name=f"the program in a lesson of {USUAL_PEOPLE} people and {USUAL_EVENTS} events",
            value=median(megabytes),
            unit="MB",
            note=f"resident, shared libraries included; {spread(megabytes)}".rstrip("; "),
        )
    ]


STEPS = {
    "opening": "while opening {lines}",
    "scrolling": "while scrolling through {lines}",
    "another width": "while the width changes, {lines}",
    "another window": "while the window gets smaller, {lines}",
    "other colours": "while colours change, {lines}",
    "larger text": "while text gets larger, {lines}",
    "usual text": "while text gets as it was, {lines}",
    "search opened": "while the search is opened, {lines}",
    "search": "while {lines} are searched",
    "search on": "while it goes to the next one found, {lines}",
    "search closed": "while the search is closed, {lines}",
    "emoji": "while the emoji are opened",
    "emoji found": "while an emoji is looked for",
    "hiding": "while one of {lines} is hidden",
    "confirming": "while a name is confirmed whose bearer has said a thirtieth of {lines}",
    "garbage": "while garbage is collected, {lines}",
    "opening again": "while opening {lines} that are on this computer",
}
"""What is done with a long chat, by the names that the program tells."""
IN_ONE_GO = ("other colours", "larger text", "usual text")
"""Qt styles all widgets in one go, however long the chat is: without a target."""


async def _history(how: How) -> list[Figure]:
    count = QUICK_MESSAGES if how.quick else MESSAGES
    rounds = [await _at("history", USUAL_PEOPLE, count + 3, count) for _ in range(how.rounds)]

    def middle(name: str) -> float:
        return median([one[name] for one in rounds])

    return [
        Figure(name=f"a lesson of {count:,} messages opened: caught up", value=middle("caught up"), unit="s"),
        Figure(
            name=f"a lesson of {count:,} messages opened: every row in place",
            value=middle("shown"),
            unit="s",
            note=f"from the click on Join; work of the thread {middle('opening: all work'):.2f} s",
        ),
        Figure(
            name=f"{count:,} messages: all rows laid out at another width",
            value=middle("another width"),
            unit="s",
        ),
        Figure(
            name=f"{count:,} messages: a step of scrolling, painted",
            value=middle("scrolling: middle frame") * 1000,
            unit="ms",
            note=f"slowest {middle('scrolling: slowest frame') * 1000:.1f} ms",
        ),
        Figure(
            name=f"{count:,} messages: memory they add",
            value=median(
                [(o["resident, in the lesson"] - o["resident, list of sessions"]) / 1e6 for o in rounds]
            ),
            unit="MB",
            note=f"to {middle('resident, list of sessions') / 1e6:.0f} MB at the list of sessions",
        ),
        *_blocks(STEPS, rounds, f"{count:,} messages"),
    ]


async def _comings(how: How) -> list[Figure]:
    """Half of what the chat says is that people come and go."""
    count = QUICK_MESSAGES if how.quick else MESSAGES
    rounds = [await _at("history", USUAL_PEOPLE, count + 3, count, comings=True) for _ in range(how.rounds)]
    return _blocks(STEPS, rounds, f"{count:,} lines of which half are comings and goings")


async def _crowd(how: How) -> list[Figure]:
    count = QUICK_CROWD if how.quick else CROWD
    rounds = [await _at("crowd", count, 0, count + 1) for _ in range(how.rounds)]
    return [_block(f"while {count} people come in within {CROWD_SECONDS:g} s", rounds, "coming")]


async def _wall(how: How) -> list[Figure]:
    count = QUICK_WALL if how.quick else WALL
    rounds = [await _at("wall", count, 0, count) for _ in range(how.rounds)]
    steps = {
        "wall shown": "while a class wall of {lines} is opened",
        "wall told": "while a hand is raised on it",
        "wall as a list": "while it becomes a list",
        "wall searched": "while it is searched",
        "wall again": "while it becomes a wall again",
        "wall in another window": "while its window gets smaller",
        "wall on the stage": "while it is shown to everybody",
    }
    return _blocks(steps, rounds, f"{count} people")


def _blocks(steps: dict[str, str], rounds: list[dict[str, float]], lines: str) -> list[Figure]:
    return [_block(words.format(lines=lines), rounds, name) for name, words in steps.items()]


def _block(words: str, rounds: list[dict[str, float]], name: str) -> Figure:
    by_clock = [one[f"{name}: longest block"] * 1000 for one in rounds]
    work = [one[f"{name}: longest work"] * 1000 for one in rounds]
    bound = name not in IN_ONE_GO
    return Figure(
        name=f"longest block {words}",
        value=median(by_clock),
        unit="ms",
        target=f"at most {BLOCK_TARGET_MS:g} ms" if bound else "",
        met=median(by_clock) <= BLOCK_TARGET_MS if bound else None,
        note=f"most work of the thread in one gap {median(work):.0f} ms; {spread(by_clock)}".rstrip("; "),
    )
