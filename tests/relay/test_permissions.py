"""Every command, asked by every kind of person in every state, over real sockets: exactly the table.

A new command is walked as soon as it is declared: it is made from its golden sample, with the ids of this
school in the fields that bear their names. What its own rule says to that sample may need a line in SAYS.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from relay import permissions
from relay.permissions import NEVER, PEOPLE, SIGNED_OUT, STATES, YES, Permission, Person, State
from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import Command, Role, RoomCommand
from relay.protocol.catalog import codes, read_from_client
from relay.protocol.entrance import SetDoor, Waiting
from relay.protocol.lesson import EndSession
from relay.protocol.people import EnterRoom, People, RemovePerson
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.room import new_ref
from relay.school.tokens import put_token
from relay.server import RelayServer
from tests.relay.client import Client, Followed, NotAccepted, SchoolOfTests
from tests.relay.inside import relay_inside
from tests.relay.joins import come_as_guest

PROTOCOL = Path(__file__).parents[2] / "PROTOCOL.md"
GOLDEN = Path(__file__).parent / "golden"
EVERY = {permission.name: permission for permission in permissions.permissions()}

AUTHORISER = {
    "not_signed_in", "not_allowed", "not_found", "not_enrolled", "session_not_live", "removed", "not_in_room",
    "not_admitted",
}  # fmt: skip
"""Answers of the authoriser; any other refusal comes from a rule that was reached."""
SAYS: dict[str, str] = {
    "check_backup": "not_found",
    "restore_backup": "not_found",
    "begin_join": "bad_value",
}
"""Commands whose own rule answers their sample with a code that the authoriser uses too."""
WITHOUT = {
    "enter_room": ("epoch", "after", "seen", "seen_ref", "compressed"),
    "lower_hand": ("account",),
    "mute_chat": ("account",),
    "unmute_chat": ("account",),
    "list_sessions": ("cursor",),
    "sign_out_devices": ("devices",),
    "make_backup": ("file",),
}
"""Fields of a sample that are left out: what they say holds in the sample's own world alone."""


@dataclass
class World:
    """Two classes on one relay, made anew whenever something was changed."""

    server: RelayServer
    made: SchoolOfTests
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
                self.tokens[who] = put_token(office, account, who)

        await store.write(make)
        for client in self.teachers.values():
            await client.close()
        self.teachers = {who: await Client(self.made.port, self.made.certificate, self.tokens[who]).open()
                         for who in ("teacher", "stranger")}  # fmt: skip

    async def live(self, which: str = "own") -> str:
        """A session of one of the classes that has begun."""
        teacher = self.teachers["teacher" if which == "own" else "stranger"]
        create = CreateSession(
            ref=new_ref(), class_id=self.classes[which], title="Energy", scheduled_at=teacher.welcome.now
        )
        session = (await teacher.ask(create, SessionReply)).session.id
        await teacher.ask(StartSession(ref=new_ref(), session=session), SessionReply)
        return session

    async def somebody(self, person: Person, state: State, inside: bool) -> tuple[Client, str]:
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
            token = "" if visits else self.tokens[person]
            client = await Client(self.made.port, self.made.certificate, token).open()
        if state == "waiting":
            await self.have_in(lee, session)
            await lee.do(SetDoor(ref=new_ref(), session=session, waiting="all", guests=True, codes=True))
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

    async def have_in(self, teacher: Client, session: str) -> None:
        """The teacher is in the room."""
        if session not in teacher.rooms:
            await teacher.enter(session)

    def command(self, permission: Permission, state: State, session: str) -> Command:
        """The golden sample, about this session, or where it names none, about this class and this person."""
        sample = json.loads((GOLDEN / f"{permission.name}.json").read_text("utf-8"))["sample"]
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
        left_out = WITHOUT.get(permission.name, ())
        fields = permission.command.__struct_fields__
        filled = sample | {name: value for name, value in ours.items() if name in fields}
        word = read_from_client(json.dumps({k: v for k, v in filled.items() if k not in left_out}))
        assert isinstance(word, Command)
        return word


async def outcome(client: Client, command: Command) -> str:
    """What the table would say of an answer."""
    if isinstance(command, EnterRoom):
        client.rooms.setdefault(command.session, Followed())
    try:
        reply = await client.answer(command)
    except NotAccepted as refused:
        code = str(refused)
        said = SAYS.get(str(command.__struct_config__.tag))
        assert code not in {"fault", "unknown_type", "bad_value"} - {said}, f"{command}: {code}"
        return code if code in AUTHORISER else YES
    return "waiting" if isinstance(reply, Waiting) else YES


def test_every_command_is_declared_and_no_declaration_is_in_vain() -> None:
    assert permissions.undeclared() == []
    assert set(SAYS) <= set(EVERY)
    assert set(WITHOUT) <= set(EVERY)


def test_the_table_of_the_protocol_is_the_one_that_is_declared() -> None:
    """``python -m relay.permissions`` prints it anew."""
    text = PROTOCOL.read_text("utf-8")
    begins, ends = "<!-- permissions -->\n", "<!-- end of permissions -->"
    assert text.count(begins) == text.count(ends) == 1
    written = text.partition(begins)[2].partition(ends)[0]
    assert written.splitlines() == list(permissions.table())


def test_each_answer_of_the_authoriser_is_a_code() -> None:
    told = {cell for p in EVERY.values() for row in p.rows.values() for cell in row.values()}
    assert told - {YES, NEVER, SIGNED_OUT, "waiting"} <= AUTHORISER
    assert codes().keys() >= AUTHORISER


@pytest.mark.parametrize("name", EVERY)
async def test_every_cell(tmp_path: Path, name: str) -> None:
    permission = EVERY[name]
    found: dict[tuple[Person, State], str] = {}
    async with relay_inside(tmp_path / "data", pace_factor=0, gather_seconds=0.0) as (server, made):
        world = World(server, made)
        await world.people()
        for person in PEOPLE:
            for state in STATES:
                if permission.rows[person][state] == NEVER:
                    continue
                found[person, state] = await cell(world, permission, person, state)
                if found[person, state] == YES and not leaves_the_school_as_it_is(permission):
                    await world.people()
        for client in world.teachers.values():
            await client.close()
    told = {(p, s): c for p, row in permission.rows.items() for s, c in row.items() if c != NEVER}
    assert found == told


def leaves_the_school_as_it_is(permission: Permission) -> bool:
    """It reads, or it changes one session, and each cell has a session of its own."""
    reads = permission.name.startswith(("list_", "get_", "read_", "check_"))
    return reads or issubclass(permission.command, RoomCommand)


async def cell(world: World, permission: Permission, person: Person, state: State) -> str:
    """What this person is answered."""
    client, session = await world.somebody(person, state, permission.command is not EnterRoom)
    try:
        if permission.rows[person][state] == SIGNED_OUT:
            await client.until(lambda: client.socket.close_code is not None)
            return str(client.socket.close_code)
        said = await outcome(client, world.command(permission, state, session))
    finally:
        await client.close()
    if permission.rows[person][state] == YES and said == SAYS.get(permission.name):
        return YES
    return said
