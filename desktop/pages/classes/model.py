"""A teacher's classes as the relay has them, and the one that is open, with codes that were just made."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from desktop.pages.classes.names import batches
from desktop.parts.loading import RelayModel, State
from desktop.parts.slips import Coded
from desktop.parts.tasks import NO
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import Done
from relay.protocol.base import Command, Reply
from relay.protocol.class_deletion import ClassDeleted, DeleteClass
from relay.protocol.classes import (
    AddStudents,
    ClassList,
    ClassReply,
    GetClass,
    ListClasses,
    MakeClass,
    RemoveStudent,
    RenewCodes,
    SchoolClass,
    Student,
)
from relay.protocol.renaming import RenameClass, RenamePerson
from relay.shared.ids import new_ref

PATIENCE = 30.0
"""Seconds to wait for answers that make many accounts."""


class ClassesModel(RelayModel):
    """Asks for classes and rosters."""

    def __init__(self, relay: QtRelayClient, codes: dict[str, str], parent: QObject | None = None) -> None:
        """``codes``: those made since signing in, by account; kept by whoever made this model."""
        super().__init__(relay, parent)
        self.roster_state: State = "loading"
        self.classes: list[SchoolClass] = []
        self.sizes: dict[str, int] = {}
        self.open: SchoolClass | None = None
        self._codes = codes
        self.begin()

    def code(self, student: Student) -> str:
        """The student's one-time code, if it was made since signing in."""
        return "" if student.signed_in else self._codes.get(student.id, "")

    def title(self) -> str:
        """The name of the open class, for its slips."""
        return self.open.name if self.open else ""

    def coded(self) -> list[Coded]:
        """Those of the open class who have a code to show."""
        found = ((student, self.code(student)) for student in self.students())
        return [Coded(s.name, self.title(), s.username, code) for s, code in found if code]

    def students(self) -> list[Student]:
        """The roster of the open class."""
        return self.open.students if self.open else []

    @property
    def keeps_plans(self) -> bool:
        """Whether the relay keeps what is prepared for a class."""
        return self.relay.offers("plans")

    @property
    def tells_attendance(self) -> bool:
        """Whether the relay knows how classes attended; what was read of it is kept here while it is away."""
        return self.relay.welcome is None or self.relay.offers("attendance")

    # asking

    def reload(self) -> None:
        """Asks for the classes, and for the open one."""
        self._tasks.spawn(self._ask_classes())
        if self.open is not None:
            self.choose(self.open.id)

    def choose(self, class_id: str) -> None:
        """Opens a class and asks for its roster."""
        if self.open is None or self.open.id != class_id:
            self.open = next((c for c in self.classes if c.id == class_id), None)
            self.roster_state = "loading"
            self.changed.emit()
        if self.open is not None:
            self._tasks.spawn(self._ask_roster(class_id))

    def shut(self) -> None:
        """Opens none."""
        self.open = None
        self.changed.emit()

    async def make(self, name: str, ref: str) -> SchoolClass:
        """Makes a class and opens it. Sent again with the same ref, it is made once."""
        made = await self._command(MakeClass(ref=ref, name=name))
        if all(c.id != made.id for c in self.classes):
            self.classes = sorted([*self.classes, made], key=lambda c: c.name.casefold())
        self.roster_state = "ready"
        self.open = made
        self._count(made)
        return made

    async def add(self, class_id: str, names: Sequence[str]) -> int:
        """Puts people in a class; returns how many are new. Some may be in when a later part fails."""
        made = 0
        for batch in batches(names):
            command = AddStudents(ref=new_ref(), class_id=class_id, names=batch)
            reply = await self._command(command)
            made += sum(bool(student.code) for student in reply.students)
        return made

    async def renew(self, class_id: str, accounts: Sequence[str] = ()) -> None:
        """Makes new codes: for all who have not signed in yet, or for those named."""
        await self._command(RenewCodes(ref=new_ref(), class_id=class_id, accounts=list(accounts)))

    @property
    def may_rename(self) -> bool:
        """Whether the relay knows how to rename."""
        return self.relay.offers("renaming")

    async def rename(self, class_id: str, name: str, ref: str, sure: bool) -> None:
        """Gives a class another name. ``sure``: also one that another class has."""
        await self.relay.ask(RenameClass(ref=ref, class_id=class_id, name=name, sure=sure), Done)
        for school_class in filter(None, (self.open, *self.classes)):
            school_class.name = name if school_class.id == class_id else school_class.name
        self.classes.sort(key=lambda c: c.name.casefold())
        self.changed.emit()

    async def rename_student(self, account: str, name: str, ref: str, sure: bool) -> None:
        """Gives a student another name. ``sure``: also one that can be taken for a classmate's."""
        await self.relay.ask(RenamePerson(ref=ref, account=account, name=name, sure=sure), Done)
        if self.open is not None:
            self.choose(self.open.id)

    @property
    def may_delete(self) -> bool:
        """Whether the relay knows how to delete a class."""
        return self.relay.offers("class_deletion")

    async def delete(self, class_id: str, *, dry_run: bool) -> ClassDeleted:
        """Deletes a class, or tells what would go."""
        command = DeleteClass(ref=new_ref(), class_id=class_id, dry_run=dry_run)
        told = await self.relay.ask(command, ClassDeleted, PATIENCE)
        if told.done:
            self.classes = [c for c in self.classes if c.id != class_id]
            if self.open is not None and self.open.id == class_id:
                self.open = None
            self.changed.emit()
        return told

    async def remove(self, class_id: str, account: str) -> None:
        """Takes a student out of a class."""
        await self.relay.ask(RemoveStudent(ref=new_ref(), class_id=class_id, account=account), Reply)
        if self.open is not None and self.open.id == class_id:
            self.open.students = [s for s in self.open.students if s.id != account]
            self._count(self.open)

    async def _command(self, command: Command) -> SchoolClass:
        reply = await self.relay.ask(command, ClassReply, PATIENCE)
        self._take(reply.school_class)
        return reply.school_class

    def _take(self, school_class: SchoolClass) -> None:
        self._codes.update({s.id: s.code for s in school_class.students if s.code})
        if self.open is not None and self.open.id == school_class.id:
            self.open, self.roster_state = school_class, "ready"
        self._count(school_class)

    def _count(self, school_class: SchoolClass) -> None:
        self.sizes[school_class.id] = len(school_class.students)
        self.changed.emit()

    async def _ask_classes(self) -> None:
        try:
            reply = await self.relay.ask(ListClasses(ref=new_ref()), ClassList)
        except NO as error:
            self.fail(error.code)
        else:
            self.classes = sorted(reply.classes, key=lambda c: c.name.casefold())
            self.sizes, self.state, self.failure = dict(reply.sizes), "ready", ""
        self.changed.emit()

    async def _ask_roster(self, class_id: str) -> None:
        try:
            reply = await self.relay.ask(GetClass(ref=new_ref(), class_id=class_id), ClassReply)
        except NO as error:
            self.failure = error.code
            if self.open is not None and self.open.id == class_id and self.roster_state != "ready":
                self.roster_state = "failed"
            self.changed.emit()
        else:
            self._take(reply.school_class)
