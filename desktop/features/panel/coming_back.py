"""What was refused comes back into its form: at once, or when the person asks for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.client import PendingCommand
from desktop.features.panel.context import PanelContext
from desktop.notifications import Action
from desktop.translating import translate

if TYPE_CHECKING:
    from desktop.theme.widgets import WritingDialog

D = TypeVar("D", bound="WritingDialog")


class ComingBack:
    """Of one subject. No form opens by itself while one writes, or over the stage alone: a class may see it.

    What is refused then is told by its sentence alone, and a button opens the form.
    """

    def __init__(self, context: PanelContext, subject: str) -> None:
        self._context, self._subject = context, subject
        self._told: set[str] = set()
        """The keys of notices."""
        context.page.going.connect(self._withdraw)

    def bring(self, ref: str, sentence: str, open_form: Callable[[], object], *, busy: bool = False) -> None:
        """``ref``: of what was refused. ``busy``: the form is open, and something else is written in it."""
        if not busy and self._context.page.may_interrupt():
            open_form()
            return
        key = f"{self._subject} refused/{ref}"
        self._told.add(key)

        def come() -> None:
            self._context.page.come_forward()
            open_form()

        again = Action("again", translate("Panel", "Write it again"), come)
        # urgent: it stays until somebody has dealt with it, and is not lost meanwhile
        self._context.notices.tell(key, sentence, "", [again], urgent=True, outside=False)

    def _withdraw(self) -> None:
        for key in self._told:
            self._context.notices.withdraw(key)
        self._told.clear()


class ReturningForm(Generic[D]):
    """The form of a subject: opened once, closed with the room; what was refused comes back into it."""

    def __init__(self, context: PanelContext, subject: str, make: Callable[[], D]) -> None:
        self._context, self._make = context, make
        self._coming_back = ComingBack(context, subject)
        self._key = f"{subject} refused/{context.room.session_id}"
        self.dialog: D | None = None
        """While it is open."""
        context.page.going.connect(self._close)

    def open(self) -> D:
        if self.dialog is None:
            self.dialog = self._make()
            self.dialog.finished.connect(self._on_finished)
            self.dialog.open()
        return self.dialog

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def say(self, problem: str) -> None:
        """Why something is not done, where no form is open in which it could stand; empty: it is."""
        self._context.notices.withdraw(self._key)
        if problem:
            self._context.notices.tell(self._key, problem, outside=False)

    def take_back(self, waiting: PendingCommand, fill: Callable[[str], object] | None) -> None:
        """What was refused is in the form again, once ``fill`` was told why; None: nothing was written."""
        sentence = self._context.say(waiting.code)
        self._context.room.discard(waiting.ref)
        if fill is None or not self._context.leads:
            self.say(sentence)
            return
        busy = self.dialog is not None
        self._coming_back.bring(waiting.ref, sentence, lambda: fill(sentence), busy=busy)

    def _close(self) -> None:
        self.say("")
        if self.dialog is not None:
            self.dialog.done(0)
