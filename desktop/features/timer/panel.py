"""The timer in the room's header, and the menu of what a teacher does with it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.panel import Panel, PanelContext
from desktop.features.timer.beat import Beat, number_now, timer_now, timer_seen
from desktop.features.timer.doing import TimerActions
from desktop.features.timer.news import CHANGES, TimerNews
from desktop.features.timer.words import spoken, state_words
from desktop.theme import drop
from desktop.theme.countdown import minutes
from relay.protocol.base import Event
from relay.protocol.timer import (
    NO_SUCH_TIMER,
    TIMER_NOT_PAUSED,
    TIMER_OVER,
    TIMER_PAUSED,
    Countdown,
)
from resources import IconName

if TYPE_CHECKING:
    from desktop.features.timer.chip import ChipButton, ChipLabel


class TimerPanel(Panel):
    """Shows the Timers memory. Its chip is read and made with the first timer: many lessons have none."""

    subject, place, order = "timer", "header", 10
    harmless = NO_SUCH_TIMER.name, TIMER_OVER.name, TIMER_PAUSED.name, TIMER_NOT_PAUSED.name

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.doing = TimerActions(context)
        self.chip: ChipButton | ChipLabel | None = None
        self._is_teachers = False
        self._news = TimerNews(context, self)
        self._beat: Beat | None = None
        self._offered = False
        self.refresh()

    def wanted(self) -> bool:
        return timer_seen(self.context) is not None

    def refresh(self) -> None:
        self._offered = self.wanted()
        if self._offered:
            self._make()
        if self._beat is not None:
            self._beat.follow()
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if self._offered != self.wanted() or any(isinstance(event, CHANGES) for event in events):
            self.refresh()
        self._news.on_events(events, live)

    def tick(self, now: int) -> None:
        if self._offered != self.wanted():
            self.refresh()
        if self.context.page.in_front():
            self._news.withdraw()  # the chip may be gone by now
        self._news.tick(now)

    def _make(self) -> None:
        """For the role that the person has."""
        context, teaches = self.context, self.context.teaches
        if self.chip is not None:
            if self._is_teachers is teaches:
                return
            drop(self.box, self.chip)
        from desktop.features.timer.chip import ChipButton, ChipLabel  # noqa: PLC0415

        self._is_teachers = teaches
        if teaches:
            self.chip = ChipButton(context.theme, self)
            self.chip.clicked.connect(self._open_menu)
        else:
            self.chip = ChipLabel(context.theme, self)
        self._beat = Beat(context, self.chip, self._show)
        self._show()  # it has its words before it has its place
        self.add(self.chip)
        self.chip.show()

    def _show(self) -> None:
        timer = timer_now(self.context)
        if timer is None or self.chip is None:
            return
        now = self.context.room.now()
        label = self.tr("Paused") if timer.paused_at else timer.label
        left = minutes(timer.left(now))
        self.chip.show_state(state_words(timer, now), left, label, icon_of(timer))
        self.chip.set_name(spoken(timer, now))

    # what a teacher does

    def _open_menu(self) -> None:
        if self.chip is None:
            return
        menu, chip = self.make_menu(), self.chip
        left = 0 if chip.isRightToLeft() else chip.width() - menu.sizeHint().width()
        menu.popup(chip.mapToGlobal(QPoint(left, chip.height())))

    def make_menu(self) -> QMenu:
        """Of what can be done now; it deletes itself when it is closed."""
        menu, doing = QMenu(self), self.doing
        number, timer = number_now(self.context), timer_now(self.context)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.tr("Timer"))
        if timer is None:
            return menu
        online = self.context.room.is_in
        if not online:
            menu.addAction(self.tr("You are offline: the timer goes on")).setEnabled(False)
        add = partial(self._add, menu)
        add(
            "plus",
            self.tr("Add a minute"),
            partial(doing.add_minute, number),
            online and doing.may_add(number),
        )
        if timer.paused_at:
            add("play", self.tr("Go on"), partial(doing.resume, number), online)
        elif not timer.over_at:
            add("pause", self.tr("Pause"), partial(doing.pause, number), online)
        if self.context.can("stage"):
            words = self.tr("Take off the stage") if doing.is_large else self.tr("Show large")
            add("monitor-up", words, partial(doing.set_large, not doing.is_large))
        if not timer.over_at:
            menu.addSeparator()
            add("x", self.tr("Stop"), partial(doing.stop, number), online)
        return menu

    def _add(
        self, menu: QMenu, icon: IconName, words: str, do: Callable[[], None], enabled: bool = True
    ) -> None:
        action = menu.addAction(self.context.theme.icon(icon, "muted"), words)
        action.setEnabled(enabled)
        action.triggered.connect(do)


def icon_of(timer: Countdown) -> IconName:
    if timer.how == "time":
        return "bell"
    return "pause" if timer.paused_at else "timer"
