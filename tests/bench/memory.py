"""What a person costs the relay in memory: 300 over TLS, in a lesson, and each connection's share.

Resident memory of the relay's process (VmRSS) after a quiet moment: with nobody, with 50 people, with 300;
a connection's share is the difference between the last two. With uvloop, and without it as on Windows.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench.figures import Figure, How, median, spread
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import Pupil, all_go, connect_all, in_uvloop, read_word, trusting, until
from tests.relay.process import RelayProcess

NAME = "memory"

FEW, MANY, QUICK_MANY = 50, 300, 100
MANY_TARGET_MB = 200.0
EACH_TARGET_KB = 60.0
QUIET_SECONDS = 2.0
AT_ONCE = 25

WITHOUT_UVLOOP = (
    sys.executable,
    "-c",
    "import sys; sys.modules['uvloop'] = None; from relay.cli import main; sys.exit(main())",
)
"""As where uvloop can't be installed."""


@dataclass
class Held:
    """Resident memory in bytes: nobody there, some people, all of them."""

    empty: int
    few: int
    many: int


async def measure(how: How) -> list[Figure]:
    """Interleaved: a round with uvloop, a round without."""
    many = QUICK_MANY if how.quick else MANY
    loops = {"uvloop": RelayProcess.program, "asyncio": WITHOUT_UVLOOP}
    rounds: dict[str, list[Held]] = {name: [] for name in loops if how.wants_part(name)}
    for _ in range(how.rounds):
        for name, held in rounds.items():
            held.append(await _round(loops[name], many))
    told: list[Figure] = []
    for name, held in rounds.items():
        told += _figures(name, held, many)
    return told


async def _round(program: tuple[str, ...], many: int) -> Held:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        school = await prepare(Path(folder) / "school", many)
        relay = RelayProcess(school.folder, program=program)
        await relay.start()
        try:
            assert relay.process is not None
            return await in_uvloop(_fill(relay.ready["port"], relay.process.pid, school, many))
        finally:
            await relay.stop()


async def _fill(port: int, pid: int, school: Prepared, many: int) -> Held:
    empty = await _resident(pid)
    pupils = await _come(port, school, school.students[:FEW])
    few = await _resident(pid)
    pupils += await _come(port, school, school.students[FEW:many])
    held = Held(empty, few, await _resident(pid))
    await all_go(pupils)
    return held


async def _come(port: int, school: Prepared, tokens: list[str]) -> list[Pupil]:
    """They come in as a class does, not all in one moment, and are in the lesson afterwards."""
    entered: set[Pupil] = set()
    pupils: list[Pupil] = []

    def on_frame(pupil: Pupil, frame: bytes, now: float) -> None:
        if read_word(frame).t == "entered":
            entered.add(pupil)

    for start in range(0, len(tokens), AT_ONCE):
        new = await connect_all(port, trusting(school.certificate), tokens[start : start + AT_ONCE], on_frame)
        for pupil in new:
            pupil.say(EnterRoom(ref=new_ref(), session=school.sessions[0]))
        pupils += new
        await until(partial(_all_in, entered, len(pupils)))
    return pupils


def _all_in(entered: set[Pupil], count: int) -> bool:
    return len(entered) == count


async def _resident(pid: int) -> int:
    await asyncio.sleep(QUIET_SECONDS)
    status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text, "ascii")
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the system does not tell resident memory")


def _figures(loop: str, rounds: list[Held], many: int) -> list[Figure]:
    all_there = [held.many / 1e6 for held in rounds]
    each = [(held.many - held.few) / (many - FEW) / 1e3 for held in rounds]
    shipped = loop == "uvloop"
    configuration = "as shipped" if shipped else "without uvloop"
    whole, share = median(all_there), median(each)
    return [
        Figure(
            name="the relay with nobody there",
            value=median([held.empty / 1e6 for held in rounds]),
            unit="MB",
            configuration=configuration,
        ),
        Figure(
            name=f"the relay with {many} people in a lesson, TLS",
            value=whole,
            unit="MB",
            configuration=configuration,
            target=f"{MANY} within {MANY_TARGET_MB:g} MB" if shipped else "",
            met=whole <= MANY_TARGET_MB if shipped and many == MANY else None,
            note=spread(all_there),
        ),
        Figure(
            name="memory of one connection, TLS",
            value=share,
            unit="kB",
            configuration=configuration,
            target=f"at most {EACH_TARGET_KB:g} kB" if shipped else "",
            met=share <= EACH_TARGET_KB if shipped else None,
            note=f"between {FEW} and {many} people; {spread(each)}".rstrip("; "),
        ),
    ]
