"""The class wall on the stage: who is here and whose hand is up; nothing of who is missing or in doubt."""

import math
from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext, PersonBadge
from desktop.features.people.model import ParticipantModel, ParticipantRow, person_of
from desktop.theme.widgets import Card, TileGrid
from relay.protocol.base import Event
from relay.protocol.hands import Hands
from relay.protocol.people import People

LOW = 160
"""A lower stage (at a text scale of 1) has no heading."""
STEP = 6
"""The tiles are laid for so many more at once, so that few who come make them smaller."""


class PeopleStage(Panel):
    """Shows the People and Hands memories to everybody."""

    subject, place, kind, order = "people", "stage", "people", 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = ParticipantModel(self)

    def furnish(self) -> None:
        theme = self.context.theme
        self.card = Card(theme, self.heading(), count=0, parent=self)
        self.tiles = TileGrid(theme, self.model, self.card)
        self.tiles.setAccessibleName(self.heading())
        self.card.body.addWidget(self.tiles, 1)
        self.add(self.card)
        self.refresh()

    def refresh(self) -> None:
        if not self.ready:
            return
        here = self._here()
        self.card.set_count(len(self.context.memory(People).students_here()))
        self.tiles.plan(math.ceil(len(here) / STEP) * STEP)
        self.model.show(here)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Only comings, goings and hands change it."""
        if self.ready and {row.account: row for row in self._here()} != self.model.shown():
            self.refresh()

    def heading(self) -> str:
        return self.tr("Who is here")

    def menu_entries(self) -> list[MenuEntry]:
        return self.context.stage_entries(self.kind, self.heading(), "users")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the names are more than the heading."""
        super().resizeEvent(event)
        if not self.ready:
            return
        low = self.height() < self.context.theme.px(LOW)
        self.card.set_title("" if low else self.heading())

    def _here(self) -> list[ParticipantRow]:
        raised = PersonBadge("hand", "warn_ink", self.tr("hand raised"))
        called = PersonBadge("mic", "accent_ink", self.tr("their turn"))
        hands = self.context.memory(Hands)
        marks = {hand.account: called if hand is hands.word else raised for hand in hands.queue}
        return [
            person_of(p, self.context.me, p.since, [marks[p.account]] if p.account in marks else ())
            for p in self.context.memory(People).present()
        ]
