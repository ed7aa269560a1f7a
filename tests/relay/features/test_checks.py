"""Checks: who has finished, who is stuck, and what of that the class learns."""

from relay.protocol.checks import Checks, Progress, StartCheck, Tick
from relay.protocol.hands import HandRaised, Hands, LowerHand, RaiseHand, Reason
from relay.protocol.picker import DrawName
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import OpenPoll
from relay.protocol.prompts import ClosePrompt, Nudge, Prompts
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, raise_hand, refused, tom


def start(lesson: Lesson, task: str = "", instead_of: int = 0) -> int:
    """Asks whether everybody has finished; the prompt's number."""
    command = StartCheck(ref=new_ref(), session=SESSION, task=task, instead_of=instead_of)
    return lesson.ask(lesson.teacher, command)[-1].seq


def tick(number: int, progress: Progress, reason: Reason = "", about: str = "", said_at: int = 0) -> Tick:
    return Tick(
        ref=new_ref(),
        session=SESSION,
        prompt=number,
        progress=progress,
        reason=reason,
        about=about,
        said_at=said_at,
    )


def close(lesson: Lesson, number: int) -> None:
    lesson.ask(lesson.teacher, ClosePrompt(ref=new_ref(), session=SESSION, prompt=number))


def test_missing_are_those_who_said_nothing_and_lost_lines_stand_apart(lesson: Lesson) -> None:
    lesson.enter(eve)
    number = start(lesson, "Exercise 3")
    prompts = lesson.room[Prompts]
    lesson.ask(ana, tick(number, "done"))
    lesson.lose(tom)
    lesson.pass_time(3)
    assert lesson.room[Checks].checks[number].those("done") == [ana.account]
    assert prompts.waiting_for(number) == [eve.account]
    assert prompts.unreachable(number) == [tom.account]
    told = lesson.ask(lesson.teacher, Nudge(ref=new_ref(), session=SESSION, prompt=number))
    assert [getattr(event, "account", "") for event in told] == [eve.account]


def test_nobody_waits_for_who_is_stuck(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.ask(ana, tick(number, "stuck", "step", "3b"))
    assert lesson.room[Checks].checks[number].those("stuck") == [ana.account]
    assert lesson.room[Prompts].waiting_for(number) == [tom.account]


def test_the_class_sees_a_hand_and_the_teachers_why_it_is_up(lesson: Lesson) -> None:
    number = start(lesson)
    head = lesson.room.head
    lesson.ask(ana, tick(number, "stuck", "step", "3b"))
    assert lesson.kinds(head) == ["ticked", "hand_raised", "hand_explained"]
    hand = lesson.seen_by(lesson.teacher)[Hands].queue[0]
    assert (hand.reason, hand.about, hand.prompt) == ("step", "3b", number)
    classmate = lesson.seen_by(tom)
    assert (classmate[Hands].queue[0].reason, classmate[Hands].queue[0].about) == ("", "")
    assert classmate[Checks].checks[number].progress == {}
    assert lesson.seen_by(ana)[Hands].queue[0].about == "3b"


def test_being_done_lowers_the_hand_that_being_stuck_raised(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.ask(ana, tick(number, "stuck"))
    lesson.ask(ana, tick(number, "done"))
    assert lesson.room[Hands].queue == []


def test_a_hand_that_was_up_before_stays_up(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    number = start(lesson)
    events = lesson.ask(ana, tick(number, "stuck", "technical"))
    assert not any(isinstance(event, HandRaised) for event in events)
    assert lesson.room[Hands].queue[0].reason == "technical"
    lesson.ask(ana, tick(number, "done"))
    assert lesson.room[Hands].is_up(ana.account)


def test_who_lowered_the_hand_and_is_stuck_again_raises_it_again(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.ask(ana, tick(number, "stuck"))
    lesson.ask(ana, LowerHand(ref=new_ref(), session=SESSION))
    lesson.ask(ana, tick(number, "stuck", "task"))
    assert lesson.room[Hands].queue[0].reason == "task"


def test_working_takes_back_what_was_said(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.ask(ana, tick(number, "done"))
    lesson.ask(ana, tick(number, "working"))
    assert lesson.room[Prompts].waiting_for(number) == [ana.account, tom.account]


def test_a_tick_of_a_cut_line_counts_and_a_faked_one_does_not(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.lose(ana)
    lesson.pass_time(3)
    said_at = lesson.room.now()
    lesson.pass_time(1)
    close(lesson, number)
    lesson.pass_time(5)
    assert refused(lesson, tom, tick(number, "done", said_at=said_at)) == "prompt_closed"
    lesson.enter(ana)
    lesson.ask(ana, tick(number, "done", said_at=said_at))
    assert lesson.room[Prompts].prompts[number].late == [ana.account]


def test_one_thing_is_asked_at_a_time(lesson: Lesson) -> None:
    number = start(lesson)
    poll = OpenPoll(ref=new_ref(), session=SESSION, draft=PollDraft(preset="yes_no"))
    assert refused(lesson, lesson.teacher, poll) == "prompt_still_open"
    head = lesson.room.head
    start(lesson, instead_of=number)
    assert lesson.kinds(head) == ["prompt_closed", "check_started"]


def test_a_poll_is_not_ticked(lesson: Lesson) -> None:
    poll = OpenPoll(ref=new_ref(), session=SESSION, draft=PollDraft(preset="yes_no"))
    number = lesson.ask(lesson.teacher, poll)[0].seq
    assert refused(lesson, ana, tick(number, "done")) == "no_such_prompt"


def test_teachers_neither_tick_nor_students_ask(lesson: Lesson) -> None:
    number = start(lesson)
    assert refused(lesson, lesson.teacher, tick(number, "done")) == "not_allowed"
    assert refused(lesson, ana, StartCheck(ref=new_ref(), session=SESSION)) == "not_allowed"


def test_a_hand_says_why_to_the_teachers_alone(lesson: Lesson) -> None:
    raised = RaiseHand(ref=new_ref(), session=SESSION, reason="question", about=" the\trope ")
    lesson.ask(ana, raised)
    assert lesson.seen_by(lesson.teacher)[Hands].queue[0].about == "the rope"
    assert lesson.seen_by(tom)[Hands].queue[0].reason == ""


def test_done_lowers_the_hand_of_who_was_stuck_also_where_they_had_the_word(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.ask(lesson.teacher, DrawName(ref=new_ref(), session=SESSION))
    drawn = lesson.room[Hands].queue[0].account
    one = ana if drawn == ana.account else tom
    lesson.ask(one, tick(number, "stuck", "step", "3b"))
    assert lesson.room[Hands].is_raised(drawn)
    lesson.ask(one, tick(number, "done"))
    assert not lesson.room[Hands].is_up(drawn)
