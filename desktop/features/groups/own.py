"""A student's own group, in one line, and a notice of it for who looks elsewhere."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.groups.words import own_group
from desktop.features.panel import Panel, PanelContext
from desktop.theme.widgets import Ribbon, announce
from relay.protocol.base import Event
from relay.protocol.groups import Groups, GroupsDissolved, GroupsMade, MovedToGroup
from relay.protocol.lesson import Lesson
from relay.protocol.people import People

CHANGES = GroupsMade, MovedToGroup, GroupsDissolved


class OwnGroupStrip(Panel):
    """Shows the Groups memory to a student."""

    subject, place, order = "groups", "strip", 7

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._number = 0
        self._key = f"group/{context.room.session_id}"
        self.refresh()

    def furnish(self) -> None:
        ribbon = Ribbon(self.context.theme, "users", parent=self)
        self.says = ribbon.words
        self.add(ribbon)

    def wanted(self) -> bool:
        return bool(self._words())

    def refresh(self) -> None:
        self._show_words()
        self._number = self._group()

    def _show_words(self) -> None:
        if words := self._words():
            self.make_ready()
            self.says.setText(words)
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        number = self._group()
        self._show_words()
        if not any(isinstance(event, CHANGES) for event in events):
            return
        news, self._number = number != self._number or _is_made(events), number
        if not number:
            self.seen()
        elif news and live and self._words():
            announce(self, self._words())
            if not self.context.page.in_front():
                self.context.notices.tell(
                    self._key,
                    self._words(),
                    self.context.memory(Lesson).title,
                    open=self.context.page.come_forward,
                )

    def seen(self) -> None:
        self.context.notices.withdraw(self._key)

    def _group(self) -> int:
        return self.context.memory(Groups).group_of(self.context.me)

    def _words(self) -> str:
        if self.context.teaches or self.context.memory(Lesson).ended_at:
            return ""
        return own_group(self.context.memory(Groups), self.context.memory(People), self.context.me)


def _is_made(events: Sequence[Event]) -> bool:
    return any(isinstance(event, GroupsMade) for event in events)
