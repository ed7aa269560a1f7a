"""Pieces of files as frames: whatever comes is taken or refused, and ends nothing but its upload."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from relay.protocol.files import FileRefused, piece
from relay.protocol.frames import UPLOAD, Frame
from relay.protocol.refusals import Refusal
from relay.server.transfers import Transfers
from relay.shared.ids import new_ref
from tests.relay.handing_in import Handing, some_bytes
from tests.relay.inside import in_lesson, school_inside
from tests.relay.lists import SESSION

SOME = some_bytes(100)
HEAD_BYTES = 16 + 4 + 8
"""Session, stream and offset."""


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_or_told_to_be_of_nothing(data: bytes) -> None:
    told = list[object]()
    transfers = Transfers(None, None, told.append)  # type: ignore[arg-type]
    if len(data) <= HEAD_BYTES:
        with pytest.raises(Refusal, match="bad_value"):
            transfers.take(bytes([UPLOAD]) + data)
        return
    transfers.take(bytes([UPLOAD]) + data)
    stream = int.from_bytes(data[16:20], "big")
    assert told == [FileRefused(stream=stream, code="upload_lost", retry=2.0)]


def test_of_many_pieces_of_nothing_it_is_told_once() -> None:
    told = list[object]()
    transfers = Transfers(None, None, told.append)  # type: ignore[arg-type]
    for stream in (5, 5, 5, 6):
        transfers.take(piece(UPLOAD, SESSION, stream, 0, b"x").encode())
    assert [getattr(one, "stream", 0) for one in told] == [5, 6]


async def test_a_piece_belongs_to_the_upload_of_its_session_and_connection(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom") as (_, made):
        _, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        await tom.enter(session)
        hers = Handing(ana, session, SOME)
        await hers.offer()
        lost = FileRefused(stream=hers.wanted.stream, code="upload_lost", retry=2.0)
        await tom.socket.send(piece(UPLOAD, session, lost.stream, 0, SOME).encode())
        await tom.until(lambda: lost in tom.notices)
        await ana.socket.send(piece(UPLOAD, new_ref(), lost.stream, 0, SOME).encode())
        await ana.until(lambda: lost in ana.notices)
        assert (await Handing(ana, session, SOME).offer()).have == 0


async def test_what_is_no_piece_is_refused_and_the_connection_goes_on(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        ana.heard = []
        await ana.socket.send(Frame(UPLOAD, session, 1, b"short").encode())
        await ana.until(lambda: any(b'"bad_value"' in frame for frame in ana.heard or ()))
        await Handing(ana, session, SOME).hand_in()


async def test_who_has_not_signed_in_hands_in_nothing(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        visitor = await made.client()
        visitor.heard = []
        await visitor.socket.send(piece(UPLOAD, new_ref(), 1, 0, SOME).encode())
        await visitor.until(lambda: any(b'"not_signed_in"' in frame for frame in visitor.heard or ()))
