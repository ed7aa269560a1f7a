"""Where the rows of a long list are: their tops, and which are in sight. Knows no Qt."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relay.protocol.sessions import Session


@dataclass(frozen=True)
class ListRow:
    """A heading, or a session's card, or the button at the end that asks for more."""

    key: str
    heading: str = ""
    session: Session | None = None


MORE = ListRow("more")


class RowPositions:
    """Rows one under the other; ``tops`` has one entry more than there are rows: the end."""

    def __init__(self) -> None:
        self.all: list[ListRow] = []
        self.tops: list[int] = [0]
        self._places: dict[str, int] = {}

    def set(self, rows: Sequence[ListRow]) -> None:
        """Holds other rows; measure them next."""
        self.all = list(rows)
        self._places = {row.key: place for place, row in enumerate(self.all)}

    def measure(self, height: Callable[[ListRow], int]) -> None:
        """Asks each row for its height."""
        self.tops = [0]
        for row in self.all:
            self.tops.append(self.tops[-1] + height(row))

    @property
    def end(self) -> int:
        """The height of all together."""
        return self.tops[-1]

    def place(self, key: str) -> int:
        """Where a row stands among the others, or -1."""
        return self._places.get(key, -1)

    def row(self, key: str) -> ListRow:
        """The row with this key."""
        return self.all[self._places[key]]

    def between(self, top: int, bottom: int) -> dict[str, int]:
        """The rows in sight there, each with its place."""
        first = max(0, bisect_right(self.tops, top) - 1)
        last = min(len(self.all), bisect_right(self.tops, bottom))
        return {row.key: place for place, row in enumerate(self.all[first:last], first)}

    def at(self, y: int) -> tuple[str, int]:
        """The row at a height, and how far below its top that is."""
        if not self.all:
            return "", 0
        place = min(bisect_right(self.tops, y) - 1, len(self.all) - 1)
        return self.all[place].key, y - self.tops[place]

    def span(self, place: int) -> tuple[int, int]:
        """From where to where a row goes, its heading included if that stands right above."""
        above = place - 1 if place > 0 and self.all[place - 1].heading else place
        return self.tops[above], self.tops[place + 1]
