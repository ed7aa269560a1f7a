"""What there is to choose on the first page: known servers and announced ones, as one list of classes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from desktop.address import shown
from desktop.discovery import AnnouncedRelay
from desktop.settings import RememberedRelay
from relay.protocol.announcement import AnnouncedLesson

Reach = Literal["unknown", "here", "away"]
"""Whether a known relay that nobody announces answers where it was."""
KeptState = Literal["live", "coming", "ended"]
RowKey = tuple[str, str, str, str]
"""A relay, and of a lesson there what people tell it by, or of one that is kept its id."""
NOTHING: Mapping[str, Sequence["KeptLesson"]] = {}


@dataclass(frozen=True)
class KeptLesson:
    """A lesson as an account last knew it here. ``at``: when it began, is to begin or ended, ms UTC."""

    session: str
    class_name: str
    teacher_name: str
    title: str
    state: KeptState
    at: int


@dataclass(frozen=True)
class Neighbour:
    """An announcement, and what is known here of the relay that it names."""

    found: AnnouncedRelay
    known: RememberedRelay | None = None
    doubtful: bool = False
    """It names the known relay, and hints at another key."""

    @property
    def name(self) -> str:
        """What it is called: a known relay by the name that is remembered, whatever is announced."""
        if self.known is not None and self.known.name and not self.doubtful:
            return self.known.name
        return self.found.says.school or self.address

    @property
    def address(self) -> str:
        """Where it says that it is."""
        return shown(self.found.addresses[0], self.found.port)


@dataclass(frozen=True)
class ClassEntry:
    """One row: a lesson in progress at a relay, or a relay at which none is announced."""

    relay: str
    """The same for all rows of a relay."""
    name: str
    """What the relay is called."""
    address: str
    found: Neighbour | None = None
    known: RememberedRelay | None = None
    lesson: AnnouncedLesson | None = None
    kept: KeptLesson | None = None
    """What is kept of the lesson, or without one what comes next or ended last."""
    more: int = 0
    """So many lessons are announced besides those that are named."""
    reach: Reach = "unknown"
    alike: bool = False
    """Another relay's row reads the same."""

    @property
    def key(self) -> "RowKey":
        """Which row it is, whatever else changes in it."""
        if self.lesson is not None:
            return self.relay, self.lesson.class_name, self.lesson.teacher_name, self.lesson.title
        return self.relay, "", "", self.kept.session if self.kept is not None else ""

    @property
    def title(self) -> str:
        """Of the lesson: as it is kept, else as it is announced."""
        if self.kept is not None:
            return self.kept.title
        return self.lesson.title if self.lesson is not None else ""

    @property
    def doubtful(self) -> bool:
        return self.found is not None and self.found.doubtful

    @property
    def reads(self) -> tuple[str, str, str]:
        """What tells it from others, to people."""
        lesson, kept = self.lesson, self.kept
        said = f"{lesson.class_name}\n{lesson.teacher_name}\n{self.title}" if lesson else ""
        return self.name, said, kept.session if kept else ""


def entries(
    known: Iterable[RememberedRelay],
    found: Sequence[Neighbour],
    reach: Mapping[str, Reach],
    kept: Mapping[str, Sequence[KeptLesson]] = NOTHING,
) -> list[ClassEntry]:
    """All rows, lessons in progress first, then as `known` stands, then by name.

    A known relay stands there once, whoever announces it how often: chosen, it is tried wherever it is said
    to be, and has to show its key. ``reach``: of known relays that nobody announces, by pin.
    ``kept``: what is kept of their lessons, by pin.
    """
    rows: list[ClassEntry] = []
    by_pin: dict[str, RememberedRelay] = {}
    for relay in known:
        by_pin.setdefault(relay.pin, relay)  # one that is known at two addresses is one
    for relay in by_pin.values():
        said = [
            one for one in found if one.known is not None and one.known.pin == relay.pin and not one.doubtful
        ]
        rows += _known_rows(relay, said, reach.get(relay.pin, "unknown"), kept.get(relay.pin, ()))
    others = [one for one in found if one.known is None or one.doubtful]
    for one in sorted(others, key=lambda one: (one.doubtful, one.name.casefold(), one.found.key)):
        rows += _rows(
            ClassEntry(f"found {one.found.key}", one.name, one.address, one, reach="here"),
            () if one.doubtful else one.found.says.lessons,
            0 if one.doubtful else one.found.says.more,
        )
    rows.sort(key=_order)
    return _told_apart(rows)


def _order(row: ClassEntry) -> tuple[bool, int]:
    """Lessons in progress, what comes, relays without either, what is over."""
    if row.lesson is not None or row.kept is None:
        return row.doubtful, 0 if row.lesson is not None else 2
    return row.doubtful, 1 if row.kept.state == "coming" else 3


def _known_rows(
    relay: RememberedRelay, said: Sequence[Neighbour], reach: Reach, kept: Sequence[KeptLesson]
) -> list[ClassEntry]:
    address = shown(relay.host, relay.port)
    if said:
        address, reach = said[0].address, "here"
    row = ClassEntry(f"known {relay.pin}", relay.name or address, address, None, relay, reach=reach)
    lessons = dict.fromkeys(lesson for one in said for lesson in one.found.says.lessons)
    rows = _rows(row, lessons, max((one.found.says.more for one in said), default=0))
    live = [one for one in kept if one.state == "live"]
    rows = [replace(one, kept=_kept_of(one.lesson, live)) if one.lesson else one for one in rows]
    return rows + [replace(row, kept=one) for one in kept if one.state != "live"]


def _kept_of(lesson: AnnouncedLesson, live: Iterable[KeptLesson]) -> KeptLesson | None:
    """What is kept of an announced lesson, the end of whose title may be cut."""
    told = lesson.title.removesuffix("…")
    of_it = (
        one for one in live if (one.class_name, one.teacher_name) == (lesson.class_name, lesson.teacher_name)
    )
    return next((one for one in of_it if one.title.startswith(told)), None)


def _rows(row: ClassEntry, lessons: Iterable[AnnouncedLesson], more: int) -> list[ClassEntry]:
    found = [replace(row, lesson=lesson) for lesson in dict.fromkeys(lessons)]
    return [*found, replace(row, more=more)] if more or not found else found


def _told_apart(rows: list[ClassEntry]) -> list[ClassEntry]:
    """Marks those that read as another one does."""
    seen = Counter(row.reads for row in rows)
    return [replace(row, alike=seen[row.reads] > 1) for row in rows]
