"""A school made beforehand, straight into the store: people with tokens, live lessons, logs of any length.

Signing a thousand people in through the front door would take longer than what is to be measured.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from relay.clock import Clock
from relay.config import Settings
from relay.protocol.accounts import Account, LoggedIn, MakeFirstTeacher, SignInFirst
from relay.protocol.base import Command, Event, Reply
from relay.protocol.catalog import encode
from relay.protocol.chat import Kind, MessagePosted
from relay.protocol.classes import AddStudents, ClassReply, MakeClass
from relay.protocol.log import EVERYBODY, Entry
from relay.protocol.people import Comer, Goer, PeopleCame, PeopleWent
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.school import Member, School
from relay.school.secrets import TOKEN_MS, new_token, token_hash
from relay.shared.ids import new_id, new_ref
from relay.store import Store
from relay.store.sqlite import SqliteEngine
from relay.tls import CERTIFICATE_FILE, identity

R = TypeVar("R", bound=Reply)
PASSWORD = "a good long password"
TEACHER = "Ms Lee"
SEATS = 1_000
BATCH = 500

WORDS = [
    "the",
    "ball",
    "falls",
    "from",
    "twenty",
    "metres",
    "and",
    "nobody",
    "knows",
    "how",
    "fast",
    "it",
    "is",
    "when",
    "it",
    "lands",
    "because",
    "we",
    "have",
    "not",
    "said",
    "what",
    "the",
    "air",
    "does",
    "to",
    "it",
    "so",
    "let",
    "us",
    "measure",
    "three",
    "times",
    "and",
    "take",
    "the",
    "middle",
    "one",
]


def sentence(chance: random.Random, shortest: int = 3, longest: int = 24) -> str:
    """Something that might be said in a lesson, of so many words."""
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(shortest, longest)))


@dataclass
class Prepared:
    """What a bench needs to know of a school that is ready to be served."""

    folder: Path
    teacher: str = ""
    """The teacher's token."""
    students: list[str] = field(default_factory=list)
    """The students' tokens."""
    accounts: list[Account] = field(default_factory=list)
    """The students, in the same order."""
    sessions: list[str] = field(default_factory=list)
    """Live lessons."""
    passwords: list[str] = field(default_factory=list)
    """User names of students who have signed in with PASSWORD."""

    @property
    def certificate(self) -> Path:
        """The relay's certificate file."""
        return self.folder / CERTIFICATE_FILE


@dataclass
class Furnisher:
    """Fills a data folder while no relay runs on it."""

    made: Prepared
    store: Store
    school: School
    clock: Clock
    asker: Member | None = None
    class_id: str = ""

    async def ask(self, command: Command, kind: type[R], asker: Member | None) -> R:
        """The school's answer, known to be of this kind."""
        reply = await self.school.answer(asker, command)
        assert isinstance(reply, kind), reply
        return reply

    async def people(self, count: int, with_passwords: int = 0) -> None:
        """The teacher, a class, and students with tokens; the first of them with passwords too."""
        first = MakeFirstTeacher(
            ref=new_ref(),
            secret=await self.school.first_teacher_secret(),
            name=TEACHER,
            username="lee",
            password=PASSWORD,
        )
        self.made.teacher = (await self.ask(first, LoggedIn, None)).token
        self.asker = await self.school.account_of(self.made.teacher)
        made = await self.ask(MakeClass(ref=new_ref(), name="Physics"), ClassReply, self.asker)
        self.class_id = made.school_class.id
        left = [f"Student {n}" for n in range(count)]
        while left:
            names, left = left[:100], left[100:]
            command = AddStudents(ref=new_ref(), class_id=self.class_id, names=names)
            reply = await self.ask(command, ClassReply, self.asker)
            new = [s for s in reply.school_class.students if s.code]
            by_name = {s.name: s for s in new}
            for name in names:
                student = by_name[name]
                account = Account(student.id, student.name, "student", student.username)
                self.made.accounts.append(account)
                if len(self.made.passwords) < with_passwords:
                    sign_in = SignInFirst(
                        ref=new_ref(), username=student.username, code=student.code, password=PASSWORD
                    )
                    await self.ask(sign_in, LoggedIn, None)
                    self.made.passwords.append(student.username)
        self.made.students = await self.store.write(self._tokens)

    def _tokens(self) -> list[str]:
        tokens, now = [], self.clock.now()
        for account in self.made.accounts:
            tokens.append(new_token())
            self.store.tokens.add(token_hash(tokens[-1]), new_id(), account.id, "", now, now + TOKEN_MS)
        return tokens

    async def lesson(self, title: str = "Energy") -> str:
        """The id of a session that has been started."""
        command = CreateSession(
            ref=new_ref(),
            class_id=self.class_id,
            title=title,
            scheduled_at=self.clock.now(),
            max_participants=SEATS,
        )
        session = (await self.ask(command, SessionReply, self.asker)).session
        await self.ask(StartSession(ref=new_ref(), session=session.id), SessionReply, self.asker)
        self.made.sessions.append(session.id)
        return session.id

    async def history(self, session: str, count: int, seed: int = 1, *, comings: bool = False) -> None:
        """Events until the log has ``count`` of them: people came, talked (a tenth questions), and went.

        ``comings``: half of what is said between is that somebody goes and comes back, up to 50 such at once.
        """
        chance, head = random.Random(seed), await self.store.log.head(session)
        people = self.made.accounts[:30]
        comers = [Comer(p.id, p.name, "student") for p in people]
        events: list[Event] = [PeopleCame(people=comers)]
        lost, moving = set[str](), 0
        for n in range(count - head - 2):
            by = chance.choice(people)
            if comings and not moving:
                moving = chance.choice((-1, 1)) * chance.randint(1, 50)
            if moving > 0:
                moving -= 1
                if by.id in lost:
                    events.append(PeopleCame(people=[Comer(by.id, by.name, "student")]))
                else:
                    events.append(PeopleWent(people=[Goer(by.id, "lost")]))
                lost ^= {by.id}
                continue
            moving = min(0, moving + 1)
            kind: Kind = "question" if n % 10 == 0 else "chat"
            events.append(MessagePosted(text=sentence(chance), kind=kind, name=by.name, by=by.id))
        events.append(PeopleWent(people=[Goer(p.id, "left") for p in people]))
        await self._append(session, head, events)

    async def _append(self, session: str, head: int, events: Sequence[Event]) -> None:
        entries: list[Entry] = []
        for n, event in enumerate(events, head + 1):
            event.seq, event.at, event.ref = n, self.clock.now(), new_ref()
            tag = str(event.__struct_config__.tag)
            body = encode(event)
            entries.append(Entry(session, n, event.at, event.by, event.ref, EVERYBODY, tag, body, event))
        for start in range(0, len(entries), BATCH):
            self.store.log.append(entries[start : start + BATCH])
            safe = asyncio.Event()
            self.store.log.when_safe(safe.set)
            await safe.wait()


@asynccontextmanager
async def furnishing(folder: Path) -> AsyncIterator[Furnisher]:
    """A new data folder to be filled; afterwards a relay may be started on it."""
    clock = Clock()
    store = Store.open(SqliteEngine(folder), clock)
    store.start(asyncio.get_running_loop())
    school = School(store, clock, Settings(data=folder))
    await asyncio.to_thread(identity, folder, "", "")
    try:
        yield Furnisher(Prepared(folder), store, school, clock)
    finally:
        await school.close()
        await store.close()


async def prepare(
    folder: Path,
    people: int,
    *,
    lessons: int = 1,
    events: int = 0,
    with_passwords: int = 0,
    comings: bool = False,
) -> Prepared:
    """A school of so many students with live lessons; the first lesson's log has ``events`` events."""
    async with furnishing(folder) as furnisher:
        await furnisher.people(people, with_passwords)
        for n in range(lessons):
            await furnisher.lesson(f"Energy {n + 1}")
        if events:
            await furnisher.history(furnisher.made.sessions[0], events, comings=comings)
        return furnisher.made
