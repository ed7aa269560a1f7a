"""The waiting room, with people made of lists: who waits, who is let in, and what they hear meanwhile."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from relay.protocol.admission import Admission, TurnAway
from relay.protocol.entering import Entered, EnterRoom, LeaveRoom, Waiting
from relay.protocol.hands import RaiseHand
from relay.protocol.log import TEACHERS
from relay.protocol.refusals import Refusal
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, person, refused, tom
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


class TestWaitingRoom:
    def test_off(self, lesson: Lesson) -> None:
        set_door(lesson)
        lesson.enter(guest, claimer, tom)
        assert {guest.account, claimer.account, tom.account} <= here(lesson)

    def test_for_guests(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="guests")
        assert isinstance(knock(lesson, claimer), Entered)
        assert isinstance(knock(lesson, guest), Waiting)
        waiter = entrance.queue[guest.account]
        assert (waiter.name, waiter.standing) == ("Gil", "guest")
        assert guest.account not in here(lesson)

    def test_for_all_but_teachers_and_those_who_were_in(self, lesson: Lesson) -> None:
        set_door(lesson, waiting="all")
        assert isinstance(knock(lesson, tom), Waiting)
        lesson.lose(ana)
        lesson.pass_time(5)
        assert isinstance(knock(lesson, ana), Entered)
        assert isinstance(knock(lesson, person("Mr Poe", "teacher")), Entered)

    def test_a_name_in_doubt_always_waits(self, lesson: Lesson) -> None:
        entrance = set_door(lesson)
        assert isinstance(knock(lesson, double), Waiting)
        assert entrance.queue[double.account].taken
        alike = replace(person("Аna"), standing="guest", looks_like="Ana")
        assert isinstance(knock(lesson, alike), Waiting)
        lesson.pass_time(1)
        assert entrance.queue[alike.account].looks_like == "Ana"

    def test_whoever_waits_does_nothing_and_hears_nothing(self, lesson: Lesson) -> None:
        set_door(lesson, waiting="all")
        before = len(lesson.told)
        knock(lesson, tom)
        assert refused(lesson, tom, RaiseHand(ref=new_ref(), session=SESSION)) == "not_in_room"
        assert [entry.audience for entry in lesson.told[before:]] == [TEACHERS]
        assert not lesson.room.presence.here.has(tom.account, tom.device)

    def test_one_is_let_in_and_comes_in_again_later(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="all")
        knock(lesson, tom)
        knock(lesson, guest)
        lesson.ask(lesson.teacher, admit(tom))
        lesson.pass_time(1)
        assert list(entrance.queue) == [guest.account]
        assert isinstance(knock(lesson, tom), Entered)
        lesson.lose(tom)  # before anybody was told of his coming
        assert isinstance(knock(lesson, tom), Entered)

    def test_all_are_let_in(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="all")
        knock(lesson, tom)
        knock(lesson, guest)
        lesson.ask(lesson.teacher, admit())
        assert not entrance.queue
        assert entrance.admitted == {tom.account, guest.account}
        assert refused(lesson, lesson.teacher, admit()) == "nobody_waits"
        assert refused(lesson, lesson.teacher, admit(person("Nobody"))) == "nobody_waits"

    def test_turned_away_until_the_teacher_thinks_better_of_it(self, lesson: Lesson) -> None:
        set_door(lesson, waiting="guests")
        knock(lesson, guest)
        away = TurnAway(ref=new_ref(), session=SESSION, account=guest.account)
        lesson.ask(lesson.teacher, away)
        assert shut_out(lesson, guest) == "turned_away"
        again = TurnAway(ref=new_ref(), session=SESSION, account=guest.account)
        assert refused(lesson, lesson.teacher, again) == "nobody_waits"
        lesson.ask(lesson.teacher, admit(guest))
        assert isinstance(knock(lesson, guest), Entered)

    def test_whoever_gives_up_is_taken_off_the_list(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="all")
        knock(lesson, tom)
        knock(lesson, guest)
        lesson.pass_time(2)
        lesson.lose(tom)
        lesson.reply_to(guest, LeaveRoom(ref=new_ref(), session=SESSION))
        lesson.pass_time(2)
        assert list(entrance.queue) == [tom.account, guest.account], "they may be back"
        lesson.pass_time(2)
        assert not entrance.queue
        assert lesson.kinds()[-2:] == ["person_gave_up", "person_gave_up"]

    def test_those_of_one_second_are_told_at_once(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="all")
        knock(lesson, tom)
        for asker in (guest, claimer):
            knock(lesson, asker)
        assert list(entrance.queue) == [tom.account]
        lesson.pass_time(1)
        assert list(entrance.queue) == [tom.account, guest.account, claimer.account]
        knock(lesson, person("Bo"))
        set_door(lesson)
        assert person("Bo").account in entrance.admitted, "though nobody was told that he waits"
        lesson.pass_time(2)
        assert lesson.kinds().count("person_waits") == 3

    @pytest.mark.attack
    @pytest.mark.parametrize("before", [lambda lesson: lesson.pass_time(9), lambda lesson: lesson.crash()])
    def test_whoever_is_gone_can_be_turned_away_and_let_in(
        self, lesson: Lesson, before: Callable[[Lesson], None]
    ) -> None:
        set_door(lesson, waiting="guests")
        knock(lesson, guest)
        lesson.leave(guest)
        before(lesson)
        lesson.enter(lesson.teacher)
        entrance = lesson.room[Admission]
        assert not entrance.queue
        lesson.ask(lesson.teacher, TurnAway(ref=new_ref(), session=SESSION, account=guest.account))
        assert entrance.turned_away[guest.account].name == "Gil"
        assert shut_out(lesson, guest) == "turned_away"
        lesson.ask(lesson.teacher, admit(guest))
        assert isinstance(knock(lesson, guest), Entered)
        lesson.pass_time(2)
        again = TurnAway(ref=new_ref(), session=SESSION, account=guest.account)
        assert refused(lesson, lesson.teacher, again) == "nobody_waits", "who is in is removed"

    @pytest.mark.attack
    def test_coming_and_going_fills_no_log(self, lesson: Lesson) -> None:
        """One who is not let in tries for a minute, a hundred times a second; the teacher sees no flicker."""
        entrance = set_door(lesson, waiting="all")
        before = len(lesson.told)
        knock(lesson, guest)
        for _ in range(3_000):
            for command in (LeaveRoom, EnterRoom):
                with contextlib.suppress(Refusal):
                    lesson.reply_to(guest, command(ref=new_ref(), session=SESSION))
                lesson.pass_time(0.01)
                assert guest.account in entrance.queue
        assert lesson.kinds(before) == ["person_waits"]

    def test_two_devices_are_one_who_waits(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="all")
        phone = replace(tom, device="phone")
        knock(lesson, tom)
        knock(lesson, phone)
        assert lesson.kinds().count("person_waits") == 1
        lesson.lose(phone)
        assert list(entrance.queue) == [tom.account]

    def test_opening_the_waiting_room_lets_in_whoever_need_not_wait(self, lesson: Lesson) -> None:
        entrance = set_door(lesson, waiting="all")
        for asker in (tom, guest, double):
            knock(lesson, asker)
        lesson.pass_time(1)
        set_door(lesson, waiting="guests")
        assert list(entrance.queue) == [guest.account, double.account]
        set_door(lesson)
        assert list(entrance.queue) == [double.account], "a name in doubt is for the teacher to decide"

    def test_a_crash_empties_it_and_it_fills_again(self, lesson: Lesson) -> None:
        set_door(lesson, waiting="all")
        knock(lesson, tom)
        lesson.crash()
        assert not lesson.room[Admission].queue
        lesson.enter(lesson.teacher)
        assert isinstance(knock(lesson, tom), Waiting)
        assert list(lesson.room[Admission].queue) == [tom.account]

    def test_the_disk_is_low(self, lesson: Lesson) -> None:
        """Nothing is written; those who wait are told of once there is room."""
        entrance = set_door(lesson, waiting="all")
        lesson.room.disk_low = True
        head = lesson.room.head
        knock(lesson, tom)
        assert lesson.room.head == head
        lesson.room.disk_low = False
        lesson.look()
        assert list(entrance.queue) == [tom.account]
