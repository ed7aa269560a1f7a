"""All subjects' panels of one room, told, asked and shown as one."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import (
    MenuEntry,
    MessageAction,
    Panel,
    PanelContext,
    PersonAction,
    PersonBadge,
    Place,
    SearchHit,
)
from desktop.features.panel.finding import find_panels
from relay.protocol.base import ChatLine, Event, Moment

if TYPE_CHECKING:
    from desktop.features.panel.sheet import Sheet, SheetLayer

Wanted = tuple[tuple[bool, bool], ...]
"""Of each panel, whether it is wanted and whether it yields."""


class Panels:
    """Those that have been made so far, in their order."""

    def __init__(self) -> None:
        self._all: list[Panel] = []

    def make(self, context: PanelContext, home: Callable[[Place], QWidget]) -> Iterator[None]:
        """Makes one at a step; ``home``: where those of a place live."""
        for kind in find_panels():
            self._all.append(kind(context, home(kind.place)))
            yield

    def __iter__(self) -> Iterator[Panel]:
        return iter(self._all)

    def at(self, *places: Place) -> list[Panel]:
        """Those of these places."""
        return [panel for panel in self._all if panel.place in places]

    def wanted(self) -> Wanted:
        """What all of them have to show now."""
        return tuple((panel.wanted(), panel.yields()) for panel in self._all)

    # what the room tells

    def refresh(self) -> None:
        """They show the memories anew."""
        for panel in self._all:
            panel.refresh()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Events were taken into the memories."""
        for panel in self._all:
            panel.on_events(events, live)

    def on_moment(self, moment: Moment) -> None:
        """Something momentary of somebody in the room."""
        for panel in self._all:
            panel.on_moment(moment)

    def refused(self, waiting: PendingCommand) -> bool:
        """Whether any of them takes care of this refusal; all are asked."""
        taken = [panel.refused(waiting) for panel in self._all]
        return any(taken)

    def tick(self, now: int) -> None:
        """A second has passed."""
        for panel in self._all:
            panel.tick(now)

    def seen(self) -> None:
        """The person has come to look."""
        for panel in self._all:
            if panel.is_seen():
                panel.seen()

    def gone(self) -> None:
        """The room is being left for good."""
        for panel in self._all:
            panel.gone()

    # what they say together

    def person_actions(self, account: str) -> list[PersonAction]:
        """What one may do with a person in this room."""
        return [action for panel in self._all for action in panel.person_actions(account)]

    def menu_entries(self) -> list[MenuEntry]:
        """What the menus offer, in the order of the panels."""
        return [entry for panel in self._all for entry in panel.menu_entries()]

    def person_badges(self, account: str) -> list[PersonBadge]:
        """What to show beside a person's name."""
        return [mark for panel in self._all for mark in panel.person_badges(account)]

    def stage_heading(self, kind: str) -> str:
        """What is shown as this kind, in a word or two; empty if nothing here knows it."""
        shown = (panel for panel in self.at("stage") if panel.kind == kind and panel.wanted())
        return next((panel.heading() for panel in shown), "")

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        """What one may do with a message of the chat, in the order of the panels."""
        return [action for panel in self._all for action in panel.message_actions(line)]

    def find_words(self, words: str) -> list[SearchHit]:
        """Where these words are, elsewhere than in the chat."""
        return [hit for panel in self._all for hit in panel.find_words(words)]

    def ask_about(self, text: str) -> bool:
        """Has a question to the class written, by the first that asks."""
        return any(panel.ask_about(text) for panel in self._all)

    def takes_files(self, files: Sequence[Path]) -> Panel | None:
        """Who takes files that are held over the window."""
        return next((panel for panel in self._all if panel.takes_files(files)), None)

    def sheet_layers(self, sheet: "Sheet") -> "list[SheetLayer]":
        """What they lay over the pages of a sheet, in the order of the panels."""
        return [layer for panel in self._all if (layer := panel.sheet_layer(sheet)) is not None]

    def answer(self, number: int) -> bool:
        """Has this question answered in writing, where one writes."""
        return any(panel.answer(number) for panel in self._all)

    def set_asking(self, asking: bool) -> None:
        """Questions are before the person, or no more."""
        for panel in self._all:
            panel.set_asking(asking)

    def escape(self) -> bool:
        """Closes one thing that is open in one of them; whether there was any."""
        return any(panel.escape() for panel in self._all)

    def reveal(self, number: int) -> Panel | None:
        """Brings a place of the log into view; the panel that shows it."""
        return next((panel for panel in self.at("strip", "tab") if panel.reveal(number)), None)

    def reading(self) -> tuple[int, int]:
        """From where to where in the log can be read now; (0, 0) if the person looks elsewhere."""
        shown = (panel.reading() for panel in self._all if panel.is_seen())
        return next((place for place in shown if place != (0, 0)), (0, 0))
