"""The part of a picture that is wanted: moved and sized within it, in its pixels."""

from dataclasses import dataclass, replace

LEAST = 32
"""Pixels of each side, where the picture has so many."""


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


@dataclass(frozen=True)
class Crop:
    """``right`` and ``bottom`` are the first that are not in it. ``wide`` and ``high``: the picture's."""

    wide: int
    high: int
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def whole(cls, wide: int, high: int) -> "Crop":
        return cls(wide, high, 0, 0, wide, high)

    @property
    def is_whole(self) -> bool:
        return self == Crop.whole(self.wide, self.high)

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def moved(self, across: int, down: int) -> "Crop":
        """As far as the picture goes."""
        across = _within(across, -self.left, self.wide - self.right)
        down = _within(down, -self.top, self.high - self.bottom)
        return replace(
            self,
            left=self.left + across,
            right=self.right + across,
            top=self.top + down,
            bottom=self.bottom + down,
        )

    def sized(self, side: tuple[int, int], across: int, down: int) -> "Crop":
        """With one side or corner elsewhere: -1 is the left or upper one, 1 the right or lower, 0 neither."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        wide, high = min(LEAST, self.wide), min(LEAST, self.high)
        if side[0] < 0:
            left = _within(left + across, 0, right - wide)
        elif side[0] > 0:
            right = _within(right + across, left + wide, self.wide)
        if side[1] < 0:
            top = _within(top + down, 0, bottom - high)
        elif side[1] > 0:
            bottom = _within(bottom + down, top + high, self.high)
        return replace(self, left=left, top=top, right=right, bottom=bottom)

    def spanned(self, start: tuple[int, int], end: tuple[int, int]) -> "Crop":
        """From one point to another, and never too small to be seen."""
        left, right = _spanned(start[0], end[0], self.wide)
        top, bottom = _spanned(start[1], end[1], self.high)
        return replace(self, left=left, top=top, right=right, bottom=bottom)

    def side_at(self, x: int, y: int, near: int) -> tuple[int, int] | None:
        """Which side or corner is that near to a point; (0, 0): it is inside; None: it is elsewhere."""
        if not (self.left - near <= x < self.right + near and self.top - near <= y < self.bottom + near):
            return None
        across = _side(x, self.left, self.right, near)
        return across, _side(y, self.top, self.bottom, near)


def _spanned(start: int, end: int, most: int) -> tuple[int, int]:
    low, high = sorted((_within(start, 0, most), _within(end, 0, most)))
    least = min(LEAST, most)
    if high - low < least:
        low = _within(low, 0, most - least)
        high = low + least
    return low, high


def _side(at: int, low: int, high: int, near: int) -> int:
    """Of two that are both near, the nearer."""
    to_low, to_high = abs(at - low), abs(at - high)
    if min(to_low, to_high) > near:
        return 0
    return -1 if to_low <= to_high else 1
