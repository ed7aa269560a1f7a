"""The pages of a deck on the stage, for everybody; and in the room what this person may do with them."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext, SearchHit
from relay.protocol.base import Event, Moment
from relay.protocol.slides import PAGE, DeckAdded

if TYPE_CHECKING:
    from desktop.features.panel.sheet import Sheet, SheetLayer
    from desktop.features.slides.page_area import PageArea


class SlidesStage(Panel):
    """Shows the Slides memory. Most lessons show no page: what does is read with the first."""

    subject, place, kind, order = "slides", "stage", PAGE, 20

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.area: PageArea | None = None
        self.setAccessibleName(self.heading())

    def furnish(self) -> None:
        from desktop.features.slides.page_area import PageArea  # noqa: PLC0415

        self.area = PageArea(self)
        self.add(self.area)
        self.setFocusProxy(self.area.sheet)
        self.refresh()

    def heading(self) -> str:
        return self.tr("Pages")

    def height_at(self, width: int) -> int:
        around = self.area.around if self.area is not None else None
        return super().height_at(width) if around is None else around.height_at(width)

    def clear_part(self) -> QWidget:
        return self if self.area is None else self.area.stand

    def refresh(self) -> None:
        if self.area is not None:
            self.area.refresh()
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if self.area is not None:
            self.area.on_events(events, live)
        elif live and any(isinstance(event, DeckAdded) for event in events):  # its first page is being made
            self.context.room.relay.files.make_ready()
            QTimer.singleShot(0, self, self.make_ready)

    def on_moment(self, moment: Moment) -> None:
        if self.area is not None:
            self.area.on_moment(moment)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.area is None or not self.area.keys.take(event):
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Follows again, or shows the whole page."""
        return self.area is not None and self.isVisible() and self.area.escape()

    def sheet_layer(self, sheet: "Sheet") -> "SheetLayer":
        from desktop.features.slides.pointer import PointerLayer  # noqa: PLC0415

        return PointerLayer(self.context)

    def find_words(self, words: str) -> list[SearchHit]:
        """Pages on which these are written, of those that this person may look at."""
        if self.area is None or not self.isVisible():
            return []
        following, deck = self.area.following, self.area.following.deck
        if deck is None:
            return []
        may = following.choice()
        return [
            SearchHit(
                self.tr("Page {page}").format(page=QLocale().toString(deck.place(page))),
                "presentation",
                partial(self._go, following.number, page),
            )
            for page in self.area.texts.find(deck, words)
            if page in may
        ]

    def _go(self, deck: int, page: int) -> None:
        """It may have been found in a deck that is not on the stage any more."""
        if self.area is not None and self.area.following.number == deck:
            self.area.following.go(page)
