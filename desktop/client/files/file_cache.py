"""Files by their hash, as one account has them: here in memory only; ``store`` keeps them on the disk."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop.client.file_failures import FILE_UNREADABLE, FileFailed
from desktop.client.files.sources import BytesSource, FileSource, open_source
from relay.protocol.files import NamedFile

MEMORY_BYTES = 32_000_000
"""So much is kept where there is no disk, or none that takes anything; the newest is kept in any case."""
HASHED_AT_ONCE = 262_144
"""Bytes: more are hashed on a thread."""

W = TypeVar("W")


class UnfinishedFile:
    """A file of which the first ``have`` bytes are here."""

    def __init__(self, cache: "FileCache", file: NamedFile, data: bytes = b"") -> None:
        self._cache, self._file, self._data = cache, file, bytearray(data)

    @property
    def have(self) -> int:
        return len(self._data)

    async def append(self, data: bytes) -> None:
        """What comes next."""
        self._data += data

    async def finish(self) -> bool:
        """All is here. Keeps it if it is what it is said to be; else nothing is here any more."""
        data = bytes(self._data)
        self._data.clear()
        if len(data) <= HASHED_AT_ONCE:
            return self._cache.take(self._file, data)
        digest = await self._cache.run(lambda: hashlib.sha256(data).hexdigest())
        if digest != self._file.hash:
            return False
        self._cache.remember(self._file.hash, data)
        return True

    async def close(self) -> None:
        """It is not gone on with for now."""


class FileCache:
    """Nothing outlives the program."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        """The one that was wanted last at the end."""
        self._held: dict[str, bytes] = {}

    async def run(self, work: Callable[[], W]) -> W:
        """Has something done on a thread."""
        return await asyncio.to_thread(work)

    # what was fetched

    async def has(self, file: NamedFile) -> bool:
        """Whether it is here, whole and undamaged."""
        return file.hash in self._kept

    async def read(self, file: NamedFile) -> bytes | None:
        """All of it, if it is here."""
        data = self._kept.get(file.hash)
        if data is not None:
            self.remember(file.hash, data)
        return data

    async def copy(self, file: NamedFile, to: Path) -> bool:
        """Writes it into a new file, if it is here; raises OSError, also where there is a file already."""
        data = self._kept.get(file.hash)
        if data is None:
            return False

        def written() -> None:
            with open(to, "xb") as out:
                try:
                    out.write(data)
                except OSError:
                    to.unlink(missing_ok=True)
                    raise

        await self.run(written)
        return True

    async def begin(self, file: NamedFile) -> UnfinishedFile:
        """A file that is to come, with what is here of it."""
        return UnfinishedFile(self, file)

    async def keep(self, file: NamedFile, data: bytes) -> None:
        """What was made here need not be fetched."""
        part = await self.begin(file)
        try:
            await part.append(data[part.have :])
            await part.finish()
        finally:  # whoever gives up meanwhile leaves it to others to go on
            await part.close()

    def take(self, file: NamedFile, data: bytes) -> bool:
        """Keeps in memory what has come, while it is written; False if it is not what it is said to be."""
        if hashlib.sha256(data).hexdigest() != file.hash:
            return False
        self.remember(file.hash, data)
        return True

    def remember(self, file_hash: str, data: bytes) -> None:
        """In memory, as the newest."""
        self._kept.pop(file_hash, None)
        self._kept[file_hash] = data
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > MEMORY_BYTES:
            del self._kept[next(iter(self._kept))]

    def drop(self, file_hash: str) -> None:
        """It is elsewhere now, too."""
        self._kept.pop(file_hash, None)

    def documents(self) -> Path | None:
        """A folder for files that this account opens in other programs, which goes with ``forget``."""
        return None

    # what waits to be sent

    async def hold(self, where: Path | bytes, kind: str) -> NamedFile:
        """A copy of a file, as it is now, until it is let go; raises FileFailed."""
        source = await open_source(where, kind, self.run)
        try:
            self._held[source.file.hash] = await source.read(0, source.file.size)
        finally:
            await source.close()
        return source.file

    async def held(self, file: NamedFile) -> FileSource:
        """To be sent; raises FileFailed where it is not there any more."""
        data = self._held.get(file.hash)
        if data is None:
            raise FileFailed(FILE_UNREADABLE)
        return BytesSource(file, data)

    def let_go(self, file_hash: str) -> None:
        """It was sent, or will not be."""
        self._held.pop(file_hash, None)

    async def forget_fetched(self) -> None:
        """What was fetched is kept no more."""
        self._kept.clear()

    async def forget(self) -> None:
        """Nothing of this account is kept any more."""
        self._kept.clear()
        self._held.clear()
