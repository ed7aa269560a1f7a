"""Starting a timer, from the menu More: one of four at once, or with other minutes and what it is for."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext, ReturningForm
from desktop.features.timer.beat import timer_now
from desktop.features.timer.doing import MINUTE, TimerActions
from desktop.features.timer.news import CHANGES
from desktop.features.timer.words import duration_words
from relay.protocol.base import Event
from relay.protocol.timer import StartTimer, Timers

if TYPE_CHECKING:
    from desktop.features.timer.dialog import TimerDialog

MINUTES = 1, 2, 5, 10


class TimerEntries(Panel):
    """Sends StartTimer; what runs is taken away by it."""

    subject, place, order = "timer", "menu", 30

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._doing = TimerActions(context)
        self._form = ReturningForm(context, self.subject, self._make_dialog)

    def refresh(self) -> None:
        if self._form.dialog is not None:
            self._form.dialog.show_instead(self._runs)
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, CHANGES) for event in events):
            self.refresh()

    def menu_entries(self) -> list[MenuEntry]:
        if not (self.context.leads and self.context.can("timer")):
            return []
        under = self.tr("Another timer") if self._runs else self.tr("Timer")
        entries = [
            MenuEntry(
                "more",
                duration_words(minutes * MINUTE),
                "timer",
                partial(self._start_at_once, minutes * MINUTE),
                under=under,
            )
            for minutes in MINUTES
        ]
        return [*entries, MenuEntry("more", self.tr("Other…"), "pencil", self.form, under=under)]

    @property
    def _runs(self) -> bool:
        return self.context.memory(Timers).running > 0

    def _start_at_once(self, seconds: int) -> None:
        self._form.say(self._doing.start(seconds))

    def form(self) -> "TimerDialog":
        """The dialog for one's own, which is opened if it is not."""
        form = self._form.open()
        form.show_instead(self._runs)
        return form

    def _make_dialog(self) -> "TimerDialog":
        from desktop.features.timer.dialog import TimerDialog  # noqa: PLC0415  # most lessons have none

        large = self.context.can("stage")
        return TimerDialog(self.context.theme, self._start, self.window(), can_be_large=large)

    def _start(self, seconds: int, label: str, large: bool) -> str:
        return self._doing.start(seconds, label, large=large)

    def refused(self, waiting: PendingCommand) -> bool:
        """What was written comes back, with why it was refused."""
        command = waiting.command
        if not isinstance(command, StartTimer):
            return False
        if self._doing.is_large and timer_now(self.context) is None:
            self._doing.set_large(False)
        self._form.take_back(waiting, partial(self._come_back, command) if command.label else None)
        return True

    def _come_back(self, command: StartTimer, sentence: str) -> None:
        self.form().come_back(command.seconds, command.label, sentence)
