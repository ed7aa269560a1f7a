"""What a pasted list of names would do: who is new, who is there already, what can't be. Knows no Qt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from relay.protocol.limits import NAME_LENGTH
from relay.shared.rosters import ABOUT_COLUMNS, Roster, resemblance

What = Literal["too_long", "odd", "like", "twice", "new", "there"]
ORDER: tuple[What, ...] = ("too_long", "odd", "like", "twice", "new", "there")
"""What somebody has to look at comes first."""

NAMES_AT_ONCE = 200
BYTES_AT_ONCE = 30_000
"""What one command may carry: a frame holds 64 kB, and names may be escaped in it."""


@dataclass(frozen=True)
class PastedName:
    """One name of the list and what becomes of it. ``like``: who is in the class, and only like it."""

    name: str
    what: What
    like: str = ""


def lines_of(roster: Roster, there: Iterable[str] = ()) -> list[PastedName]:
    """What becomes of each name. ``there``: the names in the class already.

    There already: exactly this name, as often as the class has it. Twice: one that stood in the list before.
    """
    free = Counter(there)
    listed = Counter(person.name for person in roster.people)
    # Who is in the list under their own name is not whom another line is like.
    resembling = {resemblance(name): name for name in free if free[name] > listed[name]}
    odd = {remark.line for remark in roster.asked if remark.kind not in ABOUT_COLUMNS | {"same_name"}}
    met: set[str] = set()
    lines: list[PastedName] = []
    for person in roster.people:
        name = person.name
        like = resembling.get(resemblance(name), "")
        if not name:
            continue
        if len(name) > NAME_LENGTH:
            what: What = "too_long"
        elif free[name] > 0:
            free[name] -= 1
            what = "there"
        elif name in met:
            what = "twice"
        elif person.line in odd:
            what = "odd"
        else:
            what = "like" if like else "new"
        met.add(name)
        lines.append(PastedName(name, what, like if what == "like" else ""))
    return lines


def to_send(lines: Iterable[PastedName], *, twins: bool) -> list[str]:
    """The names to hand to the relay. ``twins``: a name that stands there twice is two people.

    Those who are there already go along: the relay leaves them alone, and can tell them from their twins.
    """
    left_out = {"too_long"} if twins else {"too_long", "twice"}
    return [line.name for line in lines if line.what not in left_out]


def batches(names: Sequence[str]) -> list[list[str]]:
    """The names in commands of fair size. The same name stays together, so that twins are counted."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name, []).append(name)
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
