"""What a check's card is made of for one role: what is always in sight, and a body that scrolls under it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.prompts.face import PromptFace
from desktop.theme import Space, vbox
from relay.protocol.checks import Checkpoint, Checks

LEAST = 76
"""The height of what is seen of what one has opened (at a text scale of 1)."""


class CheckFace(PromptFace):
    """A subclass fills `body` and `fixed`, puts `foot` in one of them, and shows a check."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.body = vbox(on=self._scroll.inside, gap=Space.XS)
        self.fixed = vbox(gap=0)
        """What is always in sight, above the body."""
        vbox(self.fixed, (self._scroll, 1), on=self, gap=Space.S)

    @property
    def check(self) -> Checkpoint:
        return self.context.memory(Checks).checks[self.number]

    def title(self) -> tuple[str, str]:
        """What stands in the card's first line, and what of it is cut first."""
        raise NotImplementedError

    def show_parts(self, *, foot: bool, body: bool) -> None:
        """``foot``: the buttons; ``body``: what scrolls."""
        self.foot.setVisible(foot)
        self._scroll.setVisible(body)
        self.setVisible(foot or body)

    def wanted_height(self, width: int) -> int:
        """With all of the body in sight; nothing where the first line says all."""
        heights = []
        if self._foot_is_fixed and not self.foot.isHidden():
            heights.append(self.foot.heightForWidth(width))
        if not self._scroll.isHidden():
            heights.append(self._scroll.height_inside(width))
        return sum(heights) + Space.S * max(0, len(heights) - 1)

    @property
    def _foot_is_fixed(self) -> bool:
        return self.fixed.indexOf(self.foot) >= 0

    def minimumSizeHint(self) -> QSize:
        """The buttons, if they stand in one row, and a piece of what one has opened."""
        foot = 0 if self.foot.isHidden() else self.foot.sizeHint().height()
        return QSize(120, foot + (self.context.theme.px(LEAST) if self.has_opened else 0))

    @property
    def has_opened(self) -> bool:
        """Whether the person has opened something in the body."""
        return False
