"""What is told of a timer beside its picture: to screen readers, by a sound, and to whom does not look."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.timer.beat import timer_now
from desktop.features.timer.words import duration_words, left_words, seconds_left
from desktop.theme.widgets import announce
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.timer import (
    Countdown,
    TimeAdded,
    TimerEnded,
    TimerPaused,
    TimerResumed,
    TimerStarted,
    TimerStopped,
)

CHANGES = TimerStarted, TimeAdded, TimerPaused, TimerResumed, TimerStopped, TimerEnded
SPOKEN_AT = 60, 10
"""Seconds before the end at which a screen reader says what is left; it does at half of the time too."""


class TimerNews:
    """The end makes a sound for who teaches, and is a notice for whoever has not the room before them."""

    def __init__(self, context: PanelContext, speaker: QWidget) -> None:
        self._context, self._speaker = context, speaker
        self._key = f"timer/{context.room.session_id}"
        context.page.going.connect(self.withdraw)
        self._heard = 0
        """Seconds that were left when last looked at; 0: not looked at."""

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        changes = [event for event in events if isinstance(event, CHANGES)]
        if changes:
            self._heard = 0
            self.withdraw()
        timer = timer_now(self._context)
        if not (changes and live) or timer is None:
            return
        match changes[-1]:
            case TimerEnded():
                self._end(timer)
            case TimerStarted():
                self._say(duration_words(timer.time // 1000), timer)
            case TimerPaused():
                self._say(translate("Timer", "paused"), timer)
            case _:
                self._say(left_words(seconds_left(timer.left(self._context.room.now()))), timer)

    def tick(self, now: int) -> None:
        """Says what is left. Without a connection nobody knows whether it still runs."""
        timer = timer_now(self._context)
        if timer is None or timer.over_at or timer.paused_at or not self._context.room.is_in:
            self._heard = 0
            return
        before, self._heard = self._heard, seconds_left(timer.left(now))
        marks = {timer.time // 2000, *(mark for mark in SPOKEN_AT if mark * 1000 < timer.time)}
        if any(before > mark >= self._heard > 0 for mark in marks):
            announce(self._speaker, left_words(self._heard))

    def withdraw(self) -> None:
        self._context.notices.withdraw(self._key)

    def _end(self, timer: Countdown) -> None:
        context, title = self._context, translate("Timer", "Time is up")
        named = translate("Timer", "Time is up: {label}").format(label=timer.label)
        announce(self._speaker, named if timer.label else title)
        if context.teaches:
            context.sounds.play("timer")
        if not context.page.in_front():
            context.notices.tell(self._key, title, timer.label, open=context.page.come_forward)

    def _say(self, state: str, timer: Countdown) -> None:
        words = (
            translate("Timer", "Timer “{label}”: {state}")
            if timer.label
            else translate("Timer", "Timer: {state}")
        )
        announce(self._speaker, words.format(label=timer.label, state=state))
