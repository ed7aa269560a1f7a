"""What earlier releases left on disks, one folder a release, and how to lay it out for a test.

``make.txt`` in each folder is the program that made it, as it ran in a checkout of that release.
"""

import json
import os
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from relay.clock import Clock
from tests.relay.inside import JumpingClock

RELEASE = "95cabf9"
AN_HOUR = 3_600_000


def laid(name: str, into: Path, release: str = RELEASE) -> Path:
    """A folder with what an old release left in one (``data``, ``profile``), as it left it."""
    with zipfile.ZipFile(Path(__file__).parent / release / f"{name}.zip") as archive:
        archive.extractall(into)
    for file in (into, *into.rglob("*")):
        file.chmod(0o700 if file.is_dir() else 0o600)
        os.utime(file, (told(release)["made_at"] / 1000,) * 2)
    return into


def backup(release: str = RELEASE) -> Path:
    """A backup that an old release made."""
    return Path(__file__).parent / release / "backup.zip"


@cache
def told(release: str = RELEASE) -> Any:
    """What the old release said about it: accounts, tokens, what it folded of each log, what waited."""
    with zipfile.ZipFile(Path(__file__).parent / release / "told.zip") as archive:
        return json.loads(archive.read("told.json"))


def an_hour_later(release: str = RELEASE) -> Clock:
    """The clock of a relay that is started an hour after the old one was stopped."""
    clock = JumpingClock()
    clock.ahead_ms = told(release)["made_at"] + AN_HOUR - clock.now()
    return clock


def ordered(thing: Any) -> Any:
    """A memory as ``told`` has it."""
    fields = getattr(thing, "__struct_fields__", None)
    if fields is not None:
        return {name: ordered(getattr(thing, name)) for name in fields}
    if isinstance(thing, dict):
        return {str(key): ordered(value) for key, value in thing.items()}
    if isinstance(thing, (set, frozenset)):
        return sorted(map(ordered, thing))
    if isinstance(thing, (list, tuple)):
        return [ordered(one) for one in thing]
    return thing


def agrees(new: Any, old: Any, where: str = "") -> list[str]:
    """Where a memory of today says something else than the old one; what is new in it is no difference."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            difference
            for key, value in old.items()
            for difference in (
                agrees(new[key], value, f"{where}.{key}") if key in new else [f"{where}.{key}: gone"]
            )
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            difference
            for place, value in enumerate(old)
            for difference in agrees(new[place], value, f"{where}[{place}]")
        ]
    return [] if old == new else [f"{where}: {str(new)[:80]} was {str(old)[:80]}"]
