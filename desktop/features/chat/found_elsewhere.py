"""What the search of the chat finds in other subjects, below its field: pages with these words on them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.theme import Space, drop
from desktop.theme.widgets import Button, FlowRow, announce
from relay.protocol.base import Event
from relay.protocol.stage import StageSet

MOST = 8


class FoundElsewhere(FlowRow):
    """A button for each; without any it takes no room."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(gap=Space.XS, parent=parent)
        self._context = context
        self._buttons: list[Button] = []
        self._words = ""
        context.room.told.connect(self._on_told)
        self.hide()

    def seek(self, words: str) -> bool:
        """Shows where these are, and whether they are anywhere; empty: nothing is sought."""
        self._words = words
        hits = self._context.panels.find_words(words) if words.strip() else []
        drop(self.flow, *self._buttons)
        self._buttons = []
        for hit in hits[:MOST]:
            button = Button(self._context.theme, hit.label, "chip", icon=hit.icon, small=True, parent=self)
            button.clicked.connect(hit.do)
            self._buttons.append(button)
        self.add(*self._buttons)
        self.setVisible(bool(hits))
        if hits:
            announce(self, ", ".join(hit.label for hit in hits[:MOST]))
        return bool(hits)

    def _on_told(self, events: Sequence[Event], live: bool) -> None:
        """What was found on the stage leads nowhere once something else stands there."""
        if self._words and any(isinstance(event, StageSet) for event in events):
            self.seek(self._words)
