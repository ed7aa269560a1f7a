"""The poll on the stage: what everybody may know of it."""

from collections.abc import Sequence

from desktop.features.panel import MenuEntry, Panel
from relay.protocol.base import Event
from relay.protocol.polls import Poll, PollDiscarded, PollOpened, Polls, ResultsHidden, ResultsShown
from relay.protocol.prompts import Prompts

CHANGES = PollOpened, PollDiscarded, ResultsShown, ResultsHidden


class PollStage(Panel):
    """Shows the Polls memory as far as everybody may know it: never who, and no count before results."""

    subject, place, kind, order = "polls", "stage", "poll", 30

    def furnish(self) -> None:
        from desktop.features.polls.large import LargePoll  # noqa: PLC0415

        self.view = LargePoll(self.context.theme, self)
        self.add(self.view)
        self.refresh()

    def heading(self) -> str:
        return self.tr("Poll")

    def menu_entries(self) -> list[MenuEntry]:
        """While there is one to show."""
        if self._poll() is None:
            return []
        return self.context.stage_entries(self.kind, self.tr("The poll, large"), "circle-help")

    def refresh(self) -> None:
        if self.ready:
            self.view.show_poll(self._poll())
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, CHANGES) for event in events):
            self.refresh()

    def _poll(self) -> Poll | None:
        """The one that is asked, or was last."""
        number = max(self.context.memory(Prompts).prompts, default=0)
        poll = self.context.memory(Polls).polls.get(number)
        return None if poll is None or poll.discarded else poll
