"""Ink: who may draw, whose marks are whose, clearing and bringing back, and how strokes travel."""

import pytest
from hypothesis import given, strategies as st

from relay.presence import Asker
from relay.protocol.ink import (
    MOST_MARKS,
    MOST_OF_ONE,
    MOST_ON_PAGE,
    MOST_POINTS,
    ClearPage,
    DrawMarks,
    GrantInk,
    Ink,
    InkDrawn,
    MarkLook,
    MoveMarks,
    RestoreInk,
    RubOut,
    Tool,
    decode_points,
    encode_points,
    marks_of,
)
from relay.protocol.people import RemovePerson
from relay.protocol.personal import ERASED, without
from relay.protocol.slides import AddDeck, AddPages, NewPage, RemoveDeck
from relay.protocol.stage import HandStage, SetStage
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, refused, tom

colleague = person("Mr Ito", "teacher")
POINTS = encode_points([(100, 100), (300, 120), (320, 900)])


@pytest.fixture
def lesson() -> Lesson:
    """Two teachers and two students, and two empty pages on the stage."""
    lesson = Lesson()
    lesson.enter(lesson.teacher, colleague, ana, tom)
    lesson.pass_time(2)
    deck = lesson.ask(lesson.teacher, AddDeck(ref=new_ref(), session=SESSION))[-1].seq
    pages = [NewPage(ground="blank"), NewPage(ground="lines")]
    lesson.ask(lesson.teacher, AddPages(ref=new_ref(), session=SESSION, deck=deck, pages=pages))
    lesson.ask(lesson.teacher, SetStage(ref=new_ref(), session=SESSION, kind="page", of=str(deck)))
    return lesson


def deck_of(lesson: Lesson) -> int:
    return next(entry.seq for entry in lesson.told if entry.kind == "deck_added")


def stroke(
    lesson: Lesson, points: str = POINTS, page: int = 1, tool: Tool = "pen", text: str = ""
) -> DrawMarks:
    looks, texts = [MarkLook(tool=tool, ink=1)], [text] if text else []
    deck = deck_of(lesson)
    return DrawMarks(
        ref=new_ref(), session=SESSION, deck=deck, page=page, looks=looks, points=[points], texts=texts
    )


def drawn(lesson: Lesson, asker: Asker, page: int = 1) -> int:
    """Draws a stroke; its number."""
    return lesson.ask(asker, stroke(lesson, page=page))[-1].seq * 64


def rub(lesson: Lesson, *marks: int) -> RubOut:
    return RubOut(ref=new_ref(), session=SESSION, deck=deck_of(lesson), page=1, marks=[*marks])


def move(lesson: Lesson, *marks: int) -> MoveMarks:
    deck = deck_of(lesson)
    return MoveMarks(ref=new_ref(), session=SESSION, deck=deck, page=1, marks=[*marks], across=-9, down=5)


def clear(lesson: Lesson, whose: str = "") -> ClearPage:
    return ClearPage(ref=new_ref(), session=SESSION, deck=deck_of(lesson), page=1, whose=whose)


def restore(lesson: Lesson, cleared: int) -> RestoreInk:
    return RestoreInk(ref=new_ref(), session=SESSION, deck=deck_of(lesson), page=1, cleared=cleared)


def grant(*people: Asker) -> GrantInk:
    return GrantInk(ref=new_ref(), session=SESSION, accounts=[one.account for one in people])


def on_page(lesson: Lesson, page: int = 1) -> list[int]:
    return [*lesson.seen_by(tom)[Ink].of(deck_of(lesson), page)]


def test_several_marks_at_once_have_numbers_of_their_own(lesson: Lesson) -> None:
    looks = [MarkLook(), MarkLook(tool="text", width=400), MarkLook(tool="marker", ink=5, width=120)]
    command = DrawMarks(
        ref=new_ref(),
        session=SESSION,
        deck=deck_of(lesson),
        page=1,
        looks=looks,
        points=[POINTS, encode_points([(5, 6)]), POINTS],
        pressures=["h3", "h1", "p3"],
        texts=["F = m a"],
    )
    event = lesson.ask(lesson.teacher, command)[-1]
    marks = lesson.seen_by(ana)[Ink].of(deck_of(lesson), 1)
    assert [*marks] == [event.seq * 64 + place for place in range(3)]
    assert [mark.text for mark in marks.values()] == ["", "F = m a", ""]
    assert [mark.pressure for mark in marks.values()] == ["h3", "h1", "p3"]
    assert {mark.author for mark in marks.values()} == {lesson.teacher.account}


def test_who_may_draw(lesson: Lesson) -> None:
    assert refused(lesson, ana, stroke(lesson)) == "ink_not_granted"
    lesson.ask(lesson.teacher, grant(ana))
    drawn(lesson, ana)
    assert refused(lesson, tom, stroke(lesson)) == "ink_not_granted"
    lesson.ask(colleague, grant())
    assert refused(lesson, ana, stroke(lesson)) == "ink_not_granted"
    lesson.ask(lesson.teacher, HandStage(ref=new_ref(), session=SESSION, account=tom.account))
    drawn(lesson, tom)
    assert len(on_page(lesson)) == 2
    for nobody in (eve, colleague):
        assert refused(lesson, lesson.teacher, grant(nobody)) == "no_such_person"


def test_a_right_that_is_taken_back_leaves_what_was_drawn_and_undoing(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana))
    first, second = drawn(lesson, ana), drawn(lesson, ana)
    lesson.ask(lesson.teacher, grant())
    assert on_page(lesson) == [first, second]
    assert refused(lesson, ana, move(lesson, first)) == "ink_not_granted"
    lesson.ask(ana, rub(lesson, second))
    assert on_page(lesson) == [first]


def test_two_draw_and_each_undoes_their_own(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana, tom))
    hers, his = drawn(lesson, ana), drawn(lesson, tom)
    assert refused(lesson, ana, rub(lesson, his)) == "not_your_mark"
    assert refused(lesson, ana, rub(lesson, hers, his)) == "not_your_mark"
    assert refused(lesson, tom, move(lesson, hers)) == "not_your_mark"
    lesson.ask(ana, rub(lesson, hers))
    assert on_page(lesson) == [his]
    lesson.ask(lesson.teacher, move(lesson, his))
    mark = lesson.seen_by(ana)[Ink].of(deck_of(lesson), 1)[his]
    assert (mark.author, mark.across, mark.down) == (tom.account, -9, 5)
    lesson.ask(lesson.teacher, rub(lesson, his, hers))
    assert on_page(lesson) == []
    assert refused(lesson, lesson.teacher, rub(lesson, his)) == "no_such_mark"


def test_a_page_is_cleared_and_brought_back_in_order(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana))
    marks = [drawn(lesson, who) for who in (lesson.teacher, ana, lesson.teacher)]
    elsewhere = drawn(lesson, ana, page=2)
    hers = lesson.ask(lesson.teacher, clear(lesson, ana.account))[-1].seq
    assert on_page(lesson) == [marks[0], marks[2]]
    lesson.ask(lesson.teacher, restore(lesson, hers))
    assert on_page(lesson) == marks
    first = lesson.ask(lesson.teacher, clear(lesson))[-1].seq
    later = drawn(lesson, ana)
    lesson.ask(lesson.teacher, restore(lesson, first))
    assert on_page(lesson) == [*marks, later]
    assert refused(lesson, lesson.teacher, restore(lesson, first)) == "nothing_to_restore"
    assert refused(lesson, ana, clear(lesson)) == "not_allowed"
    assert on_page(lesson, 2) == [elsewhere]


def test_clearing_twice_leaves_what_can_be_brought_back(lesson: Lesson) -> None:
    mark = drawn(lesson, lesson.teacher)
    assert refused(lesson, lesson.teacher, clear(lesson, ana.account)) == "no_such_mark"
    cleared = lesson.ask(lesson.teacher, clear(lesson))[-1].seq
    assert refused(lesson, lesson.teacher, clear(lesson)) == "no_such_mark"
    assert refused(lesson, colleague, clear(lesson, lesson.teacher.account)) == "no_such_mark"
    lesson.ask(lesson.teacher, restore(lesson, cleared))
    assert on_page(lesson) == [mark]


def test_what_fits_on_no_page_any_more_is_not_brought_back(lesson: Lesson) -> None:
    mark = drawn(lesson, lesson.teacher)
    cleared = lesson.ask(lesson.teacher, clear(lesson))[-1].seq
    later = drawn(lesson, lesson.teacher)
    on_it = lesson.room[Ink].of(deck_of(lesson), 1)
    more = range(later + 1, later + MOST_ON_PAGE)
    on_it.update(dict.fromkeys(more, on_it[later]))
    assert refused(lesson, lesson.teacher, restore(lesson, cleared)) == "board_full"
    del on_it[more[-1]]
    lesson.ask(lesson.teacher, restore(lesson, cleared))
    assert mark in lesson.room[Ink].of(deck_of(lesson), 1)


def test_a_student_fills_no_board_for_all(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana))
    lesson.room[Ink].count = MOST_MARKS // 2 - 1
    drawn(lesson, ana)
    assert refused(lesson, ana, stroke(lesson)) == "board_full"
    lesson.ask(lesson.teacher, HandStage(ref=new_ref(), session=SESSION, account=ana.account))
    assert refused(lesson, ana, stroke(lesson)) == "board_full", "with the stage in her hand too"
    drawn(lesson, lesson.teacher)


def test_a_student_fills_no_page_for_others(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana, tom))
    mark = drawn(lesson, ana)
    on_it = lesson.room[Ink].of(deck_of(lesson), 1)
    on_it.update(dict.fromkeys(range(10**6 + 1, 10**6 + MOST_OF_ONE), on_it[mark]))
    assert refused(lesson, ana, stroke(lesson)) == "drew_enough"
    drawn(lesson, tom)
    drawn(lesson, ana, page=2)
    lesson.ask(ana, rub(lesson, mark))
    drawn(lesson, ana)
    on_it.update(dict.fromkeys(range(2 * 10**6, 2 * 10**6 + MOST_ON_PAGE // 2), on_it[10**6 + 1]))
    assert refused(lesson, tom, stroke(lesson)) == "board_full", "students have half of a page"
    drawn(lesson, lesson.teacher)


def test_points_have_a_total_of_which_students_fill_half(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana))
    drawn(lesson, lesson.teacher)
    assert lesson.room[Ink].length == len(POINTS)
    lesson.room[Ink].length = MOST_POINTS // 2 - len(POINTS)
    drawn(lesson, ana)
    assert refused(lesson, ana, stroke(lesson)) == "board_full"
    lesson.room[Ink].length = MOST_POINTS - len(POINTS)
    drawn(lesson, lesson.teacher)
    assert refused(lesson, lesson.teacher, stroke(lesson)) == "board_full"


def test_what_cannot_be_drawn_is_refused(lesson: Lesson) -> None:
    deck = deck_of(lesson)

    def draw(**fields: object) -> str:
        given = {"looks": [MarkLook()], "points": [POINTS], "deck": deck, "page": 1} | fields
        return refused(lesson, lesson.teacher, DrawMarks(ref=new_ref(), session=SESSION, **given))  # type: ignore[arg-type]

    assert draw(points=[POINTS, POINTS]) == "bad_value"
    assert draw(pressures=["h1", "h1"]) == "bad_value"
    assert draw(points=["ü"]) == "bad_value"
    assert draw(points=[""]) == "bad_value"
    assert draw(points=[ERASED]) == "bad_value"
    assert draw(texts=["for no mark"]) == "bad_value"
    assert draw(looks=[MarkLook(tool="text")]) == "bad_value"
    assert draw(looks=[MarkLook(tool="text")], texts=[" \n"]) == "empty"
    assert draw(deck=99) == "no_such_deck"
    assert draw(page=3) == "no_such_page"
    assert on_page(lesson) == []


def test_nobody_draws_on_a_deck_that_is_removed_and_nothing_stays_of_it(lesson: Lesson) -> None:
    drawn(lesson, lesson.teacher)
    lesson.ask(lesson.teacher, clear(lesson))
    lesson.ask(lesson.teacher, RemoveDeck(ref=new_ref(), session=SESSION, deck=deck_of(lesson)))
    assert (lesson.room[Ink].pages, lesson.room[Ink].cleared) == ({}, {})
    assert refused(lesson, lesson.teacher, stroke(lesson)) == "no_such_deck"


def test_who_is_removed_draws_no_more_when_they_are_let_in_again(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, grant(ana, tom))
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=ana.account))
    assert lesson.room[Ink].drawers == [tom.account]


def test_strokes_of_who_is_erased_are_no_strokes_any_more() -> None:
    event = InkDrawn(
        deck=1, page=1, looks=[MarkLook(tool="text")], points=[POINTS], texts=["mine"], by=ana.account, seq=5
    )
    erased = without(event, ana.account)
    (mark,) = marks_of(erased).values()
    assert (mark.points, mark.text) == (ERASED, ERASED)
    with pytest.raises(ValueError, match="no points"):
        decode_points(mark.points)


lengths = st.integers(-200_000, 200_000)


@given(st.lists(st.tuples(lengths, lengths), max_size=50))
def test_points_travel_as_they_are(points: list[tuple[int, int]]) -> None:
    assert decode_points(encode_points(points)) == points


@given(st.text(max_size=30))
def test_any_text_is_points_or_none(text: str) -> None:
    try:
        points = decode_points(text)
    except ValueError:
        return
    assert decode_points(encode_points(points)) == points


@pytest.mark.parametrize("text", ["A", "AAA", "g", "gg", "AA_", "!A", "_______A", "ＡA"])
def test_what_is_cut_short_or_odd_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"no points|cut short"):
        decode_points(text)
