"""The door of a lesson: its code, who may come by it, the waiting room, the lock, and claimed names.

``enter_room`` of somebody who has to be admitted is answered with ``waiting``, and nothing of the session
reaches them. Once a teacher admits them the relay sends ``afresh`` for the session, and the client enters
again; who is turned away gets ``sent_away``. Who waits is told to teachers alone, and so is the code.
"""

from typing import Annotated, ClassVar, Literal, NamedTuple

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    GUESTS,
    AccountId,
    Event,
    Id,
    IdentityStatus,
    Milliseconds,
    Name,
    RoomCommand,
    Secret,
)
from relay.protocol.lesson import RelayReopened, SessionEnded
from relay.protocol.memory import Memories, Memory, NewerCommand, named_alone
from relay.protocol.people import PeopleCame, PersonRemoved
from relay.protocol.personal import Of, OfNobody
from relay.protocol.refusals import final
from relay.protocol.renaming import PersonRenamed

WaitingRoom = Literal["off", "guests", "all"]
"""Who waits for a teacher. Besides, a name that is taken or looks like another's always does."""


class DoorSettings(NamedTuple):
    """How people come in; what each means stands at ``SetDoor``."""

    codes: bool = False
    names_shown: bool = False
    guests: bool = False
    waiting: WaitingRoom = "off"
    locked: bool = False


FIRST_DOOR = DoorSettings(codes=True, names_shown=True, guests=True, waiting="guests")
"""Until somebody chooses: who is on the roster finds their name and is in; others are looked at first."""


class SetDoor(RoomCommand, kw_only=True):
    """A teacher says how people come in; all of it is given each time, so ``change_door`` is safer.

    A lesson has its code from its start on, and keeps it while codes are off.
    """

    codes: bool = False
    """People may come in by the lesson's code."""
    names_shown: bool = False
    """Who has given the right code is shown the class by name."""
    guests: bool = False
    """Who comes by code may give a name that is not on the roster."""
    waiting: WaitingRoom = "off"
    locked: bool = False
    """Nobody new comes in, however they come; who was in before may come back."""

    def over(self, before: DoorSettings) -> DoorSettings:
        """The settings once this has been done."""
        return DoorSettings(self.codes, self.names_shown, self.guests, self.waiting, self.locked)


class ChangeDoor(NewerCommand, kw_only=True):
    """A teacher changes how people come in: what is given changes, and nothing else.

    So a word that comes late undoes no colleague's. An older relay is sent ``set_door`` instead.
    """

    codes: bool | None = None
    names_shown: bool | None = None
    guests: bool | None = None
    waiting: WaitingRoom | None = None
    locked: bool | None = None

    def over(self, before: DoorSettings) -> DoorSettings:
        asked = {name: getattr(self, name) for name in DoorSettings._fields}
        return before._replace(**{name: value for name, value in asked.items() if value is not None})

    def for_older_relay(self, memories: Memories) -> SetDoor:
        """All five, as they are known here."""
        wanted = self.over(memories[Admission].settings)
        return SetDoor(ref=self.ref, session=self.session, **wanted._asdict())


class ChangeCode(RoomCommand, kw_only=True):
    """A teacher wants another code; the one before is void at once."""


class Admit(RoomCommand, kw_only=True):
    """A teacher lets these people in, or with an empty list everybody who waits."""

    accounts: Annotated[list[AccountId], Meta(max_length=1000)] = []


class TurnAway(RoomCommand, kw_only=True):
    """A teacher does not let this person in; ``admit`` takes it back."""

    account: AccountId


class ConfirmName(RoomCommand, kw_only=True):
    """A teacher says that this person, who claimed a name by code, is who they say."""

    account: AccountId


class DoorSet(Event, kw_only=True):
    """How people come in from now on. For teachers.

    The first is the relay's own, at the lesson's start, as the class had it last. An older relay has none,
    and its ``code`` is empty until codes have been on once.
    """

    codes: bool = False
    names_shown: bool = False
    guests: bool = False
    waiting: WaitingRoom = "off"
    locked: bool = False
    code: Annotated[Secret, OfNobody()] = ""


class CodeChanged(Event, kw_only=True):
    """The lesson has another code. For teachers. ``why``: a teacher asked, or too many have guessed."""

    code: Annotated[Secret, OfNobody()]
    why: Literal["teacher", "guesses"] = "teacher"


class PersonWaits(Event, kw_only=True):
    """Somebody waits to be let in. For teachers; those of one second come together."""

    account: AccountId
    name: Annotated[Name, Of("account")]
    standing: IdentityStatus = "account"
    claims: Annotated[Id, OfNobody()] = ""
    """Account whose name they claim."""
    taken: bool = False
    """Somebody else is here under that name, or has claimed it."""
    looks_like: Annotated[Name, Of()] = ""
    """A name of the lesson that this one can be taken for."""

    def due_to(self) -> tuple[str]:
        return (self.account,)


class PersonGaveUp(Event, kw_only=True):
    """Somebody who waited is gone for a few seconds, or their line was cut. For teachers."""

    account: AccountId

    def due_to(self) -> tuple[str]:
        return (self.account,)


class PersonAdmitted(Event, kw_only=True):
    """A teacher lets somebody in, this time and whenever they come back. For teachers."""

    account: AccountId


class PersonTurnedAway(Event, kw_only=True):
    """A teacher does not let somebody in. For teachers."""

    moderation: ClassVar[bool] = True

    account: AccountId


class Waiter(Struct):
    """Somebody who waits, as teachers know them."""

    account: AccountId
    name: str
    since: Milliseconds
    standing: IdentityStatus = "account"
    claims: str = ""
    taken: bool = False
    looks_like: str = ""


class Admission(Memory):
    """How people come in, and who waits, first come first. A student's knows nothing of this."""

    codes: bool = False
    names_shown: bool = False
    guests: bool = False
    waiting: WaitingRoom = "off"
    locked: bool = False
    code: str = ""
    code_at: Milliseconds = 0
    """When the code was made."""
    guessed_at: Milliseconds = 0
    """When it was last changed because too many had guessed; 0: never."""
    queue: dict[str, Waiter] = field(default_factory=dict)
    """Who waits, by account, in the order of coming."""
    admitted: set[str] = field(default_factory=set)
    gave_up: dict[str, Waiter] = field(default_factory=dict)
    """Who waited and is gone. They may be let in or turned away all the same: they may be back."""
    turned_away: dict[str, Waiter] = field(default_factory=dict)
    """Who was not let in, by account, in the order of turning away."""

    @property
    def settings(self) -> DoorSettings:
        """How people come in now."""
        return DoorSettings(self.codes, self.names_shown, self.guests, self.waiting, self.locked)

    def has_to_wait(self, account: str, standing: IdentityStatus, asks: bool) -> bool:
        """Whether somebody who has not been in yet has to be admitted. ``asks``: their name is in doubt."""
        if account in self.admitted:
            return False
        return asks or self.waiting == "all" or (self.waiting == "guests" and standing == "guest")

    def is_guest(self, account: str) -> bool | None:
        waiter = self.queue.get(account) or self.gave_up.get(account)
        return waiter.standing in GUESTS if waiter else None

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case DoorSet():
                self.codes, self.names_shown, self.guests = event.codes, event.names_shown, event.guests
                self.waiting, self.locked = event.waiting, event.locked
                if event.code != self.code:
                    self.code, self.code_at = event.code, event.at
            case CodeChanged():
                self.code, self.code_at = event.code, event.at
                self.guessed_at = event.at if event.why == "guesses" else self.guessed_at
            case PersonWaits():
                self.gave_up.pop(event.account, None)
                self.queue[event.account] = Waiter(
                    event.account,
                    event.name,
                    event.at,
                    event.standing,
                    event.claims,
                    event.taken,
                    event.looks_like,
                )
            case PersonGaveUp():
                if waiter := self.queue.pop(event.account, None):
                    self.gave_up[event.account] = waiter
            case PersonAdmitted():
                self._out(event.account)
                self.turned_away.pop(event.account, None)
                self.admitted.add(event.account)
            case PersonTurnedAway():
                waiter = self._out(event.account)
                self.admitted.discard(event.account)
                self.turned_away[event.account] = waiter or Waiter(event.account, "", event.at)
            case PersonRemoved():
                self._out(event.account)
                self.admitted.discard(event.account)
            case PeopleCame():
                for comer in event.people:
                    self._out(comer.account)
            case PersonRenamed():
                if waiter := self.waiter(event.account):
                    waiter.name = event.name
            case RelayReopened():
                self.gave_up |= self.queue
                self.queue.clear()
            case SessionEnded():
                self.queue.clear()
                self.gave_up.clear()

    def waiter(self, account: str) -> Waiter | None:
        """Somebody who waits, has given up waiting, or was not let in."""
        return self.queue.get(account) or self.gave_up.get(account) or self.turned_away.get(account)

    def _out(self, account: str) -> Waiter | None:
        gone = self.gave_up.pop(account, None)
        return self.queue.pop(account, None) or gone


NOT_ADMITTED = final("not_admitted")
"""Only for reading: a teacher has to let you in first."""
NOBODY_WAITS = final("nobody_waits")
NOTHING_CLAIMED = final("nothing_claimed")
"""This person has claimed no name, or it has been confirmed."""
NO_CODE = final("no_code")
"""There is no code to change: the door has not been opened to codes."""
