"""What is marked in the words of messages, with the mouse and by a search; Qt counts UTF-16 units."""

import re
from dataclasses import dataclass

from desktop.features.chat.shown_line import ShownLine
from desktop.web_links import halves_of

MOST_MARKED = 50
"""So many places of one message are marked by a search."""


@dataclass(frozen=True)
class Picked:
    """Words of one message, from one place to another, in halves of characters (UTF-16)."""

    line: ShownLine
    start: int
    end: int

    @property
    def text(self) -> str:
        halves = self.line.text.encode("utf-16-le", "surrogatepass")
        return halves[2 * self.start : 2 * self.end].decode("utf-16-le", "replace")


def sought_in(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where what is searched for stands in a text: start and length as Qt counts."""
    found = []
    for match in pattern.finditer(text):
        found.append((halves_of(text[: match.start()]), halves_of(match.group())))
        if len(found) == MOST_MARKED:
            break
    return found


def pattern_of(text: str) -> re.Pattern[str] | None:
    """What is searched for, capital or small, however its words are parted; None: nothing."""
    words = text.split()
    return re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE) if words else None
