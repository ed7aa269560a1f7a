"""Who comes late to a lesson of 45 minutes over a line of 2 Mbit/s: how soon page, ink and poll are seen.

The lesson has 30 pages of a PDF, 1,500 strokes on them, some messages, and a poll that is open
(``coming_late_lesson.py``). Relay and window are in a network of their own (``unshare -n``).
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence

import msgspec

from tests.bench.desktop_side import offscreen
from tests.bench.figures import Figure, How, median, number, spread

NAME = "coming_late"

MBIT = 2
PAGES, QUICK_PAGES = 30, 3
STROKES, QUICK_STROKES = 1_500, 150
TARGET = 2.0
PARTS = {
    "all": "all of it is seen",
    "page": "the page's picture is seen",
    "ink": "all ink is there, and the page's painted",
    "poll": "the open poll can be answered",
}


async def measure(how: How) -> list[Figure]:
    """Rounds, each with a lesson of its own."""
    size = (QUICK_PAGES, QUICK_STROKES) if how.quick else (PAGES, STROKES)
    rounds = [await _in_own_network(*size) for _ in range(how.rounds)]
    return [_figure(part, words, rounds, how.quick) for part, words in PARTS.items()]


def _figure(part: str, words: str, rounds: Sequence[dict[str, float]], quick: bool) -> Figure:
    times = [one[part] for one in rounds]
    caught_up, work, told = (median([one[name] for one in rounds]) for name in ("caught up", "work", "bytes"))
    note = f"from the click; the log is there after {number(caught_up)} s; {told / 1000:.0f} kB on the line"
    note += f"; work of the window's thread {number(work)} s"
    bound = part == "all" and not quick
    return Figure(
        name=f"late at {MBIT} Mbit/s: {words} after",
        value=median(times),
        unit="s",
        target=f"within {TARGET:g} s" if bound else "",
        met=median(times) <= TARGET if bound else None,
        note="; ".join(part for part in (note, spread(times)) if part),
    )


async def _in_own_network(pages: int, strokes: int) -> dict[str, float]:
    """In a process of its own, in a network of its own; raises RuntimeError."""
    words = ("unshare", "-n", sys.executable, "-m", "tests.bench.coming_late_lesson")
    child = await asyncio.create_subprocess_exec(
        *(*words, str(pages), str(strokes), str(MBIT)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | offscreen(),
    )
    told, errors = await child.communicate()
    if child.returncode:
        raise RuntimeError(errors.decode()[-2_000:])
    return msgspec.json.decode(told.splitlines()[-1], type=dict[str, float])
