"""A line across the room while no teacher is here, with the time that is left."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext
from desktop.theme.countdown import minutes
from desktop.theme.widgets import Banner
from relay.protocol.lesson import Lesson


class AwayBanner(Panel):
    """Says that the lesson is paused and when it would end by itself."""

    subject, place, order = "lesson", "banner", 20

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.countdown = ""
        self.refresh()

    def furnish(self) -> None:
        self.banner = Banner(self.context.theme, "warn", icon="hourglass", parent=self)
        self.add(self.banner)

    def wanted(self) -> bool:
        lesson = self.context.memory(Lesson)
        return lesson.live and lesson.paused

    def refresh(self) -> None:
        if self.wanted():
            self._show(self.context.room.now())
        self.changed.emit()

    def tick(self, now: int) -> None:
        if self.wanted():
            self._show(now)

    def _show(self, now: int) -> None:
        self.make_ready()
        lesson = self.context.memory(Lesson)
        left = lesson.teacher_away_since + lesson.away_limit - now
        self.countdown = minutes(left)
        if left > 0:
            words = self.tr("The teacher is away and the lesson is paused. It ends by itself in {time}.")
            text = words.format(time=self.countdown)
        else:
            text = self.tr("The teacher is away and the lesson is about to end.")
        if text != self.banner.text:
            self.banner.set("warn", text, icon="hourglass", quiet=True)
