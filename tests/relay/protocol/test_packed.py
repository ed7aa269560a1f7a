"""Packed words: what is past, made short for those who ask for it, and never more than can be taken."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from relay.protocol.catalog import UnreadableFrame, read_from_relay
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.entering import EnterRoom
from relay.protocol.log import LogPage, Page, ReadLog, page_bytes
from relay.protocol.packed import LARGEST, pack_end, pack_joined
from relay.shared.ids import new_ref
from tests.relay.client import Client
from tests.relay.inside import school_inside


def pack(word: bytes, cut: int = 40) -> bytes:
    """A word in two parts, of which the second is deflated."""
    return pack_joined(word[:cut], pack_end(word[cut:]))


SESSION = "0" * 26
PAGE = page_bytes(SESSION, 0, 1, [b'{"t":"message_posted","seq":1,"text":"%b"}' % (b"Why? " * 300)])


def test_a_packed_word_reads_as_the_word_itself() -> None:
    packed = pack(PAGE)
    assert len(packed) < len(PAGE) / 10
    assert read_from_relay(packed) == read_from_relay(PAGE)


@given(st.binary(max_size=300), st.binary(max_size=3_000))
def test_parts_are_joined_to_one_stream(begin: bytes, end: bytes) -> None:
    """The checksum of both is reckoned from those of each: zlib looks at it."""
    assert zlib.decompress(pack_joined(begin, pack_end(end))[1:]) == begin + end


def test_a_binary_frame_of_another_kind_is_passed_over() -> None:
    assert read_from_relay(b"\x02 from the future") is None


def bomb() -> bytes:
    return b"\x01" + zlib.compress(b" " * (LARGEST + 1), 9)


@pytest.mark.parametrize(
    "frame",
    [b"\x01", b"\x01rubbish", pack(PAGE)[:-1], pack(PAGE) + b"more", bomb()],
    ids=["empty", "rubbish", "cut short", "followed by more", "bomb"],
)
def test_what_is_damaged_or_too_long_is_unreadable(frame: bytes) -> None:
    with pytest.raises(UnreadableFrame):
        read_from_relay(frame)


def test_a_bomb_is_small_and_takes_no_memory_to_refuse() -> None:
    """A thousand times as long inside as outside, and no more than the limit is ever made of it."""
    assert len(bomb()) < LARGEST / 500


class Counting(Client):
    """A client that keeps every frame as it came."""

    frames: list[bytes]

    async def open(self) -> "Counting":
        self.frames = []
        await super().open()
        receive = self.socket.recv

        async def kept(decode: bool | None = None) -> bytes:
            frame = await receive(decode=decode)
            assert isinstance(frame, bytes)
            self.frames.append(frame)
            return frame

        self.socket.recv = kept  # type: ignore[assignment, method-assign]
        return self


async def test_history_comes_packed_to_who_asks_and_reads_the_same(tmp_path: Path) -> None:
    async with school_inside(
        tmp_path / "data", "Ana Silva", pace_factor=0, frames_per_second=0, bytes_per_second=0
    ) as (_, made):
        lee = await made.teacher()
        session = await made.live(lee)
        await lee.enter(session)
        for n in range(200):
            await lee.send(PostMessage(ref=new_ref(), session=session, text=f"What was said, number {n}"))
        await lee.until(lambda: len(lee.rooms[session].memories[Chat].messages) >= 200)
        sizes: dict[bool, int] = {}
        told: dict[bool, list[str]] = {}
        for compressed in (False, True):
            ana = Counting(made.port, made.certificate, made.student_tokens["Ana Silva"])
            await ana.open()
            made.open_clients.append(ana)
            place = ana.rooms[session] = type(lee.rooms[session])()
            await ana.send(EnterRoom(ref=new_ref(), session=session, compressed=compressed))
            await ana.until(lambda place=place: len(place.memories[Chat].messages) >= 200)  # type: ignore[misc]
            history = [f for f in ana.frames if isinstance(read_from_relay(f), Page)]
            sizes[compressed] = sum(map(len, history[:4]))
            told[compressed] = [e.ref for e in place.told[:200]]
            log = ReadLog(ref=new_ref(), session=session, after=100, compressed=compressed)
            page = await ana.ask(log, LogPage)
            assert page.prev == 100
            assert (ana.frames[-1][:1] == b"\x01") is compressed
        assert told[True] == told[False]
        assert sizes[True] < sizes[False] / 4
        await lee.ask(ReadLog(ref=new_ref(), session=session), LogPage)


async def test_what_is_new_is_told_plainly(tmp_path: Path) -> None:
    async with school_inside(
        tmp_path / "data", "Ana Silva", pace_factor=0, frames_per_second=0, bytes_per_second=0
    ) as (_, made):
        lee = await made.teacher()
        session = await made.live(lee)
        await lee.enter(session)
        ana = Counting(made.port, made.certificate, made.student_tokens["Ana Silva"])
        made.open_clients.append(await ana.open())
        ana.rooms[session] = type(lee.rooms[session])()
        await ana.send(EnterRoom(ref=new_ref(), session=session, compressed=True))
        await ana.until(lambda: bool(ana.rooms[session].told))
        ana.frames.clear()
        long = PostMessage(ref=new_ref(), session=session, text="x" * 1900)
        await lee.send(long)
        await ana.until(lambda: any(e.ref == long.ref for e in ana.rooms[session].told))
        assert all(frame[:1] == b"{" for frame in ana.frames)
