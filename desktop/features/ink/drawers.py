"""Who may draw beside the teachers: granted in a person's menu, told in a strip, and taken back there."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext, PersonAction, PersonBadge
from desktop.features.panel.words import several
from desktop.theme.widgets import Ribbon
from relay.protocol.ink import MOST_DRAWERS, GrantInk, Ink
from relay.protocol.people import People
from relay.protocol.slides import Slides


class DrawersStrip(Panel):
    """Tells teachers who draws, and those students that they do. Sends GrantInk."""

    subject, place, order = "ink", "strip", 905

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        ribbon = Ribbon(context.theme, "pencil", self.tr("Take back"), parent=self)
        self.says, self.take_back = ribbon.words, ribbon.action
        self.take_back.clicked.connect(lambda: self._grant([]))
        self.add(ribbon)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        drawers = self._drawers()
        return bool(drawers) and (self.context.teaches or self.context.me in drawers)

    def refresh(self) -> None:
        if self.context.teaches:
            names = [self.context.name(account) for account in self._drawers()]
            words = self.tr("Drawing: {names}").format(names=several(names))
        else:
            words = self.tr("You can draw on the page")
        self.says.setText(words)
        self.take_back.setVisible(self.context.leads)
        self.speak(words if self.wanted() else "", live=self.context.room.caught_up)
        self.changed.emit()

    def person_actions(self, account: str) -> list[PersonAction]:
        """Once there is something to draw on."""
        context = self.context
        if not (context.leads and context.can(self.subject) and context.memory(Slides).decks):
            return []
        if not context.memory(People).has_student(account):
            return []
        drawers = self._drawers()
        if account in drawers:
            rest = [one for one in drawers if one != account]
            return [PersonAction(self.tr("No longer let draw"), "pencil", lambda: self._grant(rest))]
        if len(drawers) >= MOST_DRAWERS:
            return []
        return [PersonAction(self.tr("Let draw"), "pencil", lambda: self._grant([*drawers, account]))]

    def person_badges(self, account: str) -> list[PersonBadge]:
        if account not in self._drawers():
            return []
        return [PersonBadge("pencil", "accent_ink", self.tr("can draw"))]

    def _drawers(self) -> list[str]:
        """Once everything that waits has been sent."""
        asked = [one.accounts for one in self.context.room.asked if isinstance(one, GrantInk)]
        return [self.context.memory(Ink).drawers, *asked][-1]

    def _grant(self, accounts: list[str]) -> None:
        room = self.context.room
        room.send(GrantInk(**room.head(), accounts=accounts))
