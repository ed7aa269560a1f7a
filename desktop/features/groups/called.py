"""A group that has the word: loud for its members, one line for everybody else."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.groups.doing import GroupActions
from desktop.features.groups.words import group_name
from desktop.features.panel import Panel, PanelContext
from desktop.features.panel.calls import HeardCalls
from desktop.features.panel.loud import LoudBanner
from desktop.theme.widgets import Ribbon
from relay.protocol.base import Event
from relay.protocol.groups import GroupCalledOn, Groups
from relay.protocol.lesson import Lesson


def is_mine(context: PanelContext) -> bool:
    """Whether this student's group has the word."""
    groups = context.memory(Groups)
    return groups.called > 0 and groups.group_of(context.me) == groups.called


class GroupBanner(Panel):
    """Shows the Groups memory to those whose group has the word, and makes the sound of being called on."""

    subject, place, order = "groups", "banner", 11

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._last = GroupCalledOn()
        """The last call of a group, as far as it was told here."""
        self._calls = HeardCalls(self, "group called")
        context.room.caught_up_changed.connect(self.refresh)
        self.refresh()

    def furnish(self) -> None:
        self.banner = LoudBanner(self.context.theme, parent=self)
        self.add(self.banner)

    def wanted(self) -> bool:
        return self.context.memory(Lesson).live and is_mine(self.context)

    def refresh(self) -> None:
        if self.wanted():
            self.make_ready()
            words = self.tr("{teacher} calls on your group: speak, or write in the chat")
            self.banner.say(words.format(teacher=self.context.memory(Lesson).teacher_name))
        else:
            self.seen()
        self.changed.emit()
        if self.wanted() and self._last.group == self.context.memory(Groups).called:
            words = self.banner.accessibleName()
            self._calls.hear(self._last.at, words, self.tr("It is your group's turn"), words)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self._last = [self._last, *(event for event in events if isinstance(event, GroupCalledOn))][-1]
        self.refresh()

    def seen(self) -> None:
        self._calls.withdraw()


class GroupWordStrip(Panel):
    """Tells everybody else which group has the word; a teacher takes it back. Sends CallOnGroup."""

    subject, place, order = "groups", "strip", 6

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actions = GroupActions(context)
        self.refresh()

    def furnish(self) -> None:
        ribbon = Ribbon(self.context.theme, "mic", self.tr("Done"), parent=self)
        self.says, self.done = ribbon.words, ribbon.action
        self.done.set_tip(self.tr("End their turn"))
        self.done.clicked.connect(self._take_back)
        self.add(ribbon)

    def wanted(self) -> bool:
        called = self.context.memory(Groups).called
        return self.context.memory(Lesson).live and called > 0 and not is_mine(self.context)

    def refresh(self) -> None:
        self._show_word()
        self.speak(self._said(), live=False)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self._show_word()
        self.speak(self._said(), live=live)

    def _said(self) -> str:
        return self.says.text() if self.wanted() else ""

    def _show_word(self) -> None:
        if self.wanted():
            self.make_ready()
            called = self.context.memory(Groups).called
            self.says.setText(self.tr("It is {group}'s turn").format(group=group_name(called)))
            self.done.setVisible(self.context.teaches)
        self.changed.emit()

    def _take_back(self) -> None:
        self._actions.call_on(0)
