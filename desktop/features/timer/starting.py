"""Starting a timer, from the menu More: one of four at once, or with other minutes and what it is for."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import ComingBack, MenuEntry, Panel, PanelContext
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
        self._dialog: TimerDialog | None = None
        self._coming_back = ComingBack(context, self.subject)

    def refresh(self) -> None:
        if self._dialog is not None:
            self._dialog.show_instead(self._runs)
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
        return [*entries, MenuEntry("more", self.tr("Other…"), "pencil", self._write, under=under)]

    @property
    def _runs(self) -> bool:
        return self.context.memory(Timers).running > 0

    def _start_at_once(self, seconds: int) -> None:
        self.context.notices.withdraw(self._key)
        if problem := self._doing.start(seconds):
            self.context.notices.tell(self._key, problem, outside=False)

    def _write(self) -> None:
        self.form()

    def form(self) -> "TimerDialog":
        """The dialog for one's own, which is opened if it is not."""
        if self._dialog is None:
            from desktop.features.timer.dialog import TimerDialog  # noqa: PLC0415  # most lessons have none

            large = self.context.can("stage")
            self._dialog = TimerDialog(self.context.theme, self._start, self.window(), can_be_large=large)
            self._dialog.finished.connect(self._on_finished)
            self._dialog.open()
        self._dialog.show_instead(self._runs)
        return self._dialog

    def _start(self, seconds: int, label: str, large: bool) -> str:
        return self._doing.start(seconds, label, large=large)

    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def refused(self, waiting: PendingCommand) -> bool:
        """What was written comes back, with why it was refused."""
        command = waiting.command
        if not isinstance(command, StartTimer):
            return False
        self.context.room.discard(waiting.ref)
        if self._doing.is_large and timer_now(self.context) is None:
            self._doing.set_large(False)
        sentence = self.context.say(waiting.code)
        if self.context.leads and command.label:
            come_back = partial(self._come_back, command.seconds, command.label, sentence)
            self._coming_back.bring(waiting.ref, sentence, come_back, busy=self._dialog is not None)
        else:
            self.context.notices.tell(self._key, sentence, outside=False)
        return True

    def _come_back(self, seconds: int, label: str, sentence: str) -> None:
        self.form().come_back(seconds, label, sentence)

    def gone(self) -> None:
        self.context.notices.withdraw(self._key)
        self._coming_back.gone()
        if self._dialog is not None:
            self._dialog.done(0)

    @property
    def _key(self) -> str:
        return f"timer not started/{self.context.room.session_id}"
