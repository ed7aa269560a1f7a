"""Files that come in pieces: whose give way, which are remembered, and what becomes of what came."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from hypothesis import given, settings, strategies as st

from relay.protocol.base import Notice
from relay.protocol.files import (
    ACKNOWLEDGED_BYTES,
    KEEPS_PLACE_BYTES,
    KEEPS_PLACE_SECONDS,
    LEAST_BYTES,
    PIECE_BYTES,
    FileReceived,
    FileRefused,
)
from relay.protocol.refusals import Refusal
from relay.school import uploads as module
from relay.school.uploads import MOST_PARTS_OF_ONE, Upload, Uploads
from relay.store.queries.files import OfferedFile
from relay.store.sqlite.files import FolderFiles
from tests.examples import many
from tests.patience import until
from tests.relay.lists import HandClock

Step = int | Literal["cut", "restart"]
"""So many bytes come, the line is cut, or the relay is started anew."""
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(st.integers(1, 40), st.sampled_from(("cut", "restart"))), max_size=30
)
ANA, TOM, SESSION = "A" * 26, "T" * 26, "S" * 26


class Coming:
    """Uploads into a folder; what is whole is only noted."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.folder = HandClock(), folder
        self.files = FolderFiles(folder)
        self.low = False
        self.uploads = Uploads(self.files, self.clock.running, lambda: self.low)
        self.told: list[Notice] = []
        self.kept: list[str] = []

    async def begin(self, account: str, data: bytes, size: int = 0, is_guest: bool = False) -> Upload:
        offered = offer(account, data, size)
        upload = await self.uploads.open(SESSION, offered, is_guest, line=(account, data))
        self.go_on(upload)
        return upload

    def go_on(self, upload: Upload, stream: int = 1) -> None:
        upload.task = self.uploads.tasks.spawn(self.receive(upload, stream))

    async def receive(self, upload: Upload, stream: int) -> None:
        async with upload.coming(stream, self.told.append) as is_whole:
            if is_whole:
                assert (await upload.part.incoming.finish())[0]
                self.kept.append(upload.part.offered.file)

    def parts(self) -> list[str]:
        """What lies in the folder and is not whole, by account."""
        return sorted(path.name[0] for path in (self.folder / "files" / "incoming").glob("*"))


def offer(account: str, data: bytes, size: int = 0) -> OfferedFile:
    return OfferedFile(account, hashlib.sha256(data).hexdigest(), size or len(data), "")


@pytest_asyncio.fixture
async def coming(tmp_path: Path) -> AsyncIterator[Coming]:
    made = Coming(tmp_path)
    yield made
    await made.uploads.close()
    made.files.close()


async def pause(upload: Upload) -> None:
    upload.end()
    await upload.ended()


async def with_one_byte(coming: Coming, account: str, data: bytes) -> None:
    """One that stopped after its first byte."""
    upload = await coming.begin(account, data)
    upload.take(0, data[:1])
    await until(lambda: upload.part.incoming.have == 1)
    await pause(upload)


async def test_what_came_is_gone_on_with_and_no_byte_is_hashed_twice(coming: Coming) -> None:
    data = b"first, and second"
    upload = await coming.begin(ANA, data)
    upload.take(0, data[:5])
    await until(lambda: upload.part.incoming.have == 5)
    await pause(upload)
    again = await coming.begin(ANA, data)
    assert again.have == 5
    again.take(5, data[5:])
    await until(lambda: coming.told)
    assert coming.told == [FileReceived(stream=1, have=len(data), kept=True)]
    assert coming.kept == [hashlib.sha256(data).hexdigest()]
    assert not coming.uploads.under_way()


async def test_after_a_restart_what_came_is_hashed_once_more(coming: Coming) -> None:
    data = b"first, and second"
    upload = await coming.begin(ANA, data)
    upload.take(0, data[:5])
    await until(lambda: upload.part.incoming.have == 5)
    await pause(upload)
    coming.uploads = Uploads(coming.files, coming.clock.running)
    again = await coming.begin(ANA, data)
    assert again.have == 5
    again.take(5, data[5:])
    await until(lambda: coming.kept)


async def test_nothing_is_left_of_what_never_began(coming: Coming) -> None:
    await pause(await coming.begin(ANA, b"nothing comes"))
    unused = await coming.uploads.open(SESSION, OfferedFile(TOM, "0" * 64, 5, ""), is_guest=False)
    await pause(unused)
    assert coming.parts() == []
    assert coming.uploads.bytes_without(SESSION, "", "") == (0, 0, 0, 0, 0, 0)


async def test_one_that_was_given_up_before_it_began_takes_no_place(coming: Coming) -> None:
    await with_one_byte(coming, ANA, b"goes on")
    offered = offer(ANA, b"goes on")
    await pause(await coming.uploads.open(SESSION, offered, is_guest=False))
    assert not coming.uploads.under_way()
    assert coming.parts() == ["A"]


async def test_what_comes_and_came_counts(coming: Coming) -> None:
    size = LEAST_BYTES + 7
    upload = await coming.begin(ANA, b"1234567", size=size)
    upload.take(0, b"123")
    await until(lambda: upload.part.incoming.have == 3)
    assert coming.uploads.bytes_without(SESSION, TOM, "").in_lesson == size
    await pause(upload)
    found = coming.uploads.bytes_without(SESSION, ANA, "")
    assert found == (LEAST_BYTES, LEAST_BYTES, 0, LEAST_BYTES, LEAST_BYTES, 1)
    assert coming.uploads.bytes_without(SESSION, ANA, upload.part.offered.file).in_school == 0


async def test_of_one_person_few_are_remembered_and_others_lose_nothing(coming: Coming) -> None:
    await with_one_byte(coming, TOM, b"Tom's")
    for number in range(MOST_PARTS_OF_ONE + 3):
        await with_one_byte(coming, ANA, b"number %d" % number)
    await coming.begin(ANA, b"one more")
    assert coming.parts() == ["A"] * (MOST_PARTS_OF_ONE + 1) + ["T"]


async def test_who_sends_most_gives_way_first(coming: Coming, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UPLOADS_IN_ALL", 3)
    first, *_ = [await coming.begin(ANA, b"number %d" % number) for number in range(3)]
    await coming.begin(TOM, b"Tom's")
    assert first.is_over
    assert coming.told == [FileRefused(stream=1, code="upload_lost", retry=2.0)]
    with pytest.raises(Refusal, match="busy"):
        await coming.begin(TOM, b"Tom's other")
    coming.clock.seconds += KEEPS_PLACE_SECONDS
    await coming.begin(TOM, b"Tom's other")


async def test_one_that_trickles_keeps_no_place(coming: Coming, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UPLOADS_IN_ALL", 2)
    pace = KEEPS_PLACE_BYTES
    trickling, fast = await coming.begin(ANA, bytes(10 * pace)), await coming.begin(TOM, b"T" * 10 * pace)
    for step in range(4):
        with pytest.raises(Refusal, match="busy"):
            await coming.begin("B" * 26, b"one more")
        coming.clock.seconds += KEEPS_PLACE_SECONDS / 4
        trickling.take(step, b"1")
        fast.take(step * pace, b"T" * pace)
    await coming.begin("B" * 26, b"one more")
    assert (trickling.is_over, fast.is_over) == (True, False)


async def test_guests_leave_places_to_who_is_known(coming: Coming, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UPLOADS_IN_ALL", 3)
    monkeypatch.setattr(module, "GUEST_UPLOADS_IN_ALL", 2)
    for guest in "FG":
        await coming.begin(guest * 26, b"a guest's", is_guest=True)
    with pytest.raises(Refusal, match="busy"):
        await coming.begin("H" * 26, b"a guest's", is_guest=True)
    await coming.begin(ANA, b"Ana's")
    assert len(coming.uploads.under_way()) == 3


@pytest.mark.parametrize("came", [0, 5])
async def test_one_that_begins_too_late_leaves_the_other_alone(coming: Coming, came: int) -> None:
    """Offered over two lines at once: the answer to the first leaves once the second has been taken."""
    data = b"first, and second"
    if came:
        before = await coming.begin(ANA, data)
        before.take(0, data[:came])
        await until(lambda: before.part.incoming.have == came)
        await pause(before)
    late = await coming.uploads.open(SESSION, offer(ANA, data), is_guest=False, line=1)
    other = await coming.uploads.open(SESSION, offer(ANA, data), is_guest=False, line=2)
    coming.go_on(late)
    coming.go_on(other, stream=2)
    await until(lambda: coming.told)
    assert coming.told == [FileRefused(stream=1, code="upload_lost", retry=2.0)]
    other.take(came, data[came:])
    await until(lambda: other.is_over)
    assert coming.told[1:] == [FileReceived(stream=2, have=len(data), kept=True)]


async def test_what_comes_over_another_line_is_not_withdrawn(coming: Coming) -> None:
    data = b"first, and second"
    file = hashlib.sha256(data).hexdigest()
    upload = await coming.uploads.open(SESSION, offer(ANA, data), is_guest=False, line="this")
    coming.go_on(upload)
    upload.take(0, data[:5])
    await coming.uploads.withdraw(ANA, file, line="other")
    assert coming.uploads.under_way() == [upload]
    coming.clock.seconds += KEEPS_PLACE_SECONDS
    await coming.uploads.withdraw(ANA, file, line="other")
    assert not coming.uploads.under_way(), "nothing comes over that line any more"
    await coming.uploads.open(SESSION, offer(ANA, data), is_guest=False, line="this")
    await coming.uploads.withdraw(ANA, file, line="this")
    assert coming.parts() == []
    assert coming.uploads.bytes_without(SESSION, "", "").in_school == 0


async def test_what_is_wrong_ends_one_upload_alone(coming: Coming) -> None:
    """Also where the same file is offered again in the very moment in which it ends."""
    data = b"first, and second"
    upload = await coming.begin(ANA, data)
    upload.take(0, data[:5])
    await until(lambda: upload.part.incoming.have == 5)
    upload.take(9, b"later")
    again = await coming.begin(ANA, data)
    again.take(again.have, data[again.have :])
    await until(lambda: again.is_over)
    assert coming.kept == [again.part.offered.file]


async def test_one_part_that_does_not_go_keeps_no_other(
    coming: Coming, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await with_one_byte(coming, ANA, b"number %d" % number)
    stays, unlink = hashlib.sha256(b"number 0").hexdigest(), Path.unlink

    def fails(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith(stays):
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", fails)
    assert len(await coming.uploads.drop(coming.uploads.paused())) == 1
    assert coming.parts() == ["A"]
    await with_one_byte(coming, ANA, b"number 1")
    await with_one_byte(coming, ANA, b"number 2")
    with pytest.raises(PermissionError):
        await coming.uploads.withdraw_all(ANA)
    assert coming.parts() == ["A"]
    assert coming.uploads.paused() == []


async def test_a_disk_that_gets_low_meanwhile_stops_it(coming: Coming) -> None:
    data = bytes(2 * ACKNOWLEDGED_BYTES)
    upload = await coming.begin(ANA, data)
    coming.low = True
    for start in range(0, ACKNOWLEDGED_BYTES + PIECE_BYTES, PIECE_BYTES):
        upload.take(start, data[start : start + PIECE_BYTES])
    await until(lambda: upload.is_over)
    assert coming.told == [FileRefused(stream=1, code="disk_low", retry=2.0)]
    coming.low = False
    again = await coming.begin(ANA, data)
    assert again.have >= ACKNOWLEDGED_BYTES, "what came stays, and is gone on with"


async def test_a_file_of_another_size_begins_anew(coming: Coming) -> None:
    data = b"first, and second"
    upload = await coming.begin(ANA, data)
    upload.take(0, data[:5])
    await until(lambda: upload.part.incoming.have == 5)
    await pause(upload)
    assert (await coming.begin(ANA, data, size=4)).have == 0


@settings(max_examples=many(100), deadline=None)
@given(data=st.binary(min_size=1, max_size=200), steps=STEPS)
def test_however_it_comes_it_is_the_same_in_the_end(data: bytes, steps: list[Step]) -> None:
    asyncio.run(comes(data, steps))


async def comes(data: bytes, steps: list[Step]) -> None:
    """All of it, by these steps and then at once."""
    with tempfile.TemporaryDirectory() as folder:
        coming = Coming(Path(folder))
        upload, at = await coming.begin(ANA, data), 0
        for step in steps:
            if isinstance(step, int):
                upto = min(at + step, len(data) - 1)
                if upto > at:
                    upload.take(at, data[at:upto])
                    at = upto
            else:
                await pause(upload)
                if step == "restart":
                    coming.uploads = Uploads(coming.files, coming.clock.running)
                upload = await coming.begin(ANA, data)
                assert upload.have <= at
                at = upload.have
        upload.take(at, data[at:])
        await until(lambda: upload.is_over)
        assert coming.kept == [upload.part.offered.file]
        await coming.uploads.close()
        coming.files.close()
