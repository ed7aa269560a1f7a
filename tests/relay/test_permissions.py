"""Every command, asked by every kind of person in every state, over real sockets: exactly the table.

A new command is walked as soon as it is declared: it is made from its golden sample, with the ids of this
school in the fields that bear their names. Its golden file may say under ``asked`` how (see ``Asked``).
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from relay.protocol import admission, entering, lesson, people as coming_and_going
from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.admission import FIRST_DOOR, SetDoor
from relay.protocol.base import Command, Role, RoomCommand
from relay.protocol.catalog import codes, read_from_client
from relay.protocol.entering import EnterRoom, Waiting
from relay.protocol.lesson import EndSession
from relay.protocol.people import People, RemovePerson
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.school.tokens import issue_token
from relay.server import RelayServer
from relay.shared.ids import new_ref
from tests.relay import permissions
from tests.relay.client import Client, Followed, NotAccepted, SchoolOfTests
from tests.relay.inside import relay_inside
from tests.relay.joins import come_as_guest
from tests.relay.permissions import NEVER, YES, Permission, Person, State

GOLDEN = Path(__file__).parent / "golden"
EVERY = {permission.name: permission for permission in permissions.permissions()}

CELLS = {cell for permission in EVERY.values() for row in permission.rows.values() for cell in row.values()}
AUTHORISER = {
    "not_signed_in", "not_allowed", "not_found", "not_enrolled", "session_not_live", "removed", "not_in_room",
    "not_admitted",
}  # fmt: skip
"""Answers of the authoriser; any other refusal comes from a rule that was reached."""
WHO_IS_IN = {module.__name__ for module in (admission, coming_and_going, entering, lesson)}
"""Whose commands change who is in a room, or may be; another subject's leave that as it is."""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a golden file says of the command when it is asked here."""

    without: list[str] = []
    """Fields of the sample that are left out: what they say holds in the sample's own world alone."""
    says: str = ""
    """What its own function answers to the sample, where the authoriser has such a code too."""
    harmless: bool = False
    """It changes nothing of who may do what, so those who ask need not be made for it alone."""
    narrows: bool = False
    """It names a class or a session to narrow what it is about, which need not exist."""
    comes_in: bool = False
    """Whoever asks is not in the room yet."""


class _Golden(msgspec.Struct):
    sample: dict[str, Any]
    asked: Asked = Asked()


@cache
def golden(name: str) -> _Golden:
    """A command's golden file, by its name on the wire."""
    return msgspec.json.decode((GOLDEN / f"{name}.json").read_bytes(), type=_Golden)


Participation = tuple[Client, str]
"""Somebody's connection, and the session that they ask about."""


@dataclass
class World:
    """Two classes on one relay, beside those of others."""

    server: RelayServer
    made: SchoolOfTests
    seats: dict[tuple[Person, State], Participation] = field(default_factory=dict)
    """Of those who change nothing of who may do what by asking."""
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    teachers: dict[str, Client] = field(default_factory=dict)

    async def people(self) -> None:
        """A teacher, another, and two students of our class; another class with its own; an admin."""
        store, office = self.server.store, self.server.school._office
        parts: dict[str, tuple[Role, str]] = {
            "teacher": ("teacher", "own"),
            "colleague": ("teacher", "own"),
            "student": ("student", "own"),
            "target": ("student", "own"),
            "stranger": ("teacher", "other"),
            "their student": ("student", "other"),
            "admin": ("admin", ""),
        }

        def make() -> None:
            self.classes = {which: new_ref() for which in ("own", "other")}
            for which, school_class in self.classes.items():
                store.classes.add(ClassBadge(school_class, which), 1)
            for who, (role, which) in parts.items():
                account = Account(new_ref(), who, role, new_ref().lower())
                self.accounts[who] = account
                store.accounts.add(account, 1)
                if which:
                    part = "teacher" if role == "teacher" else "student"
                    store.classes.put(self.classes[which], account.id, part)  # type: ignore[arg-type]
                self.tokens[who] = issue_token(office, account, who)[0]

        await store.write(make)
        for who in ("teacher", "stranger"):
            self.teachers[who] = await self.client(who)

    async def client(self, who: str) -> Client:
        """Another connection of somebody's, or of a visitor."""
        token = "" if who == "visitor" else self.tokens[who]
        return await Client(self.made.port, self.made.certificate, token).open()

    async def leave(self) -> None:
        """Everybody hangs up."""
        for client in (*self.teachers.values(), *(client for client, _ in self.seats.values())):
            await client.close()

    async def seat(self, person: Person, state: State) -> Participation:
        """Somebody inside as `somebody` makes them, the same one each time."""
        known = self.seats.get((person, state))
        if known is None:
            known = self.seats[person, state] = await self.somebody(person, state, inside=True)
        return known

    async def live(self, which: str = "own") -> str:
        """A session of one of the classes that has begun."""
        teacher = self.teachers["teacher" if which == "own" else "stranger"]
        create = CreateSession(
            ref=new_ref(), class_id=self.classes[which], title="Energy", scheduled_at=teacher.welcome.now
        )
        session = (await teacher.ask(create, SessionReply)).session.id
        await teacher.ask(StartSession(ref=new_ref(), session=session), SessionReply)
        return session

    async def somebody(self, person: Person, state: State, inside: bool) -> Participation:
        """A connection of this person, who is in this state as to the session that is given too.

        ``inside``: also in the room, where that is possible.
        """
        visits = person == "visitor"
        session = await self.live("other" if state == "other" and person != "guest" else "own")
        lee = self.teachers["teacher"]
        asked = session
        if person == "guest":
            client = await come_as_guest(self.made, lee, session)
            asked = await self.live("other") if state == "other" else session
        else:
            client = await self.client(person)
        if state == "waiting":
            await self.have_in(lee, session)
            await lee.do(SetDoor(ref=new_ref(), session=session, waiting="all", guests=True, codes=True))
            await self.open_the_next()
        enrolled = not visits and (state != "other" or person == "admin")
        if state == "removed":
            await self.have_in(lee, session)
        if enrolled and state == "waiting" and person in permissions.STUDENTS:
            await client.ask(EnterRoom(ref=new_ref(), session=session), Waiting)
        elif enrolled and (inside or (state == "removed" and person in permissions.STUDENTS)):
            people = (await client.enter(session)).memories[People]
            await client.until(lambda: people.is_here(client.me.id))
        if state == "removed" and person in permissions.STUDENTS:
            await lee.until(lambda: lee.rooms[session].memories[People].is_here(client.me.id))
            await lee.do(RemovePerson(ref=new_ref(), session=session, account=client.me.id))
        if state == "ended":
            await self.teachers["teacher"].do(EndSession(ref=new_ref(), session=session))
        return client, asked

    async def open_the_next(self) -> None:
        """Lessons of the class begin as its first did: another one has its door like that."""
        lee, session = self.teachers["teacher"], await self.live()
        await self.have_in(lee, session)
        await lee.do(SetDoor(ref=new_ref(), session=session, **FIRST_DOOR._asdict()))

    async def have_in(self, teacher: Client, session: str) -> None:
        """The teacher is in the room."""
        if session not in teacher.rooms:
            await teacher.enter(session)

    def command(self, permission: Permission, state: State, session: str) -> Command:
        """The golden sample, about this session, or where it names none, about this class and this person."""
        kept = golden(permission.name)
        which = "other" if state == "other" else "own"
        target = self.accounts["target" if which == "own" else "their student"]
        ours: dict[str, Any] = {
            "ref": new_ref(),
            "session": session,
            "class_id": self.classes[which],
            "account": target.id,
            "accounts": [target.id],
            "username": target.username,
            "teachers": [self.accounts["teacher"].username],
        }
        fields = permission.command.__struct_fields__
        filled = kept.sample | {name: value for name, value in ours.items() if name in fields}
        word = read_from_client(json.dumps({k: v for k, v in filled.items() if k not in kept.asked.without}))
        assert isinstance(word, Command)
        return word


async def outcome(client: Client, permission: Permission, command: Command) -> str:
    """What the table would say of an answer."""
    asked = golden(permission.name).asked
    if asked.comes_in and isinstance(command, RoomCommand):
        client.rooms.setdefault(command.session, Followed())
    try:
        reply = await client.answer(command)
    except NotAccepted as refused:
        code = str(refused)
        assert code not in {"fault", "unknown_type", "bad_value"} - {asked.says}, f"{command}: {code}"
        return code if code in AUTHORISER else YES
    name = str(reply.__struct_config__.tag)
    return name if name in CELLS else YES


def test_every_command_is_declared() -> None:
    assert permissions.undeclared() == []


def test_each_answer_of_the_authoriser_is_a_code() -> None:
    assert CELLS - {YES, NEVER, "waiting"} <= AUTHORISER
    assert codes().keys() >= AUTHORISER


@asynccontextmanager
async def new_world(server: RelayServer, made: SchoolOfTests) -> AsyncIterator[World]:
    """Two classes, while this lasts."""
    world = World(server, made)
    await world.people()
    try:
        yield world
    finally:
        await world.leave()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One relay for every command."""
    folder = tmp_path_factory.mktemp("school") / "data"
    async with (
        relay_inside(
            folder, pace_factor=0, gather_seconds=0.0, connections_per_account=100, frames_per_second=1e6
        ) as (server, made),
        new_world(server, made) as world,
    ):
        yield world


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", EVERY)
async def test_every_cell(world: World, name: str) -> None:
    permission = EVERY[name]
    told = {(p, s): c for p, row in permission.rows.items() for s, c in row.items() if c != NEVER}
    found = {cell: await answered(world, permission, *cell, told[cell]) for cell in told}
    assert found == told


@pytest.mark.asyncio(loop_scope="module")
async def test_what_does_not_exist_is_not_found(world: World) -> None:
    """Asked by somebody who may do everything."""
    admin, session = await world.seat("admin", "own")
    nothing = {"class_id": new_ref(), "session": new_ref()}
    found: dict[str, str] = {}
    for name, permission in EVERY.items():
        fields = set(permission.command.__struct_fields__) & nothing.keys()
        if not fields or permission.rows["admin"]["own"] != YES or golden(name).asked.narrows:
            continue
        command = world.command(permission, "own", session)
        found[name] = await outcome(
            admin, permission, msgspec.structs.replace(command, **{f: nothing[f] for f in fields})
        )
    assert len(found) > 20
    assert found == dict.fromkeys(found, "not_found")


def harmless(permission: Permission) -> bool:
    """Nobody may do more or less than before, once this has been done."""
    if issubclass(permission.command, RoomCommand) and permission.command.__module__ not in WHO_IS_IN:
        return True
    return golden(permission.name).asked.harmless or permission.name.startswith(
        ("list_", "get_", "read_", "check_")
    )


async def answered(world: World, permission: Permission, person: Person, state: State, expected: str) -> str:
    """What this person is answered: one of those who stay, or where it may matter later, somebody new."""
    stays = False
    async with AsyncExitStack() as end:
        if golden(permission.name).asked.comes_in:
            client, session = await world.somebody(person, state, inside=False)
        elif stays := expected != YES or harmless(permission):
            client, session = await world.seat(person, state)
        else:
            if not issubclass(permission.command, RoomCommand):
                world = await end.enter_async_context(new_world(world.server, world.made))
            client, session = await world.somebody(person, state, inside=True)
        if not stays:
            end.push_async_callback(client.close)
        said = await outcome(client, permission, world.command(permission, state, session))
    if expected == YES and said == golden(permission.name).asked.says:
        return YES
    return said
