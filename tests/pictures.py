"""Makes the pictures of docs/pictures: plays the tour, and keeps some of its own."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.demo import ROOT, play

FOLDER = ROOT / "docs" / "pictures"
KEPT = {
    "first-page": "00 first page - Ana Silva",
    "joining": "stage 3 how students join - Ms Lee",
    "attendance": "attendance 3 the class - Ms Lee",
    "figures": "figures 1 who was here - Ms Lee",
    "room": "hands 1 up - Ms Lee",
    "student": "hands 1 up - Ana Silva",
    "called-on": "dark 1 called on - Ana Silva",
    "private-answer": "private 2 answered - Ana Silva",
    "approve": "rules 2 approve - Ms Lee",
    "poll": "polls 2 answers come - Ms Lee",
    "poll-student": "polls 1 asked - Tom Becker",
    "slides": "slides 2 notes and the next page - Ms Lee",
    "slides-student": "slides 3 looking for herself - Ana Silva",
    "board": "ink 2 two draw - Ms Lee",
    "work": "work 3 most have handed in - Ms Lee",
    "work-student": "work 2 handed out - Ana Silva",
    "questions": "questions 3 the board - Ms Lee",
    "check": "checks 3 one missing, one stuck - Ms Lee",
    "pinned": "pins 3 pinned - Ana Silva",
    "picked": "picker 1 shown to the teacher first - Ms Lee",
    "groups": "groups 2 shown - Ana Silva",
    "reactions": "reactions 1 shown - Ana Silva",
    "timer": "timer 2 large - Ana Silva",
    "wall-shown": "stage 1 the wall - Ana Silva",
    "small-window": "hands 2 called on - Tom Becker",
    "dark": "dark 1 called on - Ms Lee",
    "poll-dark": "dark 2 asked - Ms Lee",
    "poll-student-dark": "dark 2 asked - Tom Becker",
}
"""Names of files, and of which picture of the tour each is."""
PAPER = {"report": "report.pdf"}
"""The same of what the tour puts on paper: its first page, drawn by Ghostscript (gs)."""
INSTALLED = {
    "windows-teacher": "polls 2 answers come - Ms Lee",
    "windows-slides": "slides 2 notes and the next page - Ms Lee",
    "debian-student": "checks 2 why - Tom Becker",
    "debian-board": "ink 2 two draw - Ana Silva",
}
"""The same of the tour between installed packages: packaging/windows/test.py makes them (PICTURES=folder)."""
DOTS_AN_INCH = 75
COLOURS = 256


def packed(picture: QImage) -> QImage:
    """With the colours it has most of, one of each kind: what else there is are edges of letters."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(picture.constBits()).cast("I"))
    kinds: dict[int, tuple[int, int]] = {}
    for colour, _ in counted.most_common():
        kinds.setdefault(colour & 0xF8F8F8, (colour, 0))
    for colour, times in counted.items():
        first, so_far = kinds[colour & 0xF8F8F8]
        kinds[colour & 0xF8F8F8] = first, so_far + times
    chosen = sorted(kinds.values(), key=lambda kind: -kind[1])[:COLOURS]
    return picture.convertToFormat(
        QImage.Format.Format_Indexed8,
        [colour for colour, _ in chosen],
        Qt.ImageConversionFlag.ThresholdDither,
    )


def keep(pictures: Mapping[str, QImage], folder: Path) -> None:
    """Writes them small, each under its name."""
    for name, whole in pictures.items():
        file = folder / f"{name}.png"
        packed(whole).save(str(file), quality=0)  # 0: the smallest file
        sys.stdout.write(f"{file}: {file.stat().st_size / 1000:.0f} kB\n")


async def first_page(pdf: Path) -> QImage:
    """What the first page of a PDF looks like; raises FileNotFoundError where there is no Ghostscript."""
    file = pdf.with_suffix(".png")
    how = (
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-dSAFER",
        "-sDEVICE=png16m",
        "-dTextAlphaBits=4",
        "-dGraphicsAlphaBits=4",
    )
    where = (f"-r{DOTS_AN_INCH}", "-dLastPage=1", f"-sOutputFile={file}", str(pdf))
    process = await asyncio.create_subprocess_exec("gs", *how, *where)
    await process.wait()
    return QImage(str(file))


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        tour = await play(Path(folder), tour="1")
        sys.stdout.write(tour.said)
        if tour.wrong:
            return 1
        pictures = {name: QImage(str(Path(folder) / f"{stage}.png")) for name, stage in KEPT.items()}
        pictures |= {name: await first_page(Path(folder) / pdf) for name, pdf in PAPER.items()}
        keep(pictures, FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
