"""Whether there is room where the school is kept, and whether one may write there."""

import asyncio
import os
import shutil
from pathlib import Path

from relay.shared.doctor import About, Finding

LITTLE_TIMES = 5
"""Less than so many times the limit is little."""
MB = 1_000_000
GB_IN_MB = 1_000


def judge_disk(free_bytes: int, limit_mb: int) -> Finding:
    """What so much room is good for. Below the limit the relay takes nothing new."""
    free = free_bytes // MB
    shown = f"{free}\u00a0MB" if free < GB_IN_MB else f"{free // GB_IN_MB}\u00a0GB"
    about: dict[str, About] = {"free": shown, "limit": limit_mb}
    if free < limit_mb:
        return Finding("disk", "bad", "disk_full", about)
    if free < limit_mb * LITTLE_TIMES:
        return Finding("disk", "doubtful", "disk_little", about)
    return Finding("disk", "good", "disk_roomy", about)


async def look_at_disk(folder: Path, limit_mb: int) -> Finding:
    """Asks the system; a disk that hangs keeps nothing else waiting."""
    return await asyncio.to_thread(_look, folder, limit_mb)


def _look(folder: Path, limit_mb: int) -> Finding:
    there = existing(folder)
    if not os.access(there, os.W_OK):
        return Finding("disk", "bad", "disk_read_only", {"folder": str(there)})
    return judge_disk(shutil.disk_usage(there).free, limit_mb)


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there: where it would be made."""
    folder = folder.absolute()
    return next((place for place in (folder, *folder.parents) if place.exists()), folder)
