"""Parts of files over real sockets: they leave in slices, and nothing else waits behind more than one."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from relay.delivery.parts import SLICE_BYTES
from relay.protocol.chat import MessagePosted
from relay.protocol.files import PART_BYTES, SLICE_BYTES as SLICE, GetPart, NamedFile, PartLost
from relay.protocol.frames import FILE_PART
from relay.server import RelayServer
from relay.shared.ids import new_ref
from relay.shared.unsent import UNSENT_BYTES
from tests.patience import until
from tests.posix import posix
from tests.relay.client import Client, SchoolOfTests, post_message
from tests.relay.handing_in import Handing, read_file, some_bytes
from tests.relay.inside import in_lesson, school_inside, stalled
from tests.relay.sheets import HandOutSheets, sheets_known

DATA = some_bytes(4 * PART_BYTES)


class Handed:
    """A lesson in which something large is handed out to Ana and Tom, from whom nobody cuts the line."""

    def __init__(
        self, server: RelayServer, made: SchoolOfTests, lee: Client, ana: Client, session: str
    ) -> None:
        self.server, self.made, self.lee, self.ana, self.session = server, made, lee, ana, session
        self.file = NamedFile(hash="", size=0)

    def part(self, stream: int = 1) -> GetPart:
        return GetPart(
            ref=new_ref(), session=self.session, file=self.file.hash, length=PART_BYTES, stream=stream
        )


@asynccontextmanager
async def handed(folder: Path) -> AsyncIterator[Handed]:
    with sheets_known():
        async with school_inside(folder, "Ana", "Tom", reader_stuck_seconds=1e6) as (server, made):
            lesson = Handed(server, made, *await in_lesson(made))
            lesson.file = await Handing(lesson.lee, lesson.session, DATA).hand_in()
            sheets = HandOutSheets(ref=new_ref(), session=lesson.session, sheets=[lesson.file])
            await lesson.lee.do(sheets)
            yield lesson


def is_slice(frame: bytes) -> bool:
    return frame[:1] == bytes([FILE_PART])


def test_relay_and_words_mean_the_same_slice() -> None:
    """Delivery knows no subject."""
    assert SLICE_BYTES == SLICE


@posix("who pauses takes nothing more")
async def test_who_reads_nothing_holds_up_nobody_and_little_memory(tmp_path: Path) -> None:
    async with handed(tmp_path / "data") as lesson:
        tom = await lesson.made.student("Tom")
        sender = stalled(lesson.server, lesson.ana)
        await lesson.ana.send(lesson.part(1))
        await lesson.ana.send(lesson.part(2))
        await until(lambda: lesson.server.parts.wanted_by(sender) == 2)
        assert await read_file(tom, lesson.session, lesson.file) == DATA
        assert lesson.server.parts.wanted_by(sender) == 2
        assert sender.waiting() <= 2 * SLICE_BYTES, (
            "the slice that the network has not taken, as TLS makes it"
        )
        assert not sender.full
        lesson.ana.read_on()
        await until(lambda: not lesson.server.parts.wanted_by(sender))


async def test_a_message_waits_behind_one_slice(tmp_path: Path) -> None:
    async with handed(tmp_path / "data") as lesson:
        ana, heard = lesson.ana, list[bytes]()
        sender = stalled(lesson.server, ana)
        for stream in (1, 2):
            await ana.send(lesson.part(stream))
        await until(lambda: lesson.server.parts.wanted_by(sender) == 2 and sender.waiting() > 0)
        posted = await lesson.lee.do(post_message(lesson.session, "listen"))
        assert isinstance(posted, MessagePosted)
        sent = lesson.server.parts.bytes_sent
        assert sent < PART_BYTES, "the system takes little"
        ana.heard = heard
        ana.read_on()
        await ana.until(lambda: sum(map(len, filter(is_slice, heard))) >= 2 * PART_BYTES)
        message = next(place for place, frame in enumerate(heard) if b'"listen"' in frame)
        assert sum(map(is_slice, heard[:message])) <= sent / SLICE_BYTES


async def test_what_a_connection_wanted_goes_with_it(tmp_path: Path) -> None:
    async with handed(tmp_path / "data") as lesson:
        sender = stalled(lesson.server, lesson.ana)
        await lesson.ana.send(lesson.part())
        await until(lambda: lesson.server.parts.wanted_by(sender) == 1)
        await lesson.ana.cut()
        await until(lambda: not lesson.server.parts.wanted_by(sender))
        assert await read_file(await lesson.made.student("Ana"), lesson.session, lesson.file) == DATA


async def test_of_a_file_that_is_gone_meanwhile_it_is_told_that_no_more_comes(tmp_path: Path) -> None:
    async with handed(tmp_path / "data") as lesson:
        sender = stalled(lesson.server, lesson.ana)
        await lesson.ana.send(lesson.part(7))
        await until(lambda: sender.waiting() > 0)
        for path in (tmp_path / "data" / "files").rglob(lesson.file.hash):
            path.unlink()
        lesson.ana.read_on()
        await lesson.ana.until(lambda: PartLost(stream=7) in lesson.ana.notices)
        assert not lesson.server.parts.wanted_by(sender)


@posix("TCP_NOTSENT_LOWAT")
async def test_the_system_takes_little_beyond_what_the_network_has(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        await made.student("Ana")
        connection = next(iter(server.connections))
        own = connection.sender.line.transport.get_extra_info("socket")
        assert own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == UNSENT_BYTES
