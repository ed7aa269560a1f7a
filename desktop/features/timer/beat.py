"""Which timer is to be seen, and a beat for whoever draws what is left of it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from relay.protocol.lesson import Lesson
from relay.protocol.timer import Countdown, Timers

SEEN_MS = 60_000
"""So long after its end it still says that the time is up."""


def number_now(context: PanelContext) -> int:
    """Of the timer that runs or is paused; or of the last, if its time was over; or 0."""
    timers = context.memory(Timers)
    number = timers.running or timers.last
    timer = timers.timers.get(number)
    fits = timer is not None and timer.how in ("", "time") and context.memory(Lesson).live
    return number if fits else 0


def timer_now(context: PanelContext) -> Countdown | None:
    """The same timer."""
    return context.memory(Timers).timers.get(number_now(context))


def timer_seen(context: PanelContext) -> Countdown | None:
    """The same, but for one that was over a while ago."""
    timer = timer_now(context)
    if timer is not None and timer.over_at and context.room.now() - timer.over_at >= SEEN_MS:
        return None
    return timer


class Beat(QObject):
    """Calls as often as another second of it begins, by the relay's clock: as long as it runs and is seen.

    It is timed anew each time, so that it never drifts, and shows each second once.
    """

    def __init__(self, context: PanelContext, seen: QWidget, show: Callable[[], None]) -> None:
        """``show``: draws what is left now."""
        super().__init__(seen)
        self._context, self._seen, self._show = context, seen, show
        self._next = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._next.timeout.connect(self.follow)
        seen.installEventFilter(self)

    def follow(self) -> None:
        """The timer is another, or stands otherwise."""
        self._show()
        self._next.stop()
        timer = timer_now(self._context)
        if timer is None or timer.over_at or timer.paused_at or not self._seen.isVisible():
            return
        if left := timer.left(self._context.room.now()):
            self._next.start((left - 1) % 1000 + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.follow()
        return False
