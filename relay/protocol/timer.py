"""Timers: how long the class has for something. One runs at a time, and the relay ends it."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, Count, Event, Milliseconds, Pace, RoomCommand
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.limits import DECODED, Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of
from relay.protocol.refusals import BAD_VALUE, Refusal, final, need

LONGEST_SECONDS = 3 * 3600
LABEL_LENGTH = 60
MOST_TIMERS = 100
TURNS = (1, 5)
LIMITS = (
    Limit("timers", f"{MOST_TIMERS} timers a session", "too_many_timers"),
    Limit("timer's time", f"a timer of {LONGEST_SECONDS // 3600} hours in all", "bad_value"),
    Limit("timer's label", f"what a timer is for, of {LABEL_LENGTH} characters", "too_long"),
    Limit(
        "timers' pace",
        "of each, to start, prolong, pause, resume and stop a timer: {:g} a second, {} at once".format(
            *TURNS
        ),
        "too_fast",
        "pace_factor",
    ),
)

Seconds = Annotated[int, Meta(ge=1, le=LONGEST_SECONDS, description="seconds")]
What = Annotated[str, Meta(max_length=DECODED * LABEL_LENGTH)]
HowOver = Literal["", "time", "teacher", "ended"]


class StartTimer(RoomCommand, kw_only=True):
    """A teacher gives the class so much time, and takes away what runs. ``label``: what it is for."""

    seconds: Seconds
    label: What = ""
    pace: ClassVar = {"teacher": Pace(*TURNS)}


class AddTime(RoomCommand, kw_only=True):
    """A teacher gives so many seconds more. The last one goes on by it if its time was over.

    ``timer``: its number in the log.
    """

    timer: Count
    seconds: Seconds
    pace: ClassVar = {"teacher": Pace(*TURNS)}


class PauseTimer(RoomCommand, kw_only=True):
    """A teacher has the time stand still."""

    timer: Count
    pace: ClassVar = {"teacher": Pace(*TURNS)}


class ResumeTimer(RoomCommand, kw_only=True):
    """A teacher has it go on, with what was left."""

    timer: Count
    pace: ClassVar = {"teacher": Pace(*TURNS)}


class StopTimer(RoomCommand, kw_only=True):
    """A teacher takes the timer away before its time is over."""

    timer: Count
    pace: ClassVar = {"teacher": Pace(*TURNS)}


class TimerStarted(Event, kw_only=True):
    """The class has so much time, in milliseconds of running time; the event's number is the timer's."""

    time: Milliseconds
    label: Annotated[What, Of("by")] = ""
    counted: ClassVar[str] = "timers"


class TimeAdded(Event, kw_only=True):
    """It lasts ``time`` milliseconds in all; if its time was over, it goes on."""

    timer: Count
    time: Milliseconds


class TimerPaused(Event, kw_only=True):
    """Its time stands still."""

    timer: Count


class TimerResumed(Event, kw_only=True):
    """It goes on with what was left."""

    timer: Count


class TimerStopped(Event, kw_only=True):
    """A teacher has taken it away, or started another in its place."""

    timer: Count


class TimerEnded(Event, kw_only=True):
    """Its time is over."""

    timer: Count
    missed: ClassVar[bool] = True


class Countdown(Struct):
    """One timer."""

    label: str
    author: AccountId
    started_at: Milliseconds
    time: Milliseconds
    idle: Milliseconds = 0
    """Milliseconds since its start that do not count: it was paused or over, or nothing ran."""
    paused_at: Milliseconds = 0
    """0 while it is not paused; it stays where a paused one is stopped."""
    over_at: Milliseconds = 0
    """0 until it is over."""
    how: HowOver = ""

    def ran(self, now: Milliseconds) -> Milliseconds:
        """How long it has run."""
        return max(0, (self.paused_at or self.over_at or now) - self.started_at - self.idle)

    def left(self, now: Milliseconds) -> Milliseconds:
        """How long it still runs, or would if it were not over."""
        return max(0, self.time - self.ran(now))


class Timers(Memory):
    """Every timer by its number, in order; of these one at most is not over."""

    timers: dict[int, Countdown] = field(default_factory=dict)
    running: Count = 0
    """The number of the one that is not over, perhaps paused; or 0."""
    at_end: Count = 0
    """The one that was not over when the lesson ended: it goes on if that does."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case TimerStarted():
                self.timers[event.seq] = Countdown(event.label, event.by, event.at, event.time)
                self.running = event.seq
            case TimeAdded() if timer := self.timers.get(event.timer):
                timer.time = event.time
                if timer.over_at:
                    self._go_on(event.timer, timer, event.at)
            case TimerPaused() if timer := self._runs(event.timer):
                timer.paused_at = event.at
            case TimerResumed() if timer := self._runs(event.timer):
                timer.idle += max(0, event.at - timer.paused_at)
                timer.paused_at = 0
            case TimerStopped() if timer := self._runs(event.timer):
                self._be_over(timer, event.at, "teacher")
            case TimerEnded() if timer := self._runs(event.timer):
                self._be_over(timer, event.at, "time")
            case RelayReopened() if (timer := self._runs(self.running)) and not timer.paused_at:
                timer.idle += max(0, event.at - max(event.down_since, timer.started_at))
            case SessionEnded():
                self.at_end = self.running
                if timer := self._runs(self.running):
                    self._be_over(timer, event.at, "ended")
            case SessionReopened():
                if timer := self.timers.get(self.at_end):
                    self._go_on(self.at_end, timer, event.at)
                self.at_end = 0

    @property
    def last(self) -> Count:
        """The number of the one that was started last, or 0."""
        return max(self.timers, default=0)

    def find(self, number: int) -> Countdown:
        """The one of this number that is not over; refused `no_such_timer` or `timer_over`."""
        timer = need(self.timers.get(number), NO_SUCH_TIMER)
        if number != self.running:
            raise Refusal(TIMER_OVER)
        return timer

    def prolonged(self, number: int, seconds: int, now: Milliseconds) -> Milliseconds:
        """How long it lasts in all with so many seconds more; refused if it can't have them.

        One whose time is over can, as long as no other was started.
        """
        timer = self.timers.get(number)
        if timer is None or not (number == self.last and timer.how == "time"):
            timer = self.find(number)
        time = max(timer.time, timer.ran(now)) + seconds * 1000
        if time > LONGEST_SECONDS * 1000:
            raise Refusal(BAD_VALUE, detail="seconds")
        return time

    def _runs(self, number: int) -> Countdown | None:
        return self.timers.get(number) if number == self.running else None

    def _be_over(self, timer: Countdown, at: Milliseconds, how: HowOver) -> None:
        timer.over_at, timer.how = at, how
        self.running = 0

    def _go_on(self, number: int, timer: Countdown, at: Milliseconds) -> None:
        if not timer.paused_at:
            timer.idle += max(0, at - timer.over_at)
        timer.over_at, timer.how = 0, ""
        self.running = number


NO_SUCH_TIMER = final("no_such_timer")
TIMER_OVER = final("timer_over")
"""Its time is over, or it was taken away or replaced."""
TIMER_PAUSED = final("timer_paused")
"""It is paused already."""
TIMER_NOT_PAUSED = final("timer_not_paused")
TOO_MANY_TIMERS = final("too_many_timers")
