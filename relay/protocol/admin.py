"""What an admin arranges, from the desktop or from the command line: teachers, classes, whole rosters."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from relay.protocol.accounts import Account
from relay.protocol.base import Command, Count, Reply


class AddTeacher(Command, kw_only=True):
    """Makes an account for a teacher; an empty user name is made from the name."""

    name: str
    username: str = ""
    admin: bool = False


class RenewCode(Command, kw_only=True):
    """Makes a new one-time code for any account, for instance when a teacher has forgotten a password."""

    username: str


class AccountReply(Reply, kw_only=True):
    """An account, and the one-time code that was just made for it; the code is told this once."""

    account: Account
    code: str = ""


class AddClass(Command, kw_only=True):
    """Makes a class taught by the teachers of these user names."""

    name: str
    teachers: Annotated[list[str], Meta(min_length=1, max_length=50)]


What = Literal["new", "changed", "same"]


class RosterLine(Struct):
    """One student of a roster. ``line`` is where it stood in the file, for speaking about it.

    Without a user name it means the student of this name in the class (without a class: in the school),
    or somebody new.
    """

    name: str
    username: str = ""
    school_class: str = ""
    line: Count = 0


class ImportStudents(Command, kw_only=True):
    """Brings the school up to a roster. Nobody is removed; doing it again changes nothing.

    ``dry_run`` tells what would happen. Any line that can't be carried out refuses the whole.
    """

    students: Annotated[list[RosterLine], Meta(max_length=5_000)]
    dry_run: bool = False


class Imported(Struct):
    """What became of one line. ``code`` is set for those who have never had one."""

    line: Count
    account: Account
    school_class: str
    what: What
    code: str = ""


class RosterReply(Reply, kw_only=True):
    """What an import did, or would do, line by line."""

    students: list[Imported]
