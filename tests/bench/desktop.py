"""The desktop: memory, ten thousand messages, two hundred people coming in, the longest block.

Whole programs offscreen, each in a process of its own (``desktop_side.py``). A block is the longest gap
between two ticks of a 1 ms timer in Qt's loop; beside it stands the most work that the interface's thread did
in any one gap, which other programs on the machine do not change.
"""

import asyncio
import tempfile
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
BLOCK_TARGET_MS = 50.0
USUAL_PEOPLE = 30
USUAL_EVENTS = 200


async def measure(how: How) -> list[Figure]:
    """What people put it through."""
    told: list[Figure] = []
    for part, work in (("memory", _memory), ("history", _history), ("crowd", _crowd)):
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


async def _at(what: str, people: int, events: int, count: int) -> dict[str, float]:
    """One program's work, with the figures that it tells."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", people, events=events)
        async with relay_process(school.folder) as relay:
            order = _order(what, folder, relay, school, count)
            async with at_work(order) as desktop:
                await desktop.ready()
                if what == "crowd":
                    await desktop.go()
                    here = asyncio.create_task(in_uvloop(_come_in(relay.ready["port"], school)))
                    report = await desktop.told()
                    await here
                else:
                    report = await desktop.told()
                return report.figures


async def _come_in(port: int, school: Prepared) -> None:
    """Everybody, evenly within the time; they stay as long as it takes the program to show them."""
    context, session = trusting(school.certificate), school.sessions[0]
    pupils: list[Pupil] = []
    began = time.perf_counter()
    for n, token in enumerate(school.students):
        await asyncio.sleep(max(0.0, began + n * CROWD_SECONDS / len(school.students) - time.perf_counter()))
        pupils.append(await connect(port, context, token))
        pupils[-1].say(EnterRoom(ref=new_ref(), session=session))
    await until(lambda: time.perf_counter() > began + 2 * CROWD_SECONDS)
    await all_go(pupils)


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


async def _history(how: How) -> list[Figure]:
    count = QUICK_MESSAGES if how.quick else MESSAGES
    rounds = [await _at("history", USUAL_PEOPLE, count + 3, count) for _ in range(how.rounds)]

    def middle(name: str) -> float:
        return median([one[name] for one in rounds])

    told = [
        Figure(name=f"a lesson of {count:,} messages opened: caught up", value=middle("caught up"), unit="s"),
        Figure(
            name=f"a lesson of {count:,} messages opened: every row in place",
            value=middle("shown"),
            unit="s",
            note="from the click on Join",
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
    ]
    for name, words in (
        ("opening", f"longest block while opening {count:,} messages"),
        ("scrolling", f"longest block while scrolling through {count:,} messages"),
        ("another width", f"longest block while the width changes, {count:,} messages"),
    ):
        told.append(_block(words, rounds, name))
    return told


async def _crowd(how: How) -> list[Figure]:
    count = QUICK_CROWD if how.quick else CROWD
    rounds = [await _at("crowd", count, 0, count + 1) for _ in range(how.rounds)]
    return [
        _block(f"longest block while {count} people come in within {CROWD_SECONDS:g} s", rounds, "coming")
    ]


def _block(words: str, rounds: list[dict[str, float]], name: str) -> Figure:
    by_clock = [one[f"{name}: longest block"] * 1000 for one in rounds]
    work = [one[f"{name}: longest work"] * 1000 for one in rounds]
    return Figure(
        name=words,
        value=median(by_clock),
        unit="ms",
        target=f"at most {BLOCK_TARGET_MS:g} ms",
        met=median(by_clock) <= BLOCK_TARGET_MS,
        note=f"most work of the thread in one gap {median(work):.0f} ms; {spread(by_clock)}".rstrip("; "),
    )
