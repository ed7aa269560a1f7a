"""Asking the class whether everybody is done, from the menu Ask: at once, or with what is to be done."""

from typing import TYPE_CHECKING

from desktop.features.panel import MenuEntry
from desktop.features.panel.prompts.entries import PromptEntries, labelled_to_ask
from relay.protocol.base import RoomCommand
from relay.protocol.checks import StartCheck

if TYPE_CHECKING:
    from desktop.features.checks.task_dialog import TaskDialog


class CheckEntries(PromptEntries["TaskDialog"]):
    """Sends StartCheck."""

    subject, order = "checks", 20
    asks = StartCheck

    def menu_entries(self) -> list[MenuEntry]:
        if not self.may_ask():
            return []
        at_once = labelled_to_ask(self.context, self.tr("Done?"))
        with_words = labelled_to_ask(self.context, self.tr("Done with…"))
        return [
            MenuEntry("ask", at_once, "circle-check", lambda: self.say(self.ask()), key="0"),
            MenuEntry("ask", with_words, "pencil", self.form),
        ]

    def ask(self, task: str = "", seconds: int = 0) -> str:
        """Asks the class. A sentence says why that can't be done now."""
        head = self.context.room.head
        return self.send(lambda other: StartCheck(**head(), task=task, seconds=seconds, instead_of=other))

    def make_dialog(self) -> "TaskDialog":
        from desktop.features.checks.task_dialog import TaskDialog  # noqa: PLC0415

        return TaskDialog(self.context.theme, self.ask, self.window())

    def was_written(self, command: RoomCommand) -> bool:
        return isinstance(command, StartCheck) and bool(command.task)

    def come_back(self, command: RoomCommand, sentence: str) -> None:
        assert isinstance(command, StartCheck)
        self.form().come_back(command.task, command.seconds, sentence)
