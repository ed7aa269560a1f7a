"""Ink in a room: its layers on sheets are made, told and forgotten here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import BriefNotices, Panel, PanelContext
from desktop.notifications import Action
from relay.protocol.base import Event, Moment
from relay.protocol.ink import Draw, Drawing, Ink, PageCleared

if TYPE_CHECKING:
    from desktop.features.ink.desk import InkDesk
    from desktop.features.panel.sheet import Sheet, SheetLayer


class InkPanel(Panel):
    """Shows nothing itself. What draws is read once there is a sheet to draw on."""

    subject, place, order = "ink", "menu", 60

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

    def refused(self, waiting: PendingCommand) -> bool:
        if self.desk is not None and isinstance(waiting.command, Draw):
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
        if self.desk is not None and isinstance(moment, Drawing) and moment.by != self.context.me:
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

    def tick(self, now: int) -> None:
        self._notices.tick(now)

    def gone(self) -> None:
        self._notices.gone()
        if self.desk is not None:
            self.desk.own.outgoing.flush()

    def escape(self) -> bool:
        """Back to turning pages."""
        if self.desk is None or self.desk.choice.tool is None:
            return False
        self.desk.choice.take(None)
        return True
