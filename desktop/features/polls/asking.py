"""Asking a poll, from the menu Ask: the four that are always the same, one's own, and prepared ones."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, PanelContext
from desktop.features.panel.prompts.entries import PromptEntries, labelled_to_ask
from desktop.features.polls.planned import PlannedPolls
from desktop.features.polls.words import preset_names, question_of
from relay.protocol.base import RoomCommand
from relay.protocol.poll_drafts import QUESTION_LENGTH, PollDraft
from relay.protocol.polls import OpenPoll

if TYPE_CHECKING:
    from desktop.features.polls.own_dialog import OwnPollDialog

LONGEST_NAME = 48
"""Letters of a question in a menu."""


class PollEntries(PromptEntries["OwnPollDialog"]):
    """Sends OpenPoll."""

    subject, order = "polls", 10
    asks = OpenPoll

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._planned = PlannedPolls(context, self)
        self._planned.changed.connect(self.changed)

    def refresh(self) -> None:
        self._planned.want()
        super().refresh()

    def menu_entries(self) -> list[MenuEntry]:
        if not self.may_ask():
            return []
        entries = [
            MenuEntry(
                "ask",
                labelled_to_ask(self.context, name),
                "circle-help",
                partial(self._ask_at_once, PollDraft(preset=preset)),
                key=str(number + 1),
            )
            for number, (preset, name) in enumerate(preset_names().items())
        ]
        own = labelled_to_ask(self.context, self.tr("A poll of my own…"))
        entries.append(MenuEntry("ask", own, "pencil", self.form, key=str(len(entries) + 1)))
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
        self.say(self.ask(draft))

    def ask(self, draft: PollDraft) -> str:
        """Asks the class. A sentence says why that can't be done now."""
        head = self.context.room.head
        return self.send(lambda other: OpenPoll(**head(), draft=draft, instead_of=other))

    def ask_about(self, text: str) -> bool:
        """A page with options on it is a poll already; of others the words are the question."""
        if not self.may_ask():
            return False
        from desktop.poll_text.reading import read_polls  # noqa: PLC0415  # most lessons ask about no page

        form = self.form().form
        if not form.dirty:
            drafts = [poll.draft for poll in read_polls(text) if poll.draft is not None]
            question = text.strip()[:QUESTION_LENGTH]
            form.set_draft(drafts[0] if len(drafts) == 1 else PollDraft(question=question))
        return True

    def make_dialog(self) -> "OwnPollDialog":
        from desktop.features.polls.own_dialog import OwnPollDialog  # noqa: PLC0415  # most lessons write none

        return OwnPollDialog(self.context.theme, self.context.say, self.ask, self.window())

    def come_back(self, command: RoomCommand, sentence: str) -> None:
        assert isinstance(command, OpenPoll)
        self.form().come_back(command.draft, sentence)

    def tick(self, now: int) -> None:
        self._planned.look()


def _short_name(draft: PollDraft) -> str:
    name = question_of(" ".join(draft.question.split()), draft.preset)
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…"
