"""Asking the class, from the menu *Ask*: at once, or with what a teacher writes first."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel.coming_back import ComingBack
from desktop.features.panel.context import PanelContext
from desktop.features.panel.finding import name_prompt
from desktop.features.panel.panel import Panel
from relay.protocol.base import RoomCommand
from relay.protocol.prompts import Prompts

if TYPE_CHECKING:
    from desktop.features.panel.prompts.dialog import PromptDialog

translate = QCoreApplication.translate

SHORTENED = 24
"""Longer names of prompts are cut where they stand in a sentence."""


def name_of_open(context: PanelContext) -> str:
    """What the class is asked now, of whatever subject, in a few words; empty if nothing."""
    name = name_prompt(context.room.memories, context.memory(Prompts).open)
    return name if len(name) <= SHORTENED else name[: SHORTENED - 1].rstrip() + "…"


def labelled_to_ask(context: PanelContext, name: str) -> str:
    """An entry of *Ask*: what is open is closed for it, in the same click."""
    other = name_of_open(context)
    return translate("Panel", "{name} · closes “{other}”").format(name=name, other=other) if other else name


class PromptEntries(Panel):
    """Sends the command that opens a prompt of its subject; what is asked until now is closed by it."""

    place = "menu"
    asks: ClassVar[type[RoomCommand]]
    """The command that asks."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._dialog: PromptDialog | None = None
        self._coming_back = ComingBack(context, self.subject)
        context.room.waiting_changed.connect(self.changed)

    # what a subject says

    def make_dialog(self) -> "PromptDialog":
        """The form for what one writes first."""
        raise NotImplementedError

    def was_written(self, command: RoomCommand) -> bool:
        """Whether there is something in it to write anew."""
        return True

    def come_back(self, command: RoomCommand, sentence: str) -> None:
        """What was refused is in the form again, with why."""
        raise NotImplementedError

    # what is the same for all

    def refresh(self) -> None:
        if self._dialog is not None:
            self._dialog.show_instead_of(name_of_open(self.context))
        self.changed.emit()

    def may_ask(self) -> bool:
        """Whether this person asks, and the relay knows how."""
        return self.context.leads and self.context.can(self.subject) and self.context.can("prompts")

    def send(self, make: Callable[[int], RoomCommand]) -> str:
        """Asks the class; ``make`` is given what is closed for it. A sentence says why that can't be done.

        What waits for the connection would be asked at some moment that nobody has chosen.
        """
        room = self.context.room
        self.context.notices.withdraw(self.key)
        if not room.is_in:
            return self.tr("You are offline. Ask once you are back online.")
        if not any(isinstance(one, self.asks) for one in room.asked):
            room.send(make(self.context.memory(Prompts).open))
        return ""

    def say(self, problem: str) -> None:
        """Where nothing is open in which it could stand."""
        if problem:
            self.context.notices.tell(self.key, problem, outside=False)

    def open_form(self) -> "PromptDialog":
        """The form, which is opened if it is not."""
        if self._dialog is None:
            self._dialog = self.make_dialog()
            self._dialog.finished.connect(self._on_finished)
            self._dialog.open()
        self._dialog.show_instead_of(name_of_open(self.context))
        return self._dialog

    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def refused(self, waiting: PendingCommand) -> bool:
        """What was asked comes back into the form, with why it was refused."""
        command = waiting.command
        if not isinstance(command, self.asks):
            return False
        self.context.room.discard(waiting.ref)
        sentence = self.context.say(waiting.code)
        if self.context.leads and self.was_written(command):
            come_back = partial(self.come_back, command, sentence)
            self._coming_back.bring(waiting.ref, sentence, come_back, busy=self._dialog is not None)
        else:
            self.say(sentence)
        return True

    def gone(self) -> None:
        self.context.notices.withdraw(self.key)
        self._coming_back.gone()
        if self._dialog is not None:
            self._dialog.done(0)

    @property
    def key(self) -> str:
        """Of what is told when it could not be asked."""
        return f"{self.subject} not asked/{self.context.room.session_id}"
