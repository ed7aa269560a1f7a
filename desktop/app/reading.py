"""Reads what comes after the first page while nobody waits for it: a little at a time, and then rests."""

import asyncio
import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Literal

from relay.shared.tasks import Tasks

Part = Literal["way in", "lessons", "room", "school"]

AHEAD: dict[Part, Sequence[str]] = {
    "way in": (
        "websockets.asyncio.client",
        "sqlite3",
        "relay.protocol.*",
        "desktop.theme.widgets.*",
        "desktop.client",
        "desktop.qt_client",
        "desktop.app.sign_in.flow",
    ),
    "lessons": ("desktop.app.qt_classes", "desktop.pages.sessions", "desktop.app.signed_in"),
    "room": (
        "desktop.web_links",
        "desktop.features.panel",
        "desktop.features.*",
        "desktop.pages.room",
        "desktop.pages.room.absence",
    ),
}
"""What each part stands on comes before it, so that no step is a long one. A star: each module in there."""
ON_DEMAND: dict[Part, Sequence[str]] = {
    "school": (
        "relay.shared.rosters",
        "desktop.parts.*",
        "desktop.pages.attendance",
        "desktop.pages.classes",
        "desktop.pages.people",
        "desktop.pages.safekeeping",
        "desktop.app.signed_in.school",
    )
}
"""Read when it is wanted: most are students."""

PARTS = {**AHEAD, **ON_DEMAND}

REST_SECONDS = 0.002


class Reading:
    """Reads from `start` to `close`, one module at a time."""

    def __init__(self) -> None:
        self._read = {part: asyncio.Event() for part in PARTS}
        self._waiting = 0
        """How many wait for a part: there is no rest then."""
        self._tasks = Tasks()

    def start(self) -> None:
        self._tasks.spawn(self._read_ahead())

    def has(self, part: Part) -> bool:
        """Whether this part has been read."""
        event = self._read[part]
        if not event.is_set() and all(name in sys.modules for name in _each(PARTS[part])):
            event.set()
        return event.is_set()

    async def upto(self, part: Part) -> None:
        """Waits until this part and what is before it has been read; others have their turn meanwhile."""
        if self.has(part):
            return
        if part in ON_DEMAND:
            self._tasks.spawn(self._go({part: ON_DEMAND[part]}))
        self._waiting += 1
        try:
            await self._read[part].wait()
        finally:
            self._waiting -= 1

    def then(self, part: Part, do: Callable[[], None]) -> None:
        """Does something once this part has been read: at once, if it has."""
        if self.has(part):
            do()
        else:
            self._tasks.spawn(self._do_after(part, do))

    async def close(self) -> None:
        await self._tasks.close()

    async def _do_after(self, part: Part, do: Callable[[], None]) -> None:
        await self.upto(part)
        do()

    async def _read_ahead(self) -> None:
        before = len(sys.modules)
        await self._go(AHEAD)
        if len(sys.modules) > before:
            # What was read stays: collecting garbage takes a third less without it. A room is not to stay, so
            # that this is done before there can be one.
            gc.freeze()

    async def _go(self, parts: dict[Part, Sequence[str]]) -> None:
        rest = 0.0
        for part, names in parts.items():
            for name in _each(names):
                if name not in sys.modules:
                    await asyncio.sleep(0 if self._waiting else rest)
                    began = time.monotonic()
                    importlib.import_module(name)
                    rest = max(REST_SECONDS, time.monotonic() - began)
            self._read[part].set()


def _each(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        package = name.removesuffix(".*")
        if package == name:
            yield name
        else:
            yield from _modules_in(package)


@cache
def _modules_in(package: str) -> Sequence[str]:
    """Looked for on the disk once, however often it is asked what has been read."""
    spec = find_spec(package)
    places = (spec and spec.submodule_search_locations) or ()
    return tuple(found.name for found in iter_modules(places, f"{package}."))
