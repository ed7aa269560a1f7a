"""What of slides is said elsewhere: in sentences, on the card of what was missed, in lists of figures."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from desktop.translating import translate
from relay.protocol.base import Event, RoomCommand
from relay.protocol.slides import PageShown, SetNote


def sentences() -> Mapping[str, str]:
    return {
        "no_such_deck": translate("Slides", "These pages were removed. Show others."),
        "no_such_page": translate("Slides", "This page is not there any more. Choose another."),
        "too_many_decks": translate(
            "Slides", "This lesson has as many files with pages as it may have. Remove one first."
        ),
        "too_many_pages": translate("Slides", "No file may have more pages. Choose one with fewer."),
        "deck_finished": translate(
            "Slides", "All pages of this file are here already. Choose the file again to show it anew."
        ),
        "no_such_class_deck": translate("Slides", "These slides were deleted. Choose their file again."),
        "not_on_stage": translate("Slides", "Something else is shown by now. Show the pages again first."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"decks": translate("Slides", "Slides and boards")}


class _Missed(QObject):
    """Says how many were missed; plurals are translated only within a class of Qt's."""

    def words(self, count: int) -> str:
        return self.tr("%n page(s)", "", count)


def missed_words(events: Sequence[Event]) -> list[str]:
    """How many pages were shown: the last of them is before whoever is back."""
    pages = {(event.deck, event.page) for event in events if isinstance(event, PageShown)}
    return [_Missed().words(len(pages))] if pages else []


def unsent_words(command: RoomCommand) -> str:
    """What of slides was not sent."""
    return translate("Slides", "Your note on a page") if isinstance(command, SetNote) else ""


def unsent_text(command: RoomCommand) -> str:
    """What one wrote."""
    return command.text if isinstance(command, SetNote) else ""
