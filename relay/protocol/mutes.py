"""Who may write in the chat: muting and unmuting one student, or everybody."""

from typing import ClassVar

from msgspec import field

from relay.protocol.base import AccountId, Event, RoomCommand
from relay.protocol.memory import Memory
from relay.protocol.refusals import final


class MuteChat(RoomCommand, kw_only=True):
    """A teacher stops one student's writing, or with no account that of all students."""

    account: AccountId | None = None


class UnmuteChat(RoomCommand, kw_only=True):
    """A teacher lets one student write again, or with no account everybody."""

    account: AccountId | None = None


class ChatMuted(Event, kw_only=True):
    """One student, or with no account every student, can't write for now."""

    account: AccountId | None = None
    moderation: ClassVar[bool] = True


class ChatUnmuted(Event, kw_only=True):
    """One student, or with no account everybody, may write again."""

    account: AccountId | None = None
    moderation: ClassVar[bool] = True


class Mutes(Memory):
    """Who can't write. Letting everybody write again also frees those muted one by one."""

    everybody: bool = False
    people: set[str] = field(default_factory=set)

    def apply(self, event: Event) -> None:
        match event:
            case ChatMuted(account=None):
                self.everybody = True
            case ChatMuted(account=str(account)):
                self.people.add(account)
            case ChatUnmuted(account=None):
                self.everybody = False
                self.people.clear()
            case ChatUnmuted(account=str(account)):
                self.people.discard(account)

    def silences(self, account: str) -> bool:
        return self.everybody or account in self.people


MUTED = final("muted")
ALREADY_MUTED = final("already_muted")
NOT_MUTED = final("not_muted")
