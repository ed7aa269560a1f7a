"""What the class is asked: one at a time, who is missing, late responses, nudges, and time that runs."""

import pytest

from relay.protocol.base import RoomCommand
from relay.protocol.people import Comer, PeopleCame, RemovePerson
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import AnswerPoll, DiscardPoll, OpenPoll, PollOpened, Polls, ShowResults
from relay.protocol.prompts import (
    LATE_WITHIN_MS,
    ClosePrompt,
    Nudge,
    Nudged,
    ProlongPrompt,
    Prompt,
    PromptClosed,
    Prompts,
)
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, refused, tom

MINUTE = 60_000


def ask(lesson: Lesson, *, seconds: int = 0, instead_of: int = 0) -> int:
    """Opens a poll; its number."""
    draft = PollDraft(preset="yes_no", seconds=seconds)
    asked = OpenPoll(ref=new_ref(), session=SESSION, draft=draft, instead_of=instead_of)
    return next(event.seq for event in lesson.ask(lesson.teacher, asked) if isinstance(event, PollOpened))


def answer(number: int, said_at: int = 0) -> AnswerPoll:
    return AnswerPoll(ref=new_ref(), session=SESSION, prompt=number, choices=[0], said_at=said_at)


def close(lesson: Lesson, number: int) -> None:
    lesson.ask(lesson.teacher, ClosePrompt(ref=new_ref(), session=SESSION, prompt=number))


def prolong(number: int, seconds: int = 60) -> ProlongPrompt:
    return ProlongPrompt(ref=new_ref(), session=SESSION, prompt=number, seconds=seconds)


def nudge(number: int) -> Nudge:
    return Nudge(ref=new_ref(), session=SESSION, prompt=number)


def prompt(lesson: Lesson, number: int) -> Prompt:
    return lesson.room[Prompts].prompts[number]


def who(lesson: Lesson, number: int) -> tuple[list[str], list[str]]:
    """Who is missing, and whose line is down."""
    prompts = lesson.room[Prompts]
    names = {one.account: one.name for one in (ana, tom, eve)}
    missing, lost = prompts.waiting_for(number), prompts.unreachable(number)
    return [names[account] for account in missing], [names[account] for account in lost]


def cut(lesson: Lesson, asker: object) -> None:
    """A line is down, and everybody has been told."""
    lesson.lose(asker)  # type: ignore[arg-type]
    lesson.pass_time(2)


class TestOneAtATime:
    def test_another_is_opened_instead_of_the_one_that_is_named(self, lesson: Lesson) -> None:
        first = ask(lesson)
        other = OpenPoll(ref=new_ref(), session=SESSION, draft=PollDraft(preset="a_d"))
        assert refused(lesson, lesson.teacher, other) == "prompt_still_open"
        other = OpenPoll(ref=new_ref(), session=SESSION, draft=PollDraft(preset="a_d"), instead_of=99)
        assert refused(lesson, lesson.teacher, other) == "prompt_still_open"
        before = len(lesson.told)
        second = ask(lesson, instead_of=first)
        assert [type(entry.event) for entry in lesson.told[before:]] == [PromptClosed, PollOpened]
        assert lesson.room[Prompts].open == second
        assert prompt(lesson, first).why == "teacher"
        assert list(lesson.room[Polls].polls) == [first, second]

    def test_a_key_of_one_that_is_opened_instead_names_it(self, lesson: Lesson) -> None:
        first = ask(lesson)
        draft = PollDraft(preset="yes_no", explanation="So it is.")
        opened = OpenPoll(ref=new_ref(), session=SESSION, draft=draft, instead_of=first)
        lesson.ask(lesson.teacher, opened)
        assert lesson.room[Polls].polls[lesson.room[Prompts].open].explanation == "So it is."

    def test_instead_of_one_that_its_time_has_closed(self, lesson: Lesson) -> None:
        first = ask(lesson, seconds=10)
        lesson.pass_time(11)
        assert ask(lesson, instead_of=first) == lesson.room[Prompts].open

    @pytest.mark.parametrize("make", [prolong, nudge, answer])
    def test_what_is_no_prompt(self, lesson: Lesson, make: object) -> None:
        command: RoomCommand = make(1)  # type: ignore[operator]
        asker = ana if isinstance(command, AnswerPoll) else lesson.teacher
        assert refused(lesson, asker, command) in ("no_such_prompt", "no_such_poll")

    def test_a_closed_one_is_not_closed_again(self, lesson: Lesson) -> None:
        number = ask(lesson)
        close(lesson, number)
        again = ClosePrompt(ref=new_ref(), session=SESSION, prompt=number)
        assert refused(lesson, lesson.teacher, again) == "prompt_closed"
        assert refused(lesson, lesson.teacher, nudge(number)) == "prompt_closed"


class TestWhoIsMissing:
    def test_those_who_are_here_apart_from_those_whose_line_is_down(self, lesson: Lesson) -> None:
        lesson.enter(eve)
        lesson.pass_time(2)
        number = ask(lesson)
        assert who(lesson, number) == (["Ana", "Tom", "Eve"], [])
        lesson.ask(ana, answer(number))
        cut(lesson, tom)
        assert who(lesson, number) == (["Eve"], ["Tom"])
        assert lesson.room[Prompts].asked(number) == 3
        lesson.leave(eve)
        lesson.pass_time(2)
        assert who(lesson, number) == ([], ["Tom"])
        close(lesson, number)
        lesson.enter(tom, eve)
        lesson.pass_time(2)
        assert who(lesson, number) == ([], ["Tom"]), "as it was at the end"

    def test_who_answered_and_is_lost_or_gone_is_not_missing(self, lesson: Lesson) -> None:
        number = ask(lesson)
        lesson.ask(ana, answer(number))
        lesson.ask(tom, answer(number))
        cut(lesson, ana)
        lesson.leave(tom)
        lesson.pass_time(2)
        assert who(lesson, number) == ([], [])
        assert lesson.room[Prompts].asked(number) == 2

    def test_who_was_removed_is_awaited_no_more(self, lesson: Lesson) -> None:
        number = ask(lesson)
        cut(lesson, tom)
        for one in (ana, tom):
            lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=one.account))
        assert who(lesson, number) == ([], [])

    def test_who_was_lost_long_before_is_expected_no_more(self, lesson: Lesson) -> None:
        cut(lesson, tom)
        lesson.pass_time(LATE_WITHIN_MS / 1000 + 1)
        assert who(lesson, ask(lesson)) == (["Ana"], [])

    def test_teachers_are_never_missing_nor_who_teaches_now(self, lesson: Lesson) -> None:
        number = ask(lesson)
        assert who(lesson, number) == (["Ana", "Tom"], [])
        prompts = Prompts()
        for role, at in (("student", 1), ("teacher", 2)):
            prompts.apply(PeopleCame(people=[Comer(ana.account, "Ana", role)], at=at))  # type: ignore[arg-type]
        assert (prompts.here, prompts.lost) == ({}, {})


class TestNudging:
    def test_only_who_is_here_and_missing_is_told_and_teachers(self, lesson: Lesson) -> None:
        lesson.enter(eve)
        lesson.pass_time(2)
        number = ask(lesson)
        lesson.ask(ana, answer(number))
        cut(lesson, tom)
        told = lesson.ask(lesson.teacher, nudge(number))
        assert [event.account for event in told if isinstance(event, Nudged)] == [eve.account]
        assert lesson.told[-1].audience == eve.account
        assert lesson.seen_by(eve)[Prompts].prompts[number].nudged == [eve.account]
        assert lesson.seen_by(ana)[Prompts].prompts[number].nudged == []
        lesson.ask(eve, answer(number))
        lesson.pass_time(30)
        assert refused(lesson, lesson.teacher, nudge(number)) == "nobody_missing"

    def test_not_twice_within_some_seconds(self, lesson: Lesson) -> None:
        number = ask(lesson)
        lesson.ask(lesson.teacher, nudge(number))
        assert refused(lesson, lesson.teacher, nudge(number)) == "too_fast"
        lesson.pass_time(20)
        lesson.ask(lesson.teacher, nudge(number))
        assert prompt(lesson, number).nudged == [ana.account, tom.account]

    def test_many_nudged_are_nobodys_share_of_the_lesson(self, lesson: Lesson) -> None:
        number = ask(lesson)
        before = lesson.room._due_to[lesson.teacher.account]
        lesson.ask(lesson.teacher, nudge(number))
        assert lesson.room._due_to[lesson.teacher.account] == before


class TestLateResponses:
    def test_one_whose_line_was_down_at_the_end_is_taken_once(self, lesson: Lesson) -> None:
        number = ask(lesson)
        said_at = lesson.room.now() + 1000
        cut(lesson, ana)
        close(lesson, number)
        lesson.enter(ana)
        late = lesson.ask(ana, answer(number, said_at))
        assert [event.late for event in late] == [True]  # type: ignore[attr-defined]
        assert prompt(lesson, number).late == [ana.account]
        assert who(lesson, number) == (["Tom"], [])
        assert refused(lesson, ana, answer(number, said_at)) == "prompt_closed", "a second one"

    def test_once_for_each_time_that_it_was_open(self, lesson: Lesson) -> None:
        number = ask(lesson)
        for _ in range(2):
            said_at = lesson.room.now()
            cut(lesson, ana)
            close(lesson, number)
            lesson.enter(ana)
            lesson.ask(ana, answer(number, said_at))
            assert prompt(lesson, number).late == [ana.account]
            lesson.ask(lesson.teacher, prolong(number))
            assert prompt(lesson, number).late == [], "what is answered from now on is in time"

    def test_a_line_that_was_dead_before_anybody_knew(self, lesson: Lesson) -> None:
        """The relay notices it only after the end, and knows since when it has heard nothing."""
        number = ask(lesson)
        said_at = lesson.room.now() + 500
        lesson.lose(ana)
        lesson.clock.seconds += 0.9
        close(lesson, number)
        assert who(lesson, number) == (["Ana", "Tom"], [])
        lesson.pass_time(2)
        assert who(lesson, number) == (["Tom"], ["Ana"])
        lesson.enter(ana)
        assert lesson.ask(ana, answer(number, said_at))

    @pytest.mark.parametrize("said", ["nothing", "after the end"])
    def test_not_without_a_time_before_the_end(self, lesson: Lesson, said: str) -> None:
        number = ask(lesson)
        cut(lesson, ana)
        close(lesson, number)
        lesson.enter(ana)
        said_at = 0 if said == "nothing" else lesson.room.now() + 1
        assert refused(lesson, ana, answer(number, said_at)) == "prompt_closed"

    def test_not_from_who_was_here(self, lesson: Lesson) -> None:
        number = ask(lesson)
        said_at = lesson.room.now()
        lesson.pass_time(5)
        close(lesson, number)
        assert refused(lesson, tom, answer(number, said_at)) == "prompt_closed"
        cut(lesson, tom)
        lesson.enter(tom)
        assert refused(lesson, tom, answer(number, said_at)) == "prompt_closed", "lost only afterwards"

    def test_not_from_who_came_first_afterwards(self, lesson: Lesson) -> None:
        number = ask(lesson)
        said_at = lesson.room.now()
        close(lesson, number)
        lesson.enter(eve)
        assert refused(lesson, eve, answer(number, said_at)) == "prompt_closed"

    def test_not_from_who_could_not_know_of_it(self, lesson: Lesson) -> None:
        cut(lesson, ana)
        number = ask(lesson)
        said_at = lesson.room.now()
        lesson.pass_time(5)
        assert who(lesson, number) == (["Tom"], ["Ana"])
        close(lesson, number)
        lesson.enter(ana)
        assert refused(lesson, ana, answer(number, said_at)) == "prompt_closed"

    def test_from_who_was_back_meanwhile_and_lost_again(self, lesson: Lesson) -> None:
        cut(lesson, ana)
        number = ask(lesson)
        lesson.enter(ana)
        lesson.pass_time(2)
        said_at = lesson.room.now()
        cut(lesson, ana)
        close(lesson, number)
        lesson.enter(ana)
        assert lesson.ask(ana, answer(number, said_at))

    def test_not_after_results(self, lesson: Lesson) -> None:
        number = ask(lesson)
        said_at = lesson.room.now()
        cut(lesson, ana)
        lesson.ask(lesson.teacher, ShowResults(ref=new_ref(), session=SESSION, prompt=number))
        lesson.enter(ana)
        assert refused(lesson, ana, answer(number, said_at)) == "prompt_closed"

    def test_not_after_ten_minutes(self, lesson: Lesson) -> None:
        number = ask(lesson)
        said_at = lesson.room.now()
        cut(lesson, ana)
        close(lesson, number)
        lesson.pass_time(LATE_WITHIN_MS / 1000 + 1)
        lesson.enter(ana)
        assert refused(lesson, ana, answer(number, said_at)) == "prompt_closed"

    def test_over_a_restart_of_the_relay(self, lesson: Lesson) -> None:
        """Everybody's line is down then, and what they gave meanwhile counts."""
        number = ask(lesson)
        said_at = lesson.room.now()
        lesson.pass_time(1)
        lesson.crash()
        lesson.enter(lesson.teacher)
        close(lesson, number)
        lesson.enter(ana)
        assert lesson.ask(ana, answer(number, said_at))


class TestTime:
    def test_it_closes_by_itself(self, lesson: Lesson) -> None:
        number = ask(lesson, seconds=60)
        lesson.pass_time(59)
        assert prompt(lesson, number).left(lesson.room.now()) == 1000
        lesson.pass_time(2)
        closed = prompt(lesson, number)
        assert (closed.open, closed.why, closed.ran(lesson.room.now())) == (False, "time", MINUTE)

    def test_without_a_time_it_stays_open(self, lesson: Lesson) -> None:
        number = ask(lesson)
        lesson.pass_time(3600)
        assert prompt(lesson, number).open
        assert prompt(lesson, number).left(lesson.room.now()) is None

    def test_a_minute_more(self, lesson: Lesson) -> None:
        number = ask(lesson, seconds=60)
        lesson.pass_time(50)
        lesson.ask(lesson.teacher, prolong(number))
        assert prompt(lesson, number).left(lesson.room.now()) == 70_000
        lesson.pass_time(71)
        assert not prompt(lesson, number).open

    def test_a_minute_more_of_one_that_is_closed_opens_it_again(self, lesson: Lesson) -> None:
        number = ask(lesson, seconds=60)
        lesson.pass_time(600)
        lesson.ask(lesson.teacher, prolong(number))
        assert prompt(lesson, number).left(lesson.room.now()) == MINUTE
        lesson.ask(ana, answer(number))
        lesson.pass_time(61)
        assert prompt(lesson, number).why == "time"
        assert who(lesson, number) == (["Tom"], [])

    def test_all_the_time_until_it_is_closed(self, lesson: Lesson) -> None:
        number = ask(lesson, seconds=60)
        lesson.ask(lesson.teacher, prolong(number, seconds=0))
        lesson.pass_time(600)
        assert prompt(lesson, number).open

    def test_one_that_is_settled_or_in_the_way_of_another_is_not_opened_again(self, lesson: Lesson) -> None:
        first = ask(lesson)
        second = ask(lesson, instead_of=first)
        assert refused(lesson, lesson.teacher, prolong(first)) == "prompt_still_open"
        lesson.ask(lesson.teacher, ShowResults(ref=new_ref(), session=SESSION, prompt=second))
        assert refused(lesson, lesson.teacher, prolong(second)) == "prompt_settled"
        lesson.ask(lesson.teacher, DiscardPoll(ref=new_ref(), session=SESSION, prompt=first))
        assert refused(lesson, lesson.teacher, prolong(first)) == "prompt_settled"

    def test_it_does_not_run_while_the_relay_is_down(self, lesson: Lesson) -> None:
        number = ask(lesson, seconds=60)
        lesson.pass_time(20)
        left = prompt(lesson, number).left(lesson.room.now())
        lesson.rulebook.look(lesson.room)
        alive_until = lesson.room.now()
        room = lesson.room = lesson._recalled()
        lesson.clock.offset_ms += 10 * MINUTE
        lesson._keep([lesson.rulebook.reopen(room, alive_until)])
        lesson.look()
        assert prompt(lesson, number).left(lesson.room.now()) == left == 40_000
        lesson.pass_time(39)
        assert prompt(lesson, number).open
        lesson.pass_time(2)
        assert prompt(lesson, number).why == "time"

    def test_it_ends_with_the_lesson_and_goes_on_with_it(self, lesson: Lesson) -> None:
        number = ask(lesson, seconds=60)
        lesson.ask(ana, answer(number))
        lesson.pass_time(20)
        lesson.end()
        assert (prompt(lesson, number).why, lesson.room[Prompts].open) == ("ended", 0)
        assert who(lesson, number) == (["Tom"], [])
        lesson.clock.seconds += 300
        lesson.reopen()
        assert lesson.room[Prompts].open == number
        assert prompt(lesson, number).left(lesson.room.now()) == 40_000
        lesson.enter(lesson.teacher, tom)
        lesson.ask(tom, answer(number))
        lesson.pass_time(41)
        assert prompt(lesson, number).why == "time"
