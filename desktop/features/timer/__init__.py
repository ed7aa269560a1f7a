"""Timers: how long the class has, in the room's header and large on the stage."""

from collections.abc import Mapping, Sequence

from desktop.features.timer.panel import TimerPanel
from desktop.features.timer.stage import TimerStage
from desktop.features.timer.starting import TimerEntries
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.timer import TimerEnded

__all__ = ["TimerEntries", "TimerPanel", "TimerStage", "figure_labels", "missed_words", "sentences"]


def sentences() -> Mapping[str, str]:
    return {
        "no_such_timer": translate("Timer", "That timer is not there any more. Start another."),
        "timer_over": translate("Timer", "That timer is over. Start another."),
        "timer_paused": translate("Timer", "The timer is paused already."),
        "timer_not_paused": translate("Timer", "The timer runs already."),
        "too_many_timers": translate(
            "Timer", "This lesson has had as many timers as it may have. Keep an eye on the clock yourself."
        ),
    }


def figure_labels() -> Mapping[str, str]:
    return {"timers": translate("Timer", "Timers")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """One that still runs is before them."""
    return [translate("Timer", "the end of a timer") for event in events if isinstance(event, TimerEnded)][:1]
