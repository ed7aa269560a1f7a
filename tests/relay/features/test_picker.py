"""The picker: who may be drawn, what the class is told of it, and how fair it is over several lessons."""

from collections import Counter
from itertools import pairwise
from random import Random
from statistics import pstdev

import pytest
from hypothesis import given, strategies as st

from relay.features.picker import MOST_LIKELY, chances
from relay.handed.picker import TurnsOfClass
from relay.presence import Asker
from relay.protocol.hands import CalledOn, CallOn, Hands, LowerHand
from relay.protocol.people import RemovePerson
from relay.protocol.picker import DiscardDraw, DrawName, NameDrawn, Picker, ShowDrawn
from relay.room import RoomLimits
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, raise_hand, refused, tom

PUPILS = [person(f"Pupil {number}") for number in range(30)]


@pytest.fixture
def lesson() -> Lesson:
    """A teacher, and three students who are here; one left, one whose line is lost, one was removed."""
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    others = left, lost, removed = person("Left"), person("Lost"), person("Removed")
    lesson.enter(lesson.teacher, ana, tom, eve, *others)
    lesson.pass_time(2)
    lesson.leave(left)
    lesson.lose(lost)
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=removed.account))
    lesson.pass_time(5)
    return lesson


def draw(lesson: Lesson, *, first_to_me: bool = False, leave_out: tuple[Asker, ...] = ()) -> str:
    """Has somebody drawn; gives the account."""
    asked = DrawName(
        ref=new_ref(),
        session=SESSION,
        first_to_me=first_to_me,
        leave_out=[one.account for one in leave_out],
    )
    drawn = lesson.ask(lesson.teacher, asked)[0]
    assert isinstance(drawn, NameDrawn)
    return drawn.account


def show(lesson: Lesson, draw: int | None = None) -> ShowDrawn:
    pending = lesson.room[Picker].pending
    number = draw or (pending.number if pending else 0)
    return ShowDrawn(ref=new_ref(), session=SESSION, draw=number)


def word(lesson: Lesson) -> str:
    hand = lesson.room[Hands].word
    return hand.account if hand else ""


def test_only_who_is_here_is_drawn_and_nobody_twice_running(lesson: Lesson) -> None:
    drawn = [draw(lesson) for _ in range(60)]
    assert set(drawn) == {ana.account, tom.account, eve.account}
    assert all(one != following for one, following in pairwise(drawn))
    assert word(lesson) == drawn[-1]
    assert max(Counter(drawn).values()) - min(Counter(drawn).values()) < 12


def test_what_the_teacher_is_shown_first_comes_to_no_student_before_it_is_shown(lesson: Lesson) -> None:
    head = lesson.room.head
    passed_over = draw(lesson, first_to_me=True)
    drawn = draw(lesson, first_to_me=True)
    for student in (ana, tom, eve):
        assert lesson.seen_by(student)[Picker] == Picker()
        assert word(lesson) == ""
    lesson.ask(lesson.teacher, show(lesson))
    assert word(lesson) == drawn != passed_over
    told = [entry for entry in lesson.told[head:] if entry.audience == "*"]
    assert [entry.kind for entry in told] == ["called_on"]
    assert not any(passed_over.encode() in entry.body for entry in told)
    assert lesson.room[Picker].turns == {drawn: 1}, "who was passed over had no turn"
    assert lesson.room[Picker].picked == {drawn: 1}
    hand = lesson.room[Hands].of(drawn)
    assert hand is not None
    assert hand.unasked
    lesson.ask(lesson.teacher, LowerHand(ref=new_ref(), session=SESSION, account=drawn))
    assert word(lesson) == ""


def test_a_draw_is_shown_or_discarded_once_and_while_its_student_is_here(lesson: Lesson) -> None:
    number = lesson.room.head + 1
    drawn = draw(lesson, first_to_me=True)
    assert refused(lesson, lesson.teacher, show(lesson, number + 1)) == "no_such_draw"
    student = next(one for one in (ana, tom, eve) if one.account == drawn)
    lesson.leave(student)
    lesson.pass_time(5)
    assert refused(lesson, lesson.teacher, show(lesson)) == "no_such_person"
    discard = DiscardDraw(ref=new_ref(), session=SESSION, draw=number)
    lesson.ask(lesson.teacher, discard)
    assert lesson.room[Picker].pending is None
    again = DiscardDraw(ref=new_ref(), session=SESSION, draw=number)
    assert refused(lesson, lesson.teacher, again) == "no_such_draw"
    assert refused(lesson, lesson.teacher, show(lesson, number)) == "no_such_draw"


def test_a_hand_that_was_up_stays_and_being_called_on_by_hand_is_a_turn_too(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    lesson.ask(lesson.teacher, CallOn(ref=new_ref(), session=SESSION, account=ana.account))
    assert draw(lesson) != ana.account, "she has the word just now"
    assert draw(lesson, leave_out=(tom, eve)) == ana.account
    hand = lesson.room[Hands].of(ana.account)
    assert hand is not None
    assert not hand.unasked
    assert lesson.room[Picker].turns[ana.account] == 2
    assert lesson.room[Picker].picked[ana.account] == 1


def test_nobody_is_drawn_of_nobody_and_a_single_student_twice() -> None:
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    lesson.enter(lesson.teacher)
    ask = DrawName(ref=new_ref(), session=SESSION)
    assert refused(lesson, lesson.teacher, ask) == "nobody_here"
    lesson.enter(ana)
    lesson.pass_time(2)
    assert [draw(lesson), draw(lesson)] == [ana.account] * 2
    left_out = DrawName(ref=new_ref(), session=SESSION, leave_out=[ana.account])
    assert refused(lesson, lesson.teacher, left_out) == "nobody_here"


def test_what_was_drawn_outlives_the_relay(lesson: Lesson) -> None:
    drawn = draw(lesson, first_to_me=True)
    lesson.crash()
    lesson.enter(lesson.teacher, ana, tom, eve)
    lesson.pass_time(2)
    lesson.ask(lesson.teacher, show(lesson))
    assert word(lesson) == drawn
    assert lesson.room[Hands].word is not None
    assert isinstance(lesson.told[-1].event, CalledOn)


@pytest.mark.parametrize("seed", range(3))
def test_over_lessons_everybody_has_about_as_many_turns(seed: int) -> None:
    """A hundred draws in five lessons, each with two others away: never the same twice running."""
    chance = Random(seed)
    turns, drawn = Counter({one.account: 0 for one in PUPILS}), list[str]()
    for _ in range(5):
        lesson = Lesson(limits=RoomLimits(pace_factor=0))
        lesson.enter(lesson.teacher, *chance.sample(PUPILS, 28))
        lesson.pass_time(2)
        lesson.room.hand(TurnsOfClass(dict(turns), drawn[-1] if drawn else ""))
        lesson.room.chance = chance
        drawn += [draw(lesson) for _ in range(20)]
        turns.update(lesson.room[Picker].turns)
    assert all(one != following for one, following in pairwise(drawn))
    assert min(turns.values()) >= 1
    assert max(turns.values()) <= 7
    assert pstdev(turns.values()) < 1.1, "by chance alone it is about 1.8"


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_nobody_can_foretell_who_is_next(turns: list[int]) -> None:
    """And never is somebody likelier who had more turns."""
    likely = chances({str(number): had for number, had in enumerate(turns)})
    assert sum(likely.values()) == pytest.approx(1)
    most = MOST_LIKELY if len(turns) >= 8 else min(1, 2 / len(turns))
    assert max(likely.values()) <= most + 1e-9
    by_turns = sorted(range(len(turns)), key=turns.__getitem__)
    shares = [likely[str(number)] for number in by_turns]
    assert all(one >= following - 1e-9 for one, following in pairwise(shares))
    if len(turns) >= 8:
        assert min(likely.values()) > 0


def test_who_is_one_turn_behind_a_class_is_drawn_next_in_about_one_of_five() -> None:
    likely = chances({"behind": 2} | {str(number): 3 for number in range(29)})
    assert likely["behind"] == pytest.approx(0.22, abs=0.005)
