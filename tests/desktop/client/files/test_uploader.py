"""Sending files to a real relay: in frames as fast as they arrive, through cuts and restarts."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from desktop.client import RelayClient
from desktop.client.file_failures import FileFailed
from desktop.client.files.file_lane import shortened_name
from desktop.client.files.uploader import WINDOW_BYTES
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.files import FILE_MB, FileWanted, OfferFile
from relay.protocol.limits import NAME_LENGTH
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.desktop.classroom import PlainClassroom, until
from tests.desktop.client.files_at_relay import desk, named, some_bytes

SIZE = 1_500_000
DATA = some_bytes(SIZE)
FILE = named(DATA)


async def have_at_relay(classroom: PlainClassroom, client: RelayClient) -> FileWanted:
    """What the relay says when the file is offered."""
    offer = OfferFile(ref=new_ref(), session=classroom.session, hash=FILE.hash, size=SIZE)
    return await client.ask(offer, FileWanted)


def done(client: RelayClient) -> int:
    return (client.files.progress(FILE.hash) or (0, 0))[0]


async def test_a_cut_costs_no_more_than_what_was_under_way(classroom: PlainClassroom) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 3_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        told: list[int] = []
        teacher.files.on_progress.connect(lambda file_hash, so_far, size: told.append(so_far))
        sending = asyncio.ensure_future(teacher.files.send(classroom.session, DATA))
        for upto in (300_000, 900_000):
            await until(lambda: done(teacher) > upto)  # noqa: B023
            proxy.reset()
        assert await sending == FILE
        assert told == sorted(told)
        assert proxy.passed < SIZE * 1.1 + 2 * WINDOW_BYTES
        assert (await have_at_relay(classroom, teacher)).kept


async def test_a_killed_relay_goes_on_where_it_was(classroom: PlainClassroom) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 3_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        sending = asyncio.ensure_future(teacher.files.send(classroom.session, DATA))
        await until(lambda: done(teacher) > 500_000)
        had = done(teacher)
        await classroom.process.kill()
        await classroom.process.start()
        proxy.passed = 0
        assert await sending == FILE
        assert proxy.passed < (SIZE - had) * 1.1 + WINDOW_BYTES


async def test_the_next_program_goes_on_where_the_last_was(classroom: PlainClassroom, tmp_path: Path) -> None:
    path = tmp_path / "slides.pdf"
    path.write_bytes(DATA)
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 2_000_000
        async with desk(classroom, tmp_path / "profile") as ana:
            await classroom.room(ana)
            sending = asyncio.ensure_future(ana.files.send(classroom.session, path))
            await until(lambda: done(ana) > 700_000)
            had = done(ana)
        with pytest.raises(FileFailed, match="going_away"):
            await sending
        proxy.passed = 0
        async with desk(classroom, tmp_path / "profile") as ana:
            await classroom.room(ana)
            assert await ana.files.send(classroom.session, path) == FILE
            assert proxy.passed < (SIZE - had) * 1.1 + 100_000


async def test_what_is_given_up_is_thrown_away_at_the_relay(classroom: PlainClassroom) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 2_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        sending = asyncio.ensure_future(teacher.files.send(classroom.session, DATA))
        await until(lambda: done(teacher) > 400_000)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert teacher.files.progress(FILE.hash) is None
        assert (await have_at_relay(classroom, teacher)).have == 0


async def test_two_who_send_the_same_send_it_once_and_one_may_give_up(classroom: PlainClassroom) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 3_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        proxy.passed = 0
        first, second = (asyncio.ensure_future(teacher.files.send(classroom.session, DATA)) for _ in "12")
        await until(lambda: done(teacher) > 400_000)
        first.cancel()
        assert await second == FILE
        assert proxy.passed < SIZE * 1.1


async def test_words_go_past_a_file(classroom: PlainClassroom) -> None:
    witness = await classroom.teacher_room()
    await classroom.add_students("Ana")
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 400_000
        ana = await classroom.student("Ana")
        room = await classroom.room(ana)
        sending = asyncio.ensure_future(ana.files.send(classroom.session, DATA))
        await until(lambda: done(ana) > 0)
        for number in range(3):
            room.send(PostMessage(ref=new_ref(), session=room.session_id, text=f"line {number}"))
            await until(
                lambda: [m for m in witness.memories[Chat].messages if m.text == f"line {number}"]  # noqa: B023
            )
        assert not sending.done()
        proxy.rate = 0
        await sending


async def test_a_fast_line_is_not_cut_for_too_many_frames(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher()
    await classroom.room(teacher)
    states: list[str] = []
    teacher.on_state_changed.connect(lambda: states.append(teacher.state.kind))
    await teacher.files.send(classroom.session, some_bytes(8_000_000))
    assert states == []


async def test_a_file_that_changes_while_it_is_sent_is_sent_no_further(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    path = tmp_path / "essay.odt"
    path.write_bytes(DATA)
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 2_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        failed: list[tuple[str, str]] = []
        teacher.files.on_failed.connect(lambda file_hash, code: failed.append((file_hash, code)))
        sending = asyncio.ensure_future(teacher.files.send(classroom.session, path))
        await until(lambda: done(teacher) > 300_000)
        path.write_bytes(b"another beginning" + DATA[17:])
        with pytest.raises(FileFailed, match="file_changed"):
            await sending
        assert failed == [(FILE.hash, "file_changed")]


async def test_what_is_not_to_be_sent_says_why_before_it_is(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    teacher = await classroom.teacher()
    await classroom.room(teacher)
    (tmp_path / "empty").touch()
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", FILE_MB * 1_000_000 + 1)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
    no_file = dict.fromkeys(("missing", ".", "pipe"), "file_unreadable")
    for name, code in {"empty": "file_empty", "large": "too_large", **no_file}.items():
        with pytest.raises(FileFailed, match=code):
            await teacher.files.send(classroom.session, tmp_path / name)


async def test_what_the_relay_does_not_take_fails_with_its_code(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher()
    await classroom.room(teacher)
    with pytest.raises(FileFailed, match="wrong_kind"):
        await teacher.files.send(classroom.session, DATA, name="game.exe")
    with pytest.raises(FileFailed, match=r"wrong_kind|file_damaged"):
        await teacher.files.send(classroom.session, DATA, kind="png")
    assert await teacher.files.send(classroom.session, DATA) == FILE


def test_a_long_name_keeps_its_end() -> None:
    assert shortened_name("essay.odt") == "essay.odt"
    short = shortened_name("e" * 200 + ".odt")
    assert len(short) == NAME_LENGTH
    assert short.endswith("….odt")
    assert len(shortened_name("." + "x" * 200)) == NAME_LENGTH


async def test_two_programs_of_one_person_that_send_the_same_both_come_to_an_end(
    classroom: PlainClassroom,
) -> None:
    """The relay takes it over one line at a time, and tells the other that its upload is lost."""
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 3_000_000
        lines = [await classroom.teacher() for _ in range(2)]
        for line in lines:
            await classroom.room(line)
        first = asyncio.ensure_future(lines[0].files.send(classroom.session, DATA))
        await until(lambda: done(lines[0]) > 0)
        second = asyncio.ensure_future(lines[1].files.send(classroom.session, DATA))
        assert await first == await second == FILE
