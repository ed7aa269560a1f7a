"""A school on a real database, without sockets: for tests of the store and of the school's answers."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from relay.clock import Clock
from relay.config import Settings
from relay.protocol.accounts import Account, LoggedIn, MakeFirstTeacher, SignInFirst
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.base import Command, Event, Notice, Reply
from relay.protocol.catalog import encode, read_from_relay
from relay.protocol.chat import MessagePosted
from relay.protocol.classes import AddStudents, ClassReply, MakeClass, SchoolClass
from relay.protocol.log import EVERYBODY, Audience, Entry, LogPage, ReadLog
from relay.protocol.refusals import Refusal
from relay.protocol.sessions import CreateSession, Session, SessionReply, StartSession
from relay.school import OWNER, Member, School
from relay.school.history import LogRead
from relay.school.surroundings import Change, Surroundings
from relay.shared.ids import new_ref
from relay.store import Store
from tests.patience import PATIENCE
from tests.relay.engines import MakeEngine, sqlite
from tests.relay.lists import SESSION, HandClock

R = TypeVar("R", bound=Reply)
PASSWORD = "a good long password"


def entry_of(event: Event, seq: int, session: str = SESSION, audience: Audience = EVERYBODY) -> Entry:
    """An event as a room hands it to the log."""
    event.seq, event.ref = seq, event.ref or new_ref()
    kind = str(event.__struct_config__.tag)
    return Entry(session, seq, event.at, event.by, event.ref, audience, kind, encode(event), event)


def said(text: str, seq: int, session: str = SESSION, audience: Audience = EVERYBODY) -> Entry:
    """A chat message as a room hands it to the log."""
    return entry_of(MessagePosted(text=text, at=seq, by="somebody"), seq, session, audience)


async def safe(store: Store) -> None:
    """Wait until everything appended is committed and told."""
    reached = asyncio.Event()
    store.log.when_safe(reached.set)
    async with asyncio.timeout(PATIENCE):
        await reached.wait()


@asynccontextmanager
async def open_store(
    folder: Path, clock: Clock | None = None, make_engine: MakeEngine = sqlite
) -> AsyncIterator[Store]:
    """A store at work, closed with the test."""
    store = Store.open(make_engine(folder), clock or Clock())
    store.start(asyncio.get_running_loop())
    try:
        yield store
    finally:
        await store.close()


def as_sent(read: LogRead) -> LogPage:
    """The page that a client is told."""
    assert isinstance(read.past.end, bytes)
    page = read_from_relay(encode(read.page)[:-1] + b',"events":[' + read.past.end)
    assert isinstance(page, LogPage)
    return page


class Listening(Surroundings):
    """What stands around a school of tests: it keeps all that it is told."""

    def __init__(self) -> None:
        self.changes: list[tuple[Session | None, str, int, frozenset[str]]] = []
        self.revoked: list[frozenset[str]] = []
        self.notices: list[tuple[str, Notice]] = []
        self.erased: list[frozenset[str]] = []
        self.handed: list[tuple[str, object]] = []
        self.renamed_now: list[Mapping[str, str]] = []
        self.welcomed_again: list[frozenset[str]] = []

    def session_changed(self, change: Change) -> None:
        self.changes.append((change.session, change.id, change.revision, change.accounts))

    def tokens_revoked(self, tokens: frozenset[str]) -> None:
        self.revoked.append(tokens)

    def noticed(self, account: str, notice: Notice) -> None:
        self.notices.append((account, notice))

    def texts_erased(self, sessions: frozenset[str]) -> None:
        self.erased.append(sessions)

    def renamed(self, names: Mapping[str, str]) -> None:
        self.renamed_now.append(names)

    def welcome_again(self, accounts: frozenset[str]) -> None:
        self.welcomed_again.append(accounts)

    def hand(self, session: str, *handed: object) -> None:
        self.handed += [(session, what) for what in handed]


@dataclass
class SchoolHouse:
    """A school and what it has told."""

    store: Store
    clock: HandClock
    school: School
    around: Listening

    @property
    def changes(self) -> list[tuple[Session | None, str, int, frozenset[str]]]:
        """Sessions that have changed, and whom it concerns."""
        return self.around.changes

    @property
    def revoked(self) -> list[frozenset[str]]:
        """Ids of tokens that are good no more."""
        return self.around.revoked

    async def ask(self, asker: Member | None, command: Command, kind: type[R]) -> R:
        """Ask, and have a reply of this kind."""
        reply = await self.school.answer(asker, command)
        if isinstance(reply, LogRead):
            reply = as_sent(reply)
        assert isinstance(reply, kind)
        return reply

    async def log_page(self, asker: Member | None, command: ReadLog) -> LogPage:
        """A page of a log."""
        return await self.ask(asker, command, LogPage)

    async def refused(self, asker: Member | None, command: Command) -> str:
        """Ask, and have it refused; returns the code."""
        try:
            reply = await self.school.answer(asker, command)
        except Refusal as refusal:
            return refusal.code.name
        raise AssertionError(f"not refused: {reply}")

    async def asker(self, token: str) -> Member:
        """Who a good token belongs to."""
        asker = await self.school.account_of(token)
        assert asker is not None
        return asker

    async def admin(self) -> Member:
        """The first teacher."""
        command = MakeFirstTeacher(
            ref=new_ref(),
            secret=await self.school.first_teacher_secret(),
            name="Ada Admin",
            username="ada",
            password=PASSWORD,
        )
        return await self.asker((await self.ask(None, command, LoggedIn)).token)

    async def signed_in(self, username: str, code: str, device: str = "") -> Member:
        """Signs in for the first time."""
        command = SignInFirst(ref=new_ref(), username=username, code=code, password=PASSWORD, device=device)
        return await self.asker((await self.ask(None, command, LoggedIn)).token)

    async def teacher(self, name: str) -> Member:
        """A teacher, signed in."""
        made = await self.ask(OWNER, AddTeacher(ref=new_ref(), name=name), AccountReply)
        return await self.signed_in(made.account.username, made.code)

    async def school_class(self, teacher: Member, name: str, students: Iterable[str] = ()) -> SchoolClass:
        """A class, and its students with their codes."""
        made = await self.ask(teacher, MakeClass(ref=new_ref(), name=name), ClassReply)
        command = AddStudents(ref=new_ref(), class_id=made.school_class.id, names=list(students))
        return (await self.ask(teacher, command, ClassReply)).school_class

    async def session(self, teacher: Member, class_id: str, title: str = "Fractions", **more: Any) -> Session:
        """A scheduled session."""
        more.setdefault("scheduled_at", self.clock.now())
        command = CreateSession(ref=new_ref(), class_id=class_id, title=title, **more)
        return (await self.ask(teacher, command, SessionReply)).session

    async def started(self, teacher: Member, session: Session) -> Session:
        """The session, live."""
        command = StartSession(ref=new_ref(), session=session.id)
        return (await self.ask(teacher, command, SessionReply)).session

    async def happen(self, session: str, *events: Event, audience: Audience = EVERYBODY) -> None:
        """Events in a session's room, stored."""
        head = await self.store.log.head(session)
        for event in events:
            head += 1
            event.at = event.at or self.clock.now()
            self.store.log.append([entry_of(event, head, session, audience)])
        await safe(self.store)


def student_account(school_class: SchoolClass, name: str) -> Account:
    """A student of a class by name."""
    found = next(student for student in school_class.students if student.name == name)
    return Account(found.id, found.name, "student", found.username)


@asynccontextmanager
async def open_school(
    folder: Path, make_engine: MakeEngine = sqlite, *, began: int = 0, around: Listening | None = None
) -> AsyncIterator[SchoolHouse]:
    """A school at work, closed with the test. ``began``: what its clock says at first, ms UTC."""
    clock = HandClock()
    clock.offset_ms = began or clock.offset_ms
    async with open_store(folder, clock, make_engine) as store:
        settings = Settings(data=folder, address_shown="relay.local:8443")
        around = around or Listening()
        school = School(store, clock, settings, around)
        house = SchoolHouse(store, clock, school, around)
        try:
            yield house
        finally:
            await school.close()
