"""What subjects tell a lesson's teachers of it afterwards: sections with pictures, on screen and paper."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop.document import Block, Illustration, TextTable
from relay.protocol.files import NamedFile
from relay.protocol.memory import Memories


@dataclass(frozen=True)
class LessonRecord:
    """A lesson that sections are made of. ``now``: the relay's clock, ms UTC, if it goes on."""

    memories: Memories
    students: Sequence[tuple[str, str]]
    """Account and name of each, also of who did not come, in the order in which they are always shown."""
    now: int
    of_each: bool = True
    """Whether what single students did may be told; when they were there may always be."""


class TableFile(NamedTuple):
    """What can be saved as a table for spreadsheets. ``label``: in a menu beside others of its section."""

    label: str
    name: str
    """Proposed for the file, any text."""
    rows: Callable[[], Sequence[Sequence[str]]]
    """Made in a thread: it has all that it needs."""


class FilesToSave(NamedTuple):
    """What was collected, to be saved together. ``label``: in a menu beside others, and of a ZIP."""

    label: str
    files: Sequence[tuple[NamedFile, str]]
    """Each with the name under which it is saved, any text."""


class PdfToSave(NamedTuple):
    """What can be saved as a PDF."""

    name: str
    """Proposed for the file, any text."""
    make: Callable[[Callable[[float], object]], Awaitable[bytes]]
    """Makes it, telling how much is done, from 0 to 1; can be cancelled."""


@dataclass(frozen=True)
class ReportSection:
    """What one subject tells. ``order``: those of a lower number come first.

    People stand in it in the order of the record, never by how much somebody did.
    """

    title: str
    order: int
    summary: str = ""
    pictures: Sequence[Illustration] = ()
    tables: Sequence[tuple[str, TextTable]] = ()
    """Shown below the pictures, each with its title."""
    files: Sequence[TableFile] = ()
    collected: Sequence[FilesToSave] = ()
    text: Callable[[], Iterable[Block]] = tuple
    """Makes what the report on paper has beside the pictures, piece by piece: there may be much of it."""
