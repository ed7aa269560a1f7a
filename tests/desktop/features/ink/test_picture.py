"""A page's ink as a picture: the same as if it were painted at once, and painted a little at a time."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.features.ink import picture as pictures
from desktop.features.ink.painting import paint_shape, shape_of
from desktop.features.ink.picture import InkPicture
from desktop.features.ink.strokes import strokes_of
from relay.protocol.ink import InkMark, MarkLook, encode_points
from relay.protocol.slides import WIDTH
from tests.desktop.classroom import until
from tests.desktop.features.ink.paper import handwriting

HEIGHT = WIDTH * 9 // 16
SCALE = 640 / WIDTH
TOLERATED = 3
"""Of 255: what is seen through is rounded a little differently once it lies on a picture."""


def marks(count: int, seed: int = 7) -> dict[int, InkMark]:
    found = {}
    for number, touches in enumerate(handwriting(count, seed)):
        (stroke,) = strokes_of(touches, pressed=number % 2 == 0)
        pen, marker = MarkLook(ink=number % 6), MarkLook(tool="marker", ink=number % 6, width=240)
        look = pen if number % 9 else marker
        found[64 * (number + 1)] = InkMark("a", look, stroke.points, stroke.pressure)
    return found


def at_once(there: dict[int, InkMark]) -> QImage:
    """All of them, one after the other on one picture."""
    whole = QPixmap(640, 360)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SCALE, SCALE)
    for _, one in sorted(there.items()):
        shape = shape_of(one)
        assert shape is not None
        paint_shape(painter, shape, board=False)
    painter.end()
    return whole.toImage()


def seen(picture: InkPicture) -> QImage:
    shown = QPixmap(640, 360)
    shown.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shown)
    painter.scale(SCALE, SCALE)
    picture.paint(painter, QRectF(0, 0, WIDTH, HEIGHT))
    painter.end()
    return shown.toImage()


def differing(one: QImage, other: QImage) -> int:
    """Values that are not nearly the same."""
    assert one.size() == other.size()
    rgba = QImage.Format.Format_RGBA8888_Premultiplied
    pairs = zip(
        bytes(one.convertToFormat(rgba).constBits()),
        bytes(other.convertToFormat(rgba).constBits()),
        strict=True,
    )
    return sum(abs(a - b) > TOLERATED for a, b in pairs)


@pytest.fixture
def picture(qapp: QApplication) -> Iterator[InkPicture]:
    keeper = QObject()
    made = InkPicture(HEIGHT, board=False, parent=keeper)
    made.set_scale(SCALE)
    yield made
    keeper.deleteLater()


async def test_it_is_the_same_as_painted_at_once(picture: InkPicture) -> None:
    there = marks(150)
    picture.show_marks(there)
    await until(lambda: picture.done)
    assert differing(seen(picture), at_once(there)) == 0


async def test_what_goes_comes_and_moves_leaves_no_trace(
    picture: InkPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In slices so short that other things happen in the middle of each."""
    monkeypatch.setattr(pictures, "SLICE_SECONDS", 0.0)
    chance, there = random.Random(5), marks(120)
    waiting = marks(60, seed=8)
    picture.show_marks(there)
    for number, one in waiting.items():
        there[number + 1] = one
        picture.add({number + 1: one})
        gone = chance.choice(sorted(there))
        del there[gone]
        picture.remove(gone)
        moved = there[chance.choice(sorted(there))]
        moved.across += chance.randint(-900, 900)
        picture.put_again(next(n for n, mark in there.items() if mark is moved), moved)
        picture.work()
    hidden = set(sorted(there)[::5])
    picture.hide_marks(hidden)
    picture.work()
    await until(lambda: picture.done)
    assert differing(seen(picture), at_once({n: m for n, m in there.items() if n not in hidden})) == 0
    picture.hide_marks(set())
    picture.show_marks({})
    await until(lambda: picture.done)
    assert differing(seen(picture), at_once({})) == 0


async def test_a_full_page_is_painted_in_many_turns(
    picture: InkPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of which paints, or reads, more than it has begun when its time is over."""
    monkeypatch.setattr(pictures, "SLICE_SECONDS", 0.0)
    turns: list[QRectF] = []
    picture.changed.connect(turns.append)
    picture.show_marks(marks(200))
    assert len(picture.ink) <= 1
    await until(lambda: picture.done)
    assert len(turns) >= 190
    turns.clear()
    picture.remove(64)
    await until(lambda: picture.done)
    box = QRectF()
    for part in turns:
        box |= part
    assert box.width() < WIDTH / 3, "only where it was is painted anew"


async def test_while_it_is_painted_in_another_size_the_old_is_seen(picture: InkPicture) -> None:
    there = {64: InkMark("a", MarkLook(width=600), encode_points([(0, 4_500), (WIDTH, 4_500)]))}
    picture.show_marks(there)
    await until(lambda: picture.done)
    picture.set_scale(SCALE / 2)
    assert not picture.done
    assert seen(picture).pixelColor(320, 180).alpha() == 255
    await until(lambda: picture.done)
    assert seen(picture).pixelColor(160, 90).alpha() == 255


async def test_closer_than_a_picture_can_be_marks_are_painted_themselves(picture: InkPicture) -> None:
    picture.show_marks({64: InkMark("a", MarkLook(width=40), encode_points([(0, 100), (2_000, 100)]))})
    picture.set_scale(1.0)
    await until(lambda: picture.done)
    shown = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    shown.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shown)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    picture.paint(painter, QRectF(0, 0, 200, 200))
    painter.end()
    column = [shown.pixelColor(100, y).alpha() for y in range(200)]
    assert column.count(255) == 40, "as sharp as the screen"


async def test_a_new_mark_is_seen_at_once_however_much_is_being_mended(picture: InkPicture) -> None:
    there = marks(150)
    picture.show_marks(there)
    await until(lambda: picture.done)
    for number in sorted(there)[:40]:
        picture.remove(number)
    line = InkMark("a", MarkLook(width=600), encode_points([(0, 4_500), (WIDTH, 4_500)]))
    picture.add({99_999: line})
    assert seen(picture).pixelColor(320, 180).alpha() == 255
    await until(lambda: picture.done)
    assert seen(picture).pixelColor(320, 180).alpha() == 255


async def test_a_page_without_marks_has_no_picture_and_a_first_mark_is_seen(picture: InkPicture) -> None:
    picture.set_scale(SCALE)
    assert picture._picture.isNull()
    there = marks(1)
    picture.add(there)
    await until(lambda: picture.done)
    assert seen(picture) == at_once(there)
    picture.remove(*there)
    picture.set_scale(2 * SCALE)
    await until(lambda: picture.done)
    assert seen(picture) == at_once({}), "not what lay there before, stretched"
