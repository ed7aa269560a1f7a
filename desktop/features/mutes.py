"""Stopping and letting people write: a button for everybody, and an entry in each person's menu."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand, new_ref
from desktop.features.panel import Panel, PanelContext, PersonAction, PersonBadge
from desktop.theme.widgets import IconButton
from relay.protocol.lesson import Lesson
from relay.protocol.mutes import MuteChat, Mutes, UnmuteChat
from relay.protocol.people import People

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    """Why muting may be refused."""
    return {
        "already_muted": translate("Mutes", "They can't write already."),
        "not_muted": translate("Mutes", "They may write already."),
    }


class MuteButton(Panel):
    """The teacher's switch for everybody's chat. Shows the Mutes memory, sends MuteChat and UnmuteChat."""

    subject, place, order = "mutes", "bar", 40

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = IconButton(
            context.theme,
            "message-circle",
            "",
            "secondary",
            round=True,
            checkable=True,
            checked_tone="danger",
            shortcut="Ctrl+M",
            parent=self,
        )
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """Only those who teach may mute."""
        return self.context.teaches and self.context.memory(Lesson).live

    def refresh(self) -> None:
        """Shows whether everybody is muted."""
        muted = self._wished()
        self.button.setChecked(muted)
        self.button.set_icon("lock" if muted else "message-circle")
        self.button.set_name(
            self.tr("Let everybody write again") if muted else self.tr("Mute the chat for all students")
        )
        self.changed.emit()

    def refused(self, waiting: PendingCommand) -> bool:
        """What is so already needs no telling."""
        if isinstance(waiting.command, MuteChat | UnmuteChat) and waiting.code in (
            "already_muted",
            "not_muted",
        ):
            self.context.room.discard(waiting.ref)
            return True
        return False

    def person_actions(self, account: str) -> list[PersonAction]:
        """Muting one student, or letting them write again."""
        person = self.context.memory(People).everybody.get(account)
        if (
            not self.context.teaches
            or person is None
            or person.role == "teacher"
            or person.state == "removed"
        ):
            return []
        mutes = self.context.memory(Mutes)
        if mutes.everybody:
            return []  # one by one means nothing while everybody is muted
        if account in mutes.people:
            return [
                PersonAction(self.tr("Let write again"), "message-circle", lambda: self._mute(account, False))
            ]
        return [PersonAction(self.tr("Mute chat"), "volume-x", lambda: self._mute(account, True))]

    def person_badges(self, account: str) -> list[PersonBadge]:
        """A sign beside those who can't write."""
        person = self.context.memory(People).everybody.get(account)
        if person is None or person.role == "teacher" or not self.context.memory(Mutes).silences(account):
            return []
        return [PersonBadge("volume-x", "danger_ink", self.tr("chat muted"))]

    def _wished(self) -> bool:
        """Whether everybody is muted once what waits has been sent."""
        muted = self.context.memory(Mutes).everybody
        for waiting in self.context.room.waiting:
            if waiting.state != "refused":
                match waiting.command:
                    case MuteChat(account=None):
                        muted = True
                    case UnmuteChat(account=None):
                        muted = False
        return muted

    def _on_click(self) -> None:
        room = self.context.room
        if self._wished():
            room.send(UnmuteChat(ref=new_ref(), session=room.session_id))
        else:
            room.send(MuteChat(ref=new_ref(), session=room.session_id))
        self.refresh()

    def _mute(self, account: str, mute: bool) -> None:
        room = self.context.room
        if mute:
            room.send(MuteChat(ref=new_ref(), session=room.session_id, account=account))
        else:
            room.send(UnmuteChat(ref=new_ref(), session=room.session_id, account=account))
