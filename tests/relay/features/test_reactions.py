"""Reactions: whose sign counts, and how often."""

import pytest

import relay.features
from relay.lanes import LaneRules
from relay.presence import Asker
from relay.protocol.log import EVERYBODY
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.reactions import React, ReactionRules, Reactions, SetReactions
from relay.protocol.refusals import Refusal
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, refused, tom

LANES = LaneRules(relay.features.find())
GRACE = 31


def switch(lesson: Lesson, on: bool) -> None:
    lesson.ask(lesson.teacher, SetReactions(ref=new_ref(), session=SESSION, on=on))


def counts(lesson: Lesson, who: Asker) -> bool:
    """Whether a sign of this person is counted, after as long as they have to wait."""
    lesson.pass_time(2.001)
    passed = LANES.decide(lesson.room, who, React(session=SESSION, sign="clap"))
    if passed is None:
        return False
    assert (passed.to, passed.into) == (EVERYBODY, Reactions)
    return True


def test_nobody_reacts_until_a_teacher_lets_them(lesson: Lesson) -> None:
    assert refused(lesson, ana, SetReactions(ref=new_ref(), session=SESSION, on=True)) == "not_allowed"
    assert not counts(lesson, ana)
    assert not counts(lesson, lesson.teacher)
    switch(lesson, on=True)
    assert lesson.seen_by(tom)[ReactionRules].on
    assert counts(lesson, ana)
    assert counts(lesson, lesson.teacher)
    lesson.crash()
    lesson.enter(lesson.teacher, ana)
    assert counts(lesson, ana)
    switch(lesson, on=False)
    assert not counts(lesson, ana)


def test_who_may_say_nothing_shows_nothing(lesson: Lesson) -> None:
    switch(lesson, on=True)
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION, account=ana.account))
    assert (counts(lesson, ana), counts(lesson, tom)) == (False, True)
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION))
    assert (counts(lesson, tom), counts(lesson, lesson.teacher)) == (False, True)
    lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION))
    lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION, account=ana.account))
    assert counts(lesson, ana)
    lesson.lose(lesson.teacher)
    lesson.pass_time(GRACE)
    assert not counts(lesson, ana), "the teacher is away"


def test_everybody_has_to_wait_between_two(lesson: Lesson) -> None:
    switch(lesson, on=True)
    for who in (ana, lesson.teacher):
        assert counts(lesson, who)
        lesson.pass_time(1.9)
        with pytest.raises(Refusal) as refusal:
            LANES.decide(lesson.room, who, React(session=SESSION, sign="heart"))
        assert refusal.value.code.name == "too_fast"
        assert counts(lesson, who)


def test_not_from_outside_and_no_sum_of_ones_own(lesson: Lesson) -> None:
    switch(lesson, on=True)
    with pytest.raises(Refusal):
        LANES.decide(lesson.room, eve, React(session=SESSION, sign="heart"))
    with pytest.raises(Refusal):
        LANES.decide(lesson.room, ana, Reactions(session=SESSION, counts={"heart": 1_000}))
