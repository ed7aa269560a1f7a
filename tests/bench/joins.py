"""Coming in: a thousand people at once; and coming back (``returning.py``). ``signing_in.py`` is before it.

The load is carried by lean clients on uvloop in a thread of this process (``pupils.py``). What they can do
alone is measured against ``doorstep.py``: TLS, the answer to the handshake, and a welcome, with nothing
behind it.
"""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench import doorstep, returning
from tests.bench.figures import LIFTED, Figure, How, median, spread
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

NAME = "joins"

CROWD, QUICK_CROWD = 1_000, 150
AGAIN_SECONDS = 0.5
CROWD_TARGET_SECONDS = 5.0


@dataclass
class Crowd:
    """A storm of people, in seconds from its beginning."""

    welcomed: float
    entered: float
    told: float
    """Until everybody's coming has been told to the last of them."""
    events: int
    """How many events told it."""
    alone: float
    """What the clients take against a bare doorstep."""
    work: float
    """Time of the clients' processor during the storm."""
    again: int
    """How often somebody had to try once more."""


async def measure(how: How) -> list[Figure]:
    """Everything about coming in."""
    told: list[Figure] = []
    for part, work in (
        ("crowd", _crowds),
        ("resume", returning.resumes),
        ("restart", returning.restarts),
    ):
        if how.wants_part(part):
            told += await work(how)
    return told


# a thousand at once


async def _crowds(how: How) -> list[Figure]:
    count = QUICK_CROWD if how.quick else CROWD
    rounds = [await _crowd(count) for _ in range(how.rounds)]
    welcomed = median([r.welcomed for r in rounds])
    alone = median([r.alone for r in rounds])
    events, work = median([r.events for r in rounds]), median([r.work for r in rounds])
    common = f"{count} people at once, TLS"
    met = welcomed <= CROWD_TARGET_SECONDS if count == CROWD else None
    return [
        Figure(
            name=f"{common}: connected and welcomed",
            value=welcomed,
            unit="s",
            configuration=LIFTED,
            beside="the clients against a bare doorstep",
            ratio=welcomed / alone,
            target=f"{CROWD:,} within {CROWD_TARGET_SECONDS:g} s",
            met=met,
            note=f"connections=2000 (shipped 600); the clients' own work {work:.2f} s;"
            f" {sum(r.again for r in rounds)} had to try again;"
            f" {spread([r.welcomed for r in rounds])}".rstrip("; "),
        ),
        Figure(
            name=f"{common}: joins a second",
            value=count / welcomed,
            unit="joins/s",
            configuration=LIFTED,
            ceiling=count / alone,
        ),
        Figure(
            name=f"{common}: everybody in the room",
            value=median([r.entered for r in rounds]),
            unit="s",
            configuration=LIFTED,
            note="each asks to come in as soon as it is welcomed",
        ),
        Figure(
            name=f"{common}: everybody told of everybody",
            value=median([r.told for r in rounds]),
            unit="s",
            configuration=LIFTED,
        ),
        Figure(
            name=f"{common}: events that told the comings",
            value=events,
            unit="events",
            configuration=LIFTED,
            target="gathered",
            met=events <= count / 10,
            note=f"one for about {count / events:.0f} people; gathered over 1 s as shipped",
        ),
    ]


async def _crowd(count: int) -> Crowd:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        school = await prepare(Path(folder) / "school", count)
        async with doorstep.served(school.folder) as port:
            alone, _ = await in_uvloop(_welcomes(port, school))
        async with relay_process(school.folder, connections=2_000) as relay:
            return await in_uvloop(_storm(relay.ready["port"], school, alone))


async def _welcomes(port: int, school: Prepared) -> tuple[float, float]:
    """Seconds until all are welcomed, and the clients' work."""
    began, worked = time.perf_counter(), time.thread_time()
    pupils = await connect_all(port, trusting(school.certificate), school.students)
    last = max(pupil.welcomed_at for pupil in pupils)
    work = time.thread_time() - worked
    await all_go(pupils)
    return last - began, work


async def _storm(port: int, school: Prepared, alone: float) -> Crowd:
    context, session = trusting(school.certificate), school.sessions[0]
    entered: dict[Pupil, float] = {}
    comings: list[int] = []
    """People told of in each event, as the first of them hears it."""
    upto: dict[Pupil, int] = {}
    refused: list[str] = []
    came_last = again = 0

    def on_frame(pupil: Pupil, frame: bytes, now: float) -> None:
        nonlocal came_last
        word = read_word(frame)
        if word.t == "entered":
            entered[pupil] = now
        elif word.t == "page":
            upto[pupil] = word.upto
            if pupil is pupils[0]:
                for raw in word.events:
                    event = read_event(raw)
                    if event.t == "people_came":
                        comings.append(bytes(raw).count(b'"account"'))
                        came_last = event.seq
        elif word.t == "refused":
            refused.append(word.code)

    pupils: list[Pupil] = []
    began, worked = time.perf_counter(), time.thread_time()

    async def come(token: str) -> None:
        nonlocal again
        pupil: Pupil | None = None
        while pupil is None:
            try:
                pupil = await connect(port, context, token, on_frame)
            except OSError:  # as the program does: turned away or cut off, it comes again
                again += 1
                await asyncio.sleep(AGAIN_SECONDS)
        pupils.append(pupil)
        pupil.say(EnterRoom(ref=new_ref(), session=session))

    await asyncio.gather(*(come(token) for token in school.students))
    work = time.thread_time() - worked
    welcomed = max(pupil.welcomed_at for pupil in pupils) - began
    await until(lambda: refused or len(entered) == len(pupils))
    if refused:
        raise RuntimeError(f"refused: {refused[0]}")
    await until(lambda: sum(comings) >= len(pupils))
    await until(lambda: all(upto.get(pupil, 0) >= came_last for pupil in pupils))
    told = time.perf_counter() - began
    await all_go(pupils)
    return Crowd(welcomed, max(entered.values()) - began, told, len(comings), alone, work, again)
