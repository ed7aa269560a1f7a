"""Files of a profile by account and hash, and the one thread that reads and writes them.

``files/OWNER/kept`` has what was fetched, with what has come so far of others; ``files/OWNER/held`` what
waits to be sent; ``files/OWNER/documents``, on a shared computer, what its person opens in other programs.
Nothing is read before it is wanted.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from desktop.client.store.folders import entries, remove_folder, size_of, sync_if_possible, touched_at
from relay.shared.files import DRAFT, create_private
from relay.shared.system import replace
from relay.shared.tasks import Tasks

FOLDER, KEPT, HELD, DOCUMENTS, PART = "files", "kept", "held", "documents", ".part"
KEPT_BYTES = 300_000_000
"""Of all accounts; what was wanted longest ago goes first."""
LEFT_FREE_BYTES = 100_000_000
"""A disk that has less is not filled further by what can be fetched again."""
COPIED_AT_ONCE = 1 << 20

T = TypeVar("T")

log = logging.getLogger(__name__)


def owner_name(relay: str, account: str) -> str:
    """The folder of an account at the relay with this key."""
    return hashlib.sha256(f"{relay}\n{account}".encode()).hexdigest()[:32]


class FileFolder:
    """Begins and ends with the store. ``run``, ``post`` and ``close`` are for the loop.

    The rest is for its thread, and may raise OSError.
    """

    def __init__(self, profile: Path, limit: int = KEPT_BYTES) -> None:
        self._root, self._limit = profile / FOLDER, limit
        self._thread: ThreadPoolExecutor | None = None
        self._tasks = Tasks()
        self._closed = False
        self._total: int | None = None
        """Bytes that are kept, once they have been counted."""
        self._written: set[Path] = set()
        """What is being written, so that nobody else writes it, and it is not made room of."""

    async def run(self, work: Callable[[], T]) -> T:
        """Has something done on the thread, in order; after the end nothing: whoever waits is given up."""
        if self._closed:
            raise asyncio.CancelledError
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "files")
        return await asyncio.wrap_future(self._thread.submit(work))

    def post(self, work: Callable[[], object]) -> None:
        """The same, and nobody waits for it."""

        async def done() -> None:
            try:
                await self.run(work)
            except OSError as error:
                log.warning("the folder of files can't be used: %s", error)

        self._tasks.spawn(done())

    async def close(self) -> None:
        await self._tasks.finish()
        self._closed = True
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.wrap_future(thread.submit(lambda: None))
            thread.shutdown()

    # what was fetched

    def read(self, owner: str, file_hash: str) -> bytes | None:
        """A whole file; one that is damaged is deleted."""
        path = self._kept(owner, file_hash)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(data).hexdigest() != file_hash:
            self._delete(path)
            return None
        os.utime(path)
        return data

    def check(self, owner: str, file_hash: str) -> bool:
        """Whether it is here and undamaged, without all of it in memory; one that is damaged is deleted."""
        path = self._kept(owner, file_hash)
        try:
            with open(path, "rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except FileNotFoundError:
            return False
        if digest != file_hash:
            self._delete(path)
            return False
        os.utime(path)
        return True

    def copy(self, owner: str, file_hash: str, to: Path) -> bool:
        """Copies it into a new file, checked on the way; False where it is not here undamaged."""
        path, digest = self._kept(owner, file_hash), hashlib.sha256()
        if not path.exists():
            return False
        with open(path, "rb") as opened, open(to, "xb") as out:
            try:
                while data := opened.read(COPIED_AT_ONCE):
                    digest.update(data)
                    out.write(data)
                fits = digest.hexdigest() == file_hash
            except BaseException:
                to.unlink(missing_ok=True)
                raise
        if not fits:
            to.unlink(missing_ok=True)
            self._delete(path)
        return fits

    def begin(self, owner: str, file_hash: str, size: int) -> tuple[Path, int] | None:
        """Where a file is written that comes by parts, and how much of it is there.

        None: it is being written already, or the disk is nearly full.
        """
        path = self._kept(owner, file_hash + PART)
        if path in self._written:
            return None
        self._make(path.parent)
        have = path.stat().st_size if path.exists() else 0
        if have > size:
            path.unlink()
            have = 0
        if shutil.disk_usage(path.parent).free < size - have + LEFT_FREE_BYTES:
            return None
        self._written.add(path)
        return path, have

    def append(self, path: Path, at: int, data: bytes) -> None:
        """The next bytes of a file that was begun."""
        descriptor = create_private(path) if at == 0 and not path.exists() else os.open(path, _WRITE)
        with open(descriptor, "r+b" if at else "wb") as out:
            out.seek(at)
            out.write(data)

    def give_up(self, path: Path) -> bytes:
        """It is not written here any more: what there was of it."""
        self._written.discard(path)
        try:
            return path.read_bytes()
        finally:
            with contextlib.suppress(OSError):
                path.unlink()

    def release(self, path: Path) -> None:
        """It is not gone on with for now."""
        self._written.discard(path)

    def finish(self, path: Path, file_hash: str) -> bool:
        """Keeps what has come whole; False, and nothing is kept, if it is not what it is said to be."""
        with open(path, "rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if digest != file_hash:
            path.unlink(missing_ok=True)
            return False
        self._written.discard(path)
        size = path.stat().st_size
        replace(path, path.with_name(file_hash))
        self._grown(size)
        return True

    # what waits to be sent

    def hold(self, owner: str, opened_read: Callable[[int], bytes]) -> tuple[str, int]:
        """Copies what is read into a file of its own, by its hash, safe on the disk."""
        folder = self._root / owner / HELD
        self._make(folder)
        draft, digest, size = folder / f"new{DRAFT}", hashlib.sha256(), 0
        draft.unlink(missing_ok=True)
        try:
            with open(create_private(draft), "wb") as out:
                while data := opened_read(COPIED_AT_ONCE):
                    digest.update(data)
                    out.write(data)
                    size += len(data)
                out.flush()
                os.fsync(out.fileno())
            replace(draft, folder / digest.hexdigest())
            sync_if_possible(folder)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
        return digest.hexdigest(), size

    def held(self, owner: str, file_hash: str) -> Path:
        """Where a file is that waits to be sent."""
        return self._root / owner / HELD / file_hash

    def let_go(self, owner: str, file_hash: str) -> None:
        self.held(owner, file_hash).unlink(missing_ok=True)

    def sweep(self, owner: str, wanted: set[str]) -> None:
        """Lets go of what nothing waits for any more: a program was ended between two steps."""
        for entry in entries(self._root / owner / HELD):
            if entry.name not in wanted:
                with contextlib.suppress(OSError):
                    os.unlink(entry)

    # what is opened in other programs

    def documents(self, owner: str) -> Path:
        """A folder of an account's own, which goes with it."""
        return self._root / owner / DOCUMENTS

    # all accounts

    def size(self) -> int:
        """Bytes of all that lies here."""
        folders = self._folders(KEPT, HELD, DOCUMENTS)
        return sum(size_of(entry) for folder in folders for entry in entries(folder))

    def clear(self) -> None:
        """Forgets what was fetched or opened, of everybody; what waits to be sent stays."""
        for folder in self._folders(KEPT, DOCUMENTS):
            remove_folder(folder)
        self._total = None

    def forget_fetched(self, relay: str, account: str) -> None:
        """Of one account; what waits to be sent stays."""
        remove_folder(self._root / owner_name(relay, account) / KEPT)
        self._total = None

    def forget_fetched_of(self, relay: str, account: str, hashes: Iterable[str]) -> None:
        """Single files of one account."""
        for file_hash in hashes:
            self._kept(owner_name(relay, account), file_hash).unlink(missing_ok=True)
        self._total = None

    def forget(self, relay: str, account: str) -> None:
        """Forgets an account, what waits included."""
        remove_folder(self._root / owner_name(relay, account))
        self._total = None

    def forget_others(self, relay: str, account: str) -> None:
        """Forgets everybody but this account."""
        for folder in self._owners():
            if folder.name != owner_name(relay, account):
                remove_folder(folder)
        self._total = None

    def _grown(self, size: int) -> None:
        """What is too much goes, down to nine tenths of what may stay."""
        self._total = self._count() if self._total is None else self._total + size
        if self._total <= self._limit:
            return
        found = [(touched_at(entry), size_of(entry), Path(entry)) for entry in self._kept_entries()]
        left = sum(size for _, size, _ in found)
        for _, gone, path in sorted(found)[:-1]:  # the newest was wanted just now
            if left <= self._limit * 9 // 10:
                break
            if path not in self._written:
                path.unlink(missing_ok=True)
                left -= gone
        self._total = left

    def _count(self) -> int:
        return sum(size_of(entry) for entry in self._kept_entries())

    def _kept_entries(self) -> list[os.DirEntry[str]]:
        return [entry for folder in self._folders(KEPT) for entry in entries(folder)]

    def _delete(self, path: Path) -> None:
        log.warning("a kept file is damaged and deleted: %s", path.name)
        path.unlink(missing_ok=True)
        self._total = None

    def _kept(self, owner: str, name: str) -> Path:
        return self._root / owner / KEPT / name

    def _folders(self, *names: str) -> list[Path]:
        return [owner / name for owner in self._owners() for name in names]

    def _owners(self) -> list[Path]:
        return [Path(entry) for entry in entries(self._root)]

    def _make(self, folder: Path) -> None:
        """Folders of their owner alone, one by one: those above might stand with other rights."""
        for one in (self._root, folder.parent, folder):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)


_WRITE = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
