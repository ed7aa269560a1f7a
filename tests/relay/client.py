"""A client for tests: a real socket, the real words, and a memory of every room it follows."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from relay.protocol.accounts import Account, LoggedIn, LogIn, MakeFirstTeacher, SignInFirst, Welcome
from relay.protocol.admin import AccountReply, AddClass, AddTeacher
from relay.protocol.base import Command, Event, Greeting, Moment, Notice, Reply, RoomCommand
from relay.protocol.catalog import encode, new_memories, read_event, read_from_relay
from relay.protocol.chat import PostMessage
from relay.protocol.classes import AddStudents, ClassReply, MakeClass, SchoolClass
from relay.protocol.entering import Entered, EnterRoom
from relay.protocol.hello import Hello
from relay.protocol.log import Afresh, Answered, Page
from relay.protocol.memory import Memories
from relay.protocol.refusals import Refused
from relay.protocol.sessions import (
    CreateSession,
    ListSessions,
    Session,
    SessionChanged,
    SessionList,
    SessionReply,
    StartSession,
)
from relay.shared.dialling import SUBPROTOCOL
from relay.shared.ids import new_ref
from tests.patience import PATIENCE

R = TypeVar("R", bound=Reply)
PASSWORD = "a good long password"


class NotAccepted(Exception):
    """The relay refused; the code is the message."""


@dataclass
class Followed:
    """One room as a client has it: its place, its memories, every event it was told."""

    epoch: str = ""
    upto: int = 0
    head: int = 0
    told: list[Event] = field(default_factory=list)
    memories: Memories = field(default_factory=new_memories)
    pages: int = 0


@lru_cache(maxsize=8)
def _trusting(certificate: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(cadata=certificate)
    return context


@dataclass(eq=False)
class Client:
    """One connection, and what came over it."""

    port: int
    certificate: Path
    token: str = ""
    address: str = "127.0.0.1"
    """Of this computer, from which it connects: another one stands for another computer."""
    hello: Hello | None = None
    """Sent as the first frame, before anything is read."""
    origin: Origin | None = None
    """Of the page that connects."""
    socket: ClientConnection = field(init=False)
    welcome: Welcome = field(init=False)
    notices: list[Notice] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    rooms: dict[str, Followed] = field(default_factory=dict)
    heard: list[bytes] | None = None
    """Every frame as it came, if a test wants to look at them."""
    _replies: dict[str, Reply] = field(default_factory=dict)
    _events: dict[str, Event] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _reading: asyncio.Task[None] | None = None

    async def open(self) -> "Client":
        """Connect and wait for the welcome."""
        self.socket = await connect(
            f"wss://127.0.0.1:{self.port}/v1",
            ssl=_trusting(self.certificate.read_text("ascii")),
            proxy=None,
            compression=None,
            open_timeout=PATIENCE,
            local_addr=(self.address, 0),
            origin=self.origin,
            subprotocols=[SUBPROTOCOL],
            additional_headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
        )
        if self.hello:
            await self.send(self.hello)
        first = read_from_relay(await self.socket.recv(decode=False))
        assert isinstance(first, Welcome)
        self.welcome = first
        self._reading = asyncio.create_task(self._read())
        return self

    async def close(self) -> None:
        """Go, on purpose."""
        await self.socket.close()
        await self._end()

    async def cut(self) -> None:
        """Lose the line: no close frame is sent."""
        self.socket.transport.abort()
        await self._end()

    def stop_reading(self) -> None:
        """Take nothing more off the line. The library would, once what it has is taken from it."""
        self.socket.recv_messages.resume = lambda: None
        self.socket.transport.pause_reading()

    def read_on(self) -> None:
        """As before."""
        self.socket.recv_messages.resume = self.socket.transport.resume_reading
        self.socket.transport.resume_reading()

    async def _end(self) -> None:
        if self._reading:
            await self._reading

    @property
    def me(self) -> Account:
        """Whose connection this is."""
        assert self.welcome.you is not None
        return self.welcome.you

    def changes(self, session: str) -> int:
        """How often this client was told that the session has changed."""
        return sum(isinstance(n, SessionChanged) and n.session == session for n in self.notices)

    async def told_of_more(self, session: str, known: int) -> None:
        """The session has changed more often than was known."""
        await self.until(lambda: self.changes(session) > known)

    async def all_is_read(self) -> None:
        """The relay has read what this client sent, and this client what it was told until then."""
        await self.ask(ListSessions(ref=new_ref()), SessionList)

    async def send(self, command: Command | Moment | Greeting) -> None:
        """Send without waiting for an answer."""
        await self.socket.send(encode(command), text=True)

    async def ask(self, command: Command, kind: type[R]) -> R:
        """Send and wait for the reply; raises NotAccepted."""
        await self.send(command)
        await self.until(lambda: command.ref in self._replies)
        reply = self._replies[command.ref]
        if isinstance(reply, Refused):
            raise NotAccepted(reply.code)
        assert isinstance(reply, kind), reply
        return reply

    async def do(self, command: RoomCommand) -> Event | Answered:
        """Send a room command and wait for the event that answers it; raises NotAccepted."""
        answer = await self.answer(command)
        return answer if isinstance(answer, Answered) else self._events[command.ref]

    async def answer(self, command: Command) -> Event | Reply:
        """Send and wait for whatever answers, a reply or an event; raises NotAccepted."""
        await self.send(command)
        await self.until(lambda: command.ref in self._events or command.ref in self._replies)
        reply = self._replies.get(command.ref)
        if isinstance(reply, Refused):
            raise NotAccepted(reply.code)
        return reply or self._events[command.ref]

    async def enter(self, session: str) -> Followed:
        """Come in, or go on after a cut, and be caught up."""
        room = self.rooms.setdefault(session, Followed())
        seen = room.told[-1] if room.told else None
        entered = await self.ask(
            EnterRoom(
                ref=new_ref(),
                session=session,
                epoch=room.epoch,
                after=room.upto,
                seen=seen.seq if seen else 0,
                seen_ref=seen.ref if seen else "",
            ),
            Entered,
        )
        room = self.rooms[session]
        room.epoch, room.head = entered.epoch, entered.head
        await self.until(lambda: room.upto >= room.head)
        return room

    async def until(self, thing: Callable[[], object]) -> None:
        """Wait for something to be so."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: bool(thing()))

    async def _read(self) -> None:
        try:
            while True:
                frame = await self.socket.recv(decode=False)
                if self.heard is not None:
                    self.heard.append(frame)
                word = read_from_relay(frame)
                async with self._changed:
                    if isinstance(word, Page):
                        self._page(word)
                    elif isinstance(word, Reply):
                        self._replies[word.ref] = word
                        if isinstance(word, Entered) and word.afresh:
                            # Here, before the pages that follow are read.
                            self.rooms[word.session] = Followed()
                    elif isinstance(word, Moment):
                        self.moments.append(word)
                    elif isinstance(word, Notice):
                        self.notices.append(word)
                        if isinstance(word, Welcome):
                            self.welcome = word
                        if isinstance(word, Afresh):
                            self.rooms.pop(word.session, None)
                    self._changed.notify_all()
        except ConnectionClosed:
            async with self._changed:
                self._changed.notify_all()

    def _page(self, page: Page) -> None:
        room = self.rooms[page.session]
        assert page.prev == room.upto, f"a gap: at {room.upto}, page after {page.prev}"
        room.pages += 1
        for raw in page.events:
            event = read_event(raw)
            assert event is not None
            assert room.upto < event.seq <= page.upto
            room.told.append(event)
            room.memories.apply(event)
            self._events.setdefault(event.ref, event)
        room.upto = page.upto


@dataclass
class SchoolOfTests:
    """A school made through the front door: a teacher, a class, students with tokens."""

    port: int
    certificate: Path
    teacher_token: str = ""
    class_id: str = ""
    student_tokens: dict[str, str] = field(default_factory=dict)
    open_clients: list[Client] = field(default_factory=list)

    @property
    def page(self) -> Origin:
        """The origin of a page that this relay has served."""
        return Origin(f"https://127.0.0.1:{self.port}")

    async def client(
        self,
        token: str = "",
        address: str = "127.0.0.1",
        hello: Hello | None = None,
        origin: Origin | None = None,
    ) -> Client:
        """A connection, closed at the end of the test."""
        client = await Client(self.port, self.certificate, token, address, hello, origin).open()
        self.open_clients.append(client)
        return client

    async def teacher(self) -> Client:
        """The teacher, on a new connection."""
        return await self.client(self.teacher_token)

    async def student(self, name: str) -> Client:
        """A student, on a new connection."""
        return await self.client(self.student_tokens[name])

    def know(self, other: "SchoolOfTests") -> None:
        """The people of this school are those of another, of which it is a copy."""
        self.teacher_token, self.class_id = other.teacher_token, other.class_id
        self.student_tokens = dict(other.student_tokens)

    async def furnish(self, secret: str, *names: str) -> None:
        """Make the first teacher, a class and these students."""
        visitor = await self.client()
        made = MakeFirstTeacher(
            ref=new_ref(), secret=secret, name="Ms Lee", username="lee", password=PASSWORD
        )
        self.teacher_token = (await visitor.ask(made, LoggedIn)).token
        await visitor.close()
        teacher = await self.teacher()
        self.class_id = (
            await teacher.ask(MakeClass(ref=new_ref(), name="Physics"), ClassReply)
        ).school_class.id
        await self.add_students(teacher, *names)
        await teacher.close()

    async def colleague(self, teacher: Client) -> Client:
        """Another teacher; the class is another one from now on, which both teach."""
        new = await teacher.ask(AddTeacher(ref=new_ref(), name="Mr Diallo"), AccountReply)
        both = AddClass(ref=new_ref(), name="Shared", teachers=["lee", new.account.username])
        self.class_id = (await teacher.ask(both, ClassReply)).school_class.id
        return await self.client(await self._first_token(new.account.username, new.code))

    async def add_students(self, teacher: Client, *names: str) -> SchoolClass:
        """Put students in the class and sign each in for the first time."""
        command = AddStudents(ref=new_ref(), class_id=self.class_id, names=list(names))
        made = (await teacher.ask(command, ClassReply)).school_class
        for student in made.students:
            if student.code:
                self.student_tokens[student.name] = await self._first_token(student.username, student.code)
        return made

    async def _first_token(self, username: str, code: str) -> str:
        visitor = await self.client()
        first = SignInFirst(ref=new_ref(), username=username, code=code, password=PASSWORD)
        token = (await visitor.ask(first, LoggedIn)).token
        await visitor.close()
        return token

    async def log_in(self, username: str, password: str = PASSWORD, device: str = "") -> LoggedIn:
        """Sign in with a password; raises NotAccepted."""
        visitor = await self.client()
        command = LogIn(ref=new_ref(), username=username, password=password, device=device)
        try:
            return await visitor.ask(command, LoggedIn)
        finally:
            await visitor.close()

    async def planned(self, teacher: Client, seats: int = 30, title: str = "Energy") -> Session:
        """A session that is planned."""
        command = CreateSession(
            ref=new_ref(),
            class_id=self.class_id,
            title=title,
            scheduled_at=teacher.welcome.now,
            max_participants=seats,
        )
        return (await teacher.ask(command, SessionReply)).session

    async def live(self, teacher: Client, seats: int = 30, title: str = "Energy") -> str:
        """The id of a session that has been started."""
        session = await self.planned(teacher, seats, title)
        await teacher.ask(StartSession(ref=new_ref(), session=session.id), SessionReply)
        return session.id


@asynccontextmanager
async def visiting(port: int, certificate: Path) -> AsyncIterator[SchoolOfTests]:
    """A school at this port; its connections are closed at the end."""
    school = SchoolOfTests(port, certificate)
    try:
        yield school
    finally:
        for client in school.open_clients:
            await client.close()


def post_message(session: str, text: str, **more: object) -> PostMessage:
    """What asks for a message in this session."""
    return PostMessage(ref=new_ref(), session=session, text=text, **more)  # type: ignore[arg-type]
