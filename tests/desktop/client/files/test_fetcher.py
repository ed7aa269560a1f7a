"""Fetching files from a real relay: by part, through cuts and restarts, from the disk when they are there."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.client.file_failures import FileFailed
from desktop.client.files.part_length import LEAST, MOST, PartLength
from relay.protocol.files import PART_BYTES
from relay.protocol.frames import FILE_PART, Frame
from tests.chaos import chaos_before
from tests.desktop.classroom import PlainClassroom, until
from tests.desktop.client.files_at_relay import counted, desk, handed_out, kept_files, named, some_bytes

SIZE = 1_500_000
DATA = some_bytes(SIZE)


async def test_what_one_sends_another_fetches_and_sees_how_far_it_is(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    assert file == named(DATA)
    async with desk(classroom, tmp_path) as ana:
        done: list[tuple[int, int]] = []
        kept: list[str] = []
        ana.files.on_progress.connect(lambda file_hash, so_far, size: done.append((so_far, size)))
        ana.files.on_kept.connect(kept.append)
        came = counted(ana)
        assert await ana.files.fetch(classroom.session, file) == DATA
        assert done == sorted(done)
        assert done[-1] == (SIZE, SIZE)
        assert kept == [file.hash]
        assert ana.files.progress(file.hash) is None
        assert SIZE < came.bytes < SIZE * 1.01
    assert [path.name for path in kept_files(tmp_path)] == [file.hash]


async def test_a_page_that_has_come_is_here_before_a_slow_disk_has_it(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    page = some_bytes(200_000)
    (file,) = await handed_out(classroom, page)
    async with desk(classroom, tmp_path) as ana:
        disk, busy = threading.Event(), list[asyncio.Future[bool]]()

        def before_the_first_is_written(frame: Frame) -> None:
            if frame.kind == FILE_PART and not busy:
                busy.append(asyncio.ensure_future(ana.cache.files.run(disk.wait)))

        ana.on_frame.connect(before_the_first_is_written)
        try:
            assert await ana.files.fetch(classroom.session, file, urgent=True) == page
            assert file.hash not in [one.name for one in kept_files(tmp_path)]
        finally:
            disk.set()
        await until(lambda: [one.name for one in kept_files(tmp_path)] == [file.hash])
        assert ana.files.progress(file.hash) is None, "what is only written is not under way"
        assert kept_files(tmp_path)[0].read_bytes() == page


async def test_what_is_here_costs_no_bytes_and_needs_no_relay(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        await ana.files.fetch(classroom.session, file)
    await classroom.process.kill()
    async with desk(classroom, tmp_path) as ana:
        came = counted(ana)
        assert await ana.files.fetch(classroom.session, file) == DATA
        await ana.files.save(classroom.session, file, tmp_path / "saved")
        assert (tmp_path / "saved").read_bytes() == DATA
        with pytest.raises(FileExistsError):
            await ana.files.save(classroom.session, file, tmp_path / "saved")
        assert came.bytes == 0


async def test_a_cut_costs_no_more_than_what_was_under_way(classroom: PlainClassroom, tmp_path: Path) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 3_000_000
        async with desk(classroom, tmp_path) as ana:
            came, cuts = counted(ana), 0
            fetching = asyncio.ensure_future(ana.files.fetch(classroom.session, file))
            for upto in (300_000, 900_000):
                await until(lambda: (ana.files.progress(file.hash) or (0, 0))[0] > upto)  # noqa: B023
                proxy.reset()
                cuts += 1
            assert await fetching == DATA
            assert came.bytes < SIZE * 1.01 + 2 * cuts * PART_BYTES


async def test_the_next_program_goes_on_where_the_last_was(classroom: PlainClassroom, tmp_path: Path) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 2_000_000
        async with desk(classroom, tmp_path) as ana:
            fetching = asyncio.ensure_future(ana.files.fetch(classroom.session, file))
            await until(lambda: (ana.files.progress(file.hash) or (0, 0))[0] > 700_000)
        with pytest.raises(FileFailed, match="going_away"):
            await fetching
    (part,) = kept_files(tmp_path)
    assert part.name == f"{file.hash}.part"
    classroom.port = 0
    there = part.stat().st_size
    async with desk(classroom, tmp_path) as ana:
        came = counted(ana)
        assert await ana.files.fetch(classroom.session, file) == DATA
        assert SIZE - there < came.bytes < (SIZE - there) * 1.01


async def test_many_who_want_it_have_it_fetched_once_and_who_gives_up_takes_it_from_nobody(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        came = counted(ana)
        wanted = [asyncio.ensure_future(ana.files.fetch(classroom.session, file)) for _ in range(3)]
        await until(lambda: came.bytes)
        wanted[0].cancel()
        assert await asyncio.gather(*wanted[1:]) == [DATA, DATA]
        assert came.bytes < SIZE * 1.01


async def test_whoever_gives_up_alone_has_nothing_more_sent(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, some_bytes(5_000_000))
    async with desk(classroom, tmp_path) as ana:
        came = counted(ana)
        wanted = asyncio.ensure_future(ana.files.fetch(classroom.session, file))
        await until(lambda: came.bytes)
        wanted.cancel()
        with pytest.raises(asyncio.CancelledError):
            await wanted
        so_far = came.bytes
        other = await handed_out(classroom, DATA)  # goes the same way, so all that is on its way has come
        assert await ana.files.fetch(classroom.session, other[0]) == DATA
        assert came.bytes <= so_far + 2 * PART_BYTES * 1.01 + SIZE * 1.01


async def test_what_is_looked_at_comes_before_what_may_be_wanted_soon(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    pages = [some_bytes(400_000, seed) for seed in range(5)]
    files = await handed_out(classroom, *pages)
    async with desk(classroom, tmp_path) as ana:
        order: list[str] = []
        ana.files.on_kept.connect(order.append)
        ana.files.fetch_ahead(classroom.session, [files[0], files[1], files[2], files[3]])
        await until(lambda: ana.files.progress(files[0].hash) or order)
        assert await ana.files.fetch(classroom.session, files[4], urgent=True) == pages[4]
        ana.files.fetch_ahead(classroom.session, [files[3], files[2]])
        await until(lambda: len(order) == 4 or (len(order) == 3 and files[0].hash not in order))
        names = [next(n for n, file in enumerate(files) if file.hash == one) for one in order]
        assert [one for one in names if one in (2, 3, 4)] == [4, 3, 2]
        assert 1 not in names, "it was not wanted any more"


async def test_a_file_that_nobody_may_read_fails_with_the_code_and_others_come(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        failed: list[tuple[str, str]] = []
        ana.files.on_failed.connect(lambda file_hash, code: failed.append((file_hash, code)))
        strange = named(b"nobody has named this")
        with pytest.raises(FileFailed, match="no_such_file"):
            await ana.files.fetch(classroom.session, strange)
        assert failed == [(strange.hash, "no_such_file")]
        assert await ana.files.fetch(classroom.session, file) == DATA


async def test_a_damaged_file_is_noticed_and_fetched_again(classroom: PlainClassroom, tmp_path: Path) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        await ana.files.fetch(classroom.session, file)
        (path,) = kept_files(tmp_path)
        for damage in (DATA[:-1], DATA[:700] + b"?" + DATA[701:]):
            path.write_bytes(damage)
            came = counted(ana)
            assert await ana.files.fetch(classroom.session, file) == DATA
            assert came.bytes > SIZE
            assert path.read_bytes() == DATA


async def test_a_damaged_beginning_is_noticed_at_the_end_and_fetched_anew(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        await ana.files.fetch(classroom.session, file)
        (path,) = kept_files(tmp_path)
        path.with_name(f"{file.hash}.part").write_bytes(b"?" * 1_000_000)
        path.unlink()
        assert await ana.files.fetch(classroom.session, file) == DATA
        assert [one.name for one in kept_files(tmp_path)] == [file.hash]


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As on a full disk, what is written beyond fails."""
    resource = pytest.importorskip("resource", reason="POSIX: Windows has no such limits")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_disk_that_fills_up_on_the_way_holds_nothing_up(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: ana.welcome is not None)
        came = counted(ana)
        with no_file_longer_than(600_000):
            assert await ana.files.fetch(classroom.session, file) == DATA
            assert came.bytes < SIZE * 1.01, "what the disk had taken was not asked for again"
            assert await ana.files.fetch(classroom.session, file) == DATA, "it is in memory"
        assert kept_files(tmp_path) == []


async def test_a_folder_that_can_not_be_made_holds_nothing_up(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    (tmp_path / "files").write_text("in the way")
    async with desk(classroom, tmp_path) as ana:
        assert await ana.files.fetch(classroom.session, file) == DATA


async def test_two_lines_of_one_profile_do_not_write_into_each_other(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    (file,) = await handed_out(classroom, DATA)
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: ana.welcome is not None)
        other = type(ana)(classroom.address, ana.pin, ana.token, cache=ana.cache)
        other.start()
        try:
            both = ana.files.fetch(classroom.session, file), other.files.fetch(classroom.session, file)
            assert set(await asyncio.gather(*both)) == {DATA}
        finally:
            await other.close()
        assert [one.name for one in kept_files(tmp_path)] == [file.hash]


def test_a_part_is_as_long_as_the_line_carries_in_a_moment() -> None:
    length = PartLength()
    assert length.bytes == 32_768
    for _ in range(5):
        length.took(length.bytes, 0.02)
    assert length.bytes == MOST == PART_BYTES
    length.took(1_000, 0.02)
    length.took(MOST, 0.3)
    assert length.bytes == MOST
    for _ in range(6):
        length.took(length.bytes, 0.9)
    assert length.bytes == LEAST
    length.took(1_000, 0.02)
    assert length.bytes == LEAST, "the short end of a file tells nothing"
