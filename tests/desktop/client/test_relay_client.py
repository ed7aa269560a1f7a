"""Asking a relay, and the state of the line as the rest of the program sees it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from websockets.asyncio.server import ServerConnection

from desktop.client import Address, LineDown, PendingCommand, RefusedByRelay, RelayClient
from relay.protocol.accounts import LoggedIn, LogIn, LogOut
from relay.protocol.base import Moment, Reply
from relay.protocol.chat import Typing
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.hands import RaiseHand
from relay.protocol.refusals import Refused
from relay.protocol.sessions import Session, SessionChanged, SessionDetails, Status
from relay.shared.ids import new_ref
from tests.desktop.classroom import PASSWORD, PlainClassroom, asked, until
from tests.desktop.client.little import ME, SESSION, Key, LittleRelay, little_relay


@pytest_asyncio.fixture
async def little(key: Key) -> AsyncIterator[LittleRelay]:
    async with little_relay(key) as relay:
        yield relay


@pytest_asyncio.fixture
async def line(little: LittleRelay, key: Key) -> AsyncIterator[RelayClient]:
    relay = RelayClient(little.address, key.pin, "token")
    yield relay
    await relay.close()


async def test_who_looks_when_the_line_is_up_finds_out_who_is_signed_in(line: RelayClient) -> None:
    seen: list[tuple[str, object]] = []
    line.on_state_changed.connect(lambda: seen.append((line.state.kind, line.me)))
    line.on_welcomed.connect(lambda: seen.append(("welcomed", line.me)))
    line.start()
    await until(lambda: line.state.kind == "connected")
    assert seen == [("welcomed", ME), ("connected", ME)]


async def test_a_question_that_was_cut_is_asked_again_with_the_same_ref(
    line: RelayClient, little: LittleRelay
) -> None:
    async def cut_the_first(relay: LittleRelay, socket: ServerConnection) -> None:
        command = await relay.read(socket)
        if len(relay.heard) == 1:
            socket.transport.abort()
        else:
            await relay.say(ClassList(ref=command.ref, classes=[], sizes={SESSION: 1}))
            await socket.wait_closed()

    little.talk = cut_the_first
    line.start()
    reply = await line.ask(ListClasses(ref=new_ref()), ClassList)
    assert reply.sizes == {SESSION: 1}
    assert little.heard[0].ref == little.heard[1].ref


async def test_answers_find_their_questions_in_any_order(line: RelayClient, little: LittleRelay) -> None:
    async def answer_backwards(relay: LittleRelay, socket: ServerConnection) -> None:
        for _ in range(3):
            await relay.read(socket)
        for command in reversed(relay.heard):
            await relay.say(ClassList(ref=command.ref, classes=[], sizes={command.ref: 1}))
        await socket.wait_closed()

    little.talk = answer_backwards
    line.start()
    refs = [new_ref() for _ in range(3)]
    replies = await asyncio.gather(*(line.ask(ListClasses(ref=ref), ClassList) for ref in refs))
    assert [list(reply.sizes) for reply in replies] == [[r] for r in refs]


async def test_a_refusal_is_an_exception_that_says_whether_later(
    line: RelayClient, little: LittleRelay
) -> None:
    async def refuse(relay: LittleRelay, socket: ServerConnection) -> None:
        for code, retry in (("not_allowed", None), ("busy", 3.5), ("code_of_tomorrow", 2.0)):
            command = await relay.read(socket)
            await relay.say(Refused(ref=command.ref, code=code, retry=retry, detail="so"))
        await socket.wait_closed()

    little.talk = refuse
    line.start()
    told = []
    for _ in range(3):
        with pytest.raises(RefusedByRelay) as refused:
            await line.ask(ListClasses(ref=new_ref()), ClassList)
        error = refused.value
        told.append((error.code, error.retry, error.later, error.detail))
    assert told == [
        ("not_allowed", None, False, "so"),
        ("busy", 3.5, True, "so"),
        ("code_of_tomorrow", 2.0, True, "so"),
    ]


async def test_an_answer_of_before_a_change_is_not_the_last_word_on_what_waits(
    line: RelayClient, little: LittleRelay
) -> None:
    """A hand waits for a lesson that ends while the relay is asked whether it has."""

    async def end_it_meanwhile(relay: LittleRelay, socket: ServerConnection) -> None:
        statuses: list[Status] = ["live", "ended"]
        for status in statuses:
            command = await relay.read(socket)
            if status == "live":
                await relay.say(SessionChanged(session=SESSION, revision=2))
            await relay.say(SessionDetails(ref=command.ref, session=lesson(status)))
        await socket.wait_closed()

    little.talk = end_it_meanwhile
    hand = RaiseHand(ref=new_ref(), session=SESSION)
    line.cache.outbox(SESSION).add_command(PendingCommand(hand.ref, hand, "waiting", "", 1), lambda: None)
    line.start()
    await until(lambda: not line.unsent)
    assert [waiting.code for waiting in line.waiting()[SESSION]] == ["session_not_live"]


def lesson(status: Status) -> Session:
    return Session(
        id=SESSION,
        class_id=ME.id,
        class_name="Physics",
        teacher_id=ME.id,
        teacher_name="Ms Lee",
        title="Energy",
        scheduled_at=1,
        status=status,
    )


async def test_a_member_says_first_what_it_can_do_and_goes_on_where_that_is_not_known(
    little: LittleRelay, key: Key
) -> None:
    said: list[bytes] = []

    async def relay_of_before(relay: LittleRelay, socket: ServerConnection) -> None:
        said.append(await socket.recv(decode=False))
        await relay.say(Refused(ref="", code="unknown_type", detail="hello"))
        command = await relay.read(socket)
        await relay.say(ClassList(ref=command.ref, classes=[]))
        await socket.wait_closed()

    little.talk = relay_of_before
    line = RelayClient(little.address, key.pin, "token", can=["moments", "chat"])
    refused: list[PendingCommand] = []
    room = line.room(SESSION)
    room.on_refused.connect(refused.append)
    line.start()
    try:
        await until(lambda: little.heard)
        assert said == [b'{"t":"hello","can":["moments","chat"]}']
        await until(lambda: line.state.kind == "connected")
        assert not line.offers("moments")
        assert not room.over
        assert not refused
    finally:
        await line.close()


async def test_a_visitor_says_no_hello(little: LittleRelay, key: Key) -> None:
    """The relay lets a visitor go who says nothing for five seconds, and whoever has said something not."""
    line = RelayClient(little.address, key.pin, can=["moments"])
    line.start()

    async def hear(relay: LittleRelay, socket: ServerConnection) -> None:
        await relay.read(socket)
        await socket.wait_closed()

    little.talk = hear
    try:
        await until(lambda: line.state.kind == "connected")
        line.send(ListClasses(ref=new_ref()))
        await until(lambda: little.heard)
        assert isinstance(little.heard[0], ListClasses)
    finally:
        await line.close()


async def test_moments_pass_between_two_and_are_not_sent_from_outside(classroom: PlainClassroom) -> None:
    lee, ana = await classroom.teacher_room(), await classroom.student_room("Ana")
    moments: list[Moment] = []
    lee.on_moment.connect(moments.append)
    typing = Typing(session=ana.session_id)
    assert ana.offers("moments")
    assert ana.offers("chat")
    assert not ana.offers("of the future")
    assert ana.send_moment(typing)
    await until(lambda: moments)
    assert moments == [Typing(session=ana.session_id, by=ana.me.id)]
    await ana.leave()
    assert not ana.send_moment(typing)


async def test_silence_ends_a_question(line: RelayClient) -> None:
    line.start()
    await until(lambda: line.state.kind == "connected")
    with pytest.raises(LineDown) as silence:
        await line.ask(ListClasses(ref=new_ref()), ClassList, 0.05)
    assert silence.value.reason == "timed_out"


async def test_nobody_there_is_said_at_once_and_then_without_waiting(key: Key, unused_tcp_port: int) -> None:
    relay = RelayClient(Address("127.0.0.1", unused_tcp_port), key.pin)
    relay.start()
    with pytest.raises(LineDown) as nobody:
        await relay.ask(ListClasses(ref=new_ref()), ClassList)
    assert nobody.value.reason == "unreachable"
    assert line_kind(relay) == "offline"
    with pytest.raises(LineDown):
        await relay.ask(ListClasses(ref=new_ref()), ClassList)
    await relay.close()
    assert line_kind(relay) == "closed"


def line_kind(relay: RelayClient) -> str:
    return relay.state.kind


async def test_closing_ends_questions_and_is_not_told_as_a_refusal(
    line: RelayClient, little: LittleRelay
) -> None:
    ends: list[str] = []
    line.on_closed.connect(ends.append)
    line.start()
    await until(lambda: line.state.kind == "connected")
    question = asyncio.ensure_future(line.ask(ListClasses(ref=new_ref()), ClassList))
    await asyncio.sleep(0)
    await line.close()
    with pytest.raises(LineDown):
        await question
    assert ends == []
    await line.close()


async def test_changed_sessions_are_told(line: RelayClient, little: LittleRelay) -> None:
    changes: list[tuple[str, int]] = []
    line.on_session_changed.connect(lambda session, revision: changes.append((session, revision)))
    line.start()
    await until(lambda: line.state.kind == "connected")
    await little.say(SessionChanged(session=SESSION, revision=7))
    await until(lambda: changes)
    assert changes == [(SESSION, 7)]


async def test_a_fault_in_a_callback_does_not_cut_the_line(
    line: RelayClient, little: LittleRelay, caplog: pytest.LogCaptureFixture
) -> None:
    changes: list[int] = []

    def stumble(session: str, revision: int) -> None:
        raise RuntimeError("a bug in a panel")

    line.on_session_changed.connect(stumble)
    line.on_session_changed.connect(lambda session, revision: changes.append(revision))
    line.start()
    await until(lambda: line.state.kind == "connected")
    await little.say(SessionChanged(session=SESSION, revision=1))
    await little.say(SessionChanged(session=SESSION, revision=2))
    await until(lambda: changes == [1, 2])
    assert line.state.kind == "connected"
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == [
        "a bug in a panel"
    ] * 2


# With the real relay.


async def test_a_visitor_signs_in_and_a_member_signs_out(classroom: PlainClassroom) -> None:
    visitor = await classroom.line()
    assert visitor.me is None
    with pytest.raises(RefusedByRelay) as wrong:
        await visitor.ask(LogIn(ref=new_ref(), username="lee", password="not this one"), LoggedIn)
    assert (wrong.value.code, wrong.value.later) == ("wrong_password", False)
    signed_in = await asked(visitor, LogIn(ref=new_ref(), username="lee", password=PASSWORD), LoggedIn)
    member = await classroom.line(signed_in.token)
    assert member.me is not None
    assert member.me.name == "Ms Lee"
    assert abs(member.now() - member.clock.now()) < 1000
    ends: list[str] = []
    member.on_closed.connect(ends.append)
    with contextlib.suppress(LineDown):  # the end of the line may overtake the answer
        await member.ask(LogOut(ref=new_ref()), Reply)
    await until(lambda: ends)
    assert ends[0] in ("token_revoked", "not_signed_in")


async def test_a_made_up_token_is_turned_away_for_good(classroom: PlainClassroom) -> None:
    relay = RelayClient(classroom.address, classroom.process.ready["pin"], "made-up")
    classroom.lines.append(relay)
    ends: list[str] = []
    relay.on_closed.connect(ends.append)
    relay.start()
    await until(lambda: ends)
    assert ends == ["not_signed_in"]


async def test_a_restarted_relay_keeps_its_key_and_its_people(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher()
    states: list[str] = []
    teacher.on_state_changed.connect(lambda: states.append(teacher.state.kind))
    await classroom.process.stop()
    await until(lambda: teacher.state.kind == "reconnecting")
    await classroom.process.start()
    await until(lambda: teacher.state.kind == "connected")
    assert states == ["reconnecting", "connected"]
    reply = await asked(teacher, ListClasses(ref=new_ref()), ClassList)
    assert [c.name for c in reply.classes] == ["Physics"]
