"""People as the relay has them: found by class and name, some hundreds at once."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from desktop.parts.loading import RelayModel
from desktop.parts.passes import ForWhom
from desktop.parts.tasks import NO
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import Account, ClassBadge, Done
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.base import Role
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.people_admin import (
    RESETS_AT_ONCE,
    BringUpRoster,
    DeviceList,
    FreshCode,
    ListDevices,
    ListPeople,
    PasswordsReset,
    PeopleList,
    Person,
    ResetPasswords,
    RosterOutcome,
    RosterPerson,
    RosterPlan,
    SignOutDevices,
)
from relay.protocol.renaming import RenamePerson
from relay.protocol.roles import ChangeRole
from relay.shared.ids import new_ref

TYPING_MS = 250
PATIENCE = 30.0
"""Seconds to wait for answers that change many accounts."""


class PeopleModel(RelayModel):
    """Asks for people."""

    def __init__(self, relay: QtRelayClient, parent: QObject | None = None) -> None:
        super().__init__(relay, parent)
        self.people: list[Person] = []
        self.total = 0
        self.classes: list[ClassBadge] = []
        self.class_id = ""
        self.find = ""
        self._asked = 0
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.begin()

    @property
    def is_admin(self) -> bool:
        """Whether the whole school is looked after here."""
        me = self.relay.me
        return me is not None and me.role == "admin"

    def class_names(self, person: Person) -> list[str]:
        """The names of the classes somebody is in."""
        names = {badge.id: badge.name for badge in self.classes}
        return sorted((names[c] for c in person.classes if c in names), key=str.casefold)

    def in_classes(self, people: Sequence[Person]) -> list[ForWhom]:
        """Those of these people who are students, each in one class that is looked after here."""
        names = {badge.id: badge.name for badge in self.classes}
        found: dict[str, list[str]] = {}
        for person in people:
            classes = [
                one for one in (self.class_id, *person.classes) if one in names and one in person.classes
            ]
            if person.account.role == "student" and classes:
                found.setdefault(classes[0], []).append(person.account.id)
        return [ForWhom(one, names[one], tuple(accounts)) for one, accounts in found.items()]

    # asking

    def reload(self) -> None:
        """Asks for people and classes from the start."""
        self._typing.stop()
        self._asked += 1
        self._tasks.spawn(self._ask(self._asked, []))

    def more(self) -> None:
        """Asks for the next hundreds."""
        if len(self.people) < self.total:
            self._asked += 1
            self._tasks.spawn(self._ask(self._asked, self.people))

    def choose_class(self, class_id: str) -> None:
        """Shows the people of one class, or all ("")."""
        if class_id != self.class_id:
            self.class_id = class_id
            self.reload()

    def look_for(self, text: str) -> None:
        """Shows those whose names have this in them, once there is a pause in the typing."""
        if text.strip() != self.find:
            self.find = text.strip()
            self._typing.start()

    async def everybody(self) -> tuple[list[Person], list[ClassBadge]]:
        """All people and classes, whatever is shown; for writing them to a file."""
        people: list[Person] = []
        while True:
            page = await self._page("", "", len(people))
            people += page.people
            if not page.people or len(people) >= page.total:
                return people, await self._ask_classes()

    async def reset(self, people: Sequence[Account], *, at_once: bool) -> list[FreshCode]:
        """New one-time codes for people; returns those that were made."""
        made: list[FreshCode] = []
        for first in range(0, len(people), RESETS_AT_ONCE):
            accounts = [account.id for account in people[first : first + RESETS_AT_ONCE]]
            command = ResetPasswords(ref=new_ref(), accounts=accounts, at_once=at_once)
            reply = await self.relay.ask(command, PasswordsReset, PATIENCE)
            made += reply.people
        self.reload()
        return made

    @property
    def may_rename(self) -> bool:
        """Whether the relay knows how to rename."""
        return self.relay.offers("renaming")

    async def rename(self, account: str, name: str, ref: str, sure: bool) -> None:
        """Gives somebody another name. ``sure``: also one that can be taken for a classmate's."""
        await self.relay.ask(RenamePerson(ref=ref, account=account, name=name, sure=sure), Done)
        self.reload()

    @property
    def may_change_roles(self) -> bool:
        """Whether one looks after the whole school, and the relay knows how to."""
        return self.is_admin and self.relay.offers("roles")

    async def change_role(self, account: str, role: Role) -> None:
        """Makes somebody something else in the school."""
        await self.relay.ask(ChangeRole(ref=new_ref(), account=account, role=role), Done)
        self.reload()

    async def add(self, name: str, role: Role, class_name: str, means: str, ref: str) -> RosterOutcome | None:
        """Adds a person, as a roster of one; None if nothing was to be done.

        ``means``: an account, or "new", where somebody of such a name is there already.
        """
        if role == "admin":
            made = await self.relay.ask(AddTeacher(ref=ref, name=name, admin=True), AccountReply)
            self.reload()
            one = made.account
            return RosterOutcome(0, "new", one.username, one.id, made.code)
        person = RosterPerson(name, 1, "", role, [class_name] if class_name else [], means=means)
        command = BringUpRoster(ref=ref, roster=new_ref(), size=1, people=[person], whole=False)
        plan = await self.relay.ask(command, RosterPlan, PATIENCE)
        if plan.done:
            self.reload()
        return next(iter(plan.outcomes), None)

    async def devices(self, account: str) -> DeviceList:
        """Where somebody is signed in."""
        return await self.relay.ask(ListDevices(ref=new_ref(), account=account), DeviceList)

    async def sign_out(self, account: str, devices: Sequence[str] = ()) -> DeviceList:
        """Signs somebody out on some devices, or on all; returns those that are left."""
        command = SignOutDevices(ref=new_ref(), account=account, devices=list(devices))
        reply = await self.relay.ask(command, DeviceList)
        self.reload()
        return reply

    async def _page(self, class_id: str, find: str, start: int) -> PeopleList:
        command = ListPeople(ref=new_ref(), class_id=class_id, find=find, start=start)
        return await self.relay.ask(command, PeopleList)

    async def _ask_classes(self) -> list[ClassBadge]:
        reply = await self.relay.ask(ListClasses(ref=new_ref()), ClassList)
        badges = [ClassBadge(one.id, one.name) for one in reply.classes]
        return sorted(badges, key=lambda badge: badge.name.casefold())

    async def _ask(self, asked: int, before: list[Person]) -> None:
        try:
            classes = self.classes if before else await self._ask_classes()
            page = await self._page(self.class_id, self.find, len(before))
        except NO as error:
            if asked != self._asked:
                return
            if error.code == "not_found" and self.class_id:  # the class is no longer ours
                self.class_id = ""
                self.reload()
            else:
                self.fail(error.code)
        else:
            if asked != self._asked:  # something else is wanted by now
                return
            self.classes, self.people, self.total = classes, before + page.people, page.total
            self.state, self.failure = "ready", ""
        self.changed.emit()

    def close(self) -> None:
        """Stops asking and listening."""
        self._typing.stop()
        super().close()
