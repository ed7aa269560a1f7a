"""Ink in a room: its layers on sheets are made, told and forgotten here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import BriefNotices, MenuEntry, Panel, PanelContext
from desktop.notifications import Action
from relay.protocol.base import Event, Moment
from relay.protocol.ink import DrawMarks, Ink, LiveInk, PageCleared
from relay.protocol.slides import Deck, Slides, staged_deck
from relay.protocol.stage import Stage

if TYPE_CHECKING:
    from desktop.features.ink.desk import InkDesk
    from desktop.features.panel.sheet import Sheet, SheetLayer


class InkPanel(Panel):
    """Shows nothing itself. What draws is read once there is a sheet to draw on."""

    subject, place, order = "ink", "menu", 15  # Esc is a tool's before it is a page's
    harmless = ("no_such_mark",)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk: InkDesk | None = None
        self._notices = BriefNotices(context, "ink")
        self._shown = context.memory(Ink)

    def sheet_layer(self, sheet: "Sheet") -> "SheetLayer | None":
        if not self.context.can("ink"):
            return None
        from desktop.features.ink.desk import InkDesk  # noqa: PLC0415  # most lessons have no page

        if self.desk is None:
            self.desk = InkDesk(self.context, self)
        return self.desk.lay_over(sheet)

    def refresh(self) -> None:
        if self.desk is None:
            return
        if self._shown is not (ink := self.context.memory(Ink)):
            self._shown = ink
            self.desk.forget()
        self.desk.show_rights()

    def menu_entries(self) -> list[MenuEntry]:
        """Saving the pages on the stage with what is drawn on them: all of them, or those that were shown."""
        deck = self._staged
        if deck is None or not (deck.seen or self.context.teaches):
            return []
        label = self.tr("Save pages with drawings…")
        return [MenuEntry("more", label, "download", self._save)]

    @property
    def _staged(self) -> Deck | None:
        return self.context.memory(Slides).decks.get(staged_deck(self.context.memory(Stage)))

    def _save(self) -> None:
        from desktop.features.ink.saving import file_of  # noqa: PLC0415  # with all that paints on paper

        if (deck := self._staged) is not None:
            self.context.errands.save_pdf(
                file_of(self.context, staged_deck(self.context.memory(Stage)), deck)
            )

    def refused(self, waiting: PendingCommand) -> bool:
        if self.desk is not None and isinstance(waiting.command, DrawMarks):
            self.desk.own.outgoing.forget(waiting.ref)
        return super().refused(waiting)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events:
            if live and isinstance(event, PageCleared) and event.by == self.context.me:
                self._tell_cleared(event)
        if self.desk is not None:
            self.desk.take(events)
        self.refresh()

    def on_moment(self, moment: Moment) -> None:
        if self.desk is not None and isinstance(moment, LiveInk) and moment.by != self.context.me:
            self.desk.live.take(moment)

    def _tell_cleared(self, event: PageCleared) -> None:
        """With the way back, for a while."""
        page, number = (event.deck, event.page), event.seq

        def undo() -> None:
            self._notices.withdraw(number)
            if self.desk is not None:
                self.desk.own.restore(page, number)

        action = Action("undo", self.tr("Undo"), undo)
        self._notices.tell(number, self.tr("The page was cleared"), "", action)

    def gone(self) -> None:
        if self.desk is not None:
            self.desk.gone()

    def escape(self) -> bool:
        """Back to turning pages."""
        if self.desk is None or self.desk.choice.tool is None:
            return False
        self.desk.choice.take(None)
        return True
