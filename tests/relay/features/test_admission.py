"""The door of a lesson, with people made of lists: code, waiting room, lock, claims, and who hears of it."""

from dataclasses import replace

import pytest

from relay.handed.admission import WrongGuess
from relay.handed.people import Enrolled
from relay.protocol.admission import (
    FIRST_DOOR,
    Admission,
    ChangeCode,
    ChangeDoor,
    CodeChanged,
    ConfirmName,
    DoorSet,
    DoorSettings,
    SetDoor,
    TurnAway,
)
from relay.protocol.entering import Entered, Waiting
from relay.protocol.joincode import CODE_LENGTH, CODE_SYMBOLS
from relay.protocol.limits import CODE_KEPT_SECONDS, GUESSES_ALLOWED
from relay.protocol.log import TEACHERS
from relay.protocol.people import People, RemovePerson
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, person, refused, remember, tom
from tests.relay.lists_at_the_door import (
    admit,
    begun,
    claimer,
    double,
    guest,
    here,
    knock,
    set_door,
    shut_out,
)


@pytest.fixture
def lesson() -> Lesson:
    return begun()


def guess(lesson: Lesson, times: int) -> None:
    lesson.room.hand(*[WrongGuess()] * times)
    lesson.look()


class TestSeats:
    def test_guests_have_what_the_class_leaves(self) -> None:
        lesson = Lesson(seats=4)
        lesson.room.hand(Enrolled(3))
        first, second, third = (replace(person(f"Guest {n}"), standing="guest") for n in range(3))
        lesson.enter(lesson.teacher, first)
        assert shut_out(lesson, second) == "session_full"
        lesson.enter(ana, tom, person("Zoe"))
        assert shut_out(lesson, third) == "session_full"
        assert first.account in here(lesson), "nobody goes for a seat"

    def test_who_claims_a_name_has_that_persons_seat_once(self) -> None:
        lesson = Lesson(seats=2)
        lesson.room.hand(Enrolled(2))
        lesson.enter(lesson.teacher, claimer)
        assert shut_out(lesson, replace(double, taken=False)) == "session_full"
        assert shut_out(lesson, guest) == "session_full"
        lesson.enter(ana, tom)  # Tom himself has a seat all the same
        assert here(lesson) >= {ana.account, tom.account, claimer.account}
        lesson.lose(claimer)
        lesson.pass_time(5)
        lesson.enter(claimer)

    def test_a_class_larger_than_its_lesson_comes_as_it_comes(self) -> None:
        lesson = Lesson(seats=2)
        lesson.room.hand(Enrolled(3))
        lesson.enter(lesson.teacher, claimer, ana)
        assert shut_out(lesson, guest) == "session_full"
        late = replace(person("Ben"), standing="claimed", claims=person("Zoe").account)
        assert shut_out(lesson, late) == "session_full"
        lesson.enter(tom)
        assert shut_out(lesson, person("Zoe")) == "session_full"


class TestStart:
    def test_a_lesson_has_its_code_before_anybody_comes(self) -> None:
        lesson = Lesson()
        lesson.room.hand(FIRST_DOOR)
        lesson.look()
        assert lesson.kinds() == ["session_started", "door_set"]
        assert lesson.told[1].audience == TEACHERS
        door = lesson.room[Admission]
        assert (door.settings, len(door.code)) == (FIRST_DOOR, CODE_LENGTH)
        lesson.enter(lesson.teacher, ana)
        lesson.room.hand(FIRST_DOOR)  # as it is whenever somebody comes
        lesson.look()
        assert lesson.kinds().count("door_set") == 1
        assert lesson.seen_by(ana)[Admission] == Admission()
        assert isinstance(knock(lesson, guest), Waiting)

    def test_it_has_one_too_where_the_class_takes_nobody_by_it(self) -> None:
        lesson = Lesson()
        lesson.room.hand(DoorSettings(waiting="all"))
        lesson.look()
        door = lesson.room[Admission]
        assert (door.settings, len(door.code)) == (DoorSettings(waiting="all"), CODE_LENGTH)
        lesson.enter(lesson.teacher)
        assert set_door(lesson).code == door.code

    def test_a_relay_that_was_down_at_the_start_makes_up_for_it(self) -> None:
        lesson = Lesson()
        lesson.crash()
        lesson.room.hand(FIRST_DOOR)
        lesson.look()
        assert lesson.room[Admission].codes

    def test_a_lesson_under_way_is_opened_to_nobody_by_a_newer_relay(self, lesson: Lesson) -> None:
        for _ in range(2):
            lesson.room.hand(FIRST_DOOR)
            lesson.look()
            assert lesson.room[Admission] == Admission()
            lesson.crash()

    def test_a_code_that_nobody_has_come_by_yet_outlasts_the_relay(self) -> None:
        lesson = Lesson()
        lesson.room.hand(FIRST_DOOR)
        lesson.look()
        code = lesson.room[Admission].code
        lesson.crash()
        lesson.look()
        assert lesson.room[Admission].code == code
        assert lesson.kinds().count("door_set") == 1


class TestCode:
    def test_made_when_the_door_is_first_opened_and_kept(self, lesson: Lesson) -> None:
        assert set_door(lesson, codes=False).code == ""
        code = set_door(lesson).code
        assert len(code) == CODE_LENGTH
        assert set(code) <= set(CODE_SYMBOLS)
        set_door(lesson, codes=False)
        assert set_door(lesson).code == code

    def test_only_teachers_ever_hear_of_it(self, lesson: Lesson) -> None:
        code = set_door(lesson).code
        lesson.ask(lesson.teacher, ChangeCode(ref=new_ref(), session=SESSION))
        second = lesson.room[Admission].code
        assert second != code
        for entry in lesson.told:
            secret = code.encode() in entry.body or second.encode() in entry.body
            assert not secret or entry.audience == TEACHERS
        assert lesson.seen_by(ana)[Admission] == Admission()
        assert lesson.seen_by(lesson.teacher)[Admission].code == second

    def test_students_open_no_doors(self, lesson: Lesson) -> None:
        for command in (
            SetDoor(ref=new_ref(), session=SESSION, codes=True),
            ChangeDoor(ref=new_ref(), session=SESSION, codes=True),
            ChangeCode(ref=new_ref(), session=SESSION),
            admit(ana),
            TurnAway(ref=new_ref(), session=SESSION, account=ana.account),
            ConfirmName(ref=new_ref(), session=SESSION, account=ana.account),
        ):
            assert refused(lesson, ana, command) == "not_allowed"

    def test_nothing_to_change(self, lesson: Lesson) -> None:
        assert refused(lesson, lesson.teacher, ChangeCode(ref=new_ref(), session=SESSION)) == "no_code"

    def test_another_after_too_many_guesses_but_not_at_once(self, lesson: Lesson) -> None:
        code = set_door(lesson).code
        guess(lesson, GUESSES_ALLOWED - 1)
        lesson.pass_time(CODE_KEPT_SECONDS)
        assert lesson.room[Admission].code == code
        guess(lesson, 1)
        second = lesson.room[Admission].code
        assert second != code
        assert lesson.room[Admission].guessed_at > 0
        guess(lesson, 10 * GUESSES_ALLOWED)  # whoever goes on does not get a new code each time
        lesson.pass_time(CODE_KEPT_SECONDS - 2)
        assert lesson.room[Admission].code == second
        lesson.pass_time(2)
        assert lesson.room[Admission].code != second
        assert sum(isinstance(entry.event, CodeChanged) for entry in lesson.told) == 2

    def test_guesses_at_a_closed_door_change_nothing(self, lesson: Lesson) -> None:
        code = set_door(lesson, codes=False).code
        guess(lesson, GUESSES_ALLOWED)
        lesson.pass_time(CODE_KEPT_SECONDS)
        assert lesson.room[Admission].code == code

    def test_a_change_leaves_alone_what_it_does_not_name(self, lesson: Lesson) -> None:
        """A colleague's click that comes late, about the waiting room, unlocks no lesson."""
        set_door(lesson, waiting="all")
        knock(lesson, tom)
        for change in ({"locked": True}, {"waiting": "guests"}, {"guests": True}, {"codes": False}, {}):
            lesson.ask(lesson.teacher, ChangeDoor(ref=new_ref(), session=SESSION, **change))
        assert lesson.room[Admission].settings == DoorSettings(guests=True, waiting="guests", locked=True)
        assert lesson.room[Admission].admitted == {tom.account}, "whoever waits and need not is let in"

    def test_survives_a_crash(self, lesson: Lesson) -> None:
        code = set_door(lesson).code
        lesson.crash()
        assert lesson.room[Admission].code == code


class TestLock:
    def test_nobody_new_and_everybody_who_was_in(self, lesson: Lesson) -> None:
        set_door(lesson, locked=True)
        assert shut_out(lesson, tom) == "lesson_locked"
        assert shut_out(lesson, guest) == "lesson_locked"
        lesson.lose(ana)
        lesson.pass_time(5)
        assert isinstance(knock(lesson, ana), Entered)
        lesson.leave(ana)
        lesson.pass_time(5)
        assert isinstance(knock(lesson, ana), Entered)
        assert isinstance(knock(lesson, person("Mr Poe", "teacher")), Entered)

    def test_whoever_waited_can_still_be_let_in(self, lesson: Lesson) -> None:
        set_door(lesson, waiting="all")
        knock(lesson, tom)
        set_door(lesson, waiting="all", locked=True)
        lesson.ask(lesson.teacher, admit(tom))
        assert isinstance(knock(lesson, tom), Entered)


class TestRemoving:
    def test_for_good(self, lesson: Lesson) -> None:
        lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=ana.account))
        assert shut_out(lesson, ana) == "removed"

    def test_for_now(self, lesson: Lesson) -> None:
        command = RemovePerson(ref=new_ref(), session=SESSION, account=ana.account, may_return=True)
        lesson.ask(lesson.teacher, command)
        assert ana.account not in here(lesson)
        assert isinstance(knock(lesson, ana), Entered)


class TestClaims:
    def test_marked_until_confirmed(self, lesson: Lesson) -> None:
        set_door(lesson)
        lesson.enter(claimer)
        assert claimer.account in here(lesson)
        for witness in (lesson.teacher, ana):
            person = lesson.seen_by(witness)[People].everybody[claimer.account]
            assert person.standing == "claimed"
        confirm = ConfirmName(ref=new_ref(), session=SESSION, account=claimer.account)
        lesson.ask(lesson.teacher, confirm)
        lesson.lose(claimer)
        lesson.pass_time(5)
        lesson.enter(claimer)
        lesson.pass_time(5)
        assert lesson.seen_by(ana)[People].everybody[claimer.account].standing == "confirmed"
        again = ConfirmName(ref=new_ref(), session=SESSION, account=claimer.account)
        assert refused(lesson, lesson.teacher, again) == "nothing_claimed"

    def test_nothing_to_confirm(self, lesson: Lesson) -> None:
        lesson.enter(guest)
        lesson.pass_time(2)
        for asker, code in ((ana, "nothing_claimed"), (guest, "nothing_claimed"), (tom, "no_such_person")):
            command = ConfirmName(ref=new_ref(), session=SESSION, account=asker.account)
            assert refused(lesson, lesson.teacher, command) == code

    def test_guests_are_shown_as_guests(self, lesson: Lesson) -> None:
        lesson.enter(guest)
        lesson.pass_time(2)
        assert lesson.seen_by(ana)[People].everybody[guest.account].standing == "guest"
        assert lesson.seen_by(ana)[People].everybody[ana.account].standing == "account"


def test_a_late_teacher_remembers_the_door_as_one_who_was_there(lesson: Lesson) -> None:
    set_door(lesson, waiting="all")
    for asker in (tom, guest):
        knock(lesson, asker)
    lesson.pass_time(1)
    lesson.ask(lesson.teacher, admit(tom))
    lesson.ask(lesson.teacher, TurnAway(ref=new_ref(), session=SESSION, account=guest.account))
    set_door(lesson, waiting="guests", locked=True)
    late = remember(lesson.told, lesson.teacher)[Admission]
    assert late == lesson.room[Admission]
    assert any(isinstance(entry.event, DoorSet) for entry in lesson.told)
