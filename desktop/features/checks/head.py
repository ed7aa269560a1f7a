"""The upper line of a check's card: what is asked, how many are done, how long it goes on."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel.prompts.head import PromptHead
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Button


class CheckHead(PromptHead):
    """With the way back for who is done."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.back = Button(theme, self.tr("Not yet"), "quiet", small=True, parent=self)
        hbox((self.title, 1), self.counted, self.left, self.back, self.away, on=self, gap=Space.XS)
