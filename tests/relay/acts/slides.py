"""Decks are added page by page, shown, turned by whoever may, noted on and removed."""

from hypothesis import strategies as st

from relay.protocol.slides import (
    AddDeck,
    AddPages,
    FinishDeck,
    NewPage,
    RemoveDeck,
    SetDeck,
    SetNote,
    ShowPage,
    ShowView,
    Slides,
)
from relay.protocol.stage import HandStage, SetStage
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Acts, asks, does, student
from tests.relay.lists import SESSION, Lesson

teacher = st.just(TEACHER)
page = st.integers(1, 4)
grounds = st.sampled_from(("blank", "lines", "squares", "dots", "dark"))


def last_deck(lesson: Lesson) -> int:
    """The number of the deck that came last, or of none."""
    return max(lesson.room[Slides].decks, default=99)


def add_board(lesson: Lesson, pages: int, behind: int | None) -> None:
    """A deck of empty pages, on the stage."""
    deck = lesson.ask(TEACHER, AddDeck(ref=new_ref(), session=SESSION, name="Waves", expected=pages))[-1].seq
    sheets = [NewPage(ground="squares") for _ in range(pages)]
    lesson.ask(TEACHER, AddPages(ref=new_ref(), session=SESSION, deck=deck, pages=sheets))
    lesson.ask(TEACHER, SetStage(ref=new_ref(), session=SESSION, kind="page", of=str(deck)))
    more = [NewPage(ground="dark")]
    lesson.ask(TEACHER, AddPages(ref=new_ref(), session=SESSION, deck=deck, pages=more, behind=behind))


def _turn(lesson: Lesson, number: int, x: int) -> None:
    deck = last_deck(lesson)
    lesson.ask(TEACHER, ShowPage(ref=new_ref(), session=SESSION, deck=deck, page=number))
    lesson.ask(TEACHER, ShowView(ref=new_ref(), session=SESSION, deck=deck, page=number, x=x, width=8_000))


def _note(lesson: Lesson, number: int, text: str) -> None:
    note = SetNote(ref=new_ref(), session=SESSION, deck=last_deck(lesson), page=number, text=text)
    lesson.ask(TEACHER, note)


def _finish(lesson: Lesson, ahead: bool) -> None:
    deck = last_deck(lesson)
    lesson.ask(TEACHER, SetDeck(ref=new_ref(), session=SESSION, deck=deck, look_ahead=ahead, download=True))
    lesson.ask(TEACHER, FinishDeck(ref=new_ref(), session=SESSION, deck=deck))


def _remove(lesson: Lesson) -> None:
    lesson.ask(TEACHER, RemoveDeck(ref=new_ref(), session=SESSION, deck=last_deck(lesson)))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        does(add_board, st.integers(1, 3), st.none() | st.integers(0, 3)),
        does(_turn, page, st.integers(0, 8_000)),
        does(_note, page, st.sampled_from(("ask who saw it", ""))),
        does(_finish, st.booleans()),
        does(_remove),
        asks(HandStage, teacher, account=student),
        asks(ShowPage, deck=st.integers(2, 20), page=page),
    ]
