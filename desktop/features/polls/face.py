"""What a poll's card is made of for one role: a body that scrolls, and buttons under it that do not."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.features.panel import PanelContext
from desktop.theme import Space
from desktop.theme.boxes import vbox
from desktop.theme.widgets import FlowRow
from relay.protocol.polls import Poll, Polls
from relay.protocol.prompts import Prompt, Prompts

LEAST = 76
"""The height of what is always seen of the body (at a text scale of 1)."""


class CardFace(QWidget):
    """A subclass fills `body`, `fixed` and `foot`, and shows a poll in them."""

    resized = Signal()
    """It needs more or less room."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.number = context, 0
        self._scroll = _Scroll(self)
        self.body = vbox(on=self._scroll.inside, gap=Space.S)
        self.fixed = vbox(gap=0)
        """What is always in sight, under the body."""
        self.foot = FlowRow(gap=Space.S, parent=self)
        vbox((self._scroll, 1), self.fixed, self.foot, on=self, gap=Space.S)
        context.theme.changed.connect(self._scroll.updateGeometry)

    @property
    def poll(self) -> Poll:
        return self.context.memory(Polls).polls[self.number]

    @property
    def prompt(self) -> Prompt:
        return self.context.memory(Prompts).prompts[self.number]

    @property
    def teaches(self) -> bool:
        """For whom it is made."""
        raise NotImplementedError

    def show_poll(self, number: int) -> None:
        """Shows the poll of this number as it is now."""
        raise NotImplementedError

    def line(self) -> str:
        """What is said of it in a word or two where the card is one line."""
        raise NotImplementedError

    def spoken(self) -> str:
        """What a screen reader says of it."""
        raise NotImplementedError

    def reach(self, widget: QWidget) -> None:
        """Scrolls to something in the body."""
        self._scroll.ensureWidgetVisible(widget, 0, 0)

    def wanted_height(self, width: int) -> int:
        """With all of the body in sight."""
        high = self._scroll.height_inside(width)
        if fixed := self.fixed.sizeHint().height():
            high += Space.S + fixed
        if not self.foot.isHidden():
            high += Space.S + self.foot.heightForWidth(width)
        return high


class _Scroll(QScrollArea):
    """Gives way; it never takes the keyboard itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setProperty("look", "page")
        self.setWidget(self.inside)

    def height_inside(self, width: int) -> int:
        layout = self.inside.layout()
        if layout is None:
            return 0
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return layout.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().height() * LEAST // 17
        return QSize(120, min(least, self.height_inside(max(120, self.viewport().width()))))
