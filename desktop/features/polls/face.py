"""What a poll's card is made of for one role: a body that scrolls, and buttons under it that do not."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.prompts.face import PromptFace
from desktop.theme import Space, vbox
from relay.protocol.polls import Poll, Polls

LEAST, SMALLEST = 76, 40
"""The height of what is seen of the body beside what does not scroll, and of all where all scrolls (at a text
scale of 1)."""


class PollFace(PromptFace):
    """A subclass fills `body`, `fixed` and `foot`, and shows a poll in them."""

    answered = Signal()
    """The person has answered just now."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.body = vbox(gap=Space.S)
        self._inside = vbox(self.body, on=self._scroll.inside, gap=Space.S)
        self.fixed = vbox(gap=0)
        """What is always in sight, under the body."""
        self._whole = vbox((self._scroll, 1), self.fixed, self.foot, on=self, gap=Space.S)
        self._tight = False
        """All of it scrolls: there is no room for anything that does not."""

    @property
    def poll(self) -> Poll:
        return self.context.memory(Polls).polls[self.number]

    def line(self) -> str:
        """What is said of it in a word or two where the card is one line."""
        raise NotImplementedError

    def reach(self, widget: QWidget) -> None:
        """Scrolls to something in the body."""
        self._scroll.ensureWidgetVisible(widget, 0, 0)

    def wanted_height(self, width: int) -> int:
        """With all of the body in sight."""
        inside = self._scroll.height_inside(width)
        return inside if self._tight else inside + self._beyond(width)

    def _beyond(self, width: int) -> int:
        """What stands under the body."""
        fixed = self.fixed.sizeHint().height()
        foot = 0 if self.foot.isHidden() else self.foot.heightForWidth(width)
        return sum(high + Space.S for high in (fixed, foot) if high)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.context.theme.px(SMALLEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Has all of it scroll where a part of the body would not be seen beside the rest."""
        least = min(self.context.theme.px(LEAST), self._scroll.height_inside(self.width()))
        tight = self.height() < self._beyond(self.width()) + least
        if tight is self._tight:
            return
        self._tight = tight
        focus: QWidget | None = self.window().focusWidget()
        home, other = (self._inside, self._whole) if tight else (self._whole, self._inside)
        other.removeItem(self.fixed)
        other.removeWidget(self.foot)
        home.addLayout(self.fixed)
        home.addWidget(self.foot)
        self._whole.activate()
        if focus is not None and self.foot.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
