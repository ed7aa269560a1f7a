"""Coming, going and being removed: what is told of it, seats, and going on from where one was."""

import contextlib
from dataclasses import replace

import pytest

from relay.presence import Asker
from relay.protocol.chat import PostMessage
from relay.protocol.entering import Entered, EnterRoom, LeaveRoom
from relay.protocol.hands import LowerHand
from relay.protocol.mutes import MuteChat
from relay.protocol.people import AllowBack, People, PeopleWent, RemovePerson
from relay.protocol.refusals import Refusal
from relay.shared.ids import new_ref
from tests.relay.lists import EPOCH, SESSION, Lesson, ana, eve, person, raise_hand, refused, say, tom


def test_comings_are_gathered() -> None:
    lesson = Lesson()
    crowd = [person(f"S{n:02}") for n in range(20)]
    lesson.enter(lesson.teacher, *crowd)
    assert lesson.kinds() == ["session_started", "people_came"]
    lesson.pass_time(1)
    assert lesson.kinds() == ["session_started", "people_came", "people_came"]
    assert {p.account for p in lesson.room[People].present()} == {p.account for p in (lesson.teacher, *crowd)}


def test_those_who_go_together_are_told_in_the_order_in_which_they_came() -> None:
    lesson = Lesson()
    crowd = [person(f"S{n:02}") for n in range(20)]
    lesson.enter(lesson.teacher, *crowd)
    lesson.pass_time(1)
    for one in reversed(crowd):
        lesson.lose(one)
    lesson.pass_time(60)
    (went,) = [entry.event for entry in lesson.told if isinstance(entry.event, PeopleWent)]
    assert [goer.account for goer in went.people] == [one.account for one in crowd]


def test_whoever_acts_is_told_first() -> None:
    lesson = Lesson()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.ask(tom, raise_hand())
    assert lesson.kinds(2) == ["people_came", "hand_raised"]


def test_a_short_cut_is_not_told(lesson: Lesson) -> None:
    before = len(lesson.told)
    lesson.lose(ana)
    lesson.pass_time(0.5)
    lesson.enter(ana)
    lesson.pass_time(5)
    assert lesson.kinds(before) == []


def test_lost_left_and_removed_are_told_apart(lesson: Lesson) -> None:
    lesson.enter(eve)
    lesson.pass_time(2)
    lesson.lose(ana)
    lesson.leave(tom)
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=eve.account))
    lesson.pass_time(2)
    people = lesson.room[People].everybody
    assert [people[p.account].state for p in (ana, tom, eve)] == ["lost", "left", "removed"]


def test_two_devices_count_once(lesson: Lesson) -> None:
    phone = person("Ana", device="phone")
    before = len(lesson.told)
    lesson.enter(phone)
    lesson.pass_time(2)
    assert len(lesson.room[People].present()) == 3
    lesson.lose(ana)
    lesson.pass_time(5)
    assert lesson.kinds(before) == []
    lesson.leave(phone)
    lesson.pass_time(5)
    assert lesson.kinds(before) == ["people_went"]


@pytest.mark.attack
def test_coming_and_going_has_a_pace(lesson: Lesson) -> None:
    """Of an account, whatever its devices; a class that comes back after a cut is not held up."""
    for command in (EnterRoom, LeaveRoom):
        for number in range(5):
            asker = person("Ana", device=f"device {number}")
            lesson.reply_to(asker, command(ref=new_ref(), session=SESSION))
        with pytest.raises(Refusal, match="too_fast") as no:
            lesson.reply_to(ana, command(ref=new_ref(), session=SESSION))
        assert no.value.retry == 2
    lesson.pass_time(2)
    lesson.enter(ana)


@pytest.mark.attack
def test_two_who_are_muted_and_come_and_go_by_turns_fill_no_log(lesson: Lesson) -> None:
    """For a minute, as often as they can; each does something that is refused, so that all are told."""
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION))
    before = len(lesson.told)
    for _ in range(1_500):
        for asker in (ana, tom):
            for command in (EnterRoom, LowerHand, LeaveRoom):
                ask = lesson.ask if command is LowerHand else lesson.reply_to
                with contextlib.suppress(Refusal):
                    ask(asker, command(ref=new_ref(), session=SESSION))
            lesson.pass_time(0.02)
    assert len(lesson.told) - before < 150


def test_full() -> None:
    lesson = Lesson(seats=1)
    lesson.enter(lesson.teacher, ana)
    entering = EnterRoom(ref=new_ref(), session=SESSION)
    assert refused(lesson, tom, entering) == "session_full"
    lesson.enter(person("Ana", device="phone"))
    lesson.lose(ana)
    lesson.leave(person("Ana", device="phone"))
    lesson.pass_time(2)
    lesson.enter(tom)


def test_the_seat_of_a_lost_one_is_kept_for_a_while() -> None:
    lesson = Lesson(seats=1)
    lesson.enter(lesson.teacher, ana)
    lesson.pass_time(2)
    lesson.lose(ana)
    lesson.pass_time(60)
    assert refused(lesson, tom, EnterRoom(ref=new_ref(), session=SESSION)) == "session_full"
    lesson.pass_time(90)
    lesson.enter(tom)


def test_removed_stays_out_until_allowed_back(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=ana.account))
    assert refused(lesson, ana, EnterRoom(ref=new_ref(), session=SESSION)) == "removed"
    assert refused(lesson, ana, say("let me in")) == "removed"
    lesson.ask(lesson.teacher, AllowBack(ref=new_ref(), session=SESSION, account=ana.account))
    lesson.enter(ana)
    lesson.ask(ana, say("thanks"))


def test_teachers_are_not_removed(lesson: Lesson) -> None:
    remove = RemovePerson(ref=new_ref(), session=SESSION, account=lesson.teacher.account)
    assert refused(lesson, lesson.teacher, remove) == "not_allowed"


@pytest.mark.parametrize(
    ("epoch", "back", "wrong_ref", "after"),
    [(EPOCH, 1, False, 3), ("old", 1, False, 0), (EPOCH, 1, True, 0)],
)
def test_going_on(lesson: Lesson, epoch: str, back: int, wrong_ref: bool, after: int) -> None:
    lesson.ask(ana, say("one"))
    place = lesson.room.head - back
    ref = "another" if wrong_ref else lesson.room.ref_at(place)
    command = EnterRoom(ref=new_ref(), session=SESSION, epoch=epoch, after=place, seen=place, seen_ref=ref)
    entered = lesson.reply_to(ana, command)
    assert isinstance(entered, Entered)
    assert (entered.after, entered.afresh) == (place if after else 0, not after)


def test_going_on_past_what_one_may_not_see(lesson: Lesson) -> None:
    seen = lesson.room.head
    lesson.ask(tom, PostMessage(ref=new_ref(), session=SESSION, text="psst", private=True))
    entered = go_on(lesson, ana, after=seen + 1, seen=seen)
    assert (entered.after, entered.afresh) == (seen + 1, False)


def test_another_event_may_stand_where_a_hidden_one_was(lesson: Lesson) -> None:
    seen = lesson.room.head
    lesson.ask(tom, say("to everybody, after the copy was put back"))
    entered = go_on(lesson, ana, after=seen + 1, seen=seen)
    assert (entered.after, entered.afresh) == (0, True)


def test_who_may_see_more_than_before_begins_afresh(lesson: Lesson) -> None:
    seen = lesson.room.head
    lesson.ask(tom, PostMessage(ref=new_ref(), session=SESSION, text="psst", private=True))
    entered = go_on(lesson, replace(ana, role="teacher"), after=seen + 1, seen=seen)
    assert (entered.after, entered.afresh) == (0, True)


def go_on(lesson: Lesson, asker: Asker, after: int, seen: int) -> Entered:
    command = EnterRoom(
        ref=new_ref(),
        session=SESSION,
        epoch=EPOCH,
        after=after,
        seen=seen,
        seen_ref=lesson.room.ref_at(seen),
    )
    entered = lesson.reply_to(asker, command)
    assert isinstance(entered, Entered)
    return entered
