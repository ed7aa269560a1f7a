"""What the search of the chat finds in other subjects, below its field: pages with these words on them."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.theme import Space
from desktop.theme.widgets import Button, FlowRow

MOST = 8


class FoundElsewhere(FlowRow):
    """A button for each; without any it takes no room."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(gap=Space.XS, parent=parent)
        self._context = context
        self._buttons: list[Button] = []
        self.hide()

    def seek(self, words: str) -> None:
        """Shows where these are; empty: nothing is sought."""
        hits = self._context.panels.find_words(words) if words.strip() else []
        for button in self._buttons:
            self.flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for hit in hits[:MOST]:
            button = Button(self._context.theme, hit.label, "chip", icon=hit.icon, small=True, parent=self)
            button.clicked.connect(hit.do)
            self._buttons.append(button)
        self.add(*self._buttons)
        self.setVisible(bool(hits))
