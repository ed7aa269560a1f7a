"""Disks that are full, and disks that fail."""

import asyncio
import contextlib
import os
import random
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

from tests.faults.lesson import LessonUnderFaults
from tests.faults.person import now
from tests.faults.process import RelayUnderTest, missing, traced

SIZE = "8m"
LOW_MB = 1
FULL_SECONDS = 3.5


def missing_tmpfs() -> str:
    """Why no small disk can be made here."""
    if os.geteuid() != 0:
        return "mounting a small tmpfs needs root"
    return missing("mount")


def missing_strace() -> str:
    """Why no system call can be made to fail here."""
    return missing("strace")


@contextlib.asynccontextmanager
async def small(relay: RelayUnderTest) -> AsyncIterator[None]:
    """A disk of a few megabytes where the relay keeps its data."""
    relay.folder.mkdir(exist_ok=True)
    await _run("mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(relay.folder))
    try:
        yield
    finally:
        await _run("umount", str(relay.folder))


async def full(lesson: LessonUnderFaults) -> None:
    """Something else takes the disk: to the last byte, or so that little is left. Then it is freed."""
    dice = random.Random(f"disk {lesson.plan.seed}")
    filler = lesson.relay.folder / "somebody else's"
    lesson.may_end = True
    await asyncio.sleep(2)
    left = dice.choice((0, 300_000, 900_000))
    began = now()
    _fill(filler, left)
    await asyncio.sleep(FULL_SECONDS)
    filler.unlink()
    lesson.outcome.counts["disk full"] += 1
    await asyncio.sleep(1.5)  # what was full may still end it: it looks once a second
    lesson.disk_low.append((began, now()))
    lesson.may_end = False


async def failing_sync(lesson: LessonUnderFaults) -> None:
    """From some moment on the disk takes nothing any more, and says so. The relay must end, not go on."""
    dice = random.Random(f"sync {lesson.plan.seed}")
    await asyncio.sleep(1)
    lesson.may_end = True
    starts = lesson.relay.starts
    await lesson.restart(*traced("fsync,fdatasync", f"error=EIO:when={dice.randint(2, 12)}+"))
    if not await lesson.until(lambda: lesson.relay.starts >= starts + 2):
        lesson.find("went on", "the relay did not end although its disk failed")
    lesson.outcome.counts["disk failed"] += 1
    lesson.may_end = False


def _fill(file: Path, leave: int) -> None:
    """Take all room on a disk but so many bytes."""
    free = os.statvfs(file.parent).f_bavail * os.statvfs(file.parent).f_frsize
    end = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        with contextlib.suppress(OSError):
            os.posix_fallocate(end, 0, max(1, free - leave))
            while leave == 0:
                os.write(end, bytes(4096))
    finally:
        os.close(end)


async def _run(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(*words, stderr=subprocess.PIPE)
    _, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: {errors.decode().strip()}")
