"""The acts of the tour, a module each, found by itself: `order`, and `play`, which leaves the room as it was.

One that is `afterwards` is played once the lesson has ended and everybody looks at its details.

An act believes only what people see in their windows.
"""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline


class Act(NamedTuple):
    """What people do with one subject of a room."""

    order: int
    name: str
    play: Callable[[Cast, Timeline], Awaitable[None]]
    afterwards: bool = False


def find_acts() -> list[Act]:
    """All of them, in the order they ask for."""
    return sorted(map(_act, pkgutil.iter_modules(__path__)), key=lambda act: (act.order, act.name))


def wanted_acts(words: str) -> list[Act]:
    """Those named, between commas; `1` is all of them, and nothing or `0` none."""
    if words in ("", "0"):
        return []
    found, names = find_acts(), set(words.split(","))
    if unknown := names - {"1", *(act.name for act in found)}:
        raise SystemExit(f"The tour has no {', '.join(sorted(unknown))}.")
    return [act for act in found if "1" in names or act.name in names]


def _act(found: pkgutil.ModuleInfo) -> Act:
    module = importlib.import_module(f"{__name__}.{found.name}")
    return Act(module.order, found.name, module.play, getattr(module, "afterwards", False))
