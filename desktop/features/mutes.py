"""Stopping and letting people write: a button for everybody, and an entry in each person's menu."""

from collections.abc import Mapping

from desktop.features.panel import MenuEntry, PersonAction, PersonBadge, ToggleButtonPanel
from desktop.translating import translate
from relay.protocol.mutes import MuteChat, Mutes, UnmuteChat
from relay.protocol.people import People


def sentences() -> Mapping[str, str]:
    return {
        "already_muted": translate("Mutes", "They can't write already."),
        "not_muted": translate("Mutes", "They may write already."),
    }


class MuteButton(ToggleButtonPanel):
    """The teacher's switch for everybody's chat. Shows the Mutes memory, sends MuteChat and UnmuteChat."""

    subject, order = "mutes", 40
    icons, shortcut = ("volume-x", "message-circle"), "Ctrl+M"
    harmless = "already_muted", "not_muted"
    _also_private = False

    def is_on(self) -> bool:
        muted = self.context.memory(Mutes).everybody
        for command in self.context.room.asked:
            match command:
                case MuteChat(account=None):
                    muted = True
                case UnmuteChat(account=None):
                    muted = False
        return muted

    def label(self, on: bool) -> str:
        return self.tr("Unmute chat") if on else self.tr("Mute chat")

    def explanation(self, on: bool) -> str:
        return self.tr("Let everyone write again") if on else self.tr("Mute the chat for all students")

    def switch(self, on: bool, account: str | None = None, *, private: bool | None = None) -> None:
        """Mutes everybody or one student, or lets them write.

        ``private``: whether what they write to the teachers alone is stopped as well; else as was chosen.
        """
        room = self.context.room
        if on:
            private = (self._private and account is None) if private is None else private
            room.send(MuteChat(**room.head(), account=account, private=private))
        else:
            room.send(UnmuteChat(**room.head(), account=account))

    @property
    def _private(self) -> bool:
        """Whether muting everybody stops private messages too."""
        mutes = self.context.memory(Mutes)
        return mutes.private if mutes.everybody else self._also_private

    def menu_entries(self) -> list[MenuEntry]:
        """What is chosen holds for the next time as well."""
        if not self.context.leads or not self.context.can("private"):
            return []
        label = self.tr("Muting stops private messages too")
        return [MenuEntry("more", label, "volume-x", self._switch_private, checked=self._private)]

    def _switch_private(self) -> None:
        self._also_private = not self._private
        if self.is_on():
            self.switch(True, private=self._also_private)
        self.changed.emit()

    def person_actions(self, account: str) -> list[PersonAction]:
        if not self.context.teaches or not self.context.memory(People).has_student(account):
            return []
        mutes = self.context.memory(Mutes)
        if account not in mutes.people:
            return [PersonAction(self.tr("Mute chat"), "volume-x", lambda: self.switch(True, account))]
        actions = [
            PersonAction(self.tr("Let write again"), "message-circle", lambda: self.switch(False, account))
        ]
        if self.context.can("private"):
            closed = account in mutes.private_people
            label = self.tr("Let write to teachers") if closed else self.tr("Mute private messages too")
            again = PersonAction(label, "lock", lambda: self.switch(True, account, private=not closed))
            actions.append(again)
        return actions

    def person_badges(self, account: str) -> list[PersonBadge]:
        """On those who were muted one by one: that everybody is muted is said once, by the button."""
        if account not in self.context.memory(Mutes).people:
            return []
        return [PersonBadge("volume-x", "danger_ink", self.tr("chat muted"))]
