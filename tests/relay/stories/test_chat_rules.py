"""Messages that wait for a teacher, through a real relay that is killed meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from relay.protocol.accounts import Done
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import ApproveMessage, ChatRules, MessageHeld, SetChat, TurnDownMessage
from relay.protocol.entering import LeaveRoom, LeftRoom
from relay.protocol.hello import Hello
from relay.protocol.hiding import WithdrawMessage
from relay.protocol.lesson import EndSession
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.refusals import Refused
from relay.protocol.sessions import GetSession, ReopenSession, SessionDetails, SessionReply
from relay.shared.ids import new_ref
from tests.relay.client import Client, NotAccepted, SchoolOfTests, post_message
from tests.relay.inside import MovingClock, in_lesson, school_inside
from tests.relay.joins import code_of, token_by_code
from tests.relay.process import RelayProcess, school

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[RelayProcess, SchoolOfTests]]:
    async with school(tmp_path / "data", "Ana Silva", "Tom Becker") as both:
        yield both


async def everybody(classroom: SchoolOfTests, session: str = "") -> tuple[str, Client, Client, Client]:
    """A live lesson with Ms Lee, Ana and Tom in it; Tom keeps every byte that he hears."""
    lee, ana, tom = (
        await classroom.teacher(),
        await classroom.student("Ana Silva"),
        await classroom.student("Tom Becker"),
    )
    tom.heard = []
    session = session or await classroom.live(lee)
    for client in (lee, ana, tom):
        await client.enter(session)
    return session, lee, ana, tom


def texts(client: Client, session: str) -> list[str]:
    return [m.text for m in client.rooms[session].memories[Chat].messages if m.text]


def held(client: Client, session: str) -> list[str]:
    return [m.text for m in client.rooms[session].memories[ChatRules].held.values()]


async def hears(client: Client, session: str, *said: str) -> None:
    await client.until(lambda: texts(client, session) == list(said))


async def holds(client: Client, session: str, *said: str) -> None:
    await client.until(lambda: held(client, session) == list(said))


async def test_what_is_held_stays_held_over_a_restart_and_is_told_to_all_once_it_is_approved(
    running: tuple[RelayProcess, SchoolOfTests],
) -> None:
    relay, classroom = running
    session, lee, ana, tom = await everybody(classroom)
    await lee.do(SetChat(ref=new_ref(), session=session, approve="all"))
    first = await ana.do(post_message(session, "xylophone"))
    second = await ana.do(post_message(session, "bassoon"))
    assert isinstance(first, MessageHeld)
    assert isinstance(second, MessageHeld)
    await holds(lee, session, "xylophone", "bassoon")
    await tom.all_is_read()
    assert tom.heard
    assert b"xylophone" not in b"".join(tom.heard)
    await relay.kill()
    for client in (lee, ana, tom):
        await client.close()
    await relay.start()

    _, lee, ana, tom = await everybody(classroom, session)
    for client in (lee, ana):
        await holds(client, session, "xylophone", "bassoon")
    await tom.all_is_read()
    assert tom.heard
    assert b"xylophone" not in b"".join(tom.heard)
    await lee.do(ApproveMessage(ref=new_ref(), session=session, message=first.seq))
    await lee.do(TurnDownMessage(ref=new_ref(), session=session, message=second.seq))
    for client in (lee, ana, tom):
        await hears(client, session, "xylophone")
    for client in (lee, ana):
        await holds(client, session)
    message = tom.rooms[session].memories[Chat].messages[-1]
    assert (message.author, message.name, message.said_at) == (ana.me.id, "Ana Silva", first.at)
    assert message.id > second.seq
    with pytest.raises(NotAccepted, match="not_held"):
        await lee.do(ApproveMessage(ref=new_ref(), session=session, message=second.seq))

    await lee.do(EndSession(ref=new_ref(), session=session))
    details = await lee.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
    assert details.figures is not None
    assert details.figures.messages == 1
    own = await ana.ask(ExportOwnData(ref=new_ref(), account=ana.me.id), OwnData)
    said = b"".join(bytes(saying.event) for saying in own.sayings)
    assert (said.count(b"xylophone"), said.count(b"bassoon")) == (1, 1)
    await tom.all_is_read()
    assert b"bassoon" not in b"".join(tom.heard)


async def test_whose_program_does_not_know_what_is_held_has_an_answer_that_it_can_read(
    running: tuple[RelayProcess, SchoolOfTests],
) -> None:
    _, classroom = running
    session, lee, ana, _ = await everybody(classroom)
    knowing = await classroom.client(classroom.student_tokens["Tom Becker"], hello=Hello(can=["chat_rules"]))
    await knowing.enter(session)
    await lee.do(SetChat(ref=new_ref(), session=session, approve="all"))
    for client in (ana, knowing):
        command = post_message(session, "one")
        await client.send(command)
        await client.until(lambda ref=command.ref, client=client: ref in client._events)  # type: ignore[misc]
        await client.ask(GetSession(ref=new_ref(), session=session), SessionDetails)  # comes after all that
        reply = client._replies.get(command.ref)
        assert isinstance(reply, Done) if client is ana else reply is None


async def test_two_teachers_approve_at_once_and_it_is_told_once(
    running: tuple[RelayProcess, SchoolOfTests],
) -> None:
    _, classroom = running
    session, lee, ana, tom = await everybody(classroom)
    other = await classroom.teacher()
    await other.enter(session)
    await lee.do(SetChat(ref=new_ref(), session=session, approve="all"))
    message = await ana.do(post_message(session, "hello"))
    assert isinstance(message, MessageHeld)
    asked = [
        client.do(ApproveMessage(ref=new_ref(), session=session, message=message.seq))
        for client in (lee, other)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [str(answer) for answer in answers if isinstance(answer, NotAccepted)] == ["not_held"]
    await ana.do(post_message(session, "private", private=True))
    await hears(tom, session, "hello")


async def test_what_is_held_of_one_who_left_is_decided_all_the_same_also_once_the_lesson_goes_on(
    running: tuple[RelayProcess, SchoolOfTests],
) -> None:
    _, classroom = running
    session, lee, ana, tom = await everybody(classroom)
    await lee.do(SetChat(ref=new_ref(), session=session, approve="all"))
    numbers = []
    for text in ("xylophone", "bassoon", "tuba", "oops"):
        message = await ana.do(post_message(session, text))
        assert isinstance(message, MessageHeld)
        numbers.append(message.seq)
    await ana.do(WithdrawMessage(ref=new_ref(), session=session, message=numbers[3]))
    await holds(lee, session, "xylophone", "bassoon", "tuba")
    await ana.ask(LeaveRoom(ref=new_ref(), session=session), LeftRoom)
    await ana.close()
    await lee.do(ApproveMessage(ref=new_ref(), session=session, message=numbers[0]))
    await lee.do(TurnDownMessage(ref=new_ref(), session=session, message=numbers[1]))
    await hears(tom, session, "xylophone")
    known = lee.changes(session)
    await lee.do(EndSession(ref=new_ref(), session=session))
    await lee.told_of_more(session, known)
    with pytest.raises(NotAccepted, match="session_not_live"):
        await lee.do(ApproveMessage(ref=new_ref(), session=session, message=numbers[2]))

    await lee.ask(ReopenSession(ref=new_ref(), session=session), SessionReply)
    _, lee, ana, tom = await everybody(classroom, session)
    for client in (lee, ana):
        await holds(client, session, "tuba")
    lines = [m for m in ana.rooms[session].memories[Chat].messages if m.line == "turned_down"]
    assert [(m.accounts, m.private) for m in lines] == [([ana.me.id], True)]
    assert all(m.line != "turned_down" for m in tom.rooms[session].memories[Chat].messages)
    await lee.do(ApproveMessage(ref=new_ref(), session=session, message=numbers[2]))
    await hears(tom, session, "xylophone", "tuba")
    assert not tom.rooms[session].memories[ChatRules].held
    assert tom.heard
    assert not {word for word in (b"bassoon", b"oops") if word in b"".join(tom.heard)}
    assert texts(ana, session)[:1] == ["oops"], "its author reads it where it was"


async def test_guests_alone_are_looked_at_also_after_a_restart(
    running: tuple[RelayProcess, SchoolOfTests],
) -> None:
    relay, classroom = running
    session, lee, ana, tom = await everybody(classroom)
    token = await token_by_code(classroom, session, await code_of(lee, session), name="Gil")
    gil = await classroom.client(token)
    await gil.enter(session)
    await lee.do(SetChat(ref=new_ref(), session=session, approve="guests"))
    await gil.do(post_message(session, "xylophone"))
    await ana.do(post_message(session, "hello"))
    await relay.kill()
    for client in (lee, ana, tom, gil):
        await client.close()
    await relay.start()

    _, lee, ana, tom = await everybody(classroom, session)
    gil = await classroom.client(token)
    await gil.enter(session)
    for text in ("still a guest", "and waiting"):
        assert isinstance(await gil.do(post_message(session, text)), MessageHeld)
    for client in (lee, gil):
        await holds(client, session, "xylophone", "still a guest", "and waiting")
    await hears(tom, session, "hello")
    first, *_ = lee.rooms[session].memories[ChatRules].held
    await lee.do(ApproveMessage(ref=new_ref(), session=session, message=first))
    await hears(tom, session, "hello", "xylophone")
    assert tom.heard
    assert b"still a guest" not in b"".join(tom.heard)


async def test_two_devices_of_one_student_share_the_clock_of_slow_mode(tmp_path: Path) -> None:
    clock = MovingClock()
    async with school_inside(tmp_path, "Ana", clock=clock) as (_, made):
        lee, ana, session = await in_lesson(made)
        other = await made.student("Ana")
        await other.enter(session)
        await lee.do(SetChat(ref=new_ref(), session=session, slow=10))
        for device, second in ((ana, other), (other, ana)):
            await device.do(post_message(session, "hello"))
            clock.move(4)
            command = post_message(session, "and more")
            with pytest.raises(NotAccepted, match="too_fast"):
                await second.do(command)
            no = second._replies[command.ref]
            assert isinstance(no, Refused)
            assert no.retry is not None
            assert 5 < no.retry <= 6
            await second.do(post_message(session, "why?", kind="question"))
            await second.do(post_message(session, "help", private=True))
            await lee.do(post_message(session, "listen"))
            clock.move(6)
