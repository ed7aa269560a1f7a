"""Documents: what the pages of a PDF cost the child that reads them, and how soon the first is there.

Processor time of the child alone, which other programs on the machine change little, from its start on; each
PDF in a process of its own, so that the most memory is this child's. The PDFs are made up.
"""

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path

from tests.bench.desktop_side import offscreen
from tests.bench.figures import Figure, How, median, spread

NAME = "documents"

PAGES, QUICK_PAGES = 12, 3
MOST_FIRST_SECONDS = 1.0
DECKS = ("words", "photographs")

Told = dict[str, float]


async def measure(how: How) -> list[Figure]:
    """Rounds that take turns between the decks."""
    rounds: dict[str, list[Told]] = {deck: [] for deck in DECKS}
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        await _run("make", name, str(QUICK_PAGES if how.quick else PAGES))
        for _ in range(how.rounds):
            for deck, told in rounds.items():
                told.append(json.loads(await _run("read", str(Path(name) / f"{deck}.pdf"))))
    return [figure for deck, told in rounds.items() for figure in _figures(deck, told)]


def _figures(deck: str, rounds: list[Told]) -> list[Figure]:
    first, page = ([told[name] for told in rounds] for name in ("first", "page"))
    memory, kilobytes, largest = (
        median([told[name] for told in rounds]) for name in ("memory", "kilobytes", "largest")
    )
    return [
        Figure(
            name=f"first page of {deck}, from the start of the child",
            value=median(first),
            unit="s CPU",
            target=f"at most {MOST_FIRST_SECONDS:g}",
            met=median(first) <= MOST_FIRST_SECONDS,
            note=spread(first),
        ),
        Figure(
            name=f"a page of {deck}",
            value=median(page),
            unit="ms CPU",
            note=f"{kilobytes:.0f} kB, at most {largest:.0f}; {memory:.0f} MB of memory; {spread(page)}",
        ),
    ]


async def _run(*words: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.documents", *words), stdout=PIPE, env=os.environ | offscreen()
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words[0]} ended with {process.returncode}")
    return out


def make(folder: Path, pages: int) -> None:
    """Writes the decks."""
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415  # Qt comes in here, in the process alone

    from tests.desktop.documents.files import photographs, slides  # noqa: PLC0415

    application = QGuiApplication([])
    slides(folder / "words.pdf", pages)
    photographs(folder / "photographs.pdf", pages)
    application.quit()


async def read(file: Path) -> Told:
    """Reads a deck, in a process that has no other child."""
    import resource  # noqa: PLC0415  # only where there is one

    import psutil  # noqa: PLC0415

    from desktop.documents.lines import DocumentPage  # noqa: PLC0415
    from desktop.documents.opening import open_document  # noqa: PLC0415

    first = 0.0
    sizes: list[float] = []
    async with open_document(file) as document:
        async for page in document:
            if not sizes:
                times = psutil.Process().children()[0].cpu_times()
                first = times.user + times.system
            assert isinstance(page, DocumentPage)
            sizes.append(len(page.image) / 1000)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "first": first,
        "page": 1000 * (used.ru_utime + used.ru_stime - first) / (len(sizes) - 1),
        "memory": used.ru_maxrss / 1000,
        "kilobytes": sum(sizes) / len(sizes),
        "largest": max(sizes),
    }


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.stdout.write(json.dumps(asyncio.run(read(Path(sys.argv[2])))))
