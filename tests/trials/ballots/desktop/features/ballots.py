"""A ballot on the stage."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget
from relay.protocol.ballots import BallotOpened, Ballots

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Label
from desktop.translating import translate
from relay.protocol.base import Event


def sentences() -> Mapping[str, str]:
    """Why a ballot may be refused."""
    return {
        "ballot_open": translate("Ballots", "Close the ballot that is open first."),
        "no_ballot": translate("Ballots", "The ballot is over."),
        "too_many_choices": translate("Ballots", "A ballot has room for fewer choices."),
    }


def figure_labels() -> Mapping[str, str]:
    """What is counted."""
    return {"ballots": translate("Ballots", "Ballots")}


def chat_kinds() -> Mapping[str, str]:
    """What a ballot's line in the chat is."""
    return {"ballot": translate("Ballots", "Ballot")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was missed of ballots."""
    return [translate("Ballots", "a ballot") for event in events if isinstance(event, BallotOpened)][:1]


class BallotStage(Panel):
    """Shows the Ballots memory."""

    subject, place, kind = "ballots", "stage", "ballot"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.asks = Label("", "title", wrap=True, parent=self)
        self.add(self.asks)
        self.refresh()

    def refresh(self) -> None:
        """Shows the question."""
        self.asks.setText(self.context.memory(Ballots).question)

    def menu_entries(self) -> list[MenuEntry]:
        """Showing the ballot to everybody."""
        return self.context.stage_entries("ballot", self.tr("Ballot"), "check")
