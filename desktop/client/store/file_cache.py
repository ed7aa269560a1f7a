"""One account's files on the disk; what the disk does not take is kept in memory, and nothing is held up."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from desktop.client.account_cache import Whose
from desktop.client.file_failures import FILE_CHANGED, FileFailed
from desktop.client.files.file_cache import FileCache, UnfinishedFile
from desktop.client.files.sources import DiskSource, FileSource, fits, open_plain, opened_on
from desktop.client.store.database_file import DiskFailed
from desktop.client.store.file_folder import FileFolder, owner_name
from relay.protocol.files import NamedFile

T = TypeVar("T")

log = logging.getLogger(__name__)


class DiskFileCache(FileCache):
    """``whose``: the relay's and the account's id; before that is known all is in memory."""

    def __init__(
        self, folder: FileFolder, whose: Whose, wanted: Callable[[str, str], Awaitable[set[str]]]
    ) -> None:
        """``wanted``: hashes of the files that what waits of an account names."""
        super().__init__()
        self._folder, self._whose, self._wanted = folder, whose, wanted
        self._swept = ""
        """For whom it was looked whether copies lie here that nothing waits for."""
        self._holding = asyncio.Lock()
        """What is held while it is looked would be one of those."""

    @property
    def _owner(self) -> str:
        """Empty while nobody is known."""
        relay, account = self._whose()
        return owner_name(relay, account) if relay and account else ""

    async def run(self, work: Callable[[], T]) -> T:
        return await self._folder.run(work)

    # what was fetched

    async def has(self, file: NamedFile) -> bool:
        owner = self._owner
        return await super().has(file) or await self._tried(
            owner, lambda: self._folder.check(owner, file.hash), False
        )

    async def read(self, file: NamedFile) -> bytes | None:
        owner = self._owner
        return await super().read(file) or await self._tried(
            owner, lambda: self._folder.read(owner, file.hash), None
        )

    async def copy(self, file: NamedFile, to: Path) -> bool:
        owner = self._owner
        if bool(owner) and await self.run(lambda: self._folder.copy(owner, file.hash, to)):
            return True
        return await super().copy(file, to)

    async def begin(self, file: NamedFile) -> UnfinishedFile:
        owner = self._owner
        begun = await self._tried(owner, lambda: self._folder.begin(owner, file.hash, file.size), None)
        return (
            UnfinishedFile(self, file)
            if begun is None
            else UnfinishedFileOnDisk(self, self._folder, file, *begun)
        )

    async def _tried(self, owner: str, work: Callable[[], T], nothing: T) -> T:
        """``nothing`` where there is no disk for this: a cache may always be empty."""

        def done() -> T:
            try:
                return work()
            except OSError as error:
                log.warning("the folder of files can't be used: %s", error)
                return nothing

        return await self.run(done) if owner else nothing

    def documents(self) -> Path | None:
        owner = self._owner
        return self._folder.documents(owner) if owner else None

    # what waits to be sent

    async def hold(self, where: Path | bytes, kind: str) -> NamedFile:
        """A disk that takes nothing holds nothing up: then it is held in memory."""
        async with self._holding:
            owner = self._owner
            if owner and self._swept != owner:
                self._swept = owner
                with contextlib.suppress(DiskFailed):
                    wanted = await self._wanted(*self._whose())
                    await self._tried(owner, lambda: self._folder.sweep(owner, wanted), None)
            held = await self.run(lambda: self._hold(owner, where, kind)) if owner else None
        return held or await super().hold(where, kind)

    def _hold(self, owner: str, where: Path | bytes, kind: str) -> NamedFile | None:
        with io.BytesIO(where) if isinstance(where, bytes) else open_plain(where) as opened:
            size = opened.seek(0, io.SEEK_END)
            fits(size)
            opened.seek(0)
            try:
                digest, copied = self._folder.hold(owner, opened.read)
            except OSError as error:
                log.warning("a file that waits could not be written: %s", error)
                return None
        if copied != size:
            raise FileFailed(FILE_CHANGED)
        return NamedFile(hash=digest, size=size, kind=kind)

    async def held(self, file: NamedFile) -> FileSource:
        owner = self._owner
        if file.hash in self._held or not owner:
            return await super().held(file)
        path = self._folder.held(owner, file.hash)
        return await opened_on(self.run, lambda: DiskSource(file, open_plain(path), self.run))

    def let_go(self, file_hash: str) -> None:
        super().let_go(file_hash)
        if owner := self._owner:
            self._folder.post(lambda: self._folder.let_go(owner, file_hash))

    async def forget_fetched(self) -> None:
        await super().forget_fetched()
        if self._owner:
            await self.run(lambda: self._folder.forget_fetched(*self._whose()))

    async def forget(self) -> None:
        await super().forget()
        if self._owner:
            await self.run(lambda: self._folder.forget(*self._whose()))


class UnfinishedFileOnDisk(UnfinishedFile):
    """On the disk, where a program that starts again finds it; in memory once the disk takes no more."""

    def __init__(
        self, cache: DiskFileCache, folder: FileFolder, file: NamedFile, path: Path, have: int
    ) -> None:
        super().__init__(cache, file)
        self._folder, self._path, self._written = folder, path, have
        self._on_disk = True

    @property
    def have(self) -> int:
        return self._written if self._on_disk else super().have

    async def append(self, data: bytes) -> None:
        if self._on_disk:
            at = self._written
            if await self._done(lambda: self._folder.append(self._path, at, data)):
                self._written += len(data)
                return
            await self._go_on_in_memory()
            if super().have != at:  # the disk gives back less than it took: that is to be fetched again
                return
        await super().append(data)

    async def finish(self) -> bool:
        if self._on_disk:
            fits = False

            def finished() -> None:
                nonlocal fits
                fits = self._folder.finish(self._path, self._file.hash)

            if await self._done(finished):
                if fits:
                    self._cache.drop(self._file.hash)
                else:
                    self._written = 0
                return fits
            await self._go_on_in_memory()
        return await super().finish()

    async def close(self) -> None:
        if self._on_disk:
            await self._cache.run(lambda: self._folder.release(self._path))

    async def _done(self, work: Callable[[], None]) -> bool:
        """Whether the disk has done it."""

        def done() -> bool:
            try:
                work()
            except OSError as error:
                log.warning("what is fetched goes on in memory: %s", error)
                return False
            return True

        return await self._cache.run(done)

    async def _go_on_in_memory(self) -> None:
        there = b""

        def given_up() -> None:
            nonlocal there
            there = self._folder.give_up(self._path)

        await self._done(given_up)
        self._on_disk = False
        self._data = bytearray(there[: self._written])
