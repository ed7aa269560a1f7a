"""What a teacher does with a timer, and whether it may be done now."""

from desktop.features.panel import PanelContext
from desktop.translating import translate
from relay.protocol.stage import SetStage, Stage
from relay.protocol.timer import (
    LONGEST_SECONDS,
    AddTime,
    PauseTimer,
    ResumeTimer,
    StartTimer,
    StopTimer,
    Timers,
)

KIND = "timer"
"""By this word the stage knows it."""
MINUTE = 60


class TimerActions:
    """Sends what a teacher asks of a timer, by its number: another may be there when it arrives."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context

    def start(self, seconds: int, label: str = "", *, large: bool = False) -> str:
        """Gives the class so much time. A sentence says why that can't be done now.

        What waits for the connection would start at some moment that nobody has chosen.
        """
        room = self._context.room
        if not room.is_in:
            return translate("Timer", "You are offline. Start it once you are back online.")
        if not room.asked_of(StartTimer):
            room.send(StartTimer(**room.head(), seconds=seconds, label=label))
            if large and not self.is_large:
                self._context.set_stage(KIND)
        return ""

    def may_add(self, number: int) -> bool:
        """Whether it can have a minute more."""
        timer = self._context.memory(Timers).timers[number]
        had = max(timer.time, timer.ran(self._context.room.now()))
        return had + MINUTE * 1000 <= LONGEST_SECONDS * 1000

    def add_minute(self, number: int) -> None:
        """One whose time is over goes on."""
        room = self._context.room
        room.send(AddTime(**room.head(), timer=number, seconds=MINUTE))

    def pause(self, number: int) -> None:
        room = self._context.room
        room.send(PauseTimer(**room.head(), timer=number))

    def resume(self, number: int) -> None:
        room = self._context.room
        room.send(ResumeTimer(**room.head(), timer=number))

    def stop(self, number: int) -> None:
        """It leaves the stage too."""
        room = self._context.room
        room.send(StopTimer(**room.head(), timer=number))
        if self.is_large:
            self._context.set_stage("")

    @property
    def is_large(self) -> bool:
        """Whether it is on the stage, once everything that waits has been sent."""
        asked = [one.kind for one in self._context.room.asked_of(SetStage)]
        return [self._context.memory(Stage).kind, *asked][-1] == KIND

    def set_large(self, large: bool) -> None:
        self._context.set_stage(KIND if large else "")
