"""Hours of lessons on one life of the relay, lines cut all the time: nothing it holds may grow."""

import shutil
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from tests.faults.lesson import LessonUnderFaults
from tests.faults.plan import draw
from tests.faults.process import RelayUnderTest, Sample
from tests.faults.run import BUILD, DESKTOPS, PEOPLE, machine
from tests.faults.school import School, furnish

CUT_EVERY = 5.0
"""Seconds between troubles of a line."""
SHORTEST, LONGEST = 20.0, 600.0
"""Seconds of one lesson."""
WARM_UP = 0.25
"""The part of the time in which memory may still fill."""
JUDGED_FROM = 3600.0
"""A soak shorter than this, in seconds, tells how memory grows and does not judge it."""
MOST_MEMORY = 4 << 20
"""Bytes an hour that the relay may hold more of when nobody is connected."""
MOST_FILES = 0.5


class Soak(Struct):
    """What a soak came to. Slopes: by how much more is held at the end of lessons, an hour."""

    seconds: float = 0
    machine: str = ""
    lessons: int = 0
    memory_slope: float = 0
    files_slope: float = 0
    wal_slope: float = 0
    most_memory: int = 0
    most_files: int = 0
    most_wal: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    """With nobody connected, after each lesson."""


async def soak(seconds: float, seed: int, say: Callable[[str], None]) -> int:
    """Returns the exit code; writes build/faults/soak.json after each lesson."""
    folder = _empty(BUILD / f"soak-{seed}")
    relay = RelayUnderTest(folder / "relay")
    if not await relay.start():
        raise RuntimeError(f"the relay does not start:\n{relay.last_words()}")
    result, began = Soak(machine=machine()), time.monotonic()
    try:
        secret = relay.ready["first_teacher"]
        school = await furnish(relay.port, relay.certificate, secret, PEOPLE - 1)
        while (left := seconds - (time.monotonic() - began)) > 0:
            await _lesson(result, relay, school, folder, seed, min(max(seconds / 8, SHORTEST), LONGEST, left))
            result.seconds = time.monotonic() - began
            _judge(result)
            (BUILD / "soak.json").write_bytes(msgspec.json.format(msgspec.json.encode(result)))
            say(_progress(result))
    finally:
        await relay.kill()
    for finding in result.findings:
        say(f"FOUND {finding}")
    return 1 if result.findings else 0


async def _lesson(
    result: Soak, relay: RelayUnderTest, school: School, folder: Path, seed: int, seconds: float
) -> None:
    cuts = max(1, int(seconds / CUT_EVERY))
    plan = draw(seed, result.lessons, 0, cuts, PEOPLE, seconds=seconds)
    place = folder / f"lesson-{result.lessons:04}"
    outcome = await LessonUnderFaults(plan, relay, school, place, desktops=DESKTOPS).run()
    counts = Counter(result.counts)
    for name, count in outcome.counts.items():
        counts[name] = max(counts[name], count) if name.startswith("most ") else counts[name] + count
    result.counts = dict(counts)
    result.findings += [f"lesson {result.lessons}: {finding}" for finding in outcome.findings]
    if sample := relay.sample():
        result.samples.append(sample)
    result.lessons += 1
    if not outcome.findings:
        shutil.rmtree(place)


def _judge(result: Soak) -> None:
    samples = result.samples[int(len(result.samples) * WARM_UP) :]
    result.memory_slope = slope(samples, [sample.rss for sample in samples])
    result.files_slope = slope(samples, [sample.fds for sample in samples])
    result.wal_slope = slope(samples, [sample.wal for sample in samples])
    result.most_memory = result.counts.get("most memory", 0)
    result.most_files = result.counts.get("most files", 0)
    result.most_wal = result.counts.get("most write-ahead log", 0)
    result.findings = [finding for finding in result.findings if not finding.startswith("grows: ")]
    if result.seconds >= JUDGED_FROM:
        if result.memory_slope > MOST_MEMORY:
            result.findings.append(f"grows: memory by {result.memory_slope:.0f} bytes an hour")
        if result.files_slope > MOST_FILES:
            result.findings.append(f"grows: files by {result.files_slope:.1f} an hour")


def _progress(result: Soak) -> str:
    last = result.samples[-1] if result.samples else Sample(0, 0, 0, 0)
    return (
        f"{result.seconds / 60:.0f} min, lesson {result.lessons}, {result.counts.get('events', 0)} events: "
        f"with nobody connected {last.rss / 2**20:.1f} MiB, {last.fds} files, WAL {last.wal >> 10} KiB; "
        f"by the hour {result.memory_slope / 2**20:+.2f} MiB, {result.files_slope:+.1f} files; "
        f"{len(result.findings)} findings"
    )


def slope(samples: Sequence[Sample], values: Sequence[int]) -> float:
    """How much a value grows in an hour, by least squares."""
    if len(samples) < 3:
        return 0.0
    return statistics.linear_regression([sample.at / 3600 for sample in samples], values).slope


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
