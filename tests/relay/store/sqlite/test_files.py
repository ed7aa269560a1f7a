"""Files in the data folder: read in blocks that stay in memory for a while, and never half there."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.store.sqlite import files as module
from relay.store.sqlite.files import BLOCK, FolderFiles, make_folder_for, place_of
from tests.relay.handing_in import some_bytes


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[FolderFiles]:
    made = FolderFiles(tmp_path)
    yield made
    made.close()


def put(folder: Path, data: bytes) -> str:
    """A file that is kept."""
    file = hashlib.sha256(data).hexdigest()
    place = place_of(folder, file)
    make_folder_for(place)
    place.write_bytes(data)
    return file


async def read(kept: FolderFiles, file: str, size: int, most: int = 16_384) -> bytes:
    """All of it, as it is sent."""
    found = b""
    while len(found) < size:
        if (data := kept.cached(file, len(found), most)) is None:
            await kept.load(file, len(found))
        else:
            found += data
    return found


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17])
async def test_read_from_end_to_end(kept: FolderFiles, tmp_path: Path, size: int) -> None:
    data = some_bytes(size)
    file = put(tmp_path, data)
    assert await read(kept, file, size, most=10_000) == data
    assert kept.cached(file, size, 10) is None, "behind its end there is nothing"


async def test_what_many_want_is_read_once(
    kept: FolderFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, reads, read_block = put(tmp_path, some_bytes(BLOCK)), list[int](), module._read_block

    def counted(path: Path, start: int) -> bytes:
        reads.append(start)
        return read_block(path, start)

    monkeypatch.setattr(module, "_read_block", counted)
    await asyncio.gather(*(kept.load(file, start) for start in range(40)))
    assert kept.cached(file, 0, 1)
    assert reads == [0]


async def test_little_stays_in_memory(
    kept: FolderFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CACHED_BYTES", 4 * BLOCK)
    data = some_bytes(10 * BLOCK)
    file = put(tmp_path, data)
    assert await read(kept, file, len(data)) == data
    assert kept.cached(file, 0, 1) is None, "read longest ago"
    assert kept.cached(file, 9 * BLOCK, 1)
    assert sum(map(len, kept._cached.values())) == kept._bytes <= 4 * BLOCK


@pytest.mark.parametrize("start", [0, BLOCK])
async def test_what_is_not_there_is_an_error_of_the_system(
    kept: FolderFiles, tmp_path: Path, start: int
) -> None:
    file = put(tmp_path, some_bytes(BLOCK)) if start else "0" * 64
    with pytest.raises(OSError, match=r"."):
        await kept.load(file, start)
    assert kept.cached(file, start, 1) is None
    assert (kept.size("0" * 64), kept.beginning("0" * 64)) == (None, b"")


async def test_it_has_its_place_only_once_it_is_whole(kept: FolderFiles, tmp_path: Path) -> None:
    data = some_bytes(100)
    file = hashlib.sha256(data).hexdigest()
    incoming = kept.incoming("A" * 26, file, len(data))
    await incoming.open()
    await incoming.write(data)
    assert kept.size(file) is None
    assert await incoming.finish() == (True, data[:64])
    assert kept.size(file) is None
    incoming.place()
    assert kept.size(file) == 100
    assert not list((tmp_path / "files" / "incoming").iterdir())


async def test_what_its_hash_does_not_say_is_told(kept: FolderFiles) -> None:
    incoming = kept.incoming("A" * 26, "0" * 64, 5)
    await incoming.open()
    await incoming.write(b"other")
    assert await incoming.finish() == (False, b"other")
    await incoming.discard()
    again = kept.incoming("A" * 26, "0" * 64, 5)
    await again.open()
    assert again.have == 0
    await again.discard()
