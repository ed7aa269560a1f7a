"""Leaving the lesson, ending it for everybody, and opening it again."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Button, Kind
from relay.protocol.lesson import EndSession, Lesson
from relay.protocol.limits import REOPEN_MINUTES
from resources import IconName


class LeaveButton(Panel):
    """Goes back to the sessions, by no key. Teachers, whose going pauses the lesson, have it in *More*."""

    subject, place, order, at_end = "lesson", "bar", 900, True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = Button(context.theme, "", "quiet", parent=self)
        self.button.clicked.connect(context.page.leave)
        self.add(self.button)
        self.refresh()

    def wanted(self) -> bool:
        return not self.context.leads

    def refresh(self) -> None:
        """Quiet while the lesson runs; afterwards it is what one does next."""
        over = not self.context.memory(Lesson).live
        kind: Kind = "primary" if over else "quiet"
        back = self.tr("Close") if self.context.visits else self.tr("Back to the lessons")
        words = back if over else self.tr("Leave")
        if (kind, words) != (self.button.kind, self.button.text()):
            self.button.kind = kind
            icon: IconName = "x" if self.context.visits else "arrow-left"
            self.button.set_icon(icon if over else None)
            self.button.setText(words)
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        """For those who lead: the last of *More*."""
        if not self.context.leads:
            return []
        return [MenuEntry("more", self.tr("Leave for a while…"), "log-out", self.context.page.leave)]


class EndButton(Panel):
    """Ends the lesson, after asking."""

    subject, place, order, at_end = "lesson", "bar", 910, True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = Button(
            context.theme,
            self.tr("End lesson"),
            "grave",
            icon="circle-x",
            shortcut="Ctrl+Shift+E",
            parent=self,
        )
        self.button.clicked.connect(self._ask)
        self.add(self.button)
        self.refresh()

    def wanted(self) -> bool:
        return self.context.leads

    def refresh(self) -> None:
        """Nothing to end twice."""
        self.button.setEnabled(not self.context.room.asked_of(EndSession))
        self.changed.emit()

    def _ask(self) -> None:
        self.context.errands.confirm(
            self.tr("End the lesson?"),
            self.tr("It ends for everyone. Chat, hands and attendance are kept."),
            self.tr("End lesson"),
            self._end,
        )

    def _end(self) -> None:
        room = self.context.room
        room.send(EndSession(**room.head()))
        self.refresh()


class ReopenButton(Panel):
    """Has a lesson go on that has just ended."""

    subject, place, order, at_end = "lesson", "bar", 890, True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._offered = False
        self.button = Button(context.theme, self.tr("Open it again"), icon="refresh-cw", parent=self)
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        self.refresh()

    def wanted(self) -> bool:
        ended_at = self.context.memory(Lesson).ended_at
        soon = self.context.relay.now() - ended_at < REOPEN_MINUTES * 60_000
        return self.context.teaches and ended_at > 0 and soon

    def refresh(self) -> None:
        """Not while there is no line."""
        self.button.setEnabled(self.context.relay.state.kind == "connected")
        self._offered = self.wanted()
        self.changed.emit()

    def tick(self, now: int) -> None:
        if self._offered != self.wanted():
            self.refresh()

    def _on_click(self) -> None:
        self.button.setEnabled(False)
        self.context.page.reopen()
