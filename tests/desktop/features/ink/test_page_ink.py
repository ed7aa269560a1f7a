"""Which marks lie where: found by a grid, and the same as by looking at all of them."""

import random

import pytest
from PySide6.QtCore import QPointF, QRectF

from desktop.features.ink import page_ink
from desktop.features.ink.page_ink import PageInk
from desktop.features.ink.painting import MarkShape, shape_of
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


def test_a_way_meets_what_something_round_meets_that_goes_it_step_by_step() -> None:
    ink, chance = written(200), random.Random(5)
    for number in range(200, 260):
        x, y = chance.randrange(14_000), chance.randrange(7_000)
        look = MarkLook(tool=chance.choice(("box", "ellipse", "line", "arrow")))
        ink.add(number, mark((x, y), (x + chance.randrange(50, 2_000), y + 700), look=look))
    ink.add(300, mark((8_000, 4_500), look=MarkLook(tool="text", width=400), text="F = m a"))
    pressed = InkMark("a", MarkLook(), encode_points([(500, 500), (15_500, 8_500)]), "88")
    ink.add(301, pressed)
    ink.add(302, mark((4_000, 4_000)))
    found = 0
    for _ in range(60):
        start = QPointF(chance.uniform(0, 16_000), chance.uniform(0, 9_000))
        way = QPointF(chance.uniform(-3_000, 3_000), chance.uniform(-3_000, 3_000))
        steps = {number for step in range(401) for number in ink.hit(start + way * (step / 400), 90)}
        whole = set(ink.hit(start, 90, start + way))
        assert steps <= whole
        assert whole <= {number for step in range(401) for number in ink.hit(start + way * (step / 400), 94)}
        assert set(ink.hit(start, 90, start + way, whole)) == set()
        found += len(whole)
    assert found > 60


def test_each_mark_is_looked_at_once_however_far_the_hand_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    ink, looked = written(200), list[int]()

    def look(shape: MarkShape, *_: object) -> bool:
        looked.append(id(shape))
        return False

    monkeypatch.setattr(page_ink, "touches", look)
    ink.hit(QPointF(0, 0), 90, QPointF(16_000, 9_000))
    assert 20 < len(looked) == len(set(looked)) < 100, "once, and none that is far from it"


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
