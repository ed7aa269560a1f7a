"""Every word in every state: whatever a client says, only a refusal, a reply or an end may come of it."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from websockets.exceptions import ConnectionClosed

import relay.features
from relay.presence import Asker as InRoom
from relay.protocol.base import Command, Event, RoomCommand, Word
from relay.protocol.catalog import (
    FROM_CLIENTS,
    KINDS,
    UnfitCommand,
    UnreadableFrame,
    encode,
    new_memories,
    read_event,
    read_from_client,
    read_from_relay,
    words as all_words,
)
from relay.protocol.log import ReadLog
from relay.protocol.refusals import Refusal, Refused
from relay.protocol.safekeeping import MakeBackup
from relay.room import RoomLimits
from relay.rules import Rulebook
from relay.school import OWNER, Member, declared
from relay.school.history import LogRead
from relay.school.tokens import issue_token
from relay.shared.ids import new_ref
from relay.store import Store
from tests.examples import many
from tests.relay.any_word import NOTHING, Known, words
from tests.relay.client import SchoolOfTests
from tests.relay.inside import school_inside
from tests.relay.lists import EPOCH, SESSION, Lesson, person
from tests.relay.schoolhouse import SchoolHouse, open_school

MANY = settings(
    max_examples=many(15),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
EVERY = [word for kind in KINDS for word in all_words(kind)]
RULES = tuple(Rulebook(relay.features.find()).rules)
PEOPLE = [
    person("Ms Lee", "teacher"),
    person("Mr Ott", "teacher"),
    person("Ana"),
    person("Tom"),
    person("Eve"),
]
KNOWN = Known(
    session=[SESSION],
    account=[p.account for p in PEOPLE],
    accounts=[[p.account] for p in PEOPLE],
    epoch=[EPOCH],
)

any_rule = st.sampled_from(RULES).flatmap(lambda kind: words(kind, KNOWN))
act = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(PEOPLE), any_rule),
    st.tuples(st.just("ask"), st.sampled_from(PEOPLE), any_rule),
    st.tuples(st.just("enter"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("lose"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("wait"), st.sampled_from((0.5, 31.0, 700.0))),
    st.tuples(st.just("crash")),
    st.tuples(st.just("disk low"), st.booleans()),
)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
@MANY
@given(data=st.data())
def test_a_word_comes_out_as_it_went_in(kind: type[Word], data: st.DataObject) -> None:
    word = data.draw(words(kind, NOTHING))
    frame = encode(word)
    if issubclass(kind, FROM_CLIENTS):
        read: object = read_from_client(frame)
    elif issubclass(kind, Event):
        read = read_event(frame)
    else:
        read = read_from_relay(frame)
    assert encode(read) == frame
    assert type(read) is kind


@pytest.mark.parametrize("kind", all_words(Command), ids=lambda kind: kind.__name__)
@MANY
@given(data=st.data())
def test_a_word_that_was_tampered_with_is_read_or_refused(kind: type[Command], data: st.DataObject) -> None:
    """A field of another type, left out or beyond its bounds; a byte changed, left out or put in."""
    frame = encode(data.draw(words(kind, NOTHING)))
    fields = msgspec.json.decode(frame)
    name = data.draw(st.sampled_from(sorted(fields)))
    other: st.SearchStrategy[Any] = (
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
    )
    _read(msgspec.json.encode(fields | {name: data.draw(other)}))
    _read(msgspec.json.encode({k: v for k, v in fields.items() if k != name}))
    at = data.draw(st.integers(0, len(frame)))
    _read(frame[:at] + data.draw(st.binary(max_size=3)) + frame[at + data.draw(st.integers(0, 3)) :])


def _read(frame: bytes) -> None:
    try:
        word = read_from_client(frame)
    except (UnfitCommand, UnreadableFrame):
        return
    assert isinstance(word, FROM_CLIENTS)


@settings(parent=MANY, max_examples=many(150))
@given(st.lists(act, max_size=40))
def test_every_command_in_every_state_of_a_room(acts: list[tuple[Any, ...]]) -> None:
    """Only refusals come out, and whoever reads the log afterwards knows what the room knows."""
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    for what, *args in acts:
        head = lesson.room.head
        try:
            match what, args:
                case "ask", [InRoom() as asker, RoomCommand() as command]:
                    before = len(lesson.told)
                    lesson.ask(asker, command)
                    assert all(entry.seq > head for entry in lesson.told[before:])
                case "enter", [InRoom() as asker]:
                    lesson.enter(asker)
                case "lose", [InRoom() as asker]:
                    lesson.lose(asker)
                case "wait", [float(seconds)]:
                    lesson.pass_time(seconds)
                case "crash", []:
                    lesson.crash()
                case "disk low", [bool(low)]:
                    lesson.room.disk_low = low
        except Refusal as refusal:
            proper(refusal)
    assert [entry.seq for entry in lesson.told] == list(range(1, lesson.room.head + 1))
    fresh = new_memories()
    for entry in lesson.told:
        event = read_event(entry.body)
        assert event is not None
        fresh.apply(event)
    assert list(fresh) == list(lesson.room._memories)


def proper(refusal: Refusal) -> None:
    """Codes that mean later say when."""
    assert refusal.code.later == (refusal.retry is not None)


async def askers(house: SchoolHouse) -> tuple[list[Member | None], Known]:
    """Everybody there is to ask, and what there is to ask about."""
    admin, teacher = await house.admin(), await house.teacher("Bo Berg")
    school_class = await house.school_class(teacher, "7b", ["Ana", "Cy"])
    student = await house.signed_in(school_class.students[0].username, school_class.students[0].code)
    planned = await house.session(teacher, school_class.id)
    live = await house.started(teacher, await house.session(teacher, school_class.id))
    accounts = [asker.account.id for asker in (admin, teacher, student)]
    known = Known(
        session=[planned.id, live.id],
        class_id=[school_class.id],
        account=accounts,
        accounts=[accounts[1:]],
        username=["ada", "bo.berg", school_class.students[1].username],
        school_class=["7b"],
    )
    return [None, OWNER, admin, teacher, student], known


@pytest.mark.hypothesis
def test_every_command_of_the_school_by_everybody(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        opened = open_school(tmp_path / "data")
        house = runner.run(opened.__aenter__())
        people, known = runner.run(askers(house))

        for kind in declared():

            @settings(parent=MANY, max_examples=many(12))
            @given(st.sampled_from(people), words(kind, known))
            def ask(asker: Member | None, command: Command) -> None:
                if isinstance(command, MakeBackup) and command.file:  # the owner may name any file there is
                    command = msgspec.structs.replace(command, file=str(tmp_path / "elsewhere"))
                try:
                    reply = runner.run(house.school.answer(asker, command))
                except Refusal as refusal:
                    proper(refusal)
                else:
                    assert reply.ref == command.ref
                    told = reply.page if isinstance(reply, LogRead) else reply
                    assert type(read_from_relay(encode(told))) is type(told)

            ask()
        runner.run(whole(house.store))
        runner.run(opened.__aexit__(None, None, None))


async def whole(store: Store) -> None:
    """Nothing that was asked has damaged anything."""
    rows = await store.read(lambda: store._database.connection().execute("PRAGMA integrity_check").fetchall())
    assert rows == [("ok",)]
    assert not await store.read(
        lambda: store._database.connection().execute("PRAGMA foreign_key_check").fetchall()
    )


anything = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(list(all_words(Command))).flatmap(lambda kind: words(kind, KNOWN)).map(encode),
)


@pytest.mark.hypothesis
def test_any_frames_on_a_real_line(tmp_path: Path) -> None:
    """A visitor's, a member's and that of somebody in a room: answered, refused or closed; never a fault."""
    with asyncio.Runner() as runner:
        opened = school_inside(
            tmp_path / "data", "Ana", frames_per_second=0, bytes_per_second=0, pace_factor=0
        )
        server, made = runner.run(opened.__aenter__())
        ana = runner.run(server.school.account_of(made.student_tokens["Ana"]))
        assert ana is not None
        account = ana.account

        async def tried(state: str, frames: list[bytes]) -> None:
            """With a token of its own, since signing out is among what may be said."""
            token, _ = await server.store.write(lambda: issue_token(server.school._office, account, "Lab PC"))
            await one_line(made, token, state, frames)

        @settings(parent=MANY, max_examples=many(40))
        @given(st.sampled_from(("visitor", "member", "in a room")), st.lists(anything, max_size=4))
        def say(state: str, frames: list[bytes]) -> None:
            runner.run(tried(state, frames))

        say()
        lee = runner.run(made.teacher())
        assert lee.welcome.you
        runner.run(lee.close())
        runner.run(opened.__aexit__(None, None, None))


async def one_line(made: SchoolOfTests, token: str, state: str, frames: list[bytes]) -> None:
    """One connection, and everything said on it."""
    client = await made.client(token if state != "visitor" else "")
    if state == "in a room":
        lee = await made.teacher()
        session = await made.live(lee)
        await client.enter(session)
        frames = [frame.replace(SESSION.encode(), session.encode()) for frame in frames]
        await lee.close()
    try:
        for number, frame in enumerate(frames):
            await client.socket.send(frame, text=number % 2 == 0)
        await client.socket.send(encode(ReadLog(ref=new_ref(), session=SESSION)), text=True)
        await client.until(lambda: client._replies or client.socket.close_code is not None)
    except ConnectionClosed:
        pass
    finally:
        codes = [reply.code for reply in client._replies.values() if isinstance(reply, Refused)]
        await client.close()
    assert "fault" not in codes
    assert client.socket.close_code in (1000, 1006, 1007, 4400, 4401)
