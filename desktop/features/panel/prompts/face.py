"""What is in a prompt's card for one role."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.features.panel.context import PanelContext
from desktop.features.panel.prompts.scroll import CardScroll
from desktop.theme import Space
from desktop.theme.widgets import FlowRow
from relay.protocol.base import Event
from relay.protocol.prompts import Prompt, Prompts


class PromptFace(QWidget):
    """A subclass shows a prompt of its subject in a part that scrolls, with buttons in `foot`."""

    resized = Signal()
    """It needs more or less room."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.number = context, 0
        self._scroll = CardScroll(self)
        self.foot = FlowRow(gap=Space.S, parent=self)

    @property
    def prompt(self) -> Prompt:
        return self.context.memory(Prompts).prompts[self.number]

    @property
    def teaches(self) -> bool:
        """For whom it is made."""
        raise NotImplementedError

    @property
    def responded(self) -> bool:
        """Whether nothing more is awaited of this person."""
        return False

    def show_prompt(self, number: int) -> None:
        """Shows the prompt of this number as it is now."""
        raise NotImplementedError

    def spoken(self) -> str:
        """What a screen reader says of it."""
        raise NotImplementedError

    def wanted_height(self, width: int) -> int:
        """With all of it in sight."""
        raise NotImplementedError

    def on_events(self, events: Sequence[Event]) -> None:
        """Something has happened just now."""

    def tick(self) -> None:
        """A second has passed."""

    def hasHeightForWidth(self) -> bool:
        """It makes do with less than it wants, which a layout would not believe."""
        return False
