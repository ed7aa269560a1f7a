"""What a pasted list of names would do: who is new, who is there already, what can't be. Knows no Qt."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from relay.protocol.limits import NAME_LENGTH
from relay.protocol.text import clean_name

What = Literal["new", "there", "twice", "too_long"]

NAMES_AT_ONCE = 200
BYTES_AT_ONCE = 30_000
"""What one command may carry: a frame holds 64 kB, and names may be escaped in it."""

_MARK = re.compile(r"^\s*(?:\d{1,4}[.):]\s+|[-*•–]\s+)")
"""Numbers and dashes in front of names, as lists have them."""


@dataclass(frozen=True)
class Line:
    """One name of the list and what becomes of it."""

    name: str
    what: What


def read_names(text: str, roster: Iterable[str] = ()) -> list[Line]:
    """One name a line; empty lines are passed over. ``roster``: the names in the class already.

    There already: as often as the class has that name. Twice: a name that stood in the list before.
    """
    there = Counter(alike(name) for name in roster)
    met: set[str] = set()
    lines: list[Line] = []
    for raw in text.splitlines():
        name = clean_name(_MARK.sub("", raw))
        if not name:
            continue
        key = alike(name)
        if len(name) > NAME_LENGTH:
            what: What = "too_long"
        elif there[key] > 0:
            there[key] -= 1
            what = "there"
        else:
            what = "twice" if key in met else "new"
        met.add(key)
        lines.append(Line(name, what))
    return lines


def to_send(lines: Iterable[Line], *, twins: bool) -> list[str]:
    """The names to hand to the relay. ``twins``: a name that stands there twice is two people.

    Those who are there already go along: the relay leaves them alone, and can tell them from their twins.
    """
    wanted = {"new", "there", "twice"} if twins else {"new", "there"}
    return [line.name for line in lines if line.what in wanted]


def batches(names: Sequence[str]) -> list[list[str]]:
    """The names in commands of fair size. The same name stays together, so that twins are counted."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(alike(name), []).append(name)
    found: list[list[str]] = []
    room_names = room_bytes = 0
    for group in groups.values():
        size = sum(len(name.encode()) + 4 for name in group)
        if not found or len(group) > room_names or size > room_bytes:
            found.append([])
            room_names, room_bytes = NAMES_AT_ONCE, BYTES_AT_ONCE
        found[-1] += group
        room_names -= len(group)
        room_bytes -= size
    return found


def alike(name: str) -> str:
    """The same for names that differ only in capitals."""
    return name.casefold()
