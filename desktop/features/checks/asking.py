"""Asking the class whether everybody is done, from the menu Ask: at once, or with what is to be done."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.panel.prompting import labelled_to_ask, name_of_open, open_prompt
from relay.protocol.checks import StartCheck
from relay.shared.ids import new_ref

if TYPE_CHECKING:
    from desktop.features.checks.task_dialog import TaskDialog


class CheckEntries(Panel):
    """Sends StartCheck; what is asked until now is closed by it."""

    subject, place, order = "checks", "menu", 20

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._dialog: TaskDialog | None = None
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        if self._dialog is not None:
            self._dialog.show_instead_of(name_of_open(self.context))
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        context = self.context
        if not (context.leads and context.can("checks") and context.can("prompts")):
            return []
        at_once = labelled_to_ask(context, self.tr("Done?"))
        with_words = labelled_to_ask(context, self.tr("Done with…"))
        return [
            MenuEntry("ask", at_once, "circle-check", self._ask_at_once, key="0"),
            MenuEntry("ask", with_words, "pencil", self._write),
        ]

    def _ask_at_once(self) -> None:
        if problem := self.ask():
            self.context.notices.tell(self._key, problem, outside=False)

    def ask(self, task: str = "", seconds: int = 0) -> str:
        """Asks the class. A sentence says why that can't be done now.

        What waits for the connection would be asked at some moment that nobody has chosen.
        """
        room = self.context.room
        self.context.notices.withdraw(self._key)
        if not room.is_in:
            return self.tr("You are offline. Ask once you are back online.")
        if not any(isinstance(one, StartCheck) for one in room.asked):
            room.send(
                StartCheck(
                    ref=new_ref(),
                    session=room.session_id,
                    task=task,
                    seconds=seconds,
                    instead_of=open_prompt(self.context),
                )
            )
        return ""

    def _write(self) -> None:
        self.form()

    def form(self) -> "TaskDialog":
        """The dialog in which one writes what is to be done; opened if it is not."""
        if self._dialog is None:
            from desktop.features.checks.task_dialog import TaskDialog  # noqa: PLC0415

            self._dialog = TaskDialog(self.context.theme, self.ask, self.window())
            self._dialog.finished.connect(self._on_finished)
            self._dialog.open()
        self._dialog.show_instead_of(name_of_open(self.context))
        return self._dialog

    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def refused(self, waiting: PendingCommand) -> bool:
        """What was written comes back, with why it was refused."""
        command = waiting.command
        if not isinstance(command, StartCheck):
            return False
        self.context.room.discard(waiting.ref)
        sentence = self.context.say(waiting.code)
        if self.context.leads and command.task:
            self.form().come_back(command.task, command.seconds, sentence)
        else:
            self.context.notices.tell(self._key, sentence, outside=False)
        return True

    def gone(self) -> None:
        self.context.notices.withdraw(self._key)
        if self._dialog is not None:
            self._dialog.done(0)

    @property
    def _key(self) -> str:
        return f"check not asked/{self.context.room.session_id}"
