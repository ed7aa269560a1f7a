"""Giving people and classes another name, also while lessons run: who is in one sees it at once."""

from typing import Annotated

from relay.protocol.base import AccountId, ClassId, Command, Event, Name
from relay.protocol.personal import Of
from relay.protocol.refusals import final


class RenamePerson(Command, kw_only=True):
    """Gives a person another name; the user name stays. Answered with ``done``.

    Refused as ``looks_alike`` where it can be taken for the name of somebody in a class of theirs, unless
    ``sure``. Whoever is in a lesson under the old name, also by its code, has the new one there too.
    """

    account: AccountId
    name: Name
    sure: bool = False


class RenameClass(Command, kw_only=True):
    """Gives a class another name. Answered with ``done``.

    A lesson that is live keeps the name with which it began. Refused as ``looks_alike`` where another class
    has this name, unless ``sure``.
    """

    class_id: ClassId
    name: Name
    sure: bool = False


class PersonRenamed(Event, kw_only=True):
    """A person has another name from now on. Of who only waits to be let in, for teachers."""

    account: AccountId
    name: Annotated[Name, Of("account")]


LOOKS_ALIKE = final("looks_alike")
"""Somebody, or another class, has a name that this one can be taken for: it is the detail."""
