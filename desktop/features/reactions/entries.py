"""What a teacher has of reactions in *More*, and hears of them by a screen reader."""

from collections import Counter
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.reactions.own import OwnReaction
from desktop.features.reactions.signs import ICONS, SHOWN_MS, in_words, names
from desktop.theme.widgets import announce
from relay.protocol.base import Moment
from relay.protocol.reactions import ReactionRules, Reactions, SetReactions, Sign


class ReactionEntries(Panel):
    """Lets people react, and no more. Sends SetReactions and React."""

    subject, place, order = "reactions", "menu", 43

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._own = OwnReaction(context, self)
        self._came: Counter[Sign] = Counter()
        self._gathered = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._gathered.timeout.connect(self._say)
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        self.changed.emit()

    def on_moment(self, moment: Moment) -> None:
        """Told together, once a few seconds: one who hears the lesson shall hear the class too."""
        if isinstance(moment, Reactions) and self.context.leads:
            self._came.update(moment.counts)
            if not self._gathered.isActive():
                self._gathered.start()

    def menu_entries(self) -> list[MenuEntry]:
        if not (self.context.leads and self.context.can(self.subject)):
            return []
        on = self._is_on()
        switch = MenuEntry("more", self.tr("Students can react"), "smile", self._switch, checked=on)
        if not self.context.memory(ReactionRules).on:
            return [switch]
        own = [
            MenuEntry("more", name, ICONS[sign], partial(self._own.react, sign), under=self.tr("React"))
            for sign, name in names().items()
        ]
        return [switch, *own]

    def _is_on(self) -> bool:
        """Once everything that waits has been sent."""
        asked = [one.on for one in self.context.room.asked_of(SetReactions)]
        return [self.context.memory(ReactionRules).on, *asked][-1]

    def _switch(self) -> None:
        room = self.context.room
        room.send(SetReactions(**room.head(), on=not self._is_on()))

    def _say(self) -> None:
        words = self.tr("Reactions: {signs}").format(signs=in_words(self._came))
        self._came.clear()
        if self.context.page.in_front():
            announce(self.window(), words)
