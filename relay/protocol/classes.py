"""Classes and their rosters: making a class, putting students in it, printing their first codes."""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.accounts import Account
from relay.protocol.base import (
    MOST_CLASSES,
    MOST_IN_CLASS,
    AccountId,
    ClassId,
    Command,
    Count,
    Name,
    Reply,
    Secret,
)
from relay.protocol.personal import Of


class Student(Struct):
    """One line of a roster. ``code``: the one-time sign-in code, only in the reply that made it."""

    id: AccountId
    name: Annotated[Name, Of("id")]
    username: Annotated[Name, Of("id")]
    code: Secret = ""
    signed_in: bool = False


class SchoolClass(Struct):
    """A class as its teachers see it."""

    id: ClassId
    name: Name
    teachers: Annotated[list[Account], Meta(max_length=MOST_IN_CLASS)] = []
    students: Annotated[list[Student], Meta(max_length=MOST_IN_CLASS)] = []


class MakeClass(Command, kw_only=True):
    """Makes a class taught by the asker."""

    name: Name


class AddStudents(Command, kw_only=True):
    """Puts people in a class by name; each new one gets an account, a user name and a one-time code."""

    class_id: ClassId
    names: Annotated[list[Name], Meta(max_length=1000)]


class RemoveStudent(Command, kw_only=True):
    """Takes a student out of a class; the account and what was said stay."""

    class_id: ClassId
    account: AccountId


class RenewCodes(Command, kw_only=True):
    """Makes new one-time codes for students who have not yet signed in, or for those named."""

    class_id: ClassId
    accounts: Annotated[list[AccountId], Meta(max_length=MOST_IN_CLASS)] = []


class ListClasses(Command, kw_only=True):
    """Asks for the classes the asker teaches or is in (an admin: all)."""


class GetClass(Command, kw_only=True):
    """Asks for one class with its roster; teachers of it and admins only."""

    class_id: ClassId


class ClassReply(Reply, kw_only=True):
    """One class, with whatever codes were just made."""

    school_class: SchoolClass


class ClassList(Reply, kw_only=True):
    """Classes without their rosters; ``sizes`` tells how many students each has."""

    classes: Annotated[list[SchoolClass], Meta(max_length=MOST_CLASSES)]
    sizes: Annotated[dict[ClassId, Count], Meta(max_length=MOST_CLASSES)] = {}
