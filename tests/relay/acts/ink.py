"""Pages are drawn on by those who may, and marks are rubbed out, moved, cleared and brought back."""

from hypothesis import strategies as st

from relay.presence import Asker
from relay.protocol.ink import (
    ClearPage,
    DrawMarks,
    GrantInk,
    Ink,
    MarkLook,
    MoveMarks,
    RestoreInk,
    RubOut,
    encode_points,
)
from relay.protocol.slides import page_key
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Acts, asks, does, student, who
from tests.relay.acts.slides import add_board, last_deck
from tests.relay.lists import SESSION, Lesson

POINTS = encode_points([(100, 100), (400, 120), (410, 900)])


def _draw(lesson: Lesson, asker: Asker, text: str) -> None:
    """A stroke, and perhaps a text, on the first page of the last deck."""
    looks = [MarkLook(ink=2), *([MarkLook(tool="text", width=400)] if text else [])]
    command = DrawMarks(
        ref=new_ref(),
        session=SESSION,
        deck=last_deck(lesson),
        page=1,
        looks=looks,
        points=[POINTS, encode_points([(50, 60)])][: len(looks)],
        texts=[text] if text else [],
    )
    lesson.ask(asker, command)


def _marks(lesson: Lesson) -> list[int]:
    """Two of the first page of the last deck."""
    return [*lesson.room[Ink].of(last_deck(lesson), 1)][-2:] or [1]


def _rub(lesson: Lesson, asker: Asker) -> None:
    marks = _marks(lesson)
    lesson.ask(asker, RubOut(ref=new_ref(), session=SESSION, deck=last_deck(lesson), page=1, marks=marks))


def _move(lesson: Lesson, asker: Asker, across: int) -> None:
    command = MoveMarks(
        ref=new_ref(),
        session=SESSION,
        deck=last_deck(lesson),
        page=1,
        marks=_marks(lesson),
        across=across,
        down=7,
    )
    lesson.ask(asker, command)


def _clear(lesson: Lesson, whose: str) -> None:
    deck = last_deck(lesson)
    lesson.ask(TEACHER, ClearPage(ref=new_ref(), session=SESSION, deck=deck, page=1, whose=whose))


def _restore(lesson: Lesson) -> None:
    deck = last_deck(lesson)
    cleared = lesson.room[Ink].cleared.get(page_key(deck, 1))
    event = cleared.event if cleared else 0
    lesson.ask(TEACHER, RestoreInk(ref=new_ref(), session=SESSION, deck=deck, page=1, cleared=event))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        does(add_board, st.just(2), st.none()),
        does(_draw, st.just(TEACHER) | who, st.sampled_from(("", "F = m a"))),
        does(_rub, who),
        does(_move, who, st.integers(-500, 500)),
        does(_clear, st.just("") | student),
        does(_restore),
        asks(GrantInk, st.just(TEACHER), accounts=st.lists(student, max_size=2)),
    ]
