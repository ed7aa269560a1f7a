"""Few points are left of a stroke, none of them far from where the pen was."""

import math
from itertools import pairwise

import pytest

from desktop.features.ink.strokes import (
    FARTHEST,
    TOLERANCE,
    Touch,
    decode_pressures,
    encode_pressures,
    moved,
    points_of,
    simplify,
    strokes_of,
)
from relay.protocol.ink import POINTS_LENGTH, encode_points
from tests.desktop.features.ink.paper import handwriting

WRITTEN = handwriting(300)


def gap(touch: Touch, start: Touch, end: Touch) -> float:
    across, down = end.x - start.x, end.y - start.y
    length = across * across + down * down
    along = ((touch.x - start.x) * across + (touch.y - start.y) * down) / length if length else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.hypot(touch.x - start.x - along * across, touch.y - start.y - along * down)


def test_a_stroke_takes_as_few_bytes_as_was_found() -> None:
    """71 of one without pressure, 98 with it, as the mean of handwriting."""
    plain = [stroke for touches in WRITTEN for stroke in strokes_of(touches, pressed=False)]
    pressed = [stroke for touches in WRITTEN for stroke in strokes_of(touches, pressed=True)]
    assert sum(len(one.points) for one in plain) / len(plain) <= 71
    assert sum(len(one.points) + len(one.pressure) for one in pressed) / len(pressed) <= 98


def test_no_point_is_off_by_more_than_half_a_pixel() -> None:
    for touches in WRITTEN[:50]:
        kept = simplify(touches)
        assert kept[0] == touches[0]
        assert kept[-1] == touches[-1]
        segments = list(pairwise(kept))
        # a line, not a segment, is what simplifying measures by: the ends of a hook may be a little further
        off = [min(gap(touch, *segment) for segment in segments) for touch in touches]
        assert max(off) <= 2 * TOLERANCE
        assert sorted(off)[len(off) * 9 // 10] <= TOLERANCE


def test_what_is_told_is_where_it_was_drawn() -> None:
    for touches in WRITTEN[:50]:
        (stroke,) = strokes_of(touches, pressed=True)
        kept = simplify(touches)
        assert points_of(stroke.points) == [(round(one.x), round(one.y)) for one in kept]
        pressures = decode_pressures(stroke.pressure, len(kept))
        assert all(abs(p - one.pressure) <= 1 / 16 for p, one in zip(pressures, kept, strict=True))


def test_a_stroke_that_is_too_long_is_told_as_several_that_join() -> None:
    touches = [Touch(place * 3, 16_000 * (place % 2)) for place in range(3_000)]
    strokes = strokes_of(touches, pressed=False)
    assert len(strokes) > 1
    assert max(len(one.points) for one in strokes) <= POINTS_LENGTH
    pieces = [points_of(one.points) for one in strokes]
    assert [one[-1] for one in pieces[:-1]] == [one[0] for one in pieces[1:]]
    assert pieces[0][0] == (0, 0)
    assert pieces[-1][-1] == (2_999 * 3, 16_000)


def test_a_dot_is_a_stroke_and_nothing_is_none() -> None:
    (dot,) = strokes_of([Touch(40, 50)], pressed=False)
    assert points_of(dot.points) == [(40, 50)]
    assert strokes_of([], pressed=False) == []


@pytest.mark.parametrize("text", ["g", "AAA", "é", "[erased]", "zzzzzzzzzzzz", ""])
def test_points_that_can_not_be_read_are_none(text: str) -> None:
    assert points_of(text) == []


def test_points_out_of_this_world_are_none() -> None:
    assert points_of(encode_points([(0, 0), (FARTHEST, 0)]))
    assert points_of(encode_points([(0, 0), (FARTHEST + 1, 0)])) == []


@pytest.mark.parametrize("text", ["", "c", "c0", "q3", "c2d", "c4", "c2", "c2 d1", "c99999"])
def test_pressures_that_do_not_fit_the_points_are_none(text: str) -> None:
    assert decode_pressures(text, 3) == []


def test_pressures_are_told_in_runs() -> None:
    assert encode_pressures([0.0, 0.01, 0.5, 1.0, 2.0]) == "a2i1p2"
    assert decode_pressures("a2i1p2", 5) == [0.5 / 16, 0.5 / 16, 8.5 / 16, 15.5 / 16, 15.5 / 16]


def test_moved_points_are_elsewhere() -> None:
    assert points_of(moved(encode_points([(5, 6), (9, 2)]), 10, -6)) == [(15, 0), (19, -4)]
