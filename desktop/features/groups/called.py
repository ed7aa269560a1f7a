"""A group that has the word: loud for its members, one line for everybody else."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.groups.words import group_name
from desktop.features.panel import Panel, PanelContext
from desktop.features.panel.loud import LoudBanner
from desktop.theme.widgets import Ribbon, announce
from relay.protocol.base import Event
from relay.protocol.groups import CallOnGroup, GroupCalledOn, Groups
from relay.protocol.lesson import Lesson
from relay.shared.ids import new_ref


def is_mine(context: PanelContext) -> bool:
    """Whether this student's group has the word."""
    groups = context.memory(Groups)
    return groups.called > 0 and groups.group_of(context.me) == groups.called


class GroupBanner(Panel):
    """Shows the Groups memory to those whose group has the word, and makes the sound of being called on."""

    subject, place, order = "groups", "banner", 11

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
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

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self.refresh()
        if live and self.wanted() and any(isinstance(event, GroupCalledOn) for event in events):
            self._be_heard()

    def _be_heard(self) -> None:
        self.context.sounds.play("called")
        announce(self, self.banner.accessibleName())
        if not self.context.page.in_front():
            self.context.notices.tell(
                self._key,
                self.tr("It is your group's turn"),
                self.banner.accessibleName(),
                open=self.context.page.come_forward,
                urgent=True,
            )

    def seen(self) -> None:
        self.context.notices.withdraw(self._key)

    def gone(self) -> None:
        self.seen()

    @property
    def _key(self) -> str:
        return f"group called/{self.context.room.session_id}"


class GroupWordStrip(Panel):
    """Tells everybody else which group has the word; a teacher takes it back. Sends CallOnGroup."""

    subject, place, order = "groups", "strip", 6

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def furnish(self) -> None:
        ribbon = Ribbon(self.context.theme, "mic", self.tr("Done"), parent=self)
        self.says, self.done = ribbon.words, ribbon.action
        self.done.set_tip(self.tr("Take the word back"))
        self.done.clicked.connect(self._take_back)
        self.add(ribbon)

    def wanted(self) -> bool:
        called = self.context.memory(Groups).called
        return self.context.memory(Lesson).live and called > 0 and not is_mine(self.context)

    def refresh(self) -> None:
        if self.wanted():
            self.make_ready()
            self._show_word()
        self.changed.emit()

    def _show_word(self) -> None:
        called = self.context.memory(Groups).called
        words = self.tr("{group} has the word").format(group=group_name(called))
        if words != self.says.text():
            self.says.setText(words)
            if self.isVisible():
                announce(self, words)
        self.done.setVisible(self.context.teaches)
        self.done.setEnabled(not any(isinstance(one, CallOnGroup) for one in self.context.room.asked))

    def _take_back(self) -> None:
        room = self.context.room
        room.send(CallOnGroup(ref=new_ref(), session=room.session_id))
