"""Asking a poll, from the menu Ask: four that are always the same, and one's own."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.panel.prompting import name_of_open, open_prompt
from desktop.features.polls.own import OwnPollDialog
from desktop.features.polls.words import preset_names
from relay.protocol.poll_drafts import PollDraft, Preset
from relay.protocol.polls import OpenPoll
from relay.shared.ids import new_ref


class AskEntries(Panel):
    """Offers what to ask; of two things only one is asked at a time. Sends OpenPoll."""

    subject, place, order = "polls", "menu", 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._dialog: OwnPollDialog | None = None
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        if self._dialog is not None:
            self._dialog.show_instead_of(name_of_open(self.context))
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
                partial(self._ask_preset, preset),
                key=str(number + 1),
            )
            for number, (preset, name) in enumerate(preset_names().items())
        ]
        own = self._label(self.tr("Own…"))
        return [*entries, MenuEntry("ask", own, "pencil", self._write, key=str(len(entries) + 1))]

    def _label(self, name: str) -> str:
        """What is open is closed for it, in the same click."""
        other = name_of_open(self.context)
        return self.tr("{name} · closes “{other}”").format(name=name, other=other) if other else name

    def _ask_preset(self, preset: Preset) -> None:
        if problem := self.ask(PollDraft(preset=preset)):
            self.context.notices.tell(self._key, problem, outside=False)

    def ask(self, draft: PollDraft) -> str:
        """Asks the class; what it is asked until now is closed. A sentence says why that can't be done now.

        What waits for the connection would be asked at some moment that nobody has chosen.
        """
        room = self.context.room
        self.context.notices.withdraw(self._key)
        if not room.is_in:
            return self.tr("You are offline. Ask once you are back online.")
        if not any(isinstance(one, OpenPoll) for one in room.asked):
            instead_of = open_prompt(self.context)
            ref, session = new_ref(), room.session_id
            room.send(OpenPoll(ref=ref, session=session, draft=draft, instead_of=instead_of))
        return ""

    def _write(self) -> None:
        self.form()

    def form(self) -> OwnPollDialog:
        """The form for one's own, which is opened if it is not."""
        if self._dialog is None:
            self._dialog = OwnPollDialog(self.context.theme, self.context.say, self.ask, self.window())
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
        if not isinstance(command, OpenPoll):
            return False
        self.context.room.discard(waiting.ref)
        if self.context.leads:
            self.form().come_back(command.draft, self.context.say(waiting.code))
        return True

    def gone(self) -> None:
        self.context.notices.withdraw(self._key)
        if self._dialog is not None:
            self._dialog.done(0)

    @property
    def _key(self) -> str:
        return f"poll not asked/{self.context.room.session_id}"
