"""What one person saw and said, in the order in which it happened: the witness that the checker hears."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

N = TypeVar("N", bound="Note")


class Note(Struct, tag=True, tag_field="t", omit_defaults=True, frozen=True):
    """One thing that happened to a person. Notes are never changed and never taken back."""


class Began(Note, frozen=True):
    """The program started and remembers nothing of the room (``after`` 0) or what its cache kept."""

    after: int = 0


class Said(Note, frozen=True):
    """The person said something and the program has promised (on disk) to send it."""

    ref: str
    kind: str
    text: str = ""
    private: bool = False


class Entered(Note, frozen=True):
    """The relay let the person in; pages follow from ``after``."""

    epoch: str
    after: int
    head: int
    afresh: bool = False
    at: int = 0
    """The harness's clock, ms UTC."""


class Told(Note, frozen=True):
    """An event as it came: its bytes."""

    event: msgspec.Raw


class Reached(Note, frozen=True):
    """A page ended here."""

    upto: int


class HandsSeen(Note, frozen=True):
    """The accounts whose hands are up, in the queue's order, once caught up to ``upto``."""

    upto: int
    queue: list[str]


class Acknowledged(Note, frozen=True):
    """What was said is on the relay, at this number."""

    ref: str
    seq: int


class Remembers(Note, frozen=True):
    """The messages in the program's memory, read from its cache or told, when it was ``upto``."""

    upto: int
    messages: list[int]


class No(Note, frozen=True):
    """What was said was refused for good."""

    ref: str
    code: str


class GaveUp(Note, frozen=True):
    """What made sense only in the room was given up when the person left: it may have been stored or not."""

    ref: str


class Forgot(Note, frozen=True):
    """The relay told the program to begin the room afresh."""


class Gap(Note, frozen=True):
    """A page that does not follow the one before it."""

    upto: int
    prev: int


class Went(Note, frozen=True):
    """The person left on purpose, and the relay said so."""

    at: int


class TurnedAway(Note, frozen=True):
    """The room was closed to the person with a final code."""

    code: str


_ALL = (
    Began
    | Said
    | Entered
    | Told
    | Reached
    | HandsSeen
    | Acknowledged
    | Remembers
    | No
    | GaveUp
    | Forgot
    | Gap
    | Went
    | TurnedAway
)
_encode = msgspec.json.Encoder().encode
_decode: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_ALL)


@dataclass(eq=False)
class Journal:
    """One person's notes; on disk as well when it has a file."""

    account: str
    name: str
    teaches: bool
    file: Path | None = None
    notes: list[Note] = field(default_factory=list)
    leaves: int = 0
    """How often the person set out to leave on purpose, answered or not."""

    def write(self, note: Note) -> None:
        """Keep a note."""
        self.notes.append(note)
        if self.file is not None:
            append(self.file, [note])

    def of(self, kind: type[N]) -> list[N]:
        """The notes of one kind."""
        return [note for note in self.notes if isinstance(note, kind)]


def append(file: Path, notes: Iterable[Note]) -> None:
    """Add notes to a file, a line each."""
    with file.open("ab") as out:
        out.write(b"".join(_encode(note) + b"\n" for note in notes))


def read(file: Path) -> list[Note]:
    """The notes of a file; a line that a kill cut short at the end is left out."""
    notes: list[Note] = []
    if file.exists():
        for line in file.read_bytes().split(b"\n")[:-1]:
            notes.append(_decode.decode(line))
    return notes
