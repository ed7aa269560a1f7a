"""Asking a poll, from the menu Ask: the four that are always the same, one's own, and prepared ones."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.panel.prompting import labelled_to_ask, name_of_open, open_prompt
from desktop.features.polls.planned import PlannedPolls
from desktop.features.polls.words import preset_names, question_of
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import OpenPoll
from relay.shared.ids import new_ref

if TYPE_CHECKING:
    from desktop.features.polls.own import OwnPollDialog

LONGEST_NAME = 48
"""Letters of a question in a menu."""


class AskEntries(Panel):
    """Offers what to ask; of two things only one is asked at a time. Sends OpenPoll."""

    subject, place, order = "polls", "menu", 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._dialog: OwnPollDialog | None = None
        self._planned = PlannedPolls(context, self)
        self._planned.changed.connect(self.changed)
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        self._planned.want()
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
                labelled_to_ask(context, name),
                "circle-help",
                partial(self._ask_at_once, PollDraft(preset=preset)),
                key=str(number + 1),
            )
            for number, (preset, name) in enumerate(preset_names().items())
        ]
        own = labelled_to_ask(context, self.tr("Own…"))
        entries.append(MenuEntry("ask", own, "pencil", self._write, key=str(len(entries) + 1)))
        return [*entries, *self._planned_entries(str(len(entries) + 1))]

    def _planned_entries(self, key: str) -> list[MenuEntry]:
        """The next that was not asked yet, by one key; and all in a menu of their own."""
        planned, found = self._planned, []
        names = [_short_name(draft) for draft in planned.drafts]
        asked = [planned.was_asked(draft) for draft in planned.drafts]
        if not all(asked):
            place = asked.index(False)
            label = labelled_to_ask(self.context, self.tr("Next: {question}").format(question=names[place]))
            do = partial(self._ask_at_once, planned.drafts[place])
            found.append(MenuEntry("ask", label, "play", do, key=key))
        for place, draft in enumerate(planned.drafts):
            number = QLocale().toString(place + 1)
            label = self.tr("{number}. {question}").format(number=number, question=names[place])
            found.append(
                MenuEntry(
                    "ask",
                    label,
                    "circle-help",
                    partial(self._ask_at_once, draft),
                    checked=asked[place],
                    under=self.tr("Prepared polls"),
                )
            )
        return found

    def _ask_at_once(self, draft: PollDraft) -> None:
        if problem := self.ask(draft):
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

    def form(self) -> "OwnPollDialog":
        """The form for one's own, which is opened if it is not."""
        if self._dialog is None:
            from desktop.features.polls.own import OwnPollDialog  # noqa: PLC0415  # most lessons write none

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

    def tick(self, now: int) -> None:
        self._planned.look()

    def gone(self) -> None:
        self._planned.close()
        self.context.notices.withdraw(self._key)
        if self._dialog is not None:
            self._dialog.done(0)

    @property
    def _key(self) -> str:
        return f"poll not asked/{self.context.room.session_id}"


def _short_name(draft: PollDraft) -> str:
    name = question_of(" ".join(draft.question.split()), draft.preset)
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…"
