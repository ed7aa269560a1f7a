"""Fifty busy rooms beside one who floods the relay: how long a message takes, without and with them.

One relay process as shipped, on one core. In each room six people, each of whom says something every two
seconds, open loop: time counts from the moment a message was due to its being heard by each of the six. The
flood comes from another process, by a member who is cut and comes again at once. Both are measured in turns.
"""

import asyncio
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench import cores
from tests.bench.figures import ROOT, Figure, How, median, percentile, spread
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import (
    Pupil,
    all_go,
    connect,
    connect_all,
    in_uvloop,
    read_event,
    read_word,
    trusting,
    until,
)
from tests.relay.process import relay_process

NAME = "fairness"

ROOMS, EACH = 50, 6
QUICK_ROOMS = 10
PAUSE_SECONDS = 2.0
"""Between two messages of one person; as shipped a student may say one a second."""
SECONDS, QUICK_SECONDS = 8.0, 2.0
LEAD_SECONDS = 1.0
WARM_SECONDS = 2.0
"""Left out: everybody has just come in."""
AT_ONCE = 25
TARGET = 2.0


@dataclass
class Load:
    """People in rooms, and what they hear."""

    school: Prepared
    pupils: list[Pupil]
    due: dict[str, float] = field(default_factory=dict)
    """When a message was to be said, by its ref."""
    late: list[float] = field(default_factory=list)
    """Seconds from there to each who hears it."""

    def heard(self, pupil: Pupil, frame: bytes, now: float) -> None:
        """A frame has come."""
        word = read_word(frame)
        if word.t == "page":
            for raw in word.events:
                event = read_event(raw)
                if event.ref in self.due:
                    self.late.append(now - self.due[event.ref])

    async def p99(self, seconds: float) -> float:
        """The 99th percentile of so many seconds, in milliseconds."""
        self.due.clear()
        self.late.clear()
        start, count = time.perf_counter() + LEAD_SECONDS, int(seconds / PAUSE_SECONDS) * len(self.pupils)
        for n in range(count):
            pupil = self.pupils[n % len(self.pupils)]
            due = start + n * PAUSE_SECONDS / len(self.pupils)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            command = PostMessage(
                ref=new_ref(), session=self.session_of(n % len(self.pupils)), text=f"message {n} of somebody"
            )
            self.due[command.ref] = due
            pupil.say(command)
        await until(lambda: len(self.late) == count * EACH)
        return percentile(self.late, 0.99) * 1000

    def session_of(self, number: int) -> str:
        """The lesson of this pupil."""
        return self.school.sessions[number // EACH]


@dataclass
class Round:
    """Milliseconds without the flood and beside it, and how many floods came in a second."""

    alone: float
    beside: float
    floods: float


@asynccontextmanager
async def flooded(port: int, school: Prepared, core: int | None) -> AsyncIterator[list[int]]:
    """In this block somebody floods the relay; afterwards the list has how often."""
    times: list[int] = []
    words = ("-m", "tests.bench.flooding", str(port), str(school.certificate), school.students[-1])
    with cores.pinned(core):
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdin=PIPE, stdout=PIPE, cwd=ROOT
        )
    try:
        yield times
    finally:
        said, _ = await process.communicate(b"")
    times.append(int(said))


async def _rounds(folder: Path, rooms: int, seconds: float, rounds: int) -> list[Round]:
    """The percentiles of each round: alone, and beside the flood."""
    school = await prepare(folder, rooms * EACH + 1, lessons=rooms)
    here, there = cores.cores()
    with cores.pinned(here):
        relay = relay_process(school.folder)
        process = await relay.__aenter__()
    try:
        return await in_uvloop(_load(process.ready["port"], school, rooms, seconds, rounds, there))
    finally:
        await relay.__aexit__(None, None, None)


async def _load(
    port: int, school: Prepared, rooms: int, seconds: float, rounds: int, core: int | None
) -> list[Round]:
    load = Load(school, [])
    context = trusting(school.certificate)
    teacher = await connect(port, context, school.teacher)
    for session in school.sessions:  # without a teacher the lessons would be paused
        teacher.say(EnterRoom(ref=new_ref(), session=session))
    for start in range(0, rooms * EACH, AT_ONCE):
        tokens = school.students[start : min(rooms * EACH, start + AT_ONCE)]
        load.pupils += await connect_all(port, context, tokens, load.heard)
    for number, pupil in enumerate(load.pupils):
        pupil.say(EnterRoom(ref=new_ref(), session=load.session_of(number)))
    await load.p99(WARM_SECONDS)
    found = []
    for _ in range(rounds):
        alone = await load.p99(seconds)
        async with flooded(port, school, core) as times:
            beside = await load.p99(seconds)
        found.append(Round(alone, beside, times[0] / seconds))
    await all_go([teacher, *load.pupils])
    return found


async def measure(how: How) -> list[Figure]:
    """The median of each, and of their ratios within a round."""
    rooms, seconds = (QUICK_ROOMS, QUICK_SECONDS) if how.quick else (ROOMS, SECONDS)
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        found = await _rounds(Path(folder) / "school", rooms, seconds, how.rounds)
    ratios = [one.beside / one.alone for one in found]
    floods = f"{median([one.floods for one in found]):.0f} connections a second flood it, one after the other"
    shape = f"{rooms} rooms of {EACH}, {rooms * EACH / PAUSE_SECONDS:g} messages/s"
    return [
        Figure(
            name=f"{shape}: said to heard, p99",
            value=median([one.alone for one in found]),
            unit="ms",
            note=spread([one.alone for one in found]),
        ),
        Figure(
            name=f"{shape}, beside one who floods: said to heard, p99",
            value=median([one.beside for one in found]),
            unit="ms",
            ratio=median(ratios),
            beside="without",
            target=f"at most {TARGET:g} times",
            met=None if how.quick else median(ratios) <= TARGET,
            note="; ".join(note for note in (floods, spread(ratios), cores.note()) if note),
        ),
    ]
