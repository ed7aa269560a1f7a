"""Files give way to what is said, and a relay that says strange things of them harms nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from desktop.client import RelayClient
from desktop.client.file_failures import FileFailed
from relay.protocol.base import Command
from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom
from relay.protocol.files import GetPart, PartComing, piece
from relay.protocol.frames import FILE_PART
from relay.protocol.refusals import Refused
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.client.files_at_relay import named, some_bytes
from tests.desktop.client.little import SESSION, Key, LittleRelay, little_relay
from tests.desktop.client.test_room_client import Scripted, entered

DATA = some_bytes(20_000)
FILE = named(DATA)
OTHER = some_bytes(20_000, 2)


class Parts:
    """A little relay that answers each `get_part` as it is told to."""

    def __init__(self, little: LittleRelay) -> None:
        self.scripted = Scripted(little)
        self.little = little
        self.contents = {FILE.hash: DATA, named(OTHER).hash: OTHER}

    def asked(self, kind: type[Command] = GetPart) -> list[Command]:
        return self.scripted.heard(kind)

    async def give(self, command: Command, data: bytes | None = None, *, offset: int | None = None) -> None:
        assert isinstance(command, GetPart)
        whole = self.contents[command.file]
        coming = PartComing(ref=command.ref, start=command.start, length=command.length, size=len(whole))
        await self.little.say(coming)
        data = data if data is not None else whole[command.start : command.start + command.length]
        for at in range(0, len(data), 8_192):
            where = command.start + at if offset is None else offset
            frame = piece(FILE_PART, SESSION, command.stream, where, data[at : at + 8_192])
            await self.little.sockets[-1].send(frame.encode())


@pytest_asyncio.fixture
async def parts(key: Key) -> AsyncIterator[Parts]:
    async with little_relay(key) as little:
        yield Parts(little)


@pytest_asyncio.fixture
async def client(parts: Parts, key: Key) -> AsyncIterator[RelayClient]:
    made = RelayClient(parts.little.address, key.pin, "token")
    made.start()
    await until(lambda: made.state.kind == "connected")
    yield made
    await made.close()


async def test_nothing_is_fetched_while_a_word_is_on_its_way_but_what_is_looked_at(
    parts: Parts, client: RelayClient
) -> None:
    room = (await entered(client)).room
    said = room.send(PostMessage(ref=new_ref(), session=SESSION, text="first"))
    await until(lambda: said.state == "sent")
    wanted = asyncio.ensure_future(client.files.fetch(SESSION, FILE))
    client.files.fetch_ahead(SESSION, [FILE])
    urgent = asyncio.ensure_future(client.files.fetch(SESSION, named(OTHER), urgent=True))
    await until(parts.asked)
    await parts.give(parts.asked()[0])
    assert await urgent == OTHER
    assert len(parts.asked()) == 1
    await parts.little.say(Refused(ref=said.ref, code="not_allowed"))
    await until(lambda: len(parts.asked()) == 2)
    await parts.give(parts.asked()[1])
    assert await wanted == DATA


async def test_frames_that_do_not_fit_are_left_out(parts: Parts, client: RelayClient) -> None:
    fetching = asyncio.ensure_future(client.files.fetch(SESSION, FILE))
    await until(parts.asked)
    (command,) = parts.asked()
    assert isinstance(command, GetPart)
    socket = parts.little.sockets[-1]
    for strange in (
        piece(FILE_PART, SESSION, command.stream + 1, 0, DATA),
        piece(FILE_PART, SESSION, command.stream, 5, DATA),
        piece(FILE_PART, SESSION, command.stream, 0, DATA + b"more"),
        piece(FILE_PART, SESSION, command.stream, 0, b""),
        piece(7, SESSION, command.stream, 0, DATA),
    ):
        await socket.send(strange.encode())
    await parts.give(command)
    assert await fetching == DATA
    assert client.state.kind == "connected"


async def test_a_frame_that_is_none_ends_the_line(parts: Parts, client: RelayClient) -> None:
    states: list[str] = []
    client.on_state_changed.connect(lambda: states.append(client.state.kind))
    await parts.little.sockets[-1].send(bytes([FILE_PART]) + b"short")
    await until(lambda: any(kind != "connected" for kind in states))  # another may stand a moment later


async def test_what_is_not_the_file_that_was_named_is_asked_for_twice_and_no_more(
    parts: Parts, client: RelayClient
) -> None:
    fetching = asyncio.ensure_future(client.files.fetch(SESSION, FILE))
    for number in range(2):
        await until(lambda: len(parts.asked()) == number + 1)  # noqa: B023
        await parts.give(parts.asked()[number], OTHER)
    with pytest.raises(FileFailed, match="file_damaged"):
        await fetching
    assert len(parts.asked()) == 2


async def test_a_file_of_another_size_is_not_the_one_that_was_named(
    parts: Parts, client: RelayClient
) -> None:
    fetching = asyncio.ensure_future(client.files.fetch(SESSION, FILE))
    await until(parts.asked)
    command = parts.asked()[0]
    assert isinstance(command, GetPart)
    await parts.little.say(PartComing(ref=command.ref, start=0, length=command.length, size=1))
    with pytest.raises(FileFailed, match="file_damaged"):
        await fetching


async def test_what_the_relay_gives_only_later_is_asked_for_again(parts: Parts, client: RelayClient) -> None:
    fetching = asyncio.ensure_future(client.files.fetch(SESSION, FILE))
    await until(parts.asked)
    await parts.little.say(Refused(ref=parts.asked()[0].ref, code="too_fast", retry=0.05))
    await until(lambda: len(parts.asked()) == 2)
    await parts.give(parts.asked()[1])
    assert await fetching == DATA


async def test_a_part_that_a_cut_ends_is_asked_for_on_the_next_line(
    parts: Parts, client: RelayClient
) -> None:
    fetching = asyncio.ensure_future(client.files.fetch(SESSION, FILE))
    await until(parts.asked)
    await parts.give(parts.asked()[0], DATA[:9_000])
    await parts.little.sockets[-1].close()
    await until(lambda: len(parts.asked()) == 2)
    assert [one.start for one in parts.asked() if isinstance(one, GetPart)] == [0, 0]
    await parts.give(parts.asked()[1])
    assert await fetching == DATA
    assert parts.asked(EnterRoom) == []
