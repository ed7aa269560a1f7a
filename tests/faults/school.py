"""The school of the harness: made once through the front door, then used by every lesson."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from relay.protocol.accounts import LoggedIn, MakeFirstTeacher, SignInFirst
from relay.protocol.classes import AddStudents, ClassReply, MakeClass
from relay.protocol.lesson import EndSession
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.shared.ids import new_ref
from tests.faults.person import Who
from tests.relay.client import PASSWORD, Client, visiting

TEACHER = "Ms Lee"
AT_ONCE = 6


@dataclass
class School:
    """Who there is. Kept in a file, so that a run can go on later."""

    class_id: str = ""
    people: list[Who] = field(default_factory=list)
    """The teacher first."""

    @property
    def teacher(self) -> Who:
        """Who teaches."""
        return self.people[0]

    @property
    def students(self) -> list[Who]:
        """Everybody else."""
        return self.people[1:]

    def save(self, file: Path) -> None:
        """Into a file, for its owner only."""
        file.touch(0o600)
        file.write_bytes(msgspec.json.encode(self))

    @classmethod
    def load(cls, file: Path) -> "School":
        """From its file."""
        return msgspec.json.decode(file.read_bytes(), type=cls)


async def furnish(port: int, certificate: Path, secret: str, students: int) -> School:
    """Make the first teacher, a class and its students, each of whom signs in."""
    school = School()
    async with visiting(port, certificate) as door:
        visitor = await door.client()
        first = MakeFirstTeacher(
            ref=new_ref(), secret=secret, name=TEACHER, username="lee", password=PASSWORD
        )
        made = await visitor.ask(first, LoggedIn)
        school.people.append(Who(TEACHER, made.you.id, made.token, True, made.you.username))
        await visitor.close()
        teacher = await door.client(made.token)
        school.class_id = (
            await teacher.ask(MakeClass(ref=new_ref(), name="Physics"), ClassReply)
        ).school_class.id
        names = [f"Student {number:02}" for number in range(1, students + 1)]
        added = await teacher.ask(
            AddStudents(ref=new_ref(), class_id=school.class_id, names=names), ClassReply
        )
        turns = asyncio.Semaphore(AT_ONCE)

        async def sign_in(name: str, username: str, code: str) -> Who:
            async with turns:
                client = await door.client()
                command = SignInFirst(ref=new_ref(), username=username, code=code, password=PASSWORD)
                logged = await client.ask(command, LoggedIn)
                await client.close()
                return Who(name, logged.you.id, logged.token, username=logged.you.username)

        new = (sign_in(s.name, s.username, s.code) for s in added.school_class.students)
        school.people += sorted(await asyncio.gather(*new), key=lambda who: who.name)
    return school


async def begin_lesson(port: int, certificate: Path, school: School, title: str) -> str:
    """Plan a session and start it; returns its id."""
    teacher = await Client(port, certificate, school.teacher.token).open()
    command = CreateSession(
        ref=new_ref(),
        class_id=school.class_id,
        title=title,
        scheduled_at=teacher.welcome.now,
        max_participants=len(school.people) + 10,
    )
    session = (await teacher.ask(command, SessionReply)).session.id
    await teacher.ask(StartSession(ref=new_ref(), session=session), SessionReply)
    await teacher.close()
    return session


async def end_lesson(port: int, certificate: Path, school: School, session: str) -> None:
    """End it, as from the list of sessions."""
    teacher = await Client(port, certificate, school.teacher.token).open()
    await teacher.do(EndSession(ref=new_ref(), session=session))
    await teacher.close()
