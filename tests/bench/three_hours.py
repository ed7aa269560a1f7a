"""Three hours of writing: does a pen's move, a stroke, an undo or a page cost more at the end than at first?

A stroke a second for three hours on 24 pages, with the pen of a whole program, through a real relay and as
fast as it goes. Times are of the interface's thread until all is told and painted, which other programs do
not change much.
"""

import tempfile
from pathlib import Path

from tests.bench.desktop_side import Order, at_work
from tests.bench.figures import Figure, How, median, spread
from tests.bench.prepared import TEACHER, prepare
from tests.relay.process import relay_process

NAME = "three_hours"

HOURS = 3
STROKES, QUICK_STROKES = 10_800, 600
RATIO, MEGABYTES = 1.5, 20.0
WHAT = {"move": "a move of the pen", "strokes": "three strokes", "undo": "an undo", "page": "another page"}


async def measure(how: How) -> list[Figure]:
    """Rounds of the same three hours."""
    count = QUICK_STROKES if how.quick else STROKES
    rounds = [await _written(count) for _ in range(how.rounds)]
    return [*(_ratio(name, words, rounds) for name, words in WHAT.items()), _memory(rounds)]


def _ratio(name: str, words: str, rounds: list[dict[str, float]]) -> Figure:
    ratios = [one[f"{name}, hour {HOURS}"] / one[f"{name}, hour 1"] for one in rounds]
    first, last = (1000 * median([one[f"{name}, hour {hour}"] for one in rounds]) for hour in (1, HOURS))
    return Figure(
        name=f"{words}, 99 % of them: hour {HOURS} beside hour 1",
        value=median(ratios),
        unit="times",
        target=f"at most {RATIO:g}",
        met=median(ratios) <= RATIO,
        note=f"{first:.2f} ms and {last:.2f} ms of the thread; {spread(ratios)}".rstrip("; "),
    )


def _memory(rounds: list[dict[str, float]]) -> Figure:
    more = [(one[f"resident, hour {HOURS}"] - one["resident, hour 1"]) / 1e6 for one in rounds]
    return Figure(
        name=f"memory that hours 2 and {HOURS} add",
        value=median(more),
        unit="MB",
        target=f"at most {MEGABYTES:g}",
        met=median(more) <= MEGABYTES,
        note=spread(more),
    )


async def _written(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", 2)
        async with relay_process(school.folder, pace_factor=1_000) as relay:
            order = Order(
                what="ink",
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
            async with at_work(order) as desktop:
                await desktop.ready()
                report = await desktop.told()
        return report.figures
