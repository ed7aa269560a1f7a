"""Who is in a room: who came, left, was lost or removed, and the memory of all who came."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, get_args

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    GUESTS,
    MOST_IN_ROOM,
    AccountId,
    ChatLine,
    Event,
    IdentityStatus,
    Milliseconds,
    Name,
    RoomCommand,
    RoomRole,
)
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.renaming import PersonRenamed

How = Literal["left", "lost", "removed"]
State = Literal["here", "left", "lost", "removed"]


class RemovePerson(RoomCommand, kw_only=True):
    """A teacher puts a person out of this session; they can't come back into it.

    Nor can the device they came with by code, under another name, unless ``computer_free``. ``may_return``:
    out for now, and free to come back like anybody else.
    """

    account: AccountId
    may_return: bool = False
    computer_free: bool = False


class Comer(Struct):
    """A person who came."""

    account: AccountId
    name: Annotated[Name, Of("account")]
    role: RoomRole
    standing: IdentityStatus = "account"


class Goer(Struct):
    """A person who went, how, and when the relay last heard from them."""

    account: AccountId
    how: How
    last_seen_at: Milliseconds = 0


class PeopleCame(Event, kw_only=True):
    """People are here; comings within a second are told as one."""

    people: Annotated[list[Comer], Meta(max_length=MOST_IN_ROOM)]

    def due_to(self) -> list[str]:
        return [comer.account for comer in self.people]


class PeopleWent(Event, kw_only=True):
    """People left, or their line was lost; goings within a second are told as one."""

    people: Annotated[list[Goer], Meta(max_length=MOST_IN_ROOM)]

    def due_to(self) -> list[str]:
        return [goer.account for goer in self.people]

    def chat_lines(self) -> Iterator[ChatLine]:
        for how in get_args(How):
            if went := [goer.account for goer in self.people if goer.how == how]:
                yield self.system_line(how, went)


class PersonRemoved(Event, kw_only=True):
    """A teacher removed a person. ``computer_free``: others may come by code from the same computer."""

    account: AccountId
    computer_free: bool = False
    moderation: ClassVar[bool] = True

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("removed", [self.account])

    def shuts_out(self, account: str) -> str:
        return REMOVED.name if account == self.account else ""


class PersonAllowedBack(Event, kw_only=True):
    """A teacher lets a removed person come in again."""

    account: AccountId
    moderation: ClassVar[bool] = True


class NameConfirmed(Event, kw_only=True):
    """A teacher has confirmed that this person bears the name they claimed by code."""

    account: AccountId


class AllowBack(RoomCommand, kw_only=True):
    """A teacher lets a removed person come in again."""

    account: AccountId


class Participant(Struct):
    """A person as the room remembers them. ``since``: when the present state began."""

    account: AccountId
    name: str
    role: RoomRole
    joined_at: Milliseconds
    state: State
    since: Milliseconds
    last_seen_at: Milliseconds
    quietly: bool = False
    """Lost only because the relay or the lesson reopened; not to be shown as lost during the grace time."""
    standing: IdentityStatus = "account"
    computer_free: bool = False
    """Of one who was removed: somebody else may come by code from the same computer."""


class People(Memory):
    """Everybody who ever came, in the order of their first coming."""

    everybody: dict[str, Participant] = field(default_factory=dict)
    at_end: list[AccountId] = []
    """Who was here when the lesson ended."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case PeopleCame():
                for comer in event.people:
                    self._come(comer, event.at)
            case PeopleWent():
                for goer in event.people:
                    self._go(goer.account, goer.how, event.at, goer.last_seen_at or event.at)
            case PersonRemoved():
                self._go(event.account, "removed", event.at, event.at)
                if person := self.everybody.get(event.account):
                    person.computer_free = event.computer_free
            case PersonAllowedBack():
                self._go(event.account, "left", event.at, event.at)
            case NameConfirmed():
                if person := self.everybody.get(event.account):
                    person.standing = "confirmed"
            case PersonRenamed():
                if person := self.everybody.get(event.account):
                    person.name = event.name
            case RelayReopened():
                for person in self.present():
                    self._go(person.account, "lost", event.at, event.down_since)
                    person.quietly = True
            case SessionEnded():
                self.at_end = [person.account for person in self.present()]
                for account in self.at_end:
                    self._go(account, "left", event.at, event.at)
            case SessionReopened():
                for account in self.at_end:
                    self._go(account, "lost", event.at, event.ended_at)
                    self.everybody[account].quietly = True
                self.at_end = []

    def is_guest(self, account: str) -> bool | None:
        person = self.everybody.get(account)
        return person.standing in GUESTS if person else None

    def present(self) -> list[Participant]:
        return [p for p in self.everybody.values() if p.state == "here"]

    def students_here(self) -> list[Participant]:
        """In the order in which they came first."""
        return [person for person in self.present() if person.role == "student"]

    def is_here(self, account: str) -> bool:
        person = self.everybody.get(account)
        return person is not None and person.state == "here"

    def is_removed(self, account: str) -> bool:
        person = self.everybody.get(account)
        return person is not None and person.state == "removed"

    def has_student(self, account: str) -> bool:
        """Whether this is a student who came, and was not removed."""
        person = self.everybody.get(account)
        return person is not None and person.role == "student" and person.state != "removed"

    def name_of(self, account: str) -> str:
        """The name to show for an account; empty for one who never came."""
        person = self.everybody.get(account)
        return person.name if person else ""

    def standing_of(self, account: str) -> IdentityStatus:
        """How somebody is known; an account of the school's for one who never came."""
        person = self.everybody.get(account)
        return person.standing if person else "account"

    def teachers_here(self) -> list[Participant]:
        return [p for p in self.present() if p.role == "teacher"]

    def _come(self, comer: Comer, at: int) -> None:
        known = self.everybody.get(comer.account)
        joined = known.joined_at if known else at
        confirmed = known is not None and known.standing == "confirmed"
        self.everybody[comer.account] = Participant(
            comer.account,
            comer.name,
            comer.role,
            joined,
            "here",
            at,
            at,
            standing="confirmed" if confirmed else comer.standing,
        )

    def _go(self, account: str, how: How, at: int, last_seen_at: int) -> None:
        person = self.everybody.get(account)
        if person is None:
            return
        person.state, person.since, person.last_seen_at, person.quietly = how, at, last_seen_at, False


REMOVED = final("removed")
NO_SUCH_PERSON = final("no_such_person")
