"""A school made quickly through the real relay and the real line: teacher, class, students, a live lesson."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from desktop.client import Address, RelayClient, RoomClient
from desktop.qt_client import QtRelayClient, QtRoomClient
from relay.protocol.accounts import LoggedIn, MakeFirstTeacher, SignInFirst
from relay.protocol.base import Command, Reply
from relay.protocol.chat import PostMessage
from relay.protocol.classes import AddStudents, ClassReply, MakeClass
from relay.protocol.hands import RaiseHand
from relay.protocol.limits import SEATS
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.process import RelayProcess

__all__ = [
    "PASSWORD",
    "Classroom",
    "PlainClassroom",
    "asked",
    "classroom_on",
    "hand",
    "message",
    "until",
]
PASSWORD = "a good long password"
CAN = ("moments", "chat", "ink")

R = TypeVar("R", bound=Reply)
C = TypeVar("C", bound=RelayClient)
M = TypeVar("M", bound=RoomClient)


async def asked(relay: RelayClient, command: Command, kind: type[R]) -> R:
    """The answer, known to be of this kind."""
    return await relay.ask(command, kind)


@dataclass(eq=False)
class ClassroomOf(Generic[C, M]):
    """People of one class on one relay; their lines are closed with the test."""

    client: type[C]
    process: RelayProcess
    session: str = ""
    class_id: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    """By name; the teacher's is "Ms Lee"."""
    lines: list[C] = field(default_factory=list)
    port: int = 0
    """Where lines go; set it to a proxy's port to mistreat them."""

    @property
    def address(self) -> Address:
        """Where lines go."""
        return Address("127.0.0.1", self.port or self.process.ready["port"])

    async def line(self, token: str | None = None) -> C:
        """A line that is up; without a token a visitor's."""
        relay = self.client(self.address, self.process.ready["pin"], token, can=CAN)
        self.lines.append(relay)
        relay.start()
        await until(lambda: relay.welcome is not None)
        return relay

    async def teacher(self) -> C:
        """A line of the teacher."""
        return await self.line(self.tokens["Ms Lee"])

    async def student(self, name: str) -> C:
        """A line of a student, who is added to the class first if need be."""
        if name not in self.tokens:
            await self.add_students(name)
        return await self.line(self.tokens[name])

    async def room(self, relay: C, session: str = "") -> M:
        """The lesson's room on a line: entered, and caught up."""
        room = cast(M, relay.room(session or self.session))
        await until(lambda: room.caught_up or room.over)
        return room

    async def teacher_room(self) -> M:
        """The lesson as a new line of the teacher has it."""
        return await self.room(await self.teacher())

    async def student_room(self, name: str) -> M:
        """The lesson as a new line of this student has it."""
        return await self.room(await self.student(name))

    async def furnish(self) -> None:
        """Makes the first teacher and a class, if they are not there, and a live lesson."""
        if there := self.process.there:
            self.tokens |= {"Ms Lee": there.teacher_token} | there.student_tokens
            self.class_id = there.class_id
        else:
            await self._make_school()
        teacher = await self.teacher()
        self.session = await self.live_lesson(teacher)
        await teacher.close()

    async def _make_school(self) -> None:
        visitor = await self.line()
        secret = self.process.ready["first_teacher"]
        first = MakeFirstTeacher(
            ref=new_ref(), secret=secret, name="Ms Lee", username="lee", password=PASSWORD
        )
        self.tokens["Ms Lee"] = (await asked(visitor, first, LoggedIn)).token
        await visitor.close()
        teacher = await self.teacher()
        made = await asked(teacher, MakeClass(ref=new_ref(), name="Physics"), ClassReply)
        self.class_id = made.school_class.id
        await teacher.close()

    async def add_students(self, *names: str) -> None:
        """Puts students in the class; each signs in for the first time."""
        teacher = await self.teacher()
        command = AddStudents(ref=new_ref(), class_id=self.class_id, names=list(names))
        made = await asked(teacher, command, ClassReply)
        await teacher.close()
        for student in made.school_class.students:
            if student.code and student.name in names:
                visitor = await self.line()
                first = SignInFirst(
                    ref=new_ref(), username=student.username, code=student.code, password=PASSWORD
                )
                self.tokens[student.name] = (await asked(visitor, first, LoggedIn)).token
                await visitor.close()

    async def planned_lesson(self, teacher: RelayClient, title: str = "Energy", seats: int = SEATS) -> str:
        """The id of a session that is planned."""
        command = CreateSession(
            ref=new_ref(),
            class_id=self.class_id,
            title=title,
            scheduled_at=teacher.now(),
            max_participants=seats,
        )
        return (await asked(teacher, command, SessionReply)).session.id

    async def live_lesson(self, teacher: RelayClient, title: str = "Energy", seats: int = SEATS) -> str:
        """The id of a session that has been started."""
        session = await self.planned_lesson(teacher, title, seats)
        await asked(teacher, StartSession(ref=new_ref(), session=session), SessionReply)
        return session

    async def close(self) -> None:
        """Ends every line."""
        for line in self.lines:
            await line.close()


Classroom = ClassroomOf[QtRelayClient, QtRoomClient]
PlainClassroom = ClassroomOf[RelayClient, RoomClient]


X = TypeVar("X", bound="ClassroomOf[Any, Any]")


@asynccontextmanager
async def furnished(classroom: X) -> AsyncIterator[X]:
    """With a teacher, a class and a live lesson."""
    try:
        await classroom.furnish()
        yield classroom
    finally:
        await classroom.close()


@asynccontextmanager
async def classroom_on(process: RelayProcess) -> AsyncIterator[Classroom]:
    """A furnished classroom on a running relay."""
    async with furnished(Classroom(QtRelayClient, process)) as made:
        yield made


def message(room: RoomClient, text: str) -> PostMessage:
    """A message for this room."""
    return PostMessage(ref=new_ref(), session=room.session_id, text=text)


def hand(room: RoomClient) -> RaiseHand:
    """A raised hand for this room."""
    return RaiseHand(ref=new_ref(), session=room.session_id)
