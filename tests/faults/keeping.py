"""What a program notes of what it says, and what must be true of the relay's log and files afterwards."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tests.faults.checker import Finding


class Step(Struct, tag="step"):
    """Something goes on; somebody may be killed here."""


class Safe(Struct, tag="safe"):
    """What is said by this ref is in the outbox on the disk, with these files."""

    ref: str
    files: list[str] = []


class Told(Struct, tag="told"):
    """The relay has acknowledged it."""

    ref: str
    seq: int


class Refused(Struct, tag="refused"):
    """Its person was told that it is not taken."""

    ref: str
    code: str


class Done(Struct, tag="done"):
    """All is said, and nothing waits."""


Note = Step | Safe | Told | Refused | Done


class Stored(Struct, frozen=True):
    """An event as somebody is told it who comes in afterwards."""

    seq: int
    ref: str
    files: tuple[str, ...] = ()


def breaches(
    notes: Iterable[Note], log: Iterable[Stored], files: Mapping[str, bytes | None]
) -> Iterator[Finding]:
    """``files``: what is fetched of those that are named anywhere; None: it can't be."""
    places: dict[str, list[int]] = defaultdict(list)
    named = set[str]()
    for event in log:
        places[event.ref].append(event.seq)
        named.update(event.files)
    safe: dict[str, list[str]] = {}
    told: dict[str, int] = {}
    refused = set[str]()
    for note in notes:
        match note:
            case Safe():
                safe[note.ref] = note.files
            case Told():
                if told.setdefault(note.ref, note.seq) != note.seq:
                    yield Finding("moved", f"{note.ref} was told at {told[note.ref]} and at {note.seq}")
            case Refused():
                refused.add(note.ref)
    for ref, seq in told.items():
        if seq not in places[ref]:
            yield Finding("lost", f"{ref} was acknowledged at {seq}, and is at {places[ref] or 'no place'}")
    for ref, its_files in safe.items():
        if bool(places[ref]) == (ref in refused):
            how = "stored and refused" if places[ref] else "neither stored nor refused"
            yield Finding("unsaid", f"{ref} was in the outbox, and is {how}")
        elif places[ref]:
            named.update(its_files)
    for ref, found in places.items():
        if len(found) > 1:
            yield Finding("twice", f"{ref} is at {found}")
    for name in sorted(named):
        data = files.get(name)
        if data is None or hashlib.sha256(data).hexdigest() != name:
            yield Finding("file", f"{name} is {'not there' if data is None else 'not whole'}")
