"""A relay whose clock is ten years off."""

import asyncio
import random
from pathlib import Path

from tests.faults.lesson import LessonUnderFaults

LIBRARIES = "**/faketime/libfaketime.so.1"
OFF_SECONDS = 2.5


def _library() -> Path | None:
    return next(iter(Path("/usr/lib").glob(LIBRARIES)), None)


def missing_faketime() -> str:
    """Why no clock can be shifted here."""
    return "" if _library() else "libfaketime is not installed"


def shifted(by: str) -> dict[str, str]:
    """Surroundings in which the wall clock is off ``by`` so much, as faketime writes it."""
    return {"LD_PRELOAD": str(_library()), "FAKETIME": by, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


async def ten_years_off(lesson: LessonUnderFaults) -> None:
    """Ahead and behind, in either order, and right in the end, all in one lesson."""
    ways = ["+10y", "-10y"]
    random.Random(f"clock {lesson.plan.seed}").shuffle(ways)
    await asyncio.sleep(1.5)
    for way in ways:
        await lesson.restart(environment=shifted(way))
        lesson.outcome.counts["clock ten years off"] += 1
        await asyncio.sleep(OFF_SECONDS)
    await lesson.restart()
