"""Groups: the class dealt into groups, who is in which, and which of them has the word."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta, field

from relay.protocol.base import MOST_IN_ROOM, AccountId, Count, Event, Pace, RoomCommand
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import SessionEnded
from relay.protocol.limits import Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.people import PersonRemoved
from relay.protocol.refusals import final

MOST_GROUPS = 50
GROUPING = Pace(0.5, 5)
LIMITS = (
    Limit("groups", f"{MOST_GROUPS} groups", "bad_value"),
    Limit(
        "making groups",
        f"groups made: {GROUPING.rate:g} a second, {GROUPING.burst} at once",
        "too_fast",
        "pace_factor",
    ),
)
Members = Annotated[list[AccountId], Meta(max_length=MOST_IN_ROOM)]
Lists = Annotated[list[Members], Meta(max_length=MOST_GROUPS)]


class MakeGroups(RoomCommand, kw_only=True):
    """A teacher has those who are here dealt into groups by chance, instead of those before.

    Either ``count``, so many groups, or ``size``, of about so many each; no two differ by more than one.
    """

    count: Count = 0
    size: Count = 0
    pace: ClassVar = {"teacher": GROUPING}


class MoveToGroup(RoomCommand, kw_only=True):
    """A teacher puts a student into another group. ``group``: its number, from 1."""

    account: AccountId
    group: Count


class DissolveGroups(RoomCommand, kw_only=True):
    """A teacher says that there are no groups any more."""


class CallOnGroup(RoomCommand, kw_only=True):
    """A teacher gives the word to a group. ``group``: its number, from 1; 0: to none any more."""

    group: Count = 0


class GroupsMade(Event, kw_only=True):
    """Who is in which group; everybody learns of it."""

    groups: Lists
    counted: ClassVar[str] = "groupings"
    missed: ClassVar[bool] = True


class MovedToGroup(Event, kw_only=True):
    """``account`` is in this group; who comes later joins the smallest, as the relay says."""

    account: AccountId
    group: Count

    def due_to(self) -> tuple[str, ...]:
        return (self.by,) if self.by else (self.account,)


class GroupsDissolved(Event, kw_only=True):
    """There are no groups any more."""


class GroupCalledOn(Event, kw_only=True):
    """This group has the word; 0: none has it any more."""

    group: Count = 0


class Groups(Memory):
    """Who is in which group. Whoever leaves stays in it, and may come back; who is removed does not."""

    groups: list[list[AccountId]] = field(default_factory=list)
    called: Count = 0
    """The number of the group that has the word, or 0."""
    past: list[list[list[AccountId]]] = field(default_factory=list)
    """The groups that there were before, as they were last."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case GroupsMade():
                self._end()
                self.groups = [list(members) for members in event.groups]
            case MovedToGroup() if 0 < event.group <= len(self.groups):
                self._leave(event.account)
                self.groups[event.group - 1].append(event.account)
            case GroupsDissolved():
                self._end()
            case GroupCalledOn():
                self.called = event.group
            case PersonRemoved():
                self._leave(event.account)
            case CalledOn() | SessionEnded():
                self.called = 0

    def group_of(self, account: AccountId) -> int:
        """The number of somebody's group; 0: they are in none."""
        for number, members in self.numbered():
            if account in members:
                return number
        return 0

    def members(self, number: int) -> list[AccountId]:
        """Who is in the group of this number; nobody, if there is none."""
        return self.groups[number - 1] if 0 < number <= len(self.groups) else []

    def has(self, number: int) -> bool:
        """Whether there is a group of this number."""
        return 0 < number <= len(self.groups)

    def numbered(self) -> Iterator[tuple[int, list[AccountId]]]:
        """Each with its number."""
        return enumerate(self.groups, 1)

    def _leave(self, account: AccountId) -> None:
        for members in self.groups:
            if account in members:
                members.remove(account)

    def _end(self) -> None:
        if self.groups:
            self.past.append(self.groups)
        self.groups, self.called = [], 0


def how_many(students: int, count: int, size: int) -> int:
    """So many groups come of so many students: ``count``, or those of about ``size``; none is empty."""
    wanted = count or max(1, (2 * students + size) // (2 * size))
    return min(wanted, students, MOST_GROUPS)


NO_SUCH_GROUP = final("no_such_group")
NO_GROUPS = final("no_groups")
"""There are no groups that could be dissolved."""
