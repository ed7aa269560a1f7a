"""Slides: who adds, shows, turns and removes decks, and what others are told of it."""

import pytest

from relay.protocol.files import NamedFile
from relay.protocol.lesson import EndSession
from relay.protocol.log import EVERYBODY, TEACHERS
from relay.protocol.slides import (
    AddDeck,
    AddPages,
    FinishDeck,
    NewPage,
    PagesAdded,
    RemoveDeck,
    SetDeck,
    SetNote,
    ShowPage,
    ShowView,
    Slides,
    View,
)
from relay.protocol.stage import HandStage, SetStage, Stage
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, refused, tom

colleague = person("Mr Ito", "teacher")
BLANK = NewPage(ground="blank")


@pytest.fixture
def lesson() -> Lesson:
    """Two teachers and two students."""
    lesson = Lesson()
    lesson.enter(lesson.teacher, colleague, ana, tom)
    lesson.pass_time(2)
    return lesson


def add_deck(lesson: Lesson, *pages: NewPage, staged: bool = True) -> int:
    """A deck of these pages, on the stage; its number."""
    added = AddDeck(ref=new_ref(), session=SESSION, name="Waves", expected=len(pages))
    deck = lesson.ask(lesson.teacher, added)[-1].seq
    if pages:
        lesson.ask(lesson.teacher, add(deck, *pages))
    if staged:
        lesson.ask(lesson.teacher, SetStage(ref=new_ref(), session=SESSION, kind="page", of=str(deck)))
    return deck


def add(deck: int, *pages: NewPage, behind: int | None = None) -> AddPages:
    return AddPages(ref=new_ref(), session=SESSION, deck=deck, pages=[*pages], behind=behind)


def show(deck: int, page: int) -> ShowPage:
    return ShowPage(ref=new_ref(), session=SESSION, deck=deck, page=page)


def view(deck: int, page: int, x: int = 0, y: int = 0, width: int = 8_000) -> ShowView:
    return ShowView(ref=new_ref(), session=SESSION, deck=deck, page=page, x=x, y=y, width=width)


def test_a_page_keeps_its_number_wherever_it_stands(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK, BLANK, BLANK)
    lesson.ask(colleague, add(deck, NewPage(ground="dark"), behind=1))
    lesson.ask(lesson.teacher, add(deck, NewPage(ground="lines"), behind=0))
    seen = lesson.seen_by(ana)[Slides].decks[deck]
    assert seen.order == [5, 1, 4, 2, 3]
    assert [seen.pages[number].ground for number in seen.order] == [
        "lines",
        "blank",
        "dark",
        "blank",
        "blank",
    ]
    assert [seen.place(number) for number in (5, 4, 9)] == [1, 3, 0]
    assert refused(lesson, lesson.teacher, add(deck, BLANK, behind=9)) == "no_such_page"
    assert refused(lesson, lesson.teacher, add(99, BLANK)) == "no_such_deck"


def test_a_finished_deck_takes_empty_pages_only(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK)
    finish = FinishDeck(ref=new_ref(), session=SESSION, deck=deck)
    lesson.ask(lesson.teacher, finish)
    assert lesson.seen_by(tom)[Slides].decks[deck].finished
    again = FinishDeck(ref=new_ref(), session=SESSION, deck=deck)
    assert refused(lesson, lesson.teacher, again) == "deck_finished"
    assert refused(lesson, lesson.teacher, add(deck, NewPage())) == "deck_finished"
    lesson.ask(lesson.teacher, add(deck, BLANK, behind=1))
    assert lesson.seen_by(tom)[Slides].decks[deck].order == [1, 2]


def test_a_page_is_a_picture_or_empty(lesson: Lesson) -> None:
    deck = add_deck(lesson)
    picture = NamedFile(hash="a" * 64, size=10, kind="webp")
    both = NewPage(picture=picture, ground="blank")
    assert refused(lesson, lesson.teacher, add(deck, both)) == "bad_value"
    other_kind = NewPage(picture=NamedFile(hash="a" * 64, size=10, kind="png"))
    assert refused(lesson, lesson.teacher, add(deck, other_kind)) == "bad_value"
    lesson.ask(lesson.teacher, add(deck, NewPage()))  # could not be read
    assert lesson.seen_by(ana)[Slides].decks[deck].pages[1].picture is None


def test_who_has_the_stage_turns_its_pages(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK, BLANK, BLANK)
    lesson.ask(lesson.teacher, show(deck, 2))
    lesson.ask(colleague, show(deck, 3))
    assert refused(lesson, ana, show(deck, 1)) == "not_allowed"
    lesson.ask(lesson.teacher, HandStage(ref=new_ref(), session=SESSION, account=ana.account))
    lesson.ask(ana, show(deck, 1))
    assert refused(lesson, tom, show(deck, 1)) == "not_allowed"
    seen = lesson.seen_by(tom)[Slides].decks[deck]
    assert (seen.page, seen.seen) == (1, {1, 2, 3})
    assert refused(lesson, ana, show(deck, 4)) == "no_such_page"
    lesson.ask(lesson.teacher, HandStage(ref=new_ref(), session=SESSION))
    assert refused(lesson, ana, show(deck, 2)) == "not_allowed"


@pytest.mark.parametrize(
    ("kind", "of"), [("", ""), ("poll", "{deck}"), ("page", "99"), ("page", "²"), ("page", "x")]
)
def test_only_the_deck_on_the_stage_is_turned(lesson: Lesson, kind: str, of: str) -> None:
    deck = add_deck(lesson, BLANK)
    staged = SetStage(ref=new_ref(), session=SESSION, kind=kind, of=of.format(deck=deck))
    lesson.ask(lesson.teacher, staged)
    assert refused(lesson, lesson.teacher, show(deck, 1)) == "not_on_stage"


def test_a_view_is_of_the_page_that_is_shown_and_goes_with_it(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK, BLANK)
    lesson.ask(lesson.teacher, show(deck, 1))
    lesson.ask(lesson.teacher, view(deck, 1, 4_000, 2_000))
    assert lesson.seen_by(ana)[Slides].decks[deck].view == View(4_000, 2_000, 8_000)
    assert refused(lesson, lesson.teacher, view(deck, 2)) == "no_such_page"
    assert refused(lesson, ana, view(deck, 1)) == "not_allowed"
    lesson.ask(lesson.teacher, show(deck, 2))
    lesson.ask(lesson.teacher, show(deck, 1))
    assert lesson.seen_by(ana)[Slides].decks[deck].view == View()


def test_notes_are_for_teachers_alone(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK)
    note = SetNote(ref=new_ref(), session=SESSION, deck=deck, page=1, text="Ask who saw it")
    lesson.ask(colleague, note)
    assert lesson.told[-1].audience == TEACHERS
    assert lesson.seen_by(lesson.teacher)[Slides].notes == {f"{deck}/1": "Ask who saw it"}
    assert lesson.seen_by(ana)[Slides].notes == {}
    gone = SetNote(ref=new_ref(), session=SESSION, deck=deck, page=1, text=" \n ")
    lesson.ask(lesson.teacher, gone)
    assert lesson.seen_by(colleague)[Slides].notes == {}
    missing = SetNote(ref=new_ref(), session=SESSION, deck=deck, page=2, text="x")
    assert refused(lesson, lesson.teacher, missing) == "no_such_page"


def test_what_told_of_a_removed_deck_is_for_teachers_alone(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK)
    lesson.ask(lesson.teacher, add(deck, BLANK))
    lesson.ask(lesson.teacher, show(deck, 1))
    lesson.ask(lesson.teacher, SetNote(ref=new_ref(), session=SESSION, deck=deck, page=1, text="x"))
    lesson.ask(lesson.teacher, SetDeck(ref=new_ref(), session=SESSION, deck=deck, look_ahead=True))
    lesson.ask(colleague, RemoveDeck(ref=new_ref(), session=SESSION, deck=deck))
    assert lesson.room[Stage].kind == ""
    assert lesson.seen_by(lesson.teacher)[Slides] == Slides()
    lesson.enter(eve)
    assert lesson.seen_by(eve)[Slides] == Slides()
    told = {entry.kind: entry.audience for entry in lesson.stored()}
    assert told["deck_added"] == told["pages_added"] == TEACHERS
    assert told["page_shown"] == EVERYBODY
    assert refused(lesson, lesson.teacher, show(deck, 1)) == "no_such_deck"


def test_another_deck_stays_on_the_stage_when_one_is_removed(lesson: Lesson) -> None:
    gone = add_deck(lesson, BLANK, staged=False)
    shown = add_deck(lesson, BLANK)
    lesson.ask(lesson.teacher, RemoveDeck(ref=new_ref(), session=SESSION, deck=gone))
    assert lesson.room[Stage].of == str(shown)


def test_a_deck_is_there_after_the_lesson_and_a_crash(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK, BLANK)
    lesson.ask(lesson.teacher, show(deck, 2))
    lesson.crash()
    assert lesson.room[Slides].decks[deck].page == 2
    lesson.enter(lesson.teacher)
    lesson.ask(lesson.teacher, EndSession(ref=new_ref(), session=SESSION))
    assert lesson.seen_by(ana)[Slides].decks[deck].page == 2


def test_what_it_names_are_its_files() -> None:
    pages = [
        NewPage(
            picture=NamedFile(hash="a" * 64, size=1, kind="webp"),
            thumbnail=NamedFile(hash="b" * 64, size=1, kind="webp"),
        ),
        BLANK,
    ]
    assert list(PagesAdded(deck=1, first=1, pages=pages).files()) == ["a" * 64, "b" * 64]


def test_students_add_nothing(lesson: Lesson) -> None:
    deck = add_deck(lesson, BLANK)
    lesson.ask(lesson.teacher, HandStage(ref=new_ref(), session=SESSION, account=ana.account))
    for command in (AddDeck(ref=new_ref(), session=SESSION), add(deck, BLANK)):
        assert refused(lesson, ana, command) == "not_allowed"
