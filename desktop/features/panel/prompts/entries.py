"""Asking the class, from the menu *Ask*: at once, or with what a teacher writes first."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel.coming_back import ReturningForm
from desktop.features.panel.context import PanelContext
from desktop.features.panel.finding import name_prompt
from desktop.features.panel.panel import Panel
from desktop.translating import translate
from relay.protocol.base import RoomCommand
from relay.protocol.prompts import Prompts

if TYPE_CHECKING:
    from desktop.features.panel.prompts.dialog import PromptDialog

D = TypeVar("D", bound="PromptDialog")

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


class PromptEntries(Panel, Generic[D]):
    """Sends the command that opens a prompt of its subject; what is asked until now is closed by it."""

    place = "menu"
    asks: ClassVar[type[RoomCommand]]
    """The command that asks."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._form = ReturningForm(context, self.subject, self.make_dialog)
        self.say = self._form.say
        context.room.waiting_changed.connect(self.changed)

    # what a subject says

    def make_dialog(self) -> D:
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
        if self._form.dialog is not None:
            self._form.dialog.show_instead_of(name_of_open(self.context))
        self.changed.emit()

    def may_ask(self) -> bool:
        """Whether this person asks, and the relay knows how."""
        return self.context.leads and self.context.can(self.subject) and self.context.can("prompts")

    def send(self, make: Callable[[int], RoomCommand]) -> str:
        """Asks the class; ``make`` is given what is closed for it. A sentence says why that can't be done.

        What waits for the connection would be asked at some moment that nobody has chosen.
        """
        room = self.context.room
        self.say("")
        if not room.is_in:
            return self.tr("You are offline. Ask once you are back online.")
        if not room.asked_of(self.asks):
            room.send(make(self.context.memory(Prompts).open))
        return ""

    def form(self) -> D:
        """The form, which is opened if it is not."""
        form = self._form.open()
        form.show_instead_of(name_of_open(self.context))
        return form

    def refused(self, waiting: PendingCommand) -> bool:
        """What was asked comes back into the form, with why it was refused."""
        command = waiting.command
        if not isinstance(command, self.asks):
            return False
        self._form.take_back(waiting, partial(self.come_back, command) if self.was_written(command) else None)
        return True
