"""What was done in the story, as it was done: all that is found at the end is held against it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """Something that somebody said. ``readers``: who alone may read it; empty: everybody."""

    by: str
    text: str
    kind: str = "chat"
    readers: frozenset[str] = frozenset()
    unnamed: bool = False

    def reaches(self, name: str) -> bool:
        return not self.readers or name in self.readers


@dataclass(frozen=True)
class Span:
    """Something was at least so long, and at most; milliseconds."""

    least: int = 0
    most: int = 0

    def has(self, found: int) -> bool:
        return self.least <= found <= self.most

    def __add__(self, other: "Span") -> "Span":
        return Span(self.least + other.least, self.most + other.most)

    def __str__(self) -> str:
        return f"{self.least / 60_000:.2f} to {self.most / 60_000:.2f} min"


@dataclass
class AskedPoll:
    """What the class was asked, and what each answered."""

    question: str
    answers: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    """Students who were expected to answer."""
    right: int | None = None
    shown: dict[str, list[int]] = field(default_factory=dict)
    """What came out, as each was shown it."""


@dataclass
class Check:
    """A checkpoint: how far each was at its end."""

    task: str
    progress: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)


Page = tuple[str, int]
"""A deck's name, and which of its pages."""


@dataclass
class Ledger:
    """By the names of people."""

    lines: list[Line] = field(default_factory=list)
    hands: Counter[str] = field(default_factory=Counter)
    """How often each raised one."""
    calls: list[str] = field(default_factory=list)
    """Who was called on, in turn."""
    polls: list[AskedPoll] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    me_too: dict[str, set[str]] = field(default_factory=dict)
    """Who wants to know the same, by the question's text."""
    pages: dict[str, int] = field(default_factory=dict)
    """Pages of each deck, by its name."""
    marks: dict[Page, Counter[str]] = field(default_factory=dict)
    """What each has drawn and not taken back."""
    handed_out: dict[str, str] = field(default_factory=dict)
    """Hashes by the names of files."""
    handed_in: dict[str, str] = field(default_factory=dict)
    """Hashes by the names of people."""
    came: dict[str, Span] = field(default_factory=dict)
    """How far the lesson was when they came."""
    drops: Counter[str] = field(default_factory=Counter)
    offline: defaultdict[str, Span] = field(default_factory=lambda: defaultdict(Span))
    ran: Span = field(default_factory=Span)
    """How long the lesson was, without the time between its end and its going on."""

    def draws(self, page: Page, name: str, count: int = 1) -> None:
        self.marks.setdefault(page, Counter())[name] += count

    def was_offline(self, name: str, span: Span) -> None:
        self.offline[name] += span
