"""What a pen did, as few points in units of a page as it takes, and back again; without Qt."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relay.protocol.ink import POINTS_LENGTH, decode_points, encode_points
from relay.protocol.slides import TALLEST, WIDTH

TOLERANCE = WIDTH / 1920 / 2
"""Units by which a point may be off: half a pixel where a page is 1,920 wide."""
PRESSURES = 16
FARTHEST = 2 * TALLEST
"""Units from a page's corner; a mark with a point beyond shows nothing."""

Point = tuple[int, int]
_RUN = re.compile(r"([a-p])([1-9]\d{0,4})")


@dataclass(frozen=True, slots=True)
class Touch:
    """Where the pen was. ``pressure``: 0 to 1."""

    x: float
    y: float
    pressure: float = 0.5


@dataclass(frozen=True, slots=True)
class Stroke:
    """One as it travels."""

    points: str
    pressure: str = ""


def strokes_of(touches: Sequence[Touch], *, pressed: bool) -> list[Stroke]:
    """What was drawn in one go: one stroke, or several that join where it would be too long.

    ``pressed``: how hard it was pressed is known, and shall be seen.
    """
    kept = simplify(touches)
    while kept:
        stroke = _encode(kept, pressed=pressed)
        if len(stroke.points) <= POINTS_LENGTH and len(stroke.pressure) <= POINTS_LENGTH:
            return [stroke]
        half = len(kept) // 2
        return [
            part for piece in (kept[: half + 1], kept[half:]) for part in strokes_of(piece, pressed=pressed)
        ]
    return []


def _encode(touches: Sequence[Touch], *, pressed: bool) -> Stroke:
    points = encode_points((round(one.x), round(one.y)) for one in touches)
    return Stroke(points, encode_pressures([one.pressure for one in touches]) if pressed else "")


def simplify(touches: Sequence[Touch], tolerance: float = TOLERANCE) -> list[Touch]:
    """Those without which the line would be off by more (Ramer, Douglas and Peucker)."""
    if len(touches) < 3:
        return list(touches)
    kept = {0, len(touches) - 1}
    spans = [(0, len(touches) - 1)]
    while spans:
        first, last = spans.pop()
        worst, at = tolerance, 0
        start, end = touches[first], touches[last]
        across, down = end.x - start.x, end.y - start.y
        length = math.hypot(across, down)
        for number in range(first + 1, last):
            x, y = touches[number].x - start.x, touches[number].y - start.y
            off = abs(x * down - y * across) / length if length else math.hypot(x, y)
            if off > worst:
                worst, at = off, number
        if at:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [touches[number] for number in sorted(kept)]


def encode_pressures(pressures: Iterable[float]) -> str:
    """How hard it was pressed at each point, in runs of sixteen steps."""
    runs: list[tuple[int, int]] = []
    for pressure in pressures:
        step = min(max(int(pressure * PRESSURES), 0), PRESSURES - 1)
        if runs and runs[-1][0] == step:
            runs[-1] = step, runs[-1][1] + 1
        else:
            runs.append((step, 1))
    return "".join(f"{chr(ord('a') + step)}{count}" for step, count in runs)


def decode_pressures(text: str, points: int) -> list[float]:
    """The middle of each point's step; empty where they are not told, or not of so many points."""
    steps: list[float] = []
    end = 0
    for run in _RUN.finditer(text):
        count = int(run[2])
        if run.start() != end or len(steps) + count > points:
            return []
        steps += [(ord(run[1]) - ord("a") + 0.5) / PRESSURES] * count
        end = run.end()
    return steps if end == len(text) and len(steps) == points else []


def points_of(text: str) -> list[Point]:
    """Points as they came from somebody; none of what can't be read, or is out of this world."""
    try:
        points = decode_points(text)
    except ValueError:
        return []
    if any(abs(x) > FARTHEST or abs(y) > FARTHEST for x, y in points):
        return []
    return points


def moved(text: str, across: int, down: int) -> str:
    """The same points elsewhere."""
    return encode_points((x + across, y + down) for x, y in points_of(text))
