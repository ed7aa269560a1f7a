"""A poll on the stage."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget
from relay.protocol.polls import PollOpened, Polls

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Label
from relay.protocol.base import Event

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    """Why a poll may be refused."""
    return {
        "poll_open": translate("Polls", "Close the poll that is open first."),
        "no_poll": translate("Polls", "The poll is over."),
        "too_many_choices": translate("Polls", "A poll has room for fewer choices."),
    }


def figure_labels() -> Mapping[str, str]:
    """What is counted."""
    return {"polls": translate("Polls", "Polls")}


def chat_kinds() -> Mapping[str, str]:
    """What a poll's line in the chat is."""
    return {"poll": translate("Polls", "Poll")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was missed of polls."""
    return [translate("Polls", "a poll") for event in events if isinstance(event, PollOpened)][:1]


class PollStage(Panel):
    """Shows the Polls memory."""

    subject, place, kind = "polls", "stage", "poll"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.asks = Label("", "title", wrap=True, parent=self)
        self.add(self.asks)
        self.refresh()

    def refresh(self) -> None:
        """Shows the question."""
        self.asks.setText(self.context.memory(Polls).question)

    def menu_entries(self) -> list[MenuEntry]:
        """Showing the poll to everybody."""
        return self.context.stage_entries("poll", self.tr("Poll"), "check")
