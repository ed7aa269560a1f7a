"""Who one is: signing in and out, the first sign-in with a one-time code, passwords, and the welcome."""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.base import (
    MOST_CLASSES,
    AccountId,
    ClassId,
    Command,
    Device,
    Label,
    MaybeEpoch,
    Milliseconds,
    Name,
    Notice,
    Password,
    RelayId,
    Reply,
    Role,
    Secret,
)
from relay.protocol.hello import Can
from relay.protocol.personal import Of
from relay.protocol.refusals import final, later


class Account(Struct, frozen=True):
    """A person of the school as others may know them."""

    id: AccountId
    name: Annotated[Name, Of("id")]
    role: Role
    username: Annotated[Name, Of("id")] = ""


class ClassBadge(Struct, frozen=True):
    """A class by its id and name."""

    id: ClassId
    name: Name


class Welcome(Notice, kw_only=True):
    """The relay's first word to every connection. ``you`` is absent until the client has signed in."""

    relay_id: RelayId
    relay_name: Name
    version: Label
    now: Milliseconds
    you: Account | None = None
    classes: Annotated[list[ClassBadge], Meta(max_length=MOST_CLASSES)] = []
    disk_low: bool = False
    no_accounts: bool = False
    """Nobody has an account here yet: the first teacher may be made. Told to visitors only."""
    epoch: MaybeEpoch = ""
    """Of all logs, for members. What was kept of logs of another epoch is to be forgotten: it may hold what
    has been erased, or what is gone."""
    can: Can = []
    """The lanes and subjects of this relay; those of before this field say nothing."""
    student_figures: bool = True
    """Whether teachers are shown figures of single students; False where the school has turned that off."""


class LogIn(Command, kw_only=True):
    """Signs in with a password. The client then connects again with the token it is given."""

    username: Name
    password: Password
    device: Device = ""
    device_key: Secret = ""
    """A secret that this device made for this relay: by it, and not by a name that others may know or guess,
    the relay tells a device that has signed in before, whose failures are counted by themselves."""


class SignInFirst(Command, kw_only=True):
    """Signs in for the first time: a one-time code, and the password chosen from now on."""

    username: Name
    code: Secret
    password: Password
    device: Device = ""
    device_key: Secret = ""


class MakeFirstTeacher(Command, kw_only=True):
    """Makes the school's first account, a teacher who is also its admin, with the relay's one-time secret."""

    secret: Secret
    name: Name
    username: Name
    password: Password
    device: Device = ""
    device_key: Secret = ""


class LoggedIn(Reply, kw_only=True):
    """Signed in. The token is shown this once; it goes into the Authorization header from now on."""

    token: Secret
    you: Account


class LogOut(Command, kw_only=True):
    """Revokes the token of this connection."""


class ChangePassword(Command, kw_only=True):
    """Sets a new password and revokes this account's other tokens."""

    old: Password
    new: Password


class Done(Reply, kw_only=True):
    """Carried out; there is nothing more to say."""


WRONG_PASSWORD = final("wrong_password")
"""Unknown user name and wrong password are told alike."""
WRONG_CODE = final("wrong_code")
CODE_USED = final("code_used")
SLOW_DOWN = later("slow_down")
"""Too many failed sign-ins from this device."""
PASSWORD_TOO_SHORT = final("password_too_short")
NAME_TAKEN = final("name_taken")
