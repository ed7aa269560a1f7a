"""The databases of one profile and the one thread that uses them: nothing here ever holds up the loop."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.client.account_cache import LogPosition, Whose
from desktop.client.outbox import PendingCommand
from desktop.client.store import cache, outbox
from desktop.client.store.cache import CachedAccount
from desktop.client.store.database_file import DatabaseFile, DiskFailed, Trouble
from desktop.client.store.tables import CACHE, OUTBOX
from relay.protocol.accounts import Account
from relay.protocol.log import Page
from relay.shared.tasks import Tasks

if TYPE_CHECKING:
    from desktop.client.files.file_cache import FileCache
    from desktop.client.store.file_folder import FileFolder

OUTBOX_FILE, CACHE_FILE = "outbox.db", "cache.db"
SHRINK_EVERY = 1 << 20
"""Bytes written between two looks at whether the cache is beyond its limit."""

T = TypeVar("T")
Work = Callable[[Connection], Any]

log = logging.getLogger(__name__)


class Store:
    """What waits (safe, before it is sent) and what was read (a cache, which may be lost), in two files.

    From ``begin`` or ``open`` to ``close``; between them all is done in the order in which it was asked.
    """

    def __init__(self, folder: Path, limit: int, troubled: Callable[[Trouble], None]) -> None:
        """``limit``: bytes of logs that are kept. ``troubled`` is called on the loop."""
        self._troubled, self._folder = troubled, folder
        self._limit, self._grown = limit, 0
        self._outbox = DatabaseFile(folder / OUTBOX_FILE, OUTBOX, "full", self._report)
        self._cache = DatabaseFile(folder / CACHE_FILE, CACHE, "normal", self._report)
        self._thread = ThreadPoolExecutor(1, "store")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way: set[asyncio.Future[Any]] = set()
        self._forgetting = Tasks()
        """What is to go goes, also when who asked for it no longer waits."""

    # from start to end

    def begin(self) -> None:
        """Opens it, and does not wait: whatever is asked comes after that on its thread."""
        self._loop = asyncio.get_running_loop()
        self.run_on_thread(self._outbox.open)
        self.run_on_thread(self._cache.open)

    async def open(self) -> None:
        self.begin()
        await self.settle()

    async def close(self) -> None:
        """Does what was asked so far, and lets go of the files and the thread."""
        await self._forgetting.finish()
        await self.settle()
        await self._on_thread(self._outbox.close)
        await self._on_thread(self._cache.close)
        if "_files" in vars(self):
            await self._files.close()
        self._thread.shutdown()

    async def settle(self) -> None:
        await self._on_thread(lambda: None)
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    # files

    def open_files(self, whose: Whose) -> "FileCache":
        """An account's files."""
        from desktop.client.store.file_cache import DiskFileCache  # noqa: PLC0415

        return DiskFileCache(self._files, whose, self._held_files)

    def drop_other_epochs(self, person: Callable[[], int], epoch: str, pin: str, account: str) -> None:
        """What is kept of an account is of this epoch from now on; where it was not, files go too."""

        def dropped() -> None:
            if self._cache.do(lambda db: cache.drop_other_epochs(db, person(), epoch)):
                assert self._loop is not None
                files = self._files
                self._loop.call_soon_threadsafe(files.post, lambda: files.forget_fetched(pin, account))

        self.run_on_thread(dropped)

    async def _held_files(self, pin: str, account: str) -> set[str]:
        """Raises DiskFailed: then nothing is known to be of no use."""
        return await self._on_thread(lambda: self._outbox.do(lambda db: outbox.held_files(db, pin, account)))

    @cached_property
    def _files(self) -> "FileFolder":
        from desktop.client.store.file_folder import FileFolder  # noqa: PLC0415

        return FileFolder(self._folder)

    # one account

    async def load(
        self, pin: str, username: str
    ) -> tuple[CachedAccount | None, dict[str, list[PendingCommand]]]:
        """What is kept of an account, by its relay's key and the name under which it signed in last."""

        def loaded() -> tuple[CachedAccount | None, dict[str, list[PendingCommand]]]:
            try:
                person = self._cache.do(lambda db: cache.find_person(db, pin, username))
                if person is None:
                    return None, {}
                return person, self.load_waiting(pin, person.me.id)
            except DiskFailed:
                return None, {}

        return await self._on_thread(loaded)

    async def waiting_of(self, pin: str, account: str) -> dict[str, list[PendingCommand]]:
        """What an account left in the outbox; nothing where the disk can't be read."""

        def loaded() -> dict[str, list[PendingCommand]]:
            try:
                return self.load_waiting(pin, account)
            except DiskFailed:
                return {}

        return await self._on_thread(loaded)

    def load_waiting(self, pin: str, account: str) -> dict[str, list[PendingCommand]]:
        """What an account left in the outbox. On the store's thread."""
        return self._outbox.do(lambda db: outbox.load(db, pin, account))

    def person_number(self, pin: str, account: Account) -> int:
        """The number of an account in the cache. On the store's thread."""
        return self._cache.do(lambda db: cache.find_or_add_person(db, pin, account))

    # all accounts

    async def size(self) -> int:
        databases = await self._on_thread(lambda: self._outbox.size() + self._cache.size())
        return databases + await self._files.run(self._files.size)

    async def clear(self) -> None:
        """Forgets what was read or opened, of everybody. What waits to be sent stays."""
        self.write_cache(_forget_read)
        await self._wiped(self._files.clear)

    async def clear_others(self, pin: str = "", account: str = "") -> None:
        """Forgets everybody but this account, what waits included."""
        self._forget("relay != ? OR account != ?", pin, account)
        await self._wiped(lambda: self._files.forget_others(pin, account))

    async def clear_account(self, pin: str, account: str) -> None:
        """Forgets this account, what waits included."""
        self._forget("relay = ? AND account = ?", pin, account)
        await self._wiped(lambda: self._files.forget(pin, account))

    def _forget(self, whose: str, *values: str) -> None:
        self.write_cache(lambda db: db.execute(f"DELETE FROM person WHERE {whose}", values))
        self.write_outbox(lambda db: db.execute(f"DELETE FROM waiting WHERE {whose}", values))

    async def _wiped(self, forget_files: Callable[[], object]) -> None:
        async def forgotten() -> None:
            try:
                await self.wipe()
                await self._files.run(forget_files)
            except OSError as error:
                log.warning("not all that was to go is gone from the disk: %s", error)

        await asyncio.shield(self._forgetting.spawn(forgotten()))

    async def wipe(self) -> None:
        """What was deleted is no longer in the files' bytes."""
        await self._on_thread(self._cache.wipe)
        await self._on_thread(self._outbox.wipe)

    def set_limit(self, limit: int) -> None:
        """Bytes of logs that are kept; what is too much goes now."""
        if limit != self._limit:
            self._limit = limit
            self.run_on_thread(self._shrink)

    # for those who keep

    def write_outbox(self, work: Work, then: Callable[[], None] | None = None) -> None:
        """Writes to the outbox; ``then`` is called on the loop when it is on the disk, or can't be."""
        self.run_on_thread(lambda: self._outbox.do(work), then)

    def write_cache(self, work: Work) -> None:
        self.run_on_thread(lambda: self._cache.do(work))

    def forget_in_cache(self, work: Callable[[Connection], bool]) -> None:
        """Writes to the cache what may forget logs, and gives whether it did: then their bytes go too.

        Something in them may have been hidden.
        """
        self.run_on_thread(lambda: self._forget_in_cache(work))

    def _forget_in_cache(self, work: Callable[[Connection], bool]) -> None:
        if self._cache.do(work):
            self._cache.checkpoint()

    def add_page(
        self, person: Callable[[], int], session: str, page: Page, position: LogPosition, whose: Whose
    ) -> None:
        """Adds to a log; when many bytes have come together, what is beyond the limit goes.

        What this takes from the person takes along the files that it named: another that names one of them
        has it fetched again.
        """

        def grown() -> None:
            dropped = self._cache.do(lambda db: cache.put_page(db, person(), session, page, position))
            if dropped:
                self._cache.checkpoint()
            if hashes := {file for event in dropped for file in event.files()}:
                assert self._loop is not None
                files = self._files
                self._loop.call_soon_threadsafe(files.post, lambda: files.forget_fetched_of(*whose(), hashes))
            self._grown += sum(len(bytes(raw)) for raw in page.events)
            if self._grown >= min(SHRINK_EVERY, self._limit // 4):
                self._shrink()

        self.run_on_thread(grown)

    async def read_cache(self, work: Callable[[Connection], T], nothing: T) -> T:
        """Reads the cache; ``nothing`` when that fails: a cache may always be empty."""

        def done() -> T:
            try:
                return self._cache.do(work)
            except DiskFailed:
                return nothing

        return await self._on_thread(done)

    def _shrink(self) -> None:
        self._grown = 0
        if self._cache.do(lambda db: cache.shrink(db, self._limit)):
            self._cache.wipe()

    def run_on_thread(self, work: Callable[[], Any], then: Callable[[], None] | None = None) -> None:
        """Has something done on the thread, in order; ``then`` is called on the loop, also if it failed."""
        future = self._on_thread(work)
        self._under_way.add(future)

        def done(future: asyncio.Future[Any]) -> None:
            self._under_way.discard(future)
            error = None if future.cancelled() else future.exception()
            if error is not None and not isinstance(error, DiskFailed):
                log.error("a bug in the store", exc_info=error)
            if then is not None:
                then()

        future.add_done_callback(done)

    def _on_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        assert self._loop is not None, "open it first"
        return asyncio.wrap_future(self._thread.submit(work), loop=self._loop)

    def _report(self, trouble: Trouble) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._troubled, trouble)


def _forget_read(database: Connection) -> None:
    """Lists, details and logs; who people are stays, for what they left in the outbox."""
    for table in ("listed", "details", "log"):
        database.execute(f"DELETE FROM {table}")
    database.execute("UPDATE person SET as_of = 0")
