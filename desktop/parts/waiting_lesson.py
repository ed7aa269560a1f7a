"""A lesson that one was in and that goes on: what it is, how long it still waits, and the way back in."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.theme import Space, Theme, hbox, set_stacked, vbox
from desktop.theme.countdown import minutes
from desktop.theme.widgets import BusyButton, Label, Picture, WhenStill, announce

STACKED_BELOW = 460
TICK_MS = 1000


def now_here() -> int:
    """This computer's clock, in ms UTC."""
    return time.time_ns() // 1_000_000


class WaitingLesson(QFrame):
    """Stands there while there is one; counts down while it is paused, and goes when that is over."""

    wanted = Signal()
    """The person wants back in."""
    cancelled = Signal()
    over = Signal()
    """It has ended by itself by now, as far as can be counted here."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._until: int | None = None
        self._now = now_here
        self.setProperty("look", "card")
        self.setProperty("lead", True)
        self.title = Label("", "strong", wrap=True, parent=self)
        self.sentence = Label("", "muted", wrap=True, parent=self)
        self.button = BusyButton(theme, self.tr("Go back in"), parent=self)
        self.button.setMinimumWidth(120)  # large text must not make the page wider than the window
        self.button.clicked.connect(self.wanted)
        self.button.cancelled.connect(self.cancelled)
        words = vbox(self.title, self.sentence, gap=2)
        picture = Picture(theme, "clock", "accent_ink", 26, parent=self)
        self._whole = hbox(
            (hbox(picture, (words, 1), gap=Space.M), 1),
            self.button,
            on=self,
            gap=Space.M,
            margins=(Space.L, Space.M, Space.L, Space.M),
        )
        self.setFocusProxy(self.button)
        self._ticking = QTimer(self, interval=TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self._there = False
        self._appear = WhenStill(self._show_or_hide, self)
        self.hide()

    @property
    def there(self) -> bool:
        """Whether there is such a lesson."""
        return self._there

    def show_lesson(
        self, name: str, sentence: str, *, until: int | None = None, now: Callable[[], int] = now_here
    ) -> None:
        """``name``: class and title. ``until``: when it ends by itself, by the clock ``now`` (ms UTC);
        ``sentence``: else, how it stands."""
        title = self.tr("Your lesson is waiting: {lesson}").format(lesson=name)
        news = not self._there or title != self.title.text()
        self.title.setText(title)
        self.sentence.setText(sentence)
        self._until, self._now, self._there = until, now, True
        self._tick()
        self.button.button.setAccessibleName(self.tr("Go back in: {lesson}").format(lesson=name))
        if news:
            announce(self, f"{title}. {self.sentence.text()}")
        self._appear.do()

    def clear(self) -> None:
        """There is none, or no more."""
        self._there, self._until = False, None
        self._appear.do()

    def busy(self, text: str) -> None:
        """On the way back in."""
        self.button.set_busy(text)

    def idle(self) -> None:
        """Ready for another try."""
        self.button.set_idle()

    def enable(self, on: bool) -> None:
        """Lets the person go back in, or not."""
        if on or not self.button.busy:
            self.button.button.setEnabled(on)

    def stop(self) -> None:
        """Nothing ticks any more."""
        self._ticking.stop()
        self._appear.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticking.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the button under the words where both do not fit."""
        super().resizeEvent(event)
        set_stacked(self._whole, self.width() < self._theme.px(STACKED_BELOW))

    def _show_or_hide(self) -> None:
        self.setVisible(self._there)

    def _tick(self) -> None:
        if self._until is None:
            return
        left = self._until - self._now()
        if left > 0:
            text = self.tr("It is paused; {time} left before it ends.").format(time=minutes(left))
            self.sentence.setText(text)
        else:
            self.clear()
            self.over.emit()


def lesson_name(class_name: str, title: str) -> str:
    """A lesson as it is called beside others; a title that begins with its class says both."""
    if not class_name or title.startswith(class_name):
        return title
    return f"{class_name} · {title}"
