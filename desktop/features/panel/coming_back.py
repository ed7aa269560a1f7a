"""What was refused comes back into its form: at once, or when the person asks for it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desktop.features.panel.context import PanelContext
from desktop.notifications import Action

translate = QCoreApplication.translate


class ComingBack:
    """Of one subject. No form opens by itself while one writes, or over the stage alone: a class may see it.

    What is refused then is told by its sentence alone, and a button opens the form.
    """

    def __init__(self, context: PanelContext, subject: str) -> None:
        self._context, self._subject = context, subject
        self._told: set[str] = set()
        """The keys of notices."""

    def bring(self, ref: str, sentence: str, open_form: Callable[[], None], *, busy: bool = False) -> None:
        """``ref``: of what was refused. ``busy``: the form is open, and something else is written in it."""
        if not busy and self._context.page.may_interrupt():
            open_form()
            return
        key = f"{self._subject} refused/{ref}"
        self._told.add(key)

        def come() -> None:
            self._context.page.come_forward()
            open_form()

        again = Action("again", translate("Panel", "Write anew"), come)
        # urgent: it stays until somebody has dealt with it, and is not lost meanwhile
        self._context.notices.tell(key, sentence, "", [again], urgent=True, outside=False)

    def gone(self) -> None:
        """The room is being left for good."""
        for key in self._told:
            self._context.notices.withdraw(key)
        self._told.clear()
