"""Who has a device in a room, or is held before it, at this moment; and the effects that change it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from relay.protocol.base import GUESTS, IdentityStatus, Notice, RoomRole


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from which device; made from the connection, never from a message."""

    account: str
    name: str
    role: RoomRole
    device: str
    standing: IdentityStatus = "account"
    claims: str = ""
    """Account whose name they claim."""
    taken: bool = False
    looks_like: str = ""
    """A name of the lesson that theirs can be taken for."""

    @property
    def in_doubt(self) -> bool:
        """Whether a teacher has to say that they are who they say, before they come in."""
        return self.taken or self.looks_like != ""

    @property
    def is_guest(self) -> bool:
        """Whether nobody has said that they are who they say."""
        return self.standing in GUESTS


class Departure(NamedTuple):
    """How and when somebody's last device went, and when it was last heard; both are running time."""

    how: Literal["left", "lost"]
    at: float
    heard_at: float


class Subscribe(NamedTuple):
    """The asker's device is in the room, and is told all events after this number."""

    asker: Asker
    after: int = 0
    packed: bool = False
    """Whether it takes packed pages."""


class Unsubscribe(NamedTuple):
    """The asker's device is neither in the room nor held before it any more."""

    asker: Asker


class Hold(NamedTuple):
    """The asker's device is held before the room: it is told nothing but what ends this."""

    asker: Asker


class Release(NamedTuple):
    """All devices of a person are held no longer, and are sent this notice."""

    account: str
    notice: Notice


class TellHeld(NamedTuple):
    """All devices of a person who is held are sent this notice, and are held on."""

    account: str
    notice: Notice


class Expel(NamedTuple):
    """All devices of a person are put out."""

    account: str


Effect = object
"""One of these, or a subject's own, which is for its ``SideState`` alone."""


class Group:
    """People by account, each as the device that came last; and how those who are gone went."""

    def __init__(self) -> None:
        self.people: dict[str, Asker] = {}
        self.gone: dict[str, Departure] = {}
        """Until they are back."""
        self._devices: dict[str, set[str]] = {}

    def __contains__(self, account: str) -> bool:
        return account in self.people

    def __len__(self) -> int:
        return len(self.people)

    def has(self, account: str, device: str) -> bool:
        """Whether this device is among them."""
        return device in self._devices.get(account, ())

    def add(self, asker: Asker) -> None:
        """A device came; a person may have several."""
        self._devices.setdefault(asker.account, set()).add(asker.device)
        self.people[asker.account] = asker
        self.gone.pop(asker.account, None)

    def drop(self, account: str) -> None:
        """All devices of a person go at once, and nothing is to be told of that."""
        self.people.pop(account, None)
        self._devices.pop(account, None)
        self.gone.pop(account, None)

    def drop_device(self, account: str, device: str, departure: Departure) -> None:
        """A device went; the person goes with their last one."""
        devices = self._devices.get(account)
        if devices is not None:
            devices.discard(device)
            if not devices:
                self.drop(account)
                self.gone[account] = departure


class Presence:
    """Changed by effects, and by connections that end. What people are told of it is up to the subjects."""

    def __init__(self, running: Callable[[], float]) -> None:
        self.here, self.held = Group(), Group()
        self._running = running

    def apply(self, effect: Effect) -> None:
        """Take in one effect; those of subjects are passed over."""
        match effect:
            case Subscribe():
                self.here.add(effect.asker)
                self.held.drop(effect.asker.account)
            case Unsubscribe():
                now = self._running()
                self.depart(effect.asker.account, effect.asker.device, Departure("left", now, now))
            case Hold():
                self.held.add(effect.asker)
            case Release():
                self.held.drop(effect.account)
            case Expel():
                self.here.drop(effect.account)
                self.held.drop(effect.account)

    def depart(self, account: str, device: str, departure: Departure) -> None:
        """A device went, from the room or from before it."""
        self.here.drop_device(account, device, departure)
        self.held.drop_device(account, device, departure)
