"""Asking a poll, from the menu Ask: four that are always the same, and one's own."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.panel.prompting import name_of_open, open_prompt
from desktop.features.polls.words import preset_names
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import OpenPoll
from relay.shared.ids import new_ref


class AskEntries(Panel):
    """Offers what to ask; of two things only one is asked at a time. Sends OpenPoll."""

    subject, place, order = "polls", "menu", 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        context = self.context
        if not (context.leads and context.can("polls") and context.can("prompts")):
            return []
        entries = [
            MenuEntry(
                "ask",
                self._label(name),
                "circle-help",
                partial(self.ask, PollDraft(preset=preset)),
                key=str(number + 1),
            )
            for number, (preset, name) in enumerate(preset_names().items())
        ]
        return entries

    def _label(self, name: str) -> str:
        """What is open is closed for it, in the same click."""
        other = name_of_open(self.context)
        return self.tr("{name} · closes “{other}”").format(name=name, other=other) if other else name

    def ask(self, draft: PollDraft) -> None:
        """Asks the class; what it is asked until now is closed."""
        room = self.context.room
        if any(isinstance(one, OpenPoll) for one in room.asked):
            return
        room.send(
            OpenPoll(
                ref=new_ref(), session=room.session_id, draft=draft, instead_of=open_prompt(self.context)
            )
        )

    def refused(self, waiting: PendingCommand) -> bool:
        return False
