"""People as teachers and admins look after them: rosters, new passwords, devices, who was here when."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from relay.protocol.accounts import Account
from relay.protocol.base import (
    MOST_CLASSES,
    ULID,
    ULID_LENGTH,
    AccountId,
    ClassId,
    Command,
    Count,
    Id,
    MaybeId,
    Milliseconds,
    Name,
    Reply,
    Secret,
)
from relay.protocol.refusals import final

MOST_PEOPLE = 5_000
"""In one roster."""
PEOPLE_AT_ONCE = 500
"""In one reply."""
RESETS_AT_ONCE = 300
CLASSES_OF_ONE = 200
"""Classes of one person in one reply."""
DEVICES = 100
"""Devices of one person in one reply."""
MOST_ALIKE = 5
"""Accounts that are named to whoever is asked about a line."""

RosterId = Annotated[
    str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="a ULID that the client made for this roster")
]
Names = Annotated[list[Name], Meta(max_length=60)]

Means = Annotated[
    str,
    Meta(
        pattern=f"^(new)?$|{ULID}",
        max_length=ULID_LENGTH,
        description='an account\'s ULID, "new", or nothing',
    ),
]

# rosters


class RosterPerson(Struct, omit_defaults=True):
    """One person of a roster. ``line`` is where they stand in the file, for speaking about it.

    Without a user name it means the person of exactly this name in one of the classes (without classes: in
    the school), or somebody new. Whoever is only like somebody is asked about: ``means`` answers with the
    account, or with "new". ``leaves``: classes from which the roster itself says that they go.
    """

    name: Name
    line: Count = 0
    username: Name = ""
    role: Literal["student", "teacher"] = "student"
    classes: Names = []
    leaves: Names = []
    means: Means = ""


People = Annotated[list[RosterPerson], Meta(max_length=MOST_PEOPLE)]


class HandInRoster(Command, kw_only=True):
    """Lays a part of a roster before the relay, which keeps it for half an hour; nothing is changed yet.

    ``first``: how many people were handed in before these. Handing in a part again does no harm.
    """

    roster: RosterId
    first: Count
    people: People


class BringUpRoster(Command, kw_only=True):
    """Brings the school up to a roster: what was handed in as ``roster``, then ``people``; ``size`` in all.

    Nobody is removed; doing it again changes nothing. ``make_classes``: classes that are missing are made.
    ``whole``: whoever is in a class of the roster but not in the roster is proposed for removal. ``dry_run``
    tells what would happen. Any line that can't be carried out leaves everything as it is, unless
    ``skip_refused``: then it is left out, and the others are carried out.
    """

    roster: RosterId
    size: Count
    people: People = []
    make_classes: bool = False
    whole: bool = True
    dry_run: bool = False
    skip_refused: bool = False


What = Literal["new", "changed", "refused"]
Problem = Literal[
    "",
    "no_name",
    "name_too_long",
    "bad_username",
    "no_class",
    "which_class",
    "bad_class",
    "other_role",
    "twice",
    "not_yours",
]
"""Why a line can't be carried out: no such class, several classes of that name, a class name that is no name,
an account of another role, a person who stands there twice, somebody or something that is not the asker's."""


class RosterOutcome(Struct, omit_defaults=True):
    """What becomes of one person of a roster; those who stay as they are go without saying.

    ``place``: where they stand in the roster, from 0. ``code``: a one-time code, for those who are new.
    ``was``: the name until now. ``joins``: the classes they come into. ``about``: what the problem is with.
    ``account``: of those for whom there is a code. ``alike``: refused until the roster says who of these is
    meant, whose names only resemble this one, or that it is somebody new.
    """

    place: Count
    what: What
    username: Name = ""
    account: MaybeId = ""
    code: Secret = ""
    was: Name = ""
    joins: Names = []
    problem: Problem = ""
    about: Name = ""
    alike: Annotated[list[Account], Meta(max_length=MOST_ALIKE)] = []


class Leaver(Struct):
    """Somebody in a class who is not in the roster any more, proposed for removal from that class."""

    account: Account
    class_id: ClassId
    school_class: Name


class RosterPlan(Reply, kw_only=True):
    """What bringing up a roster did (``done``) or would do."""

    done: bool
    new: Count
    changed: Count
    same: Count
    refused: Count
    outcomes: Annotated[list[RosterOutcome], Meta(max_length=MOST_PEOPLE)] = []
    made_classes: Annotated[list[Name], Meta(max_length=MOST_CLASSES)] = []
    leavers: Annotated[list[Leaver], Meta(max_length=MOST_PEOPLE)] = []


class RemoveStudents(Command, kw_only=True):
    """Takes students out of a class; the accounts and what was said stay."""

    class_id: ClassId
    accounts: Annotated[list[AccountId], Meta(max_length=1_000)]


# people


class ListPeople(Command, kw_only=True):
    """Asks for people, by name: an admin for all, a teacher for the students of their classes.

    ``class_id``: only those of a class. ``find``: a part of the name or user name. ``start``: how many to
    pass over.
    """

    class_id: MaybeId = ""
    find: Name = ""
    start: Count = 0


class Person(Struct, omit_defaults=True):
    """An account as whoever looks after it sees it. ``last_here_at``: 0 for never.

    ``devices``: how many are signed in. ``signed_in``: whether there is a password.
    """

    account: Account
    classes: Annotated[list[ClassId], Meta(max_length=CLASSES_OF_ONE)] = []
    signed_in: bool = False
    last_here_at: Milliseconds = 0
    devices: Count = 0


class PeopleList(Reply, kw_only=True):
    """At most 500 people, and how many there are in all."""

    people: Annotated[list[Person], Meta(max_length=PEOPLE_AT_ONCE)]
    total: Count


class ResetPasswords(Command, kw_only=True):
    """Makes new one-time codes for people of whatever role, with which they choose new passwords.

    The old password stays good until then, unless ``at_once``: it is void then, and all devices signed out.
    """

    accounts: Annotated[list[AccountId], Meta(min_length=1, max_length=RESETS_AT_ONCE)]
    at_once: bool = False


class FreshCode(Struct):
    """A person and the one-time code that was just made for them; it is told this once."""

    account: Account
    code: Secret = ""


class PasswordsReset(Reply, kw_only=True):
    """The new codes."""

    people: Annotated[list[FreshCode], Meta(max_length=RESETS_AT_ONCE)]


class ListDevices(Command, kw_only=True):
    """Asks where a person is signed in."""

    account: AccountId


class SignOutDevices(Command, kw_only=True):
    """Signs a person out on these devices, or on all when none is named."""

    account: AccountId
    devices: Annotated[list[Id], Meta(max_length=DEVICES)] = []


class KnownDevice(Struct):
    """A device on which somebody is signed in. ``id`` is not its token."""

    id: Id
    device: Name
    created_at: Milliseconds
    last_used_at: Milliseconds


class DeviceList(Reply, kw_only=True):
    """Where a person is signed in, the last used first."""

    account: AccountId
    devices: Annotated[list[KnownDevice], Meta(max_length=DEVICES)]


ROSTER_GONE = final("roster_gone")
"""What was handed in is not there (any more), or not all of it: hand it in again."""
