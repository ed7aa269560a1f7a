"""Starting from a package: until a second start would find the program, frozen and from the source.

Only where `make deb` has frozen one. Whole programs offscreen, on new profiles, in rounds that take turns.
"""

import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from pathlib import Path

import psutil

from tests.bench.desktop_side import PATIENCE, offscreen
from tests.bench.figures import Figure, How, median, spread

NAME = "frozen"

FROZEN = Path(__file__).parents[2] / "build/frozen/schoolbell/schoolbell"
STARTS, QUICK_STARTS = 4, 2
LOOK_SECONDS = 0.005


MOST_TIMES = 1.2
"""So many times the processor time of the source the frozen start may take."""


async def measure(how: How) -> list[Figure]:
    """Nothing where nothing is frozen."""
    programs = _programs()
    told: dict[str, list[tuple[float, float]]] = {kind: [] for kind in programs}
    for n in range(1 + how.rounds * (QUICK_STARTS if how.quick else STARTS)):
        for kind, command in programs.items():
            times = await _start(command)
            if n:  # after the first all has been read from the disk
                told[kind].append(times)
    return _figures(told) if told else []


def _programs() -> dict[str, list[str]]:
    if not FROZEN.exists():
        return {}
    return {"frozen": [str(FROZEN)], "from the source": [sys.executable, "-P", "-m", "desktop"]}


async def _start(command: list[str]) -> tuple[float, float]:
    """Clock and processor time until it is there."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        profile = Path(folder, "profile")
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *command,
            *("--profile", str(profile)),
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=os.environ | offscreen(),
        )
        try:
            async with asyncio.timeout(PATIENCE):
                while not (profile / "show.sock").exists():
                    await asyncio.sleep(LOOK_SECONDS)
            taken = time.monotonic() - began
            times = psutil.Process(process.pid).cpu_times()
            return taken, times.user + times.system
        finally:
            process.kill()
            await process.wait()


def _figures(told: dict[str, list[tuple[float, float]]]) -> list[Figure]:
    found = []
    for which, what in enumerate(("by the clock", "processor time")):
        frozen, source = ([times[which] for times in told[kind]] for kind in ("frozen", "from the source"))
        found.append(
            Figure(name=f"{what}: from the source", value=median(source), unit="s", note=spread(source))
        )
        figure = Figure(name=f"{what}: frozen", value=median(frozen), unit="s", note=spread(frozen))
        figure.ratio, figure.beside = median(frozen) / median(source), "the source"
        if what == "processor time":  # other programs on the machine change it little
            figure.target, figure.met = f"at most {MOST_TIMES:g} times", figure.ratio <= MOST_TIMES
        found.append(figure)
    return found
