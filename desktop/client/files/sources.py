"""Where the bytes of a file are read that is sent, piece by piece and never on the loop."""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from desktop.client.file_failures import FILE_CHANGED, FILE_EMPTY, FILE_UNREADABLE, FileFailed
from relay.protocol.files import FILE_MB, TOO_LARGE, NamedFile
from relay.shared.system import open_shared
from relay.shared.tasks import Tasks

READ_BYTES = 1 << 20

Run = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Has something done on a thread, and gives what came of it."""


class FileSource(Protocol):
    """A file as it was when it was opened."""

    file: NamedFile

    async def read(self, start: int, length: int) -> bytes:
        """So many of its bytes; raises FileFailed."""

    async def close(self) -> None:
        """It is read no more."""


class BytesSource:
    """A file that is in memory."""

    def __init__(self, file: NamedFile, data: bytes) -> None:
        self.file, self._data = file, data

    async def read(self, start: int, length: int) -> bytes:
        return self._data[start : start + length]

    async def close(self) -> None:
        """There is nothing to close."""


class DiskSource:
    """A file on the disk, held open; one that changes meanwhile is sent no further."""

    def __init__(self, file: NamedFile, opened: BinaryIO, run: Run) -> None:
        self.file, self._opened, self._run = file, opened, run
        self._was = _state(opened)

    async def read(self, start: int, length: int) -> bytes:
        data: bytes = await self._run(lambda: self._read(start, length))
        return data

    async def close(self) -> None:
        await self._run(self._opened.close)

    def _read(self, start: int, length: int) -> bytes:
        try:
            self._opened.seek(start)
            data = self._opened.read(length)
            state = _state(self._opened)
        except OSError:
            raise FileFailed(FILE_UNREADABLE) from None
        if len(data) != length or state != self._was:
            raise FileFailed(FILE_CHANGED)
        return data


async def open_source(where: Path | bytes, kind: str, run: Run) -> FileSource:
    """Reads it once, for its hash; raises FileFailed for what is not to be sent."""
    if isinstance(where, bytes):
        fits(len(where))
        digest: str = await run(lambda: hashlib.sha256(where).hexdigest())
        return BytesSource(NamedFile(hash=digest, size=len(where), kind=kind), where)
    return await opened_on(run, lambda: _open(where, kind, run))


async def opened_on(run: Run, opens: Callable[[], DiskSource]) -> DiskSource:
    """What a thread opens; whoever gives up meanwhile leaves nothing open."""
    opening = asyncio.ensure_future(run(opens))
    try:
        source: DiskSource = await asyncio.shield(opening)
    except asyncio.CancelledError:
        _closings.spawn(_close_unwanted(opening))
        raise
    return source


_closings = Tasks()


async def _close_unwanted(opening: asyncio.Future[DiskSource]) -> None:
    with contextlib.suppress(FileFailed):
        await (await opening).close()


def fits(size: int) -> None:
    """Raises FileFailed for a size that no file may have."""
    if not size:
        raise FileFailed(FILE_EMPTY)
    if size > FILE_MB * 1_000_000:
        raise FileFailed(TOO_LARGE.name)


def open_plain(path: Path) -> BinaryIO:
    """A file that lies there, opened to be read; raises FileFailed also for a pipe or a folder."""
    try:
        if not path.is_file():
            raise FileFailed(FILE_UNREADABLE)
        return open_shared(path)
    except OSError:
        raise FileFailed(FILE_UNREADABLE) from None


def _open(path: Path, kind: str, run: Run) -> DiskSource:
    opened = open_plain(path)
    try:
        size = os.fstat(opened.fileno()).st_size
        fits(size)
        before, digest = _state(opened), hashlib.sha256()
        while data := opened.read(READ_BYTES):
            digest.update(data)
        if _state(opened) != before:
            raise FileFailed(FILE_CHANGED)
        return DiskSource(NamedFile(hash=digest.hexdigest(), size=size, kind=kind), opened, run)
    except OSError:
        opened.close()
        raise FileFailed(FILE_UNREADABLE) from None
    except BaseException:
        opened.close()
        raise


def _state(opened: BinaryIO) -> tuple[int, int]:
    told = os.fstat(opened.fileno())
    return told.st_size, told.st_mtime_ns
