"""The register of a lesson's class as the relay tells its teachers: asked for, and changed, by one object."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.client import LineDown, RefusedByRelay
from desktop.qt_client import QtRoomClient
from relay.protocol.accounts import Done
from relay.protocol.admission import PersonTurnedAway
from relay.protocol.base import Event
from relay.protocol.people import NameConfirmed, People, PeopleCame, PersonAllowedBack, PersonRemoved
from relay.protocol.register import ArrangeSeats, Enrolment, Excuse, GetRegister, Register, TakeBackExcuse
from relay.shared.tasks import Tasks

SOON_MS = 1_000
"""At the start of a lesson many come at once: they are asked about together."""
Wish = Excuse | TakeBackExcuse | ArrangeSeats


class LessonRegister(QObject):
    """For a teacher alone. What was wished while the line was down is asked once it is up again."""

    changed = Signal()

    failed = Signal(str)
    """The code with which the relay has refused a wish."""

    def __init__(self, room: QtRoomClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._people: list[Enrolment] = []
        self.known = False
        """Whether the relay has answered, if only that it tells nothing."""
        self._wishes: dict[str, Wish] = {}
        """What the relay has not answered yet; the last of each kind and person."""
        self._tasks = Tasks()
        self._over = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.ask)
        room.told.connect(self._on_told)
        room.entered.connect(self.ask)
        room.relay.session_changed.connect(self._on_session_changed)
        self.ask()

    @property
    def people(self) -> list[Enrolment]:
        """Everybody on it in the order in which they sit, as it will be once all wishes are granted."""
        found = [self._as_wished(one) for one in self._people]
        order = self._wishes.get("seats")
        if isinstance(order, ArrangeSeats):
            place = {account: number for number, account in enumerate(order.accounts)}
            found.sort(key=lambda one: place.get(one.account, len(place)))
        return found

    @property
    def waiting(self) -> bool:
        """Whether anything is wished that the relay has not granted yet."""
        return bool(self._wishes)

    def enrolment(self, account: str) -> Enrolment | None:
        """Of a student of the class, also by the account that they came with."""
        return next((one for one in self.people if account in (one.account, one.came_as)), None)

    def excuse(self, account: str, reason: str = "") -> None:
        self._wish(account, Excuse(**self._room.head(), account=account, reason=reason))

    def take_back(self, account: str) -> None:
        self._wish(account, TakeBackExcuse(**self._room.head(), account=account))

    def arrange(self, accounts: Sequence[str]) -> None:
        """Has the class sit in this order, in all its lessons."""
        self._wish("seats", ArrangeSeats(**self._room.head(), accounts=list(accounts)))

    def ask(self) -> None:
        """Asks the relay, and for what is still wished."""
        if self._room.role != "teacher" or self._over or not self._room.offers("register"):
            return
        for key, wish in list(self._wishes.items()):
            self._tasks.spawn(self._grant(key, wish))
        self._tasks.spawn(self._ask())

    def close(self) -> None:
        """Nothing more is asked."""
        self._over = True
        self._soon.stop()
        self._tasks.cancel()

    def _as_wished(self, one: Enrolment) -> Enrolment:
        match self._wishes.get(one.account):
            case Excuse(reason=reason):
                return Enrolment(one.account, one.name, one.came_as, True, reason)
            case TakeBackExcuse():
                return Enrolment(one.account, one.name, one.came_as)
        return one

    def _wish(self, key: str, wish: Wish) -> None:
        self._wishes[key] = wish
        self.changed.emit()
        self._tasks.spawn(self._grant(key, wish))

    async def _grant(self, key: str, wish: Wish) -> None:
        try:
            await self._room.relay.ask(wish, Done)
        except LineDown:
            return  # it is asked again when the line is up
        except RefusedByRelay as error:
            if self._forget(key, wish):
                self.changed.emit()
                self.failed.emit(error.code)
            return
        await self._ask()  # before the wish is forgotten: nothing is as it was in between
        if self._forget(key, wish):
            self.changed.emit()

    def _forget(self, key: str, wish: Wish) -> bool:
        """False if something else is wished by now."""
        if self._wishes.get(key) is not wish:
            return False
        del self._wishes[key]
        return True

    async def _ask(self) -> None:
        asked = GetRegister(**self._room.head())
        try:
            people = (await self._room.relay.ask(asked, Register)).people
        except LineDown:
            return  # it is asked again when the line is up
        except RefusedByRelay:
            people = self._people  # what was known stays
        if people != self._people or not self.known:
            self._people, self.known = people, True
            self.changed.emit()

    def _on_told(self, events: Sequence[Event], live: bool) -> None:
        if any(self._concerns(event) for event in events):
            self._soon.start()

    def _concerns(self, event: Event) -> bool:
        """Whether somebody may stand at another place by it: by code, or not on the register as known."""
        match event:
            case PeopleCame():
                known = {one.account for one in self._people}
                return any(one.role == "student" and one.account not in known for one in event.people)
            case NameConfirmed() | PersonTurnedAway() | PersonRemoved() | PersonAllowedBack():
                return self._room.memories[People].standing_of(event.account) != "account"
        return False

    def _on_session_changed(self, session: str, revision: int) -> None:
        if session == self._room.session_id and revision:
            self.ask()
