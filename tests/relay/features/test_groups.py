"""Groups: how the class is dealt, who moves and who joins, and which group has the word."""

import pytest
from hypothesis import given, strategies as st

from relay.presence import Asker
from relay.protocol.groups import (
    MOST_GROUPS,
    CallOnGroup,
    DissolveGroups,
    GroupCalledOn,
    Groups,
    MakeGroups,
    MovedToGroup,
    MoveToGroup,
    how_many,
)
from relay.protocol.hands import Hands
from relay.protocol.people import RemovePerson
from relay.protocol.picker import DrawName, NameDrawn
from relay.room import RoomLimits
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, person, refused

PUPILS = [person(f"Pupil {number}") for number in range(9)]
LATE, LATER, COLLEAGUE = person("Late"), person("Later"), person("Mr Ito", "teacher")


@pytest.fixture
def lesson() -> Lesson:
    """Two teachers and nine students."""
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    lesson.enter(lesson.teacher, COLLEAGUE, *PUPILS)
    lesson.pass_time(2)
    return lesson


def make(lesson: Lesson, count: int = 0, size: int = 0) -> list[list[str]]:
    lesson.ask(lesson.teacher, MakeGroups(ref=new_ref(), session=SESSION, count=count, size=size))
    return lesson.room[Groups].groups


def move(asker: Asker, group: int) -> MoveToGroup:
    return MoveToGroup(ref=new_ref(), session=SESSION, account=asker.account, group=group)


def call(group: int = 0) -> CallOnGroup:
    return CallOnGroup(ref=new_ref(), session=SESSION, group=group)


@pytest.mark.parametrize(
    ("count", "size", "sizes"),
    [(2, 0, [4, 5]), (4, 0, [2, 2, 2, 3]), (9, 0, [1] * 9), (20, 0, [1] * 9),
     (0, 3, [3, 3, 3]), (0, 4, [4, 5]), (0, 2, [1, 2, 2, 2, 2]), (0, 30, [9])],
)  # fmt: skip
def test_everybody_who_is_here_is_in_one_of_groups_of_one_size(
    lesson: Lesson, count: int, size: int, sizes: list[int]
) -> None:
    groups = make(lesson, count, size)
    assert sorted(map(len, groups)) == sizes
    assert sorted(one for members in groups for one in members) == sorted(one.account for one in PUPILS)


@given(st.integers(1, 400), st.integers(1, MOST_GROUPS), st.integers(1, 400))
def test_none_is_empty_and_there_are_not_too_many(students: int, count: int, size: int) -> None:
    assert how_many(students, count, 0) == min(count, students)
    groups = how_many(students, 0, size)
    assert 1 <= groups <= min(students, MOST_GROUPS)
    if groups < min(students, MOST_GROUPS):
        assert abs(students / groups - size) <= size or groups == 1


def test_they_are_dealt_by_chance(lesson: Lesson) -> None:
    dealt = {tuple(map(tuple, make(lesson, count=3))) for _ in range(10)}
    assert len(dealt) > 1
    assert len(lesson.room[Groups].past) == 9


def test_one_of_both_is_asked_for(lesson: Lesson) -> None:
    for count, size in ((0, 0), (2, 2), (MOST_GROUPS + 1, 0)):
        asked = MakeGroups(ref=new_ref(), session=SESSION, count=count, size=size)
        assert refused(lesson, lesson.teacher, asked) == "bad_value"
    empty = Lesson()
    empty.enter(empty.teacher)
    assert refused(empty, empty.teacher, MakeGroups(ref=new_ref(), session=SESSION, count=2)) == "nobody_here"


def test_who_comes_later_joins_the_smallest_and_who_comes_back_their_own(lesson: Lesson) -> None:
    groups = make(lesson, count=4)
    leaver = next(one for one in PUPILS if one.account in groups[1])
    lesson.leave(leaver)
    lesson.pass_time(3)
    lesson.enter(LATE)
    lesson.pass_time(3)
    joined = lesson.told[-1].event
    assert isinstance(joined, MovedToGroup)
    assert (joined.account, joined.by) == (LATE.account, "")
    assert joined.group == 2, "where one is away"
    lesson.enter(leaver)
    lesson.pass_time(3)
    assert lesson.room[Groups].group_of(leaver.account) == 2
    assert lesson.told[-1].kind == "people_came"
    lesson.crash()
    lesson.enter(lesson.teacher, *PUPILS, LATE, LATER)
    lesson.pass_time(3)
    assert lesson.room[Groups].group_of(LATER.account) > 0
    assert lesson.room[Groups].group_of(COLLEAGUE.account) == 0


def test_students_move_and_who_is_removed_is_in_none(lesson: Lesson) -> None:
    assert refused(lesson, lesson.teacher, move(PUPILS[0], 1)) == "no_such_group"
    make(lesson, count=2)
    lesson.ask(lesson.teacher, move(PUPILS[0], 1))
    lesson.ask(lesson.teacher, move(PUPILS[0], 2))
    assert lesson.room[Groups].members(2)[-1] == PUPILS[0].account
    assert PUPILS[0].account not in lesson.room[Groups].members(1)
    assert refused(lesson, lesson.teacher, move(PUPILS[0], 3)) == "no_such_group"
    assert refused(lesson, lesson.teacher, move(COLLEAGUE, 1)) == "no_such_person"
    assert refused(lesson, PUPILS[1], move(PUPILS[0], 1)) == "not_allowed"
    remove = RemovePerson(ref=new_ref(), session=SESSION, account=PUPILS[0].account)
    lesson.ask(lesson.teacher, remove)
    lesson.pass_time(3)
    assert lesson.room[Groups].group_of(PUPILS[0].account) == 0
    assert refused(lesson, lesson.teacher, move(PUPILS[0], 1)) == "no_such_person"


def test_a_group_has_the_word_until_somebody_else_has_it(lesson: Lesson) -> None:
    make(lesson, count=3)
    for group in (2, 3):
        (called,) = lesson.ask(lesson.teacher, call(group))
        assert isinstance(called, GroupCalledOn)
        assert lesson.room[Groups].called == group
    assert refused(lesson, lesson.teacher, call(4)) == "no_such_group"
    lesson.ask(lesson.teacher, call())
    assert lesson.room[Groups].called == 0
    lesson.ask(lesson.teacher, call(1))
    lesson.ask(lesson.teacher, DrawName(ref=new_ref(), session=SESSION))
    assert lesson.room[Groups].called == 0
    lesson.ask(lesson.teacher, call(1))
    lesson.ask(lesson.teacher, DissolveGroups(ref=new_ref(), session=SESSION))
    assert (lesson.room[Groups].called, lesson.room[Groups].groups) == (0, [])
    again = DissolveGroups(ref=new_ref(), session=SESSION)
    assert refused(lesson, lesson.teacher, again) == "no_groups"


def test_one_of_a_group_is_drawn(lesson: Lesson) -> None:
    make(lesson, count=3)
    members = lesson.room[Groups].members(2)
    for _ in range(12):
        ask = DrawName(ref=new_ref(), session=SESSION, from_group=2)
        drawn = lesson.ask(lesson.teacher, ask)[0]
        assert isinstance(drawn, NameDrawn)
        assert drawn.account in members
    word = lesson.room[Hands].word
    assert word is not None
    assert word.account in members
    other = DrawName(ref=new_ref(), session=SESSION, from_group=4)
    assert refused(lesson, lesson.teacher, other) == "no_such_group"


def test_everybody_knows_the_same_of_groups(lesson: Lesson) -> None:
    make(lesson, count=3)
    lesson.ask(lesson.teacher, move(PUPILS[0], 2))
    lesson.ask(lesson.teacher, call(1))
    lesson.enter(LATE)
    lesson.pass_time(3)
    for asker in (PUPILS[3], LATE, COLLEAGUE):
        assert lesson.seen_by(asker)[Groups] == lesson.room[Groups]
