"""The dialog in which a poll is written that is to be asked later."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.features.polls.form import PollForm
from desktop.parts.form_dialog import FormDialog
from desktop.parts.tasks import Say
from desktop.theme import Theme
from relay.protocol.poll_drafts import PollDraft


class PollDialog(FormDialog):
    """Gives a poll that fits to whoever keeps it."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        keep: Callable[[PollDraft], object],
        draft: PollDraft | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``draft``: one that was written before."""
        super().__init__(theme, say, width=560, parent=parent)
        self._keep = keep
        self.set_title(self.tr("Edit the poll") if draft else self.tr("Write a poll"))
        self.form = PollForm(theme, say, self)
        if draft:
            self.form.begin_with(draft)
        self.body.addWidget(self.form)
        self.add_submit(self.tr("Keep"), default=False)
        self.focus_first(self.form.question)

    @property
    def dirty(self) -> bool:
        """Whether closing now would lose something."""
        return self.form.dirty

    def submit(self) -> None:
        """Closes with what was written, if the class can be asked it."""
        draft = self.form.fitting()
        if draft is not None:
            self._keep(draft)
            self.accept()
