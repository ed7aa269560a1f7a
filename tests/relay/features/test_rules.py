"""Rules: what a room accepts, refuses and tells."""

import contextlib
from dataclasses import replace

import pytest

from relay.presence import Asker
from relay.protocol.base import Command, Moment, RoomCommand
from relay.protocol.catalog import words
from relay.protocol.chat import Chat, MessagePosted, PostMessage
from relay.protocol.entering import Entered, EnterRoom, LeaveRoom
from relay.protocol.hands import CallOn, Hands, LowerAllHands, LowerHand, RaiseHand
from relay.protocol.lesson import EndSession, Lesson as LessonMemory
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import AllowBack, People, RemovePerson
from relay.protocol.refusals import TOO_FAST, Refusal
from relay.room import RoomLimits, new_ref
from relay.rules import keep_pace
from tests.relay.lists import EPOCH, SESSION, Lesson, person


@pytest.fixture
def lesson() -> Lesson:
    lesson = Lesson()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(2)
    return lesson


PACED = [word for kind in (Command, Moment) for word in words(kind) if issubclass(word, RoomCommand | Moment)]
ana, tom, eve = person("Ana"), person("Tom"), person("Eve")


def say(text: str, **more: object) -> PostMessage:
    return PostMessage(ref=new_ref(), session=SESSION, text=text, **more)  # type: ignore[arg-type]


def refused(lesson: Lesson, asker: Asker, command: RoomCommand) -> str:
    before, head = len(lesson.told), lesson.room.head
    with pytest.raises(Refusal) as refusal:
        lesson.ask(asker, command)
    assert (len(lesson.told), lesson.room.head) == (before, head), "a refusal changes nothing"
    assert refusal.value.code.later == (refusal.value.retry is not None)
    return refusal.value.code.name


def raise_hand() -> RaiseHand:
    return RaiseHand(ref=new_ref(), session=SESSION)


def queue(lesson: Lesson) -> list[str]:
    return [hand.account for hand in lesson.room[Hands].queue]


class TestHands:
    def test_queue_in_the_order_of_raising(self, lesson: Lesson) -> None:
        lesson.ask(tom, raise_hand())
        lesson.ask(ana, raise_hand())
        assert queue(lesson) == [tom.account, ana.account]

    def test_once_only(self, lesson: Lesson) -> None:
        lesson.ask(ana, raise_hand())
        assert refused(lesson, ana, raise_hand()) == "already_raised"

    def test_pace(self, lesson: Lesson) -> None:
        for _ in range(2):
            lesson.ask(ana, raise_hand())
            lesson.ask(ana, LowerHand(ref=new_ref(), session=SESSION))
        assert refused(lesson, ana, raise_hand()) == "too_fast"
        lesson.pass_time(2)
        lesson.ask(ana, raise_hand())

    def test_a_student_lowers_only_their_own(self, lesson: Lesson) -> None:
        lesson.ask(ana, raise_hand())
        other = LowerHand(ref=new_ref(), session=SESSION, account=ana.account)
        assert refused(lesson, tom, other) == "not_allowed"
        lesson.ask(lesson.teacher, other)
        assert queue(lesson) == []
        assert refused(lesson, ana, LowerHand(ref=new_ref(), session=SESSION)) == "hand_not_up"

    def test_called_on_keeps_the_hand_up(self, lesson: Lesson) -> None:
        lesson.ask(ana, raise_hand())
        call = CallOn(ref=new_ref(), session=SESSION, account=ana.account)
        assert refused(lesson, tom, call) == "not_allowed"
        lesson.ask(lesson.teacher, call)
        assert lesson.room[Hands].queue[0].called_at == lesson.clock.now()

    def test_lower_all(self, lesson: Lesson) -> None:
        everyone = LowerAllHands(ref=new_ref(), session=SESSION)
        assert refused(lesson, lesson.teacher, everyone) == "hand_not_up"
        lesson.ask(ana, raise_hand())
        lesson.ask(tom, raise_hand())
        lesson.ask(lesson.teacher, everyone)
        assert queue(lesson) == []

    def test_a_lost_line_keeps_its_place_and_leaving_gives_it_up(self, lesson: Lesson) -> None:
        lesson.ask(ana, raise_hand())
        lesson.ask(tom, raise_hand())
        lesson.lose(ana)
        lesson.pass_time(3)
        assert queue(lesson) == [ana.account, tom.account]
        lesson.leave(tom)
        lesson.pass_time(3)
        assert queue(lesson) == [ana.account]

    def test_the_queue_outlives_the_relay(self, lesson: Lesson) -> None:
        lesson.ask(tom, raise_hand())
        lesson.ask(ana, raise_hand())
        lesson.crash()
        assert queue(lesson) == [tom.account, ana.account]

    def test_teachers_have_no_hand(self, lesson: Lesson) -> None:
        assert refused(lesson, lesson.teacher, raise_hand()) == "not_allowed"


class TestChat:
    def test_a_message_is_cleaned_and_named(self, lesson: Lesson) -> None:
        (event,) = lesson.ask(ana, say("\n  hi\u202e\x00 there\r\n"))
        assert isinstance(event, MessagePosted)
        assert (event.text, event.name, event.role, event.by) == ("  hi there", "Ana", "student", ana.account)

    @pytest.mark.parametrize(
        ("text", "code"), [("", "empty"), (" \u202e\n", "empty"), ("x" * 2001, "too_long")]
    )
    def test_unfit_text(self, lesson: Lesson, text: str, code: str) -> None:
        assert refused(lesson, ana, say(text)) == code

    def test_longest_text(self, lesson: Lesson) -> None:
        lesson.ask(ana, say("é" * 2000))

    def test_pace_of_students_and_teachers(self, lesson: Lesson) -> None:
        for _ in range(5):
            lesson.ask(ana, say("again"))
        assert refused(lesson, ana, say("again")) == "too_fast"
        for _ in range(20):
            lesson.ask(lesson.teacher, say("again"))
        assert refused(lesson, lesson.teacher, say("again")) == "too_fast"

    def test_question_and_answer(self, lesson: Lesson) -> None:
        (question,) = lesson.ask(ana, say("why?", kind="question"))
        (answer,) = lesson.ask(lesson.teacher, say("because", kind="answer", answers=question.seq))
        assert lesson.room[Chat].questions[question.seq].answers == [answer.seq]
        assert refused(lesson, tom, say("so", kind="answer", answers=9999)) == "no_such_question"

    def test_private_question_and_its_answer_reach_asker_and_teachers_only(self, lesson: Lesson) -> None:
        (question,) = lesson.ask(ana, say("may I go?", kind="question", private=True))
        lesson.ask(lesson.teacher, say("yes", kind="answer", answers=question.seq))
        texts = {
            who.name: [m.text for m in lesson.seen_by(who)[Chat].messages if m.text]
            for who in (lesson.teacher, ana, tom)
        }
        assert texts == {"Ms Lee": ["may I go?", "yes"], "Ana": ["may I go?", "yes"], "Tom": []}
        assert refused(lesson, tom, say("no", kind="answer", answers=question.seq)) == "no_such_question"

    def test_muted(self, lesson: Lesson) -> None:
        mute = MuteChat(ref=new_ref(), session=SESSION, account=ana.account)
        assert refused(lesson, tom, mute) == "not_allowed"
        lesson.ask(lesson.teacher, mute)
        assert refused(lesson, ana, say("hello")) == "muted"
        lesson.ask(tom, say("hello"))
        again = MuteChat(ref=new_ref(), session=SESSION, account=ana.account)
        assert refused(lesson, lesson.teacher, again) == "already_muted"
        lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION))
        assert refused(lesson, tom, say("hello")) == "muted"
        lesson.ask(lesson.teacher, say("quiet please"))
        lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION))
        lesson.ask(ana, say("thanks"))
        unmute = UnmuteChat(ref=new_ref(), session=SESSION)
        assert refused(lesson, lesson.teacher, unmute) == "not_muted"

    def test_said_at_is_kept_but_never_in_the_future(self, lesson: Lesson) -> None:
        now = lesson.clock.now()
        (early,) = lesson.ask(ana, say("earlier", said_at=now - 60_000))
        (late,) = lesson.ask(ana, say("later", said_at=now + 60_000))
        assert isinstance(early, MessagePosted)
        assert isinstance(late, MessagePosted)
        assert (early.said_at, late.said_at) == (now - 60_000, now)


class TestPeople:
    def test_comings_are_gathered(self) -> None:
        lesson = Lesson()
        crowd = [person(f"S{n:02}") for n in range(20)]
        lesson.enter(lesson.teacher, *crowd)
        assert lesson.kinds() == ["session_started", "people_came"]
        lesson.pass_time(1)
        assert lesson.kinds() == ["session_started", "people_came", "people_came"]
        assert {p.account for p in lesson.room[People].present()} == {
            p.account for p in (lesson.teacher, *crowd)
        }

    def test_whoever_acts_is_told_first(self) -> None:
        lesson = Lesson()
        lesson.enter(lesson.teacher, ana, tom)
        lesson.ask(tom, raise_hand())
        assert lesson.kinds(2) == ["people_came", "hand_raised"]

    def test_a_short_cut_is_not_told(self, lesson: Lesson) -> None:
        before = len(lesson.told)
        lesson.lose(ana)
        lesson.pass_time(0.5)
        lesson.enter(ana)
        lesson.pass_time(5)
        assert lesson.kinds(before) == []

    def test_lost_left_and_removed_are_told_apart(self, lesson: Lesson) -> None:
        lesson.enter(eve)
        lesson.pass_time(2)
        lesson.lose(ana)
        lesson.leave(tom)
        lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=eve.account))
        lesson.pass_time(2)
        people = lesson.room[People].everybody
        assert [people[p.account].state for p in (ana, tom, eve)] == ["lost", "left", "removed"]

    def test_two_devices_count_once(self, lesson: Lesson) -> None:
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

    def test_coming_and_going_has_a_pace(self, lesson: Lesson) -> None:
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

    def test_two_who_are_muted_and_come_and_go_by_turns_fill_no_log(self, lesson: Lesson) -> None:
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

    def test_full(self) -> None:
        lesson = Lesson(seats=1)
        lesson.enter(lesson.teacher, ana)
        entering = EnterRoom(ref=new_ref(), session=SESSION)
        assert refused(lesson, tom, entering) == "session_full"
        lesson.enter(person("Ana", device="phone"))
        lesson.lose(ana)
        lesson.leave(person("Ana", device="phone"))
        lesson.pass_time(2)
        lesson.enter(tom)

    def test_the_seat_of_a_lost_one_is_kept_for_a_while(self) -> None:
        lesson = Lesson(seats=1)
        lesson.enter(lesson.teacher, ana)
        lesson.pass_time(2)
        lesson.lose(ana)
        lesson.pass_time(60)
        assert refused(lesson, tom, EnterRoom(ref=new_ref(), session=SESSION)) == "session_full"
        lesson.pass_time(90)
        lesson.enter(tom)

    def test_removed_stays_out_until_allowed_back(self, lesson: Lesson) -> None:
        lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=ana.account))
        assert refused(lesson, ana, EnterRoom(ref=new_ref(), session=SESSION)) == "removed"
        assert refused(lesson, ana, say("let me in")) == "removed"
        lesson.ask(lesson.teacher, AllowBack(ref=new_ref(), session=SESSION, account=ana.account))
        lesson.enter(ana)
        lesson.ask(ana, say("thanks"))

    def test_teachers_are_not_removed(self, lesson: Lesson) -> None:
        remove = RemovePerson(ref=new_ref(), session=SESSION, account=lesson.teacher.account)
        assert refused(lesson, lesson.teacher, remove) == "not_allowed"

    @pytest.mark.attack
    def test_a_lesson_takes_so_many_events_and_can_be_ended_all_the_same(self) -> None:
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
    def test_a_person_has_so_many_events(self) -> None:
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
    def test_guests_have_half_of_a_lessons_events(self) -> None:
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

    def test_one_has_to_be_in(self, lesson: Lesson) -> None:
        assert refused(lesson, eve, say("hello")) == "not_in_room"

    @pytest.mark.parametrize(
        ("epoch", "back", "wrong_ref", "after"),
        [(EPOCH, 1, False, 3), ("old", 1, False, 0), (EPOCH, 1, True, 0)],
    )
    def test_going_on(self, lesson: Lesson, epoch: str, back: int, wrong_ref: bool, after: int) -> None:
        lesson.ask(ana, say("one"))
        place = lesson.room.head - back
        ref = "another" if wrong_ref else lesson.room.ref_at(place)
        command = EnterRoom(
            ref=new_ref(), session=SESSION, epoch=epoch, after=place, seen=place, seen_ref=ref
        )
        entered = lesson.reply_to(ana, command)
        assert isinstance(entered, Entered)
        assert (entered.after, entered.afresh) == (place if after else 0, not after)

    def test_going_on_past_what_one_may_not_see(self, lesson: Lesson) -> None:
        seen = lesson.room.head
        lesson.ask(tom, PostMessage(ref=new_ref(), session=SESSION, text="psst", private=True))
        entered = self.go_on(lesson, ana, after=seen + 1, seen=seen)
        assert (entered.after, entered.afresh) == (seen + 1, False)

    def test_another_event_may_stand_where_a_hidden_one_was(self, lesson: Lesson) -> None:
        seen = lesson.room.head
        lesson.ask(tom, say("to everybody, after the copy was put back"))
        entered = self.go_on(lesson, ana, after=seen + 1, seen=seen)
        assert (entered.after, entered.afresh) == (0, True)

    def test_who_may_see_more_than_before_begins_afresh(self, lesson: Lesson) -> None:
        seen = lesson.room.head
        lesson.ask(tom, PostMessage(ref=new_ref(), session=SESSION, text="psst", private=True))
        entered = self.go_on(lesson, replace(ana, role="teacher"), after=seen + 1, seen=seen)
        assert (entered.after, entered.afresh) == (0, True)

    def go_on(self, lesson: Lesson, asker: Asker, after: int, seen: int) -> Entered:
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


class TestLesson:
    def test_pause_and_resume(self, lesson: Lesson) -> None:
        lesson.pass_time(60)
        lesson.lose(lesson.teacher)
        lesson.pass_time(2)
        assert lesson.room[LessonMemory].paused
        assert refused(lesson, ana, say("hello?")) == "teacher_away"
        lesson.ask(ana, raise_hand())
        lesson.enter(lesson.teacher)
        lesson.pass_time(2)
        assert not lesson.room[LessonMemory].paused
        lesson.ask(ana, say("welcome back"))

    def test_ends_when_the_teacher_stays_away(self, lesson: Lesson) -> None:
        lesson.pass_time(60)
        lesson.leave(lesson.teacher)
        lesson.pass_time(2)
        lesson.pass_time(597)
        assert lesson.room[LessonMemory].live
        lesson.pass_time(3)
        assert lesson.room[LessonMemory].ended_why == "teacher_gone"
        assert refused(lesson, ana, raise_hand()) == "session_not_live"

    def test_the_limit_counts_running_time(self, lesson: Lesson) -> None:
        lesson.pass_time(60)
        lesson.leave(lesson.teacher)
        lesson.pass_time(2)
        lesson.clock.offset_ms += 10 * 365 * 24 * 3600 * 1000
        lesson.pass_time(10)
        assert lesson.room[LessonMemory].live

    def test_end_with_figures(self, lesson: Lesson) -> None:
        lesson.ask(ana, say("why?", kind="question"))
        lesson.ask(ana, raise_hand())
        lesson.enter(eve)
        lesson.pass_time(2)
        lesson.leave(eve)
        lesson.pass_time(598)
        assert refused(lesson, ana, EndSession(ref=new_ref(), session=SESSION)) == "not_allowed"
        lesson.ask(person("Ms Lee", "teacher", "at home"), EndSession(ref=new_ref(), session=SESSION))
        ended = lesson.told[-1].event
        figures = ended.figures  # type: ignore[attr-defined]
        assert (figures.people, figures.most_at_once, figures.messages, figures.questions) == (3, 3, 1, 1)
        assert (figures.hands, figures.duration) == (1, 602_000)

    def test_after_a_crash_everybody_is_lost_quietly_first(self, lesson: Lesson) -> None:
        lesson.crash()
        people = lesson.room[People]
        assert [p.state for p in people.everybody.values()] == ["lost"] * 3
        assert all(p.quietly for p in people.everybody.values())
        lesson.enter(lesson.teacher, ana)
        before = len(lesson.told)
        lesson.pass_time(40)
        assert "people_went" in lesson.kinds(before)
        assert not people.everybody[tom.account].quietly
        lines = [(m.line, m.names) for m in lesson.room[Chat].messages if m.line]
        assert lines[-1] == ("lost", ["Tom"])
        assert [line for line, _ in lines].count("came") == 2

    def test_disk_low_tells_and_writes_nothing(self, lesson: Lesson) -> None:
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
