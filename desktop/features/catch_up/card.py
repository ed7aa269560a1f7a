"""Says after a cut how much was missed, and leads to the first of it."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.catch_up.missed import Gap, Missed
from desktop.features.panel import Panel, PanelContext
from desktop.features.panel.finding import say_missed
from desktop.features.panel.words import several
from desktop.theme.widgets import Banner, announce
from relay.protocol.base import Event
from relay.protocol.chat import Chat
from relay.protocol.people import People

SHORT_MS = 10_000
"""Who was away for less has missed nothing worth a word."""
NARROW, TIGHT = 420, 470
"""In a narrower and lower window (at a text scale of 1) it says less."""
READING_MS = 5_000
"""So long it stays at least, also where everything missed is in view at once."""


class CatchUpCard(Panel):
    """Stays until the person has read to the end of what was missed, or closes it."""

    subject, place, order = "catch_up", "banner", 40

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.gap: Gap | None = None
        self._missed = Missed()
        self._shown_at = 0
        self._at_first = self._tight = False
        context.room.entered.connect(self._on_entered)
        context.room.caught_up_changed.connect(self._on_caught_up_changed)
        context.room.afresh.connect(self._on_afresh)

    def furnish(self) -> None:
        self.banner = Banner(self.context.theme, "info", icon="message-circle", parent=self)
        self.add(self.banner)
        self.banner.acted.connect(self._show_first)
        self.banner.closed.connect(self.close_card)

    def wanted(self) -> bool:
        return self.gap is not None

    def refresh(self) -> None:
        """What it shows comes from what is told, not from memories."""

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if live:
            return
        self._missed.take(events, self.context.me)
        self._look()

    def tick(self, now: int) -> None:
        if self.gap is None:
            return
        top, bottom = self.context.panels.reading()
        self._shown_at = self._shown_at or now
        self._at_first = self._at_first or 0 < top <= self.gap.first
        if self._at_first and bottom >= self.gap.last and now - self._shown_at >= READING_MS:
            self.close_card()

    def close_card(self) -> None:
        """It has been read, or the person does not want it."""
        self.gap = None
        self.changed.emit()

    def gone(self) -> None:
        self.gap = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says less where there is hardly any room."""
        super().resizeEvent(event)
        px, window = self.context.theme.px, self.window()
        tight = self.width() < px(NARROW) and window.height() < px(TIGHT)
        if tight != self._tight:
            self._tight = tight
            if self.gap is not None:
                self._show(self.gap)

    # the line

    def _on_entered(self) -> None:
        self._missed.come_back(self._known_until() if self.context.room.upto else 0)
        self._look()

    def _on_caught_up_changed(self) -> None:
        room = self.context.room
        if not room.caught_up and not room.is_in:
            self._missed.go(room.now())

    def _on_afresh(self) -> None:
        self._missed.forget()
        if self.gap is not None:
            self.close_card()

    def _known_until(self) -> int:
        """When what this computer knows of the room ends."""
        me = self.context.memory(People).everybody.get(self.context.me)
        messages = self.context.memory(Chat).messages
        last = messages[-1].at if messages else self.context.room.now()
        return me.last_seen_at if me and me.state != "here" and me.last_seen_at < last else last

    def _look(self) -> None:
        if not self.context.room.caught_up:
            return
        gap = self._missed.caught_up(self.context.room.now())
        if gap is None or gap.away < SHORT_MS:
            return
        self.gap = self.gap.and_then(gap) if self.gap else gap
        self._shown_at, self._at_first = 0, False
        self._show(self.gap)
        self.changed.emit()
        announce(self, self._words(self.gap))

    # words

    def _show(self, gap: Gap) -> None:
        self.make_ready()
        words, action = self._words(gap), self.tr("Show the first")
        if self._tight:
            words, action = self.tr("%n missed", "messages", len(gap.events)), self.tr("Show")
        self.banner.set("info", words, action=action, closable=True, icon="message-circle")
        self.banner.setAccessibleName(self._words(gap))
        self.banner.action.setAccessibleName(self.tr("Show the first"))

    def _words(self, gap: Gap) -> str:
        words = self.tr("You missed {things} in {time}.")
        return words.format(things=several(say_missed(gap.events)), time=self._time(gap.away))

    def _time(self, ms: int) -> str:
        """How long one was away, in whole minutes, or in seconds or hours where these say more."""
        seconds = ms // 1000
        if seconds < 60:
            return self.tr("%n second(s)", "", seconds)
        minutes = round(seconds / 60)
        if minutes < 60:
            return self.tr("%n minute(s)", "", minutes)
        hours, minutes = divmod(minutes, 60)
        words = self.tr("%n hour(s)", "", hours)
        if not minutes:
            return words
        return self.tr("{hours} and {minutes}").format(
            hours=words, minutes=self.tr("%n minute(s)", "", minutes)
        )

    def _show_first(self) -> None:
        if self.gap is not None:
            self.context.page.reveal(self.gap.first)
