"""Stopping and letting people write: a button for everybody, and an entry in each person's menu."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.features.panel import PersonAction, PersonBadge, ToggleButtonPanel
from relay.protocol.mutes import MuteChat, Mutes, UnmuteChat
from relay.protocol.people import People
from relay.shared.ids import new_ref
from resources import IconName

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    return {
        "already_muted": translate("Mutes", "They can't write already."),
        "not_muted": translate("Mutes", "They may write already."),
    }


class MuteButton(ToggleButtonPanel):
    """The teacher's switch for everybody's chat. Shows the Mutes memory, sends MuteChat and UnmuteChat."""

    subject, order = "mutes", 40
    icons, shortcut = ("message-circle", "lock"), "Ctrl+M"
    harmless = "already_muted", "not_muted"

    def is_on(self) -> bool:
        muted = self.context.memory(Mutes).everybody
        for waiting in self.context.room.waiting:
            if waiting.state != "refused":
                match waiting.command:
                    case MuteChat(account=None):
                        muted = True
                    case UnmuteChat(account=None):
                        muted = False
        return muted

    def button_name(self, on: bool) -> str:
        return self.tr("Let everybody write again") if on else self.tr("Mute the chat for all students")

    def switch(self, on: bool, account: str | None = None) -> None:
        """Mutes everybody or one student, or lets them write."""
        room, command = self.context.room, MuteChat if on else UnmuteChat
        room.send(command(ref=new_ref(), session=room.session_id, account=account))

    def person_actions(self, account: str) -> list[PersonAction]:
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
        muted = account in mutes.people
        label = self.tr("Let write again") if muted else self.tr("Mute chat")
        icon: IconName = "message-circle" if muted else "volume-x"
        return [PersonAction(label, icon, lambda: self.switch(not muted, account))]

    def person_badges(self, account: str) -> list[PersonBadge]:
        person = self.context.memory(People).everybody.get(account)
        if person is None or person.role == "teacher" or not self.context.memory(Mutes).silences(account):
            return []
        return [PersonBadge("volume-x", "danger_ink", self.tr("chat muted"))]
