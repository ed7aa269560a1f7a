"""Hours of an ordinary lesson on one life of the relay: memory, files and write-ahead log must not grow."""

import json
import shutil
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.faults.lesson import LessonUnderFaults
from tests.faults.plan import draw
from tests.faults.process import RelayUnderTest, Sample
from tests.faults.school import furnish

FOLDER = Path("build/faults")
PEOPLE = 30
CUT_EVERY = 5.0
"""Seconds between troubles of a line."""
WARM_UP = 0.25
"""The part of the time in which memory may still fill."""
MOST_SLOPE = 1 << 20
"""Bytes an hour, beside what the log itself takes: a live room keeps a memory of all that was said."""
PER_EVENT = 6_000
"""Bytes that an event of a live room may stay in memory as."""
SHORT = 1800.0
"""A soak shorter than this tells the slope and judges only files and write-ahead log."""


async def soak(seconds: float, seed: int, say: Callable[[str], None]) -> int:
    """Returns the exit code; writes build/faults/soak.json."""
    folder = FOLDER / f"soak-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    relay = RelayUnderTest(folder / "relay")
    if not await relay.start():
        raise RuntimeError(f"the relay does not start:\n{relay.last_words()}")
    plan = draw(seed, 0, 0, int(seconds / CUT_EVERY), PEOPLE, seconds=seconds)
    try:
        secret = relay.ready["first_teacher"]
        school = await furnish(relay.port, relay.certificate, secret, PEOPLE - 1)
        lesson = LessonUnderFaults(plan, relay, school, folder / "lesson")
        lesson.say = say
        outcome = await lesson.run()
    finally:
        await relay.kill()
    samples = outcome.samples[int(len(outcome.samples) * WARM_UP) :]
    events = outcome.counts["events"]
    hours = max(1e-9, (samples[-1].at - samples[0].at) / 3600)
    slopes = {
        "memory, bytes an hour": slope(samples, [sample.rss for sample in samples]),
        "files an hour": slope(samples, [sample.fds for sample in samples]),
        "write-ahead log, bytes an hour": slope(samples, [sample.wal for sample in samples]),
    }
    allowed = MOST_SLOPE + PER_EVENT * events * (1 - WARM_UP) / hours
    findings = [str(finding) for finding in outcome.findings]
    if seconds >= SHORT:
        if slopes["memory, bytes an hour"] > allowed:
            findings.append(f"grows: memory by {slopes['memory, bytes an hour']:.0f} bytes an hour")
        if slopes["files an hour"] > 2:
            findings.append(f"grows: files by {slopes['files an hour']:.1f} an hour")
    result = {
        "seconds": outcome.seconds,
        "events": events,
        "bytes of memory an event": slopes["memory, bytes an hour"] * hours / max(1, events * (1 - WARM_UP)),
        "most memory": max(sample.rss for sample in samples),
        "most files": max(sample.fds for sample in samples),
        "most write-ahead log": max(sample.wal for sample in samples),
        "slopes": slopes,
        "counts": dict(outcome.counts),
        "findings": findings,
        "samples": [asdict(sample) for sample in outcome.samples[:: max(1, len(outcome.samples) // 500)]],
    }
    (FOLDER / "soak.json").write_text(json.dumps(result, indent=1), "utf-8")
    for name, value in result.items():
        if name != "samples":
            say(f"{name}: {value}")
    return 1 if findings else 0


def slope(samples: Sequence[Sample], values: Sequence[int]) -> float:
    """How much a value grows in an hour, by least squares."""
    if len(samples) < 2:
        return 0.0
    return statistics.linear_regression([sample.at / 3600 for sample in samples], values).slope
