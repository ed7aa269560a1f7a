"""Which marks lie where: found by a grid, and the same as by looking at all of them."""

import random

import pytest
from PySide6.QtCore import QPointF, QRectF

from desktop.features.ink.page_ink import PageInk
from desktop.features.ink.painting import shape_of
from desktop.features.ink.strokes import FARTHEST, strokes_of
from relay.protocol.ink import InkMark, MarkLook, encode_points
from relay.protocol.slides import WIDTH
from tests.desktop.features.ink.paper import handwriting

pytestmark = pytest.mark.usefixtures("qapp")  # texts are measured
HEIGHT = WIDTH * 9 // 16


def mark(*points: tuple[int, int], look: MarkLook | None = None, text: str = "") -> InkMark:
    return InkMark("a", look or MarkLook(), encode_points(points), text=text)


def written(count: int) -> PageInk:
    ink = PageInk(HEIGHT)
    for number, touches in enumerate(handwriting(count)):
        (stroke,) = strokes_of(touches, pressed=False)
        ink.add(number, InkMark("a", MarkLook(), stroke.points))
    return ink


def test_what_is_under_a_part_is_found_by_few_looks() -> None:
    ink, chance = written(400), random.Random(3)
    for number in range(0, 400, 7):
        ink.remove(number)
    for _ in range(60):
        part = QRectF(chance.uniform(0, 15_000), chance.uniform(0, 8_000), 700, 300)
        shapes = {number: ink.shape(number) for number in ink.numbers}
        expected = [
            n for n, shape in sorted(shapes.items()) if shape is not None and shape.box.intersects(part)
        ]
        assert ink.under(part) == expected


def test_a_mark_is_met_on_its_line_and_not_in_its_middle() -> None:
    ink = PageInk(HEIGHT)
    ink.add(1, mark((1_000, 1_000), (5_000, 4_000), look=MarkLook(tool="box")))
    ink.add(2, mark((7_000, 1_000), (11_000, 4_000), look=MarkLook(tool="ellipse")))
    ink.add(3, mark((1_000, 6_000), (5_000, 6_000), look=MarkLook(tool="line")))
    ink.add(4, mark((9_000, 6_000)))
    ink.add(5, mark((12_000, 6_000), look=MarkLook(tool="text", width=400), text="F = m a"))
    assert ink.hit(QPointF(1_010, 2_000), 50) == [1]
    assert ink.hit(QPointF(3_000, 2_500), 50) == []
    assert ink.hit(QPointF(7_010, 2_500), 50) == [2]
    assert ink.hit(QPointF(9_000, 2_500), 50) == []
    assert ink.hit(QPointF(3_000, 6_030), 50) == [3]
    assert ink.hit(QPointF(9_030, 6_000), 50) == [4]
    assert ink.hit(QPointF(12_300, 6_200), 50) == [5]
    assert ink.hit(QPointF(3_000, 6_400), 50) == []


def test_the_uppermost_is_met_first() -> None:
    ink = PageInk(HEIGHT)
    for number in (7, 3, 5):
        ink.add(number, mark((0, 2_000), (4_000, 2_000), look=MarkLook(tool="line")))
    assert ink.hit(QPointF(100, 2_000), 50) == [7, 5, 3]


def test_a_mark_that_goes_far_beyond_the_page_is_looked_at_no_longer_than_the_page() -> None:
    ink = PageInk(HEIGHT)
    ink.add(1, mark((-FARTHEST, -FARTHEST), (FARTHEST, FARTHEST), look=MarkLook(tool="line")))
    assert len(list(ink.cells(QRectF(-FARTHEST, -FARTHEST, 2 * FARTHEST, 2 * FARTHEST)))) <= 17 * 10
    assert ink.under(QRectF(2_000, 2_000, 50, 50)) == [1]


def test_what_can_not_be_read_shows_nothing_and_is_nowhere() -> None:
    ink = PageInk(HEIGHT)
    assert ink.add(1, InkMark("a", MarkLook(), "g")) is None
    assert ink.add(2, InkMark("a", MarkLook(tool="text"), encode_points([(5, 5)]))) is None
    assert 1 in ink
    assert ink.under(ink.page) == []
    assert ink.remove(1) is None


def test_a_mark_that_was_moved_is_where_it_is_now() -> None:
    there = InkMark("a", MarkLook(tool="line"), encode_points([(0, 0), (100, 0)]), across=500, down=700)
    shape = shape_of(there)
    assert shape is not None
    assert shape.box.contains(QRectF(500, 700, 100, 1))
