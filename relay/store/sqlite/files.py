"""Files of a school in its data folder: ``files/ab/HASH``, and in ``files/incoming`` what has not come whole.

What comes is written and hashed in one thread, in the order in which it came; what is read, in another.
"""

import asyncio
import contextlib
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, TypeVar

from relay.shared.files import create_private
from relay.shared.system import replace, sync_folder

FOLDER, INCOMING = "files", "incoming"
BLOCK, CACHED_BYTES = 65_536, 16_000_000
"""Bytes that are read at a time, and that stay in memory: a class reads the same ones."""
PIECE = 1 << 20
BEGINNING = 64
"""Bytes by which a kind of file is known."""
BELIEVED_SECONDS, MOST_BELIEVED = 600.0, 10_000
"""So long a file that was read whole is not read again to see whether it still is, and how many of them."""

T = TypeVar("T")


def place_of(folder: Path, file: str) -> Path:
    """Where a file is kept in a data folder."""
    return folder / FOLDER / file[:2] / file


def make_folder_for(path: Path) -> None:
    """The folder that a file is to lie in, and the one that has all of them; for their owner alone."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)


def hash_of(file: Path, go_on: Callable[[], None] = lambda: None) -> str:
    """The SHA-256 of a file, in hex. ``go_on`` is called before each piece, and may raise."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            go_on()
            digest.update(piece)
    return digest.hexdigest()


class FolderFiles:
    """The files of one data folder. Folders are made once they are needed."""

    def __init__(self, folder: Path) -> None:
        self._data, self._folder = folder, folder / FOLDER
        self._cached: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._bytes = 0
        self._loading: dict[tuple[str, int], asyncio.Future[None]] = {}
        self._whole: OrderedDict[str, float] = OrderedDict()
        """When files were last seen to be whole (monotonic); used by the thread that looks."""
        self._writer = ThreadPoolExecutor(1, "files-writer")
        self._reader = ThreadPoolExecutor(1, "files-reader")
        self._looker = ThreadPoolExecutor(1, "files-looker")

    def incoming(self, of: str, file: str, size: int) -> "IncomingFile":
        part = self._folder / INCOMING / f"{of}-{file}"
        return IncomingFile(part, place_of(self._data, file), size, self._writer)

    async def discard_all(self, of: str) -> None:
        parts = self._folder / INCOMING

        def discard() -> None:
            failed = None
            for part in parts.glob(f"{of}-*"):
                try:
                    part.unlink(missing_ok=True)
                except OSError as error:
                    failed = error
            if failed:
                raise failed

        await asyncio.get_running_loop().run_in_executor(self._writer, discard)

    def size(self, file: str) -> int | None:
        try:
            return place_of(self._data, file).stat().st_size
        except OSError:
            return None

    def beginning(self, file: str) -> bytes:
        try:
            with place_of(self._data, file).open("rb") as kept:
                return kept.read(BEGINNING)
        except OSError:
            return b""

    async def is_whole(self, file: str) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self._looker, self._is_whole, file)

    def _is_whole(self, file: str) -> bool:
        now, seen = time.monotonic(), self._whole.get(file)
        if seen is not None and now - seen < BELIEVED_SECONDS:
            return self.size(file) is not None
        self._whole.pop(file, None)
        try:
            if hash_of(place_of(self._data, file)) != file:
                return False
        except OSError:
            return False
        self._whole[file] = now
        while len(self._whole) > MOST_BELIEVED:
            self._whole.popitem(last=False)
        return True

    def cached(self, file: str, start: int, most: int) -> bytes | None:
        key = file, start // BLOCK
        block = self._cached.get(key)
        if block is None:
            return None
        self._cached.move_to_end(key)
        begin = start % BLOCK
        return block[begin : begin + most] or None

    async def load(self, file: str, start: int) -> None:
        key = file, start // BLOCK
        if key not in self._loading:
            self._loading[key] = asyncio.ensure_future(self._load(*key))
            self._loading[key].add_done_callback(lambda done: self._loaded(key, done))
        await asyncio.shield(self._loading[key])

    async def _load(self, file: str, block: int) -> None:
        path, loop = place_of(self._data, file), asyncio.get_running_loop()
        data = await loop.run_in_executor(self._reader, _read_block, path, block * BLOCK)
        if not data:
            raise FileNotFoundError(path.name)
        self._cached[file, block] = data
        self._bytes += len(data)
        while self._bytes > CACHED_BYTES:
            self._bytes -= len(self._cached.popitem(last=False)[1])

    def _loaded(self, key: tuple[str, int], done: asyncio.Future[None]) -> None:
        del self._loading[key]
        if not done.cancelled():
            done.exception()  # whoever waits is told; perhaps nobody does any more

    def forget(self, file: str) -> None:
        for key in [key for key in self._cached if key[0] == file]:
            self._bytes -= len(self._cached.pop(key))

    def remove(self, file: str) -> None:
        place_of(self._data, file).unlink(missing_ok=True)

    async def clear_away(self, kept: Callable[[str], bool], before: float) -> list[OSError]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, self._clear_away, kept, before)

    def _clear_away(self, kept: Callable[[str], bool], before: float) -> list[OSError]:
        failed: list[OSError] = []
        for path in self._folder.glob("*/*"):
            try:
                is_old = path.is_file() and path.stat().st_mtime < before
                if is_old and (path.parent.name == INCOMING or not kept(path.name)):
                    path.unlink(missing_ok=True)
            except FileNotFoundError:
                pass
            except OSError as error:
                failed.append(error)
        return failed

    def close(self) -> None:
        for threads in (self._writer, self._reader, self._looker):
            threads.shutdown()


class IncomingFile:
    """One that comes; its place is taken only once all of it is here."""

    def __init__(self, part: Path, place: Path, size: int, writer: ThreadPoolExecutor) -> None:
        self._part, self._place, self._size, self._writer = part, place, size, writer
        self._digest = hashlib.sha256()
        self._out: BinaryIO | None = None
        self.have = 0

    async def open(self) -> None:
        await self._run(self._open)

    async def write(self, data: bytes) -> None:
        await self._run(lambda: self._write(data))

    async def finish(self) -> tuple[bool, bytes]:
        return await self._run(self._finish)

    def place(self) -> None:
        folder = self._place.parent
        new = not folder.exists()
        make_folder_for(self._place)
        replace(self._part, self._place)
        sync_folder(folder)
        if new:
            sync_folder(folder.parent)

    async def close(self) -> None:
        await self._run(self._close)

    async def discard(self) -> None:
        await self._run(self._discard)

    def _run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._writer, work)

    def _open(self) -> None:
        make_folder_for(self._part)
        with contextlib.suppress(FileExistsError):
            os.close(create_private(self._part))
        self._out = out = self._part.open("r+b")
        if out.seek(0, os.SEEK_END) == self.have:
            return  # as this process left it
        self._begin_anew()
        while piece := out.read(PIECE):
            self._digest.update(piece)
            self.have += len(piece)
        if self.have > self._size:  # of an offer that said another size
            out.truncate(0)
            self._begin_anew()

    def _begin_anew(self) -> None:
        assert self._out is not None
        self._out.seek(0)
        self._digest, self.have = hashlib.sha256(), 0

    def _write(self, data: bytes) -> None:
        assert self._out is not None
        self._out.write(data)
        self._out.flush()
        self._digest.update(data)
        self.have += len(data)

    def _finish(self) -> tuple[bool, bytes]:
        assert self._out is not None
        os.utime(self._part)  # it is of now, however long ago its last piece came
        os.fsync(self._out.fileno())
        self._out.seek(0)
        beginning = self._out.read(BEGINNING)
        self._close()
        return self._digest.hexdigest() == self._place.name, beginning

    def _close(self) -> None:
        if self._out is not None:
            with contextlib.suppress(OSError):  # on a full disk
                self._out.close()
            self._out = None

    def _discard(self) -> None:
        self._close()
        self._part.unlink(missing_ok=True)


def _read_block(path: Path, start: int) -> bytes:
    """``os.pread`` is not everywhere."""
    with path.open("rb", buffering=0) as kept:
        kept.seek(start)
        return kept.read(BLOCK)
