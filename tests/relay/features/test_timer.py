"""A timer: what is left of it runs with the room, and the relay ends it."""

import pytest

from relay.protocol.base import RoomCommand
from relay.protocol.lesson import TeacherWentAway
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.personal import ERASED, without
from relay.protocol.timer import (
    AddTime,
    Countdown,
    PauseTimer,
    ResumeTimer,
    StartTimer,
    StopTimer,
    TimerEnded,
    Timers,
    TimerStarted,
    TimerStopped,
)
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, refused

MINUTE = 60_000


def start(lesson: Lesson, seconds: int = 60, label: str = "") -> int:
    """Starts one; its number."""
    command = StartTimer(ref=new_ref(), session=SESSION, seconds=seconds, label=label)
    return next(e.seq for e in lesson.ask(lesson.teacher, command) if isinstance(e, TimerStarted))


def of(command: type[RoomCommand], number: int, **more: int) -> RoomCommand:
    made: RoomCommand = command(ref=new_ref(), session=SESSION, timer=number, **more)  # type: ignore[call-arg]
    return made


def more(number: int) -> RoomCommand:
    return of(AddTime, number, seconds=60)


def timer(lesson: Lesson, number: int) -> Countdown:
    return lesson.room[Timers].timers[number]


def left(lesson: Lesson, number: int) -> float:
    """Seconds."""
    return timer(lesson, number).left(lesson.room.now()) / 1000


def test_it_ends_in_time_and_not_before(lesson: Lesson) -> None:
    number = start(lesson, 60, "  the  rope ")
    assert timer(lesson, number).label == "the rope"
    lesson.pass_time(59.9)
    assert lesson.room[Timers].running == number
    lesson.pass_time(0.1)
    assert isinstance(lesson.told[-1].event, TimerEnded)
    assert lesson.told[-1].by == ""
    assert (lesson.room[Timers].running, timer(lesson, number).how) == (0, "time")


def test_another_takes_its_place(lesson: Lesson) -> None:
    first = start(lesson)
    second = start(lesson, 30)
    assert [type(entry.event) for entry in lesson.told[-2:]] == [TimerStopped, TimerStarted]
    assert timer(lesson, first).how == "teacher"
    lesson.pass_time(61)
    ended = [entry.event.timer for entry in lesson.told if isinstance(entry.event, TimerEnded)]
    assert ended == [second]
    for command in (more(first), of(PauseTimer, first), of(ResumeTimer, first), of(StopTimer, first)):
        assert refused(lesson, lesson.teacher, command) == "timer_over"
    assert refused(lesson, lesson.teacher, more(second + 1)) == "no_such_timer"


def test_while_it_is_paused_no_time_passes(lesson: Lesson) -> None:
    number = start(lesson)
    assert refused(lesson, lesson.teacher, of(ResumeTimer, number)) == "timer_not_paused"
    lesson.pass_time(20)
    lesson.ask(lesson.teacher, of(PauseTimer, number))
    assert refused(lesson, lesson.teacher, of(PauseTimer, number)) == "timer_paused"
    lesson.pass_time(600)
    assert left(lesson, number) == 40
    lesson.ask(lesson.teacher, more(number))
    assert left(lesson, number) == 100
    lesson.ask(lesson.teacher, of(ResumeTimer, number))
    lesson.pass_time(99)
    assert lesson.room[Timers].running == number
    lesson.pass_time(1)
    assert timer(lesson, number).how == "time"


def test_a_minute_more_also_when_it_is_over(lesson: Lesson) -> None:
    number = start(lesson)
    lesson.pass_time(10)
    lesson.ask(lesson.teacher, more(number))
    assert left(lesson, number) == 110
    lesson.pass_time(120)
    assert timer(lesson, number).how == "time"
    lesson.ask(lesson.teacher, more(number))
    assert left(lesson, number) == pytest.approx(60, abs=1)
    lesson.ask(lesson.teacher, of(StopTimer, number))
    lesson.pass_time(60)
    assert timer(lesson, number).how == "teacher"
    assert refused(lesson, lesson.teacher, more(number)) == "timer_over"


@pytest.mark.parametrize("paused", [False, True])
def test_over_a_restart_it_goes_on_with_what_was_left(lesson: Lesson, paused: bool) -> None:
    number = start(lesson)
    lesson.pass_time(20)
    if paused:
        lesson.ask(lesson.teacher, of(PauseTimer, number))
    alive_until = lesson.room.now()
    room = lesson.room = lesson._recalled()
    lesson.clock.offset_ms += 5 * MINUTE
    lesson._keep([lesson.rulebook.reopen(room, alive_until)])
    lesson.look()
    assert left(lesson, number) == 40
    lesson.enter(lesson.teacher)
    lesson.pass_time(39)
    assert lesson.room[Timers].running == number
    lesson.pass_time(2)
    assert (lesson.room[Timers].running == number) is paused


@pytest.mark.parametrize("paused", [False, True])
def test_a_lesson_that_is_opened_again_has_it_go_on(lesson: Lesson, paused: bool) -> None:
    number = start(lesson)
    lesson.pass_time(20)
    if paused:
        lesson.ask(lesson.teacher, of(PauseTimer, number))
        lesson.pass_time(5)
    lesson.end()
    assert (lesson.room[Timers].running, timer(lesson, number).how) == (0, "ended")
    lesson.clock.seconds += 300
    lesson.reopen()
    assert left(lesson, number) == 40
    assert (timer(lesson, number).paused_at > 0) is paused


def test_it_goes_on_while_the_teacher_is_away(lesson: Lesson) -> None:
    number = start(lesson, 120)
    lesson.lose(lesson.teacher)
    lesson.pass_time(125)
    told = [type(entry.event) for entry in lesson.told]
    assert told.index(TeacherWentAway) < told.index(TimerEnded)
    assert timer(lesson, number).how == "time"


def test_what_it_is_for_is_erased_with_who_wrote_it_and_its_count_stays(lesson: Lesson) -> None:
    start(lesson, label="Talk with Ana")
    start(lesson)
    told = [entry.event for entry in lesson.told if isinstance(entry.event, TimerStarted)]
    erased = [without(event, lesson.teacher.account) for event in told]
    assert [event.label for event in erased] == [ERASED, ""]
    assert lesson.room[LessonStats].stats(lesson.room.now()).counted()["timers"] == 2
