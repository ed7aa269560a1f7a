"""What a document is made of: headings, paragraphs, tables and pictures, to be shown and put on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.theme.pictures.look import DrawingLook


class Drawing(Protocol):
    """Something drawn, of any size; the same on a screen and on paper."""

    def height(self, width: float, look: DrawingLook) -> float:
        """How high it is, in dots, when it is so wide."""

    def draw(self, painter: QPainter, box: QRectF, look: DrawingLook) -> None:
        """Draws it into a box of that height. Takes less than 50 ms, or has ``pieces``."""

    def pieces(self, first: float, rest: float, width: float, look: DrawingLook) -> "Sequence[Drawing]":
        """The same in pieces one under the other, if it can be cut: no higher than that, ``first`` and all
        that follow.
        """

    def table(self) -> "TextTable":
        """All that it shows, in words and numbers."""


@dataclass(frozen=True)
class Heading:
    """Begins a part; it never stands alone at the foot of a page."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """Text that may be as long as it likes; each of its lines runs as its own script does."""

    text: str
    tone: Literal["body", "strong", "muted"] = "body"
    gap: float = 6
    """Pixels of room after it."""
    inset: float = 0
    """Pixels that it stands in from where reading begins."""


@dataclass(frozen=True)
class TextTable:
    """Rows below headings, which every page repeats.

    One that is too wide for the page is cut between columns, and each part has the first column again.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    """Columns of numbers, by place: they stand at the far side."""


@dataclass(frozen=True)
class Illustration:
    """A picture, and what it shows in a few words."""

    picture: Drawing
    title: str = ""
    line: str = ""
    """Below the title: what else is to be known of it."""


Block = Heading | Paragraph | TextTable | Illustration


@dataclass(frozen=True)
class Document:
    """What is put on paper. ``blocks`` may be made one after the other while they are set."""

    title: str
    blocks: Iterable[Block]
    line: str = ""
    """Below the title: of what, and when."""
    landscape: bool = False
    count: int = 0
    """How many blocks there are, where they are made one after the other: else it shows no progress."""
