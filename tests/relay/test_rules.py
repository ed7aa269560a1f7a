"""What one command comes to: steps, answer, effects, the next look of the watches; and what holds of all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from relay.features.people import Seats
from relay.handed.people import Enrolled
from relay.presence import Asker, Expel, Hold, Subscribe
from relay.protocol.base import Command, Moment, Reply, RoomCommand
from relay.protocol.catalog import words
from relay.protocol.entering import EnterRoom
from relay.protocol.hands import HandRaised, Hands, LowerHand, RaiseHand
from relay.protocol.lesson import EndSession
from relay.protocol.log import TEACHERS, Answered
from relay.protocol.mutes import MuteChat
from relay.protocol.people import AllowBack, RemovePerson
from relay.protocol.refusals import EMPTY, TOO_FAST, Refusal, Refused
from relay.room import Room, RoomLimits
from relay.rules import Outcome, keep_pace, take_step
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, deciding, eve, person, raise_hand, refused, say, tom

PACED = [word for kind in (Command, Moment) for word in words(kind) if issubclass(word, RoomCommand | Moment)]


def decides(lesson: Lesson, decide: Callable[[Room, Asker, Any], Reply | None]) -> None:
    """From now on this is the rule for raising hands."""
    rules = lesson.rulebook.rules
    rules[RaiseHand] = deciding(rules[RaiseHand], decide)


def unnamed(room: Room, asker: Asker, command: RaiseHand) -> None:
    room.publish(HandRaised(), by="")


def code(outcome: Outcome) -> str:
    assert isinstance(outcome.answer, Refused)
    return outcome.answer.code


def span(outcome: Outcome) -> tuple[int, int]:
    assert isinstance(outcome.answer, Answered)
    return outcome.answer.first, outcome.answer.last


class TestAnswer:
    def test_own_events_answer_whoever_follows_them(self, lesson: Lesson) -> None:
        outcome = lesson.carry_out(ana, raise_hand())
        assert outcome.in_log == "hands"
        assert span(outcome) == (lesson.room.head, lesson.room.head)

    def test_events_that_the_asker_is_not_shown_do_not(self, lesson: Lesson) -> None:
        decides(lesson, lambda room, asker, command: room.publish(HandRaised(), TEACHERS))
        outcome = lesson.carry_out(ana, raise_hand())
        assert not outcome.in_log
        assert span(outcome) == (lesson.room.head, lesson.room.head)

    def test_the_same_ref_again_changes_nothing(self, lesson: Lesson) -> None:
        command = raise_hand()
        first, again = (lesson.carry_out(ana, command) for _ in range(2))
        assert span(again) == span(first)
        assert (again.steps, again.in_log, again.look) == ([], "", None)

    def test_another_persons_ref_is_no_answer(self, lesson: Lesson) -> None:
        command = raise_hand()
        lesson.carry_out(ana, command)
        assert len(lesson.carry_out(tom, command).steps) == 1

    def test_a_rule_that_gives_none_is_a_bug(self, lesson: Lesson, caplog: pytest.LogCaptureFixture) -> None:
        decides(lesson, lambda room, asker, command: None)
        assert code(lesson.carry_out(ana, raise_hand())) == "fault"
        assert "gave no answer" in caplog.text


class TestUnnamed:
    def test_no_byte_of_who_did_it_is_told(self, lesson: Lesson) -> None:
        decides(lesson, unnamed)
        command, before = raise_hand(), len(lesson.told)
        assert not lesson.carry_out(ana, command).in_log
        (entry,) = lesson.told[before:]
        for text in (entry.body.decode(), entry.by, entry.ref, entry.audience):
            assert ana.account not in text
            assert command.ref not in text
        assert (entry.event.by, entry.event.ref) == ("", entry.ref)
        assert entry.ref

    def test_two_of_one_person_have_nothing_in_common(self, lesson: Lesson) -> None:
        decides(lesson, unnamed)
        for _ in range(2):
            lesson.carry_out(ana, raise_hand())
        assert lesson.told[-1].ref != lesson.told[-2].ref

    @pytest.mark.parametrize("between", [lambda lesson: None, lambda lesson: lesson.crash()])
    def test_a_resend_is_answered_and_nobody_elses(
        self, lesson: Lesson, between: Callable[[Lesson], None]
    ) -> None:
        decides(lesson, unnamed)
        command = raise_hand()
        told = span(lesson.carry_out(ana, command))
        between(lesson)
        assert span(lesson.carry_out(ana, command)) == told
        assert lesson.room.answer(tom.account, command.ref) is None

    @pytest.mark.attack
    def test_nothing_beside_it_names_them(self, lesson: Lesson) -> None:
        """From an event with their id and ref anybody could work out the ref of the other."""

        def both(room: Room, asker: Asker, command: RaiseHand) -> None:
            room.publish(HandRaised(), by="")
            room.publish(HandRaised())

        decides(lesson, both)
        head = lesson.room.head
        outcome = lesson.carry_out(ana, raise_hand())
        assert (code(outcome), outcome.steps, lesson.room.head) == ("fault", [], head)

    def test_it_counts_as_one_of_theirs(self, lesson: Lesson) -> None:
        lesson.limits = replace(lesson.limits, events_of_one=3, pace_factor=0)
        lesson.crash()
        lesson.enter(lesson.teacher, ana)
        decides(lesson, unnamed)
        answers = [lesson.carry_out(ana, raise_hand()).answer for _ in range(4)]
        assert isinstance(answers[-1], Refused)
        assert answers[-1].code == "lesson_full"


class TestNothingHappens:
    """Whatever a rule did before it refused, or failed."""

    @pytest.mark.parametrize(("error", "answer"), [(Refusal(EMPTY), "empty"), (ZeroDivisionError(), "fault")])
    def test_to_who_is_here_and_to_what_a_subject_keeps(
        self, lesson: Lesson, error: Exception, answer: str
    ) -> None:
        def fails(room: Room, asker: Asker, command: RaiseHand) -> None:
            room.gather("what is told together", 5)
            room.publish(HandRaised())
            room.effect(Expel(tom.account))
            room.effect(Hold(eve))
            room.effect(Subscribe(replace(person("Ben"), claims=tom.account)))
            raise error

        decides(lesson, fails)
        head, presence = lesson.room.head, lesson.room.presence
        outcome = lesson.carry_out(ana, raise_hand())
        assert (code(outcome), outcome.steps) == (answer, [])
        assert lesson.room.head == head
        assert presence.here.people.keys() == {lesson.teacher.account, ana.account, tom.account}
        assert not presence.held.people
        assert not lesson.room.side(Seats).claims
        assert lesson.room.gather("what is told together", 5) == 0

    def test_to_the_next_who_asks(self, lesson: Lesson) -> None:
        def fails(room: Room, asker: Asker, command: RaiseHand) -> None:
            room.effect(Expel(tom.account))
            raise ZeroDivisionError

        decides(lesson, fails)
        lesson.carry_out(ana, raise_hand())
        lesson.ask(tom, say("still here"))


class TestEffects:
    def test_each_stands_after_the_event_before_it(self, lesson: Lesson) -> None:
        """So that who is removed for now is told of that, and of nothing after it."""
        remove = RemovePerson(ref=new_ref(), session=SESSION, account=tom.account, may_return=True)
        (step,) = lesson.carry_out(lesson.teacher, remove).steps
        assert [entry.kind for entry in step.entries] == ["person_removed", "person_allowed_back"]
        assert step.effects == [(step.entries[0].seq, Expel(tom.account))]

    def test_of_what_the_school_hands_the_last_of_a_kind_counts(self, lesson: Lesson) -> None:
        lesson.room.hand(Enrolled(26), Enrolled(27))
        assert lesson.room.handed(Enrolled) == Enrolled(27)
        lesson.crash()
        assert lesson.room.handed(Enrolled) is None, "it begins anew with the room"


class TestWatches:
    def test_a_refusal_after_an_introduction_looks_again(self) -> None:
        """By the introduction another second has begun, at whose end others are told of."""
        lesson = Lesson()
        lesson.enter(lesson.teacher, ana)
        lesson.pass_time(0.5)
        outcome = lesson.carry_out(ana, LowerHand(ref=new_ref(), session=SESSION))
        assert code(outcome) == "hand_not_up"
        assert [entry.kind for step in outcome.steps for entry in step.entries] == ["people_came"]
        assert outcome.look is not None
        assert outcome.look.again_in == 1

    def test_an_introduction_that_fails_keeps_nobody_from_acting(
        self, lesson: Lesson, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails(room: Room, asker: Asker) -> None:
            raise ZeroDivisionError

        lesson.rulebook._introductions.append(fails)
        assert lesson.carry_out(ana, raise_hand()).in_log
        assert "fails of" in caplog.text

    def test_chat_leaves_the_next_look_where_it_was(self, lesson: Lesson) -> None:
        lesson.lose(ana)
        wanted = lesson.next_look
        assert wanted is not None
        said = lesson.carry_out(tom, say("hello"))
        assert said.look is None
        assert lesson.next_look == wanted

    def test_what_is_told_together_waits_for_the_time_to_pass(self, lesson: Lesson) -> None:
        room = lesson.room

        def tell() -> None:
            assert room.gather("hands", 5) == 0
            room.publish(HandRaised())

        take_step(room, "", "", tell)
        lesson.clock.seconds += 2
        assert room.gather("hands", 5) == 3
        take_step(room, "", "", lambda: None if room.gather("hands", 5) else pytest.fail("too early"))
        lesson.clock.seconds += 3
        assert room.gather("hands", 5) == 0, "nothing was told in between"

    def test_nothing_comes_due_in_a_room_that_closes(self, lesson: Lesson) -> None:
        lesson.room.closing = True
        before = len(lesson.told)
        lesson.lose(ana)
        lesson.pass_time(60)
        assert len(lesson.told) == before


@pytest.mark.parametrize("command", [EnterRoom, RaiseHand])
def test_who_has_been_removed_is_refused_whatever_they_ask(
    lesson: Lesson, command: type[RoomCommand]
) -> None:
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=ana.account))
    assert code(lesson.carry_out(ana, command(ref=new_ref(), session=SESSION))) == "removed"
    assert not lesson.room[Hands].is_up(ana.account)
    lesson.ask(lesson.teacher, AllowBack(ref=new_ref(), session=SESSION, account=ana.account))
    lesson.enter(ana)


@pytest.mark.attack
def test_a_lesson_takes_so_many_events_and_can_be_ended_all_the_same() -> None:
    lesson = Lesson(limits=RoomLimits(events=6, pace_factor=0))
    lesson.enter(lesson.teacher, ana)
    lesson.pass_time(2)
    for _ in range(3):
        lesson.ask(ana, say("hello"))
    for asker, command in ((ana, say("more")), (ana, raise_hand()), (lesson.teacher, say("more"))):
        assert refused(lesson, asker, command) == "lesson_full"
    lesson.crash()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(2)
    assert refused(lesson, ana, say("more")) == "lesson_full"
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION))
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=tom.account))
    lesson.ask(lesson.teacher, EndSession(ref=new_ref(), session=SESSION))


@pytest.mark.attack
def test_a_person_has_so_many_events() -> None:
    """Comings and goings count, and those that were told before a crash; others go on."""
    lesson = Lesson(limits=RoomLimits(events_of_one=5, pace_factor=0))
    lesson.enter(lesson.teacher, ana, tom)
    lesson.ask(ana, say("one"))
    lesson.leave(ana)
    lesson.pass_time(2)
    lesson.enter(ana)
    lesson.pass_time(2)
    lesson.ask(ana, say("two"))
    assert refused(lesson, ana, say("three")) == "lesson_full"
    lesson.crash()
    lesson.enter(lesson.teacher, tom)
    assert refused(lesson, ana, EnterRoom(ref=new_ref(), session=SESSION)) == "lesson_full"
    lesson.ask(tom, say("hello"))


@pytest.mark.attack
def test_guests_have_half_of_a_lessons_events() -> None:
    """Else a few of them, who come and go, would leave nothing to the class."""
    lesson = Lesson(limits=RoomLimits(events=20, pace_factor=0))
    guest = replace(person("Gil"), standing="guest")
    lesson.enter(lesson.teacher, ana, guest)
    lesson.pass_time(2)
    for _ in range(10):
        lesson.ask(guest, say("hello"))
    assert refused(lesson, guest, say("more")) == "lesson_full"
    lesson.ask(ana, say("hello"))
    lesson.crash()
    lesson.enter(lesson.teacher, ana)
    assert refused(lesson, guest, EnterRoom(ref=new_ref(), session=SESSION)) == "lesson_full"
    lesson.pass_time(2)
    lesson.ask(ana, say("hello"))


def test_one_has_to_be_in(lesson: Lesson) -> None:
    assert refused(lesson, eve, say("hello")) == "not_in_room"


def test_disk_low_tells_and_writes_nothing(lesson: Lesson) -> None:
    lesson.room.disk_low = True
    before = len(lesson.told)
    assert refused(lesson, ana, say("hello")) == "disk_low"
    lesson.enter(eve)
    lesson.lose(tom)
    lesson.pass_time(10)
    assert lesson.kinds(before) == []
    lesson.room.disk_low = False
    lesson.pass_time(1)
    assert lesson.kinds(before) == ["people_came", "people_went"]


@pytest.mark.parametrize("word", [word for word in PACED if word.pace])
def test_every_declared_pace_is_kept(lesson: Lesson, word: type[RoomCommand | Moment]) -> None:
    for role, pace in word.pace.items():
        zoe = person(f"Zoe, {role}", role)
        for _ in range(pace.burst):
            keep_pace(word, lesson.room, zoe)
        with pytest.raises(Refusal) as refusal:
            keep_pace(word, lesson.room, zoe)
        assert refusal.value.code == TOO_FAST
        assert refusal.value.retry is not None
        lesson.pass_time(refusal.value.retry + 0.001)
        keep_pace(word, lesson.room, zoe)


def test_paces_can_be_lifted() -> None:
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    lesson.enter(lesson.teacher, ana)
    for _ in range(100):
        lesson.ask(ana, say("again"))


def test_the_same_command_twice_has_one_answer(lesson: Lesson) -> None:
    command = say("once")
    (event,) = lesson.ask(ana, command)
    assert lesson.room.answer(ana.account, command.ref) == (event.seq, event.seq)
    assert lesson.room.answer(tom.account, command.ref) is None
    lesson.crash()
    assert lesson.room.answer(ana.account, command.ref) == (event.seq, event.seq)
