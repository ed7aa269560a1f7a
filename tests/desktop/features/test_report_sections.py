"""What subjects tell of a lesson afterwards: in the order of the class, and nothing where nothing was."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.document import Illustration
from desktop.features.panel.finding import sections_of
from desktop.features.panel.report import LessonRecord
from desktop.theme import Theme
from desktop.theme.pictures.look import DrawingLook
from relay.protocol.catalog import new_memories
from relay.protocol.questions import QuestionShown
from tests.desktop import made_up
from tests.desktop.colours import colours_of


def record(students: int = 30, messages: int = 100) -> LessonRecord:
    """A lesson that never was; its students in the order of their numbers."""
    numbers = [(made_up.student(number), made_up.name(number)) for number in range(students)]
    return LessonRecord(made_up.memories(students, messages), numbers, made_up.BEGAN)


def test_people_stand_in_the_order_of_the_class_whatever_they_did() -> None:
    given = record()
    order = [name for _, name in given.students]
    shown = [shown for section in sections_of(given) for shown in section.pictures]
    named = [[row[0] for row in shown.picture.table().rows if row[0] in order] for shown in shown]
    assert sum(map(bool, named)) == 3, "who was here, who wrote, whose hands were up"
    for names in named:
        assert names == [name for name in order if name in names]


def test_where_nothing_was_nothing_is_told() -> None:
    assert sections_of(LessonRecord(new_memories(), (), made_up.BEGAN)) == []
    silent = sections_of(record(messages=0))
    titles = [section.title for section in silent]
    assert titles == ["Who was here", "What happened, by minute", "Hands", "Turns"]


def test_what_is_counted_is_the_same_in_every_picture() -> None:
    given = {section.title: section for section in sections_of(record(messages=120))}
    lanes = given["What happened, by minute"].pictures[0].picture.table()
    messages = list(lanes.headings).index("Messages")
    both, each = (shown.picture.table() for shown in given["Who wrote"].pictures)
    assert sum(int(row[messages]) for row in lanes.rows) == 120
    assert sum(int(row[1].partition(" ")[0]) for row in both.rows) == 120
    assert sum(int(row[1]) for row in each.rows) == int(both.rows[1][1].partition(" ")[0])


def test_what_was_asked_without_a_name_was_written_by_students_and_is_nobodys() -> None:
    given = record(messages=120)
    before, of_each = (shown.picture.table() for shown in wrote(given))
    given.memories.apply(QuestionShown(seq=10_000, at=made_up.BEGAN, text="Why?"))
    after, of_each_after = (shown.picture.table() for shown in wrote(given))
    teachers, students = (int(row[1].partition(" ")[0]) for row in before.rows)
    assert [int(row[1].partition(" ")[0]) for row in after.rows] == [teachers, students + 1]
    assert of_each.rows == of_each_after.rows


def wrote(given: LessonRecord) -> Sequence[Illustration]:
    return next(section.pictures for section in sections_of(given) if section.title == "Who wrote")


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("width", [260, 360, 1300])
def test_every_picture_fits_its_box_at_any_width(theme: Theme, width: int, rtl: bool) -> None:
    """Nothing is drawn below it, and pieces of it come to the same rows."""
    look = DrawingLook.on_screen(theme, rtl=rtl)
    for section in sections_of(record()):
        for shown in section.pictures:
            height = shown.picture.height(width, look)
            image = QImage(width, round(height) + 40, QImage.Format.Format_RGB32)
            image.fill(0xFFFFFFFF)
            painter = QPainter(image)
            shown.picture.draw(painter, QRectF(0, 0, width, height), look)
            painter.end()
            below = image.copy(0, round(height) + 1, width, image.height() - round(height) - 1)
            assert set(colours_of(below)) == {0xFFFFFFFF}, shown.title
            pieces = shown.picture.pieces(20, 60, width, look)
            rows = [list(row[:2]) for piece in pieces for row in piece.table().rows]
            assert rows == [list(row[:2]) for row in shown.picture.table().rows], "as many, of the same whole"
