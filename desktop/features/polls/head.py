"""The upper line of a poll's card: what is asked, how many answered, how long it goes on, and buttons."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel.prompts.head import PromptHead
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Button, IconButton


class PollHead(PromptHead):
    """With buttons for the teacher's own eyes, for one line, and for what is seldom done."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.eye = Button(theme, "", "quiet", icon="eye", small=True, parent=self)
        self.fold = IconButton(theme, "chevron-up", "", size=28, parent=self)
        self.more = IconButton(theme, "ellipsis", self.tr("More for this poll"), size=28, parent=self)
        hbox(
            self.title, self.counted, self.left, 1, self.eye, self.fold, self.more, self.away,
            on=self, gap=Space.XS,
        )  # fmt: skip

    def show_eye(self, shown: bool, hidden: bool) -> None:
        """``hidden``: the bars are, because others may look at this screen."""
        self.eye.setVisible(shown)
        self.eye.set_icon("eye-off" if hidden else "eye")
        self.eye.setText(self.tr("Hidden") if hidden else self.tr("Only me"))
        self.eye.setAccessibleName(self.tr("Hidden from me too") if hidden else self.tr("Only I see this"))
        tip = self.tr("Show the answers to me") if hidden else self.tr("Hide the answers on this screen")
        self.eye.set_tip(tip)

    def show_fold(self, shown: bool, folded: bool) -> None:
        self.fold.setVisible(shown)
        self.fold.set_icon("chevron-down" if folded else "chevron-up")
        self.fold.set_name(self.tr("Open the poll") if folded else self.tr("Fold the poll"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """The words of the eye give way to what is asked."""
        parts = (self.title, self.counted, self.left, self.eye, self.fold, self.more, self.away)
        shown = [part for part in parts if not part.isHidden()]
        wide = sum(part.sizeHint().width() + Space.XS for part in shown)
        if not self.eye.isHidden():
            self.eye.set_compact(wide + self.eye.saved_width > self.width())
