"""Giving the class a time, which the relay ends: starting, prolonging, pausing and stopping a timer."""

from relay.presence import Asker
from relay.protocol.fitting import fit_line
from relay.protocol.refusals import Refusal
from relay.protocol.timer import (
    LABEL_LENGTH,
    MOST_TIMERS,
    TIMER_NOT_PAUSED,
    TIMER_PAUSED,
    TOO_MANY_TIMERS,
    AddTime,
    PauseTimer,
    ResumeTimer,
    StartTimer,
    StopTimer,
    TimeAdded,
    TimerEnded,
    TimerPaused,
    TimerResumed,
    Timers,
    TimerStarted,
    TimerStopped,
)
from relay.room import Room
from relay.rules import TEACHERS, answers, watches


@answers(StartTimer, TEACHERS)
def start_timer(room: Room, asker: Asker, command: StartTimer) -> None:
    """In place of the one that runs."""
    label, timers = fit_line(command.label, LABEL_LENGTH), room[Timers]
    if len(timers.timers) >= MOST_TIMERS:
        raise Refusal(TOO_MANY_TIMERS)
    if timers.running:
        room.publish(TimerStopped(timer=timers.running))
    room.publish(TimerStarted(time=command.seconds * 1000, label=label))


@answers(AddTime, TEACHERS)
def add_time(room: Room, asker: Asker, command: AddTime) -> None:
    """Also to one whose time is over, if it was the last."""
    time = room[Timers].prolonged(command.timer, command.seconds, room.now())
    room.publish(TimeAdded(timer=command.timer, time=time))


@answers(PauseTimer, TEACHERS)
def pause_timer(room: Room, asker: Asker, command: PauseTimer) -> None:
    """One that runs."""
    if room[Timers].find(command.timer).paused_at:
        raise Refusal(TIMER_PAUSED)
    room.publish(TimerPaused(timer=command.timer))


@answers(ResumeTimer, TEACHERS)
def resume_timer(room: Room, asker: Asker, command: ResumeTimer) -> None:
    """One that is paused."""
    if not room[Timers].find(command.timer).paused_at:
        raise Refusal(TIMER_NOT_PAUSED)
    room.publish(TimerResumed(timer=command.timer))


@answers(StopTimer, TEACHERS, vital=True)
def stop_timer(room: Room, asker: Asker, command: StopTimer) -> None:
    """One that runs or is paused."""
    room[Timers].find(command.timer)
    room.publish(TimerStopped(timer=command.timer))


@watches
def timer_is_over(room: Room) -> float | None:
    """Ends it in time. It goes on while the teacher is away, as the class does what it is for."""
    timers = room[Timers]
    timer = timers.timers.get(timers.running)
    if timer is None or timer.paused_at:
        return None
    left = timer.left(room.now())
    if left > 0:
        return left / 1000
    room.publish(TimerEnded(timer=timers.running))
    return None
