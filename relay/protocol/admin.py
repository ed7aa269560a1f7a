"""What an admin arranges, from the desktop or from the command line: teachers and classes."""

from typing import Annotated

from msgspec import Meta

from relay.protocol.accounts import Account
from relay.protocol.base import Command, Name, Reply, Secret


class AddTeacher(Command, kw_only=True):
    """Makes an account for a teacher; an empty user name is made from the name."""

    name: Name
    username: Name = ""
    admin: bool = False


class RenewCode(Command, kw_only=True):
    """Makes a new one-time code for any account, for instance when a teacher has forgotten a password."""

    username: Name


class AccountReply(Reply, kw_only=True):
    """An account, and the one-time code that was just made for it; the code is told this once."""

    account: Account
    code: Secret = ""


class AddClass(Command, kw_only=True):
    """Makes a class taught by the teachers of these user names."""

    name: Name
    teachers: Annotated[list[Name], Meta(min_length=1, max_length=50)]
