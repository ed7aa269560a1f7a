"""The student's own hand: one large button that raises and lowers it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from desktop.client import PendingCommand
from desktop.features.panel import PanelContext, ToggleButtonPanel
from desktop.theme.widgets import Button, rounded
from relay.protocol.hands import ALREADY_RAISED, HAND_NOT_UP, Hands, LowerHand, RaiseHand
from relay.protocol.lesson import Lesson
from relay.protocol.refusals import SESSION_NOT_LIVE

HARMLESS = ALREADY_RAISED.name, HAND_NOT_UP.name
"""Refusals of what is so already."""

CLOCK = 13
LEAST_WIDTH, HEIGHT = 160, 42


def waiting_hand(context: PanelContext) -> PendingCommand | None:
    """One's own raised hand while it waits for the line, or for what the relay wants first."""
    for waiting in context.room.waiting:
        if isinstance(waiting.command, RaiseHand) and waiting.state == "waiting":
            return waiting if waiting.code or not context.room.is_in else None
    return None


class _Large(Button):
    """The button itself; a small clock on it says that the hand is not up yet."""

    waits = False

    def _hint(self, with_words: bool) -> QSize:
        """The one thing that a student has to find."""
        high = self.theme.target(HEIGHT)
        least = QSize(self.theme.px(LEAST_WIDTH) if with_words else high, high)
        return super()._hint(with_words).expandedTo(least)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.waits:
            return
        side, theme = self.theme.px(CLOCK), self.theme
        disc = side + 4.0
        left = 0.0 if self.isRightToLeft() else self.width() - disc
        box = QRectF(left, self.height() - disc, disc, disc)
        painter = QPainter(self)
        rounded(painter, box, disc, theme.colours.surface, theme.colours.warn)
        pixmap = theme.pixmap("clock", "warn_ink", CLOCK - 2, density=self.devicePixelRatioF())
        painter.drawPixmap(box.adjusted(3, 3, -3, -3), pixmap, QRectF(pixmap.rect()))


class HandButton(ToggleButtonPanel):
    """The student's own hand: raises it, and lowers it again."""

    subject, order = "hands", 10
    icons, shortcut, tone = ("hand", "hand"), "Ctrl+R", "warn"
    button: _Large
    button_type = _Large

    def wanted(self) -> bool:
        """Those who teach do not raise hands."""
        return not self.context.teaches and self.context.memory(Lesson).live

    def is_on(self) -> bool:
        up = self.context.memory(Hands).is_up(self.context.me)
        for command in self.context.room.asked:
            if isinstance(command, RaiseHand):
                up = True
            elif isinstance(command, LowerHand):
                up = False
        return up

    def label(self, on: bool) -> str:
        if self.button.waits:
            return self.tr("Hand waits")
        return self.tr("Lower hand") if on else self.tr("Raise hand")

    def explanation(self, on: bool) -> str:
        if self.button.waits:
            return self.tr("Your hand goes up when you are back online. Take it back")
        return self.tr("Lower your hand") if on else self.tr("Raise your hand")

    def switch(self, on: bool) -> None:
        """Raises or lowers it; what has not left yet is taken back."""
        room = self.context.room
        unsent = [w for w in room.waiting if isinstance(w.command, RaiseHand | LowerHand)]
        if unsent and unsent[-1].state == "waiting":
            room.discard(unsent[-1].ref)
        elif on:
            said_at = 0 if room.is_in else room.now()
            room.send(RaiseHand(**room.head(), said_at=said_at))
        else:
            room.send(LowerHand(**room.head()))

    def refresh(self) -> None:
        on = self.is_on()
        self.button.waits = on and waiting_hand(self.context) is not None
        self.button.kind = "secondary" if on else "primary"
        self.button.update()
        super().refresh()

    def refused(self, waiting: PendingCommand) -> bool:
        """What is so already needs no telling; a hand that did not get up does."""
        if not isinstance(waiting.command, RaiseHand | LowerHand):
            return False
        self.context.room.discard(waiting.ref)
        over = waiting.code == SESSION_NOT_LIVE.name
        if waiting.code in HARMLESS or (over and isinstance(waiting.command, LowerHand)):
            return True
        title = (
            self.tr("Your hand was not raised")
            if isinstance(waiting.command, RaiseHand)
            else self.tr("Your hand was not lowered")
        )
        words = self.tr("The lesson was over before you were back online.") if over else ""
        self.context.notices.tell(self._key, title, words or self.context.say(waiting.code), outside=False)
        return True

    def gone(self) -> None:
        self.context.notices.withdraw(self._key)

    @property
    def _key(self) -> str:
        return f"hand refused/{self.context.room.session_id}"
