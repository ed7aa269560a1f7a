"""The dialog in which a teacher writes a poll of their own; what the relay refuses comes back into it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.features.panel.prompts.dialog import PromptDialog
from desktop.features.polls.form import PollForm
from desktop.theme import Theme
from desktop.theme.widgets import ask
from relay.protocol.poll_drafts import PollDraft
from relay.shared.tasks import Tasks


class OwnPollDialog(PromptDialog):
    """Gives what is written to whoever asks with it, and closes once that has gone out."""

    def __init__(
        self,
        theme: Theme,
        say: Callable[[str], str],
        send: Callable[[PollDraft], str],
        parent: QWidget | None,
    ) -> None:
        """``send``: asks the class; gives a sentence if that can't be done now."""
        super().__init__(theme, parent, width=560)
        self.set_title(self.tr("Ask your own question"))
        self._send, self._tasks = send, Tasks()
        self.form = PollForm(theme, say, self)
        self.body.addWidget(self.form)
        self.add_buttons()
        self.focus_first(self.form.question)

    def come_back(self, draft: PollDraft, sentence: str) -> None:
        """It was refused: nothing of it is lost."""
        self.form.set_draft(draft)
        self.complain(sentence)

    def submit(self) -> None:
        draft = self.form.fitting()
        if draft is not None:
            self.accept_unless(self._send(draft))

    def reject(self) -> None:
        """Closes, after a question where something would be lost."""
        if self.form.dirty:
            self._tasks.spawn(self._ask_to_close())
        else:
            super().reject()

    async def _ask_to_close(self) -> None:
        question, lost = self.tr("Close without asking?"), self.tr("What you wrote is lost.")
        confirm, cancel = self.tr("Close"), self.tr("Go on writing")
        if await ask(self.theme, self, question, lost, confirm=confirm, cancel=cancel, danger=True):
            super().reject()
