"""A dialog in which one writes: it says what went wrong, and asks before what was typed is lost."""

from collections.abc import Awaitable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.parts.tasks import NO, No, PageTasks, Say, reason
from desktop.theme import Theme
from desktop.theme.widgets import WritingDialog, ask


class FormDialog(WritingDialog):
    """Stays until the relay has taken what was typed. Open it with ``open()``; closed, it deletes itself.

    A subclass fills `body` below the banner, sends in `submit`, and says what `dirty` is.
    """

    def __init__(self, theme: Theme, say: Say, *, width: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent, width=width)
        self._say = say
        self._tasks = PageTasks(self)
        self.busy = False
        """Something is being sent."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    @property
    def dirty(self) -> bool:
        """Whether closing now would lose something."""
        raise NotImplementedError

    def closing_question(self) -> tuple[str, str]:
        """What is asked before something is lost, and what that is."""
        return self.tr("Close without saving?"), self.tr("What you typed here is lost.")

    async def take(self, work: Awaitable[object]) -> bool:
        """Whether the relay did as asked; else why not is said. Meanwhile it is `busy`."""
        self.busy = True
        self.sends.setEnabled(False)
        try:
            await work
        except NO as error:
            self.complain_of(error)
            return False
        finally:
            self.busy = False
            self.sends.setEnabled(True)
        return True

    def complain_of(self, error: No) -> None:
        """Says why the relay did not do as asked."""
        self.complain(reason(error, self._say))

    def reject(self) -> None:
        """Closes, after a question where something would be lost."""
        if self.busy or self.dirty:
            self._tasks.spawn(self._ask_to_leave())
        else:
            super().reject()

    async def _ask_to_leave(self) -> None:
        question, lost = self.closing_question()
        confirm, cancel = self.tr("Close"), self.tr("Go on writing")
        if await ask(self.theme, self, question, lost, confirm=confirm, cancel=cancel, danger=True):
            super().reject()
