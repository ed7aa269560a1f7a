"""The timer on the stage, to be read from the last row."""

from collections.abc import Sequence

from desktop.features.panel import MenuEntry, Panel
from desktop.features.timer.beat import Beat, timer_now, timer_seen
from desktop.features.timer.doing import KIND
from desktop.features.timer.news import CHANGES
from relay.protocol.base import Event


class TimerStage(Panel):
    """Shows the Timers memory to everybody; the end stays until a teacher shows something else."""

    subject, place, kind, order = "timer", "stage", KIND, 40

    def furnish(self) -> None:
        from desktop.features.timer.large import LargeTimer  # noqa: PLC0415  # most lessons show none

        self.view = LargeTimer(self.context.theme, self)
        self.add(self.view)
        self._beat = Beat(self.context, self.view, self._show)
        self.refresh()

    def heading(self) -> str:
        return self.tr("Timer")

    def menu_entries(self) -> list[MenuEntry]:
        """While there is one to show."""
        if timer_seen(self.context) is None:
            return []
        return self.context.stage_entries(self.kind, self.tr("The timer, large"), "timer")

    def refresh(self) -> None:
        if self.ready:
            self._beat.follow()
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, CHANGES) for event in events):
            self.refresh()

    def _show(self) -> None:
        self.view.show_timer(timer_now(self.context), self.context.room.now())
