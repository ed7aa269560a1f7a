"""Slow mode through the outbox: what is written too soon waits, says until when, and goes out by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

import relay.features.chat_rules as rules_module
from desktop.client import Address, RelayClient, RoomClient
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.chat_rules import SetChat
from relay.server import RelayServer
from relay.shared.ids import new_ref
from tests.desktop.classroom import message, until
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import in_lesson, school_inside
from tests.relay.joins import pin_in

SLOW = 2


@pytest_asyncio.fixture
async def school(tmp_path: Path) -> AsyncIterator[tuple[RelayServer, SchoolOfTests]]:
    async with school_inside(tmp_path / "school", "Ana") as inside:
        yield inside


@pytest_asyncio.fixture
async def lesson(
    school: tuple[RelayServer, SchoolOfTests], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[RoomClient, Client, str]]:
    """Ana's room as her program has it, and her teacher, in a lesson with a short step of slow mode."""
    monkeypatch.setattr(rules_module, "SLOW_STEPS", (0, SLOW, 60))
    _, made = school
    lee, ana, session = await in_lesson(made)
    line = RelayClient(Address("127.0.0.1", made.port), pin_in(made.certificate), ana.token)
    line.start()
    room = line.room(session)
    await until(lambda: room.is_in and room.caught_up)
    yield room, lee, session
    await line.close()


def texts(client: Client, session: str) -> list[str]:
    return [m.text for m in client.rooms[session].memories[Chat].messages if m.text]


async def test_it_waits_says_until_when_and_goes_out_by_itself(
    lesson: tuple[RoomClient, Client, str],
) -> None:
    ana, lee, session = lesson
    await lee.do(SetChat(ref=new_ref(), session=session, slow=SLOW))
    refused: list[object] = []
    ana.on_refused.connect(refused.append)
    for text in ("first", "second", "third"):
        ana.send(message(ana, text))
    await until(lambda: any(waiting.held for waiting in ana.waiting))
    (second,) = [waiting for waiting in ana.waiting if waiting.held]
    assert isinstance(second.command, PostMessage)
    assert (second.command.text, second.code) == ("second", "too_fast")
    assert 0 < second.due - ana.now() <= SLOW * 1000
    await lee.until(lambda: texts(lee, session) == ["first", "second", "third"])
    await until(lambda: not ana.waiting)
    assert refused == []
    at = [m.at for m in lee.rooms[session].memories[Chat].messages if m.text]
    assert at[1] - at[0] >= SLOW * 1000
    assert at[2] - at[1] >= SLOW * 1000


async def test_private_lines_and_questions_go_past_what_waits(lesson: tuple[RoomClient, Client, str]) -> None:
    ana, lee, session = lesson
    await lee.do(SetChat(ref=new_ref(), session=session, slow=60))
    for text in ("first", "second", "third"):
        ana.send(message(ana, text))
    await until(lambda: any(waiting.held for waiting in ana.waiting))
    ask = PostMessage(ref=new_ref(), session=session, text="why?", kind="question")
    whisper = PostMessage(ref=new_ref(), session=session, text="I feel sick", private=True)
    for command in (ask, whisper):
        ana.send(command)
    await lee.until(lambda: texts(lee, session) == ["first", "why?", "I feel sick"])
    await until(lambda: len(ana.waiting) == 2)
    await lee.do(SetChat(ref=new_ref(), session=session, slow=0))
    ana.try_held()
    await lee.until(lambda: texts(lee, session) == ["first", "why?", "I feel sick", "second", "third"])
    await until(lambda: not ana.waiting)


async def test_nothing_goes_past_what_waits_for_the_relay(
    school: tuple[RelayServer, SchoolOfTests], lesson: tuple[RoomClient, Client, str]
) -> None:
    """While the disk is low nobody's words are taken: afterwards they stand as they were said."""
    (server, _), (ana, lee, session) = school, lesson
    server._disk_changed(True)
    ana.send(message(ana, "first"))
    await until(lambda: [waiting.code for waiting in ana.waiting] == ["disk_low"])
    server._disk_changed(False)
    ask = PostMessage(ref=new_ref(), session=session, text="why?", kind="question")
    whisper = PostMessage(ref=new_ref(), session=session, text="I feel sick", private=True)
    for command in (ask, whisper):
        ana.send(command)
    await until(lambda: all(waiting.safe for waiting in ana.waiting))
    ana.try_held()
    await lee.until(lambda: len(texts(lee, session)) == 3)
    assert texts(lee, session) == ["first", "why?", "I feel sick"]
