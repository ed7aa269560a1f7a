"""Who may write in the chat: muting and unmuting one student, or everybody."""

from typing import ClassVar

from msgspec import field

from relay.protocol.base import AccountId, Event, RoomCommand
from relay.protocol.memory import Memory, named_alone
from relay.protocol.refusals import final


class MuteChat(RoomCommand, kw_only=True):
    """A teacher stops one student's writing, or with no account that of all students.

    What they write to the teachers alone is spared, unless ``private`` stops that too. Asked again with
    the other value, it changes that.
    """

    account: AccountId | None = None
    private: bool = False


class UnmuteChat(RoomCommand, kw_only=True):
    """A teacher lets one student write again, or with no account all but those who were muted one by one."""

    account: AccountId | None = None


class ChatMuted(Event, kw_only=True):
    """One student, or with no account every student, can't write for now.

    With ``private`` not to the teachers alone either. ``still``: they were so already.
    """

    account: AccountId | None = None
    private: bool = False
    still: bool = False
    moderation: ClassVar[bool] = True

    def is_an_act(self) -> bool:
        return not self.still


class ChatUnmuted(Event, kw_only=True):
    """One student, or with no account everybody, may write again.

    Whoever was muted alone, and stays so, is said after it to be muted.
    """

    account: AccountId | None = None
    moderation: ClassVar[bool] = True


class Mutes(Memory):
    """Who can't write, and who not even to the teachers."""

    everybody: bool = False
    people: set[str] = field(default_factory=set)
    private: bool = False
    """Whether, while everybody is muted, what is for the teachers alone is stopped as well."""
    private_people: set[str] = field(default_factory=set)
    """Those of ``people`` who can't write to the teachers either."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case ChatMuted(account=None):
                self.everybody, self.private = True, event.private
            case ChatMuted(account=str(account)):
                self.people.add(account)
                (self.private_people.add if event.private else self.private_people.discard)(account)
            case ChatUnmuted(account=None):
                self.everybody = self.private = False
                self.people.clear()
                self.private_people.clear()
            case ChatUnmuted(account=str(account)):
                self.people.discard(account)
                self.private_people.discard(account)

    def silences(self, account: str, *, private: bool = False) -> bool:
        """Whether somebody can't write; ``private``: to the teachers alone."""
        if private:
            return (self.everybody and self.private) or account in self.private_people
        return self.everybody or account in self.people


MUTED = final("muted")
ALREADY_MUTED = final("already_muted")
NOT_MUTED = final("not_muted")
