"""One database file: opened, checked, begun anew when it is of no use. Used on the store's thread alone."""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Literal, TypeVar

from desktop.client.store.tables import Steps
from relay.shared.system import replace

T = TypeVar("T")

log = logging.getLogger(__name__)

BESIDE = ("", "-wal", "-shm")
"""A database is three files."""
WAL_BYTES = 4 << 20
PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "secure_delete": 1,
    "journal_size_limit": WAL_BYTES,
    "cache_size": -4_000,
    "temp_store": "memory",
    "trusted_schema": 0,
}


@dataclass(frozen=True)
class Trouble:
    """Something is not as it should be with a file; the program goes on.

    newer: a later version of this program wrote it. damaged: it can't be read. Either was put aside as
    ``aside``, or, where that is empty, deleted, and a new one begun.
    unusable: nothing can be written there, so nothing outlives the program.
    full: one thing could not be written; ``detail`` says why.
    """

    kind: Literal["newer", "damaged", "unusable", "full"]
    file: str
    aside: str = ""
    detail: str = ""


class DiskFailed(Exception):
    """What was asked of the database was not done."""


class DatabaseFile:
    """A file of a known schema.

    One that is of no use is put aside if it is dear (``full``). Otherwise it is deleted: what it holds might
    have been hidden or erased since, and nobody could take it out any more.
    """

    def __init__(
        self,
        file: Path,
        steps: Steps,
        synchronous: Literal["full", "normal"],
        report: Callable[[Trouble], None],
    ) -> None:
        self._file, self._steps, self._synchronous, self._report = file, steps, synchronous, report
        self._dear = synchronous == "full"
        self._database: Connection | None = None
        self.in_memory = False

    def open(self) -> None:
        """Opens it, or a new one in its place; where there is no disk to write to, in memory."""
        if not self._dear:
            self._drop_put_aside()
        for _ in range(2):
            try:
                self._database = self._opened(str(self._file))
                return
            except _Unfit as unfit:
                if not self._get_rid_of_it(unfit.kind, str(unfit)):
                    break
            except (OSError, sqlite3.Error) as error:
                log.warning("%s can't be used: %s", self._file.name, error)
                self._report(Trouble("unusable", self._file.name, detail=str(error)))
                break
        self.in_memory = True
        self._database = self._opened(":memory:")

    def do(self, work: Callable[[Connection], T]) -> T:
        """Does it in one transaction; raises DiskFailed. What turns out to be damaged is begun anew."""
        if self._database is None:
            raise DiskFailed("not open")
        try:
            with _transaction(self._database):
                return work(self._database)
        except sqlite3.Error as error:
            if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
                self.close()
                self._get_rid_of_it("damaged", str(error))
                self.open()
            elif isinstance(error, sqlite3.IntegrityError):
                log.warning("%s: what this belongs to is gone: %s", self._file.name, error)
            else:
                log.warning("%s: %s", self._file.name, error)
                self._report(Trouble("full", self._file.name, detail=str(error)))
            raise DiskFailed(str(error)) from error

    def wipe(self) -> None:
        """What was deleted is gone from the file's bytes too."""
        if self._database is None:
            return
        try:
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            log.warning("%s could not be made smaller: %s", self._file.name, error)

    def checkpoint(self) -> None:
        """What was deleted, and with that overwritten, is not in the file beside it either."""
        if self._database is None:
            return
        try:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            log.warning("%s could not be folded back: %s", self._file.name, error)

    def size(self) -> int:
        """Bytes on the disk."""
        found = 0
        for end in BESIDE:
            with contextlib.suppress(OSError):
                found += self._beside(end).stat().st_size
        return 0 if self.in_memory else found

    def close(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()

    def _opened(self, name: str) -> Connection:
        if name != ":memory:":
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        database = sqlite3.connect(name, timeout=5, isolation_level=None)
        try:
            for pragma, value in PRAGMAS.items():
                database.execute(f"PRAGMA {pragma} = {value}")
            database.execute(f"PRAGMA synchronous = {self._synchronous}")
            if self._bring_up_to_date(database):
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what a step deleted goes now
        except sqlite3.DatabaseError as error:
            database.close()
            if _is_damage(error):
                raise _Unfit("damaged", str(error)) from error
            raise
        except BaseException:
            database.close()
            raise
        return database

    def _bring_up_to_date(self, database: Connection) -> bool:
        """Whether anything was to be done."""
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(self._steps):
            raise _Unfit("newer", f"version {version}, known up to {len(self._steps)}")
        if self._dear:  # and of few rows
            (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise _Unfit("damaged", str(found))
        for number, step in enumerate(self._steps[version:], version + 1):
            with _transaction(database):
                for one in step:
                    database.execute(one)
                database.execute(f"PRAGMA user_version = {number}")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return bool(0 < version < len(self._steps))

    def _get_rid_of_it(self, kind: Literal["newer", "damaged"], why: str) -> bool:
        aside = f"{self._file.stem}-{kind}-{time.time_ns() // 1_000_000}{self._file.suffix}"
        log.warning("%s is %s (%s) and begun anew", self._file.name, kind, why)
        try:
            for end in BESIDE:
                with contextlib.suppress(FileNotFoundError):
                    if self._dear:
                        replace(self._beside(end), self._file.with_name(aside + end))
                    else:
                        self._beside(end).unlink()
        except OSError as error:
            self._report(Trouble("unusable", self._file.name, detail=str(error)))
            return False
        self._report(Trouble(kind, self._file.name, aside if self._dear else "", why))
        return True

    def _drop_put_aside(self) -> None:
        """Earlier versions kept such files."""
        for kind in ("newer", "damaged"):
            for file in self._file.parent.glob(f"{self._file.stem}-{kind}-*{self._file.suffix}*"):
                with contextlib.suppress(OSError):
                    file.unlink()

    def _beside(self, end: str) -> Path:
        return self._file.with_name(self._file.name + end)


@contextlib.contextmanager
def _transaction(database: Connection) -> Iterator[None]:
    """All of it, or nothing."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # undone already
            database.execute("ROLLBACK")
        raise


class _Unfit(Exception):
    def __init__(self, kind: Literal["newer", "damaged"], why: str) -> None:
        super().__init__(why)
        self.kind: Literal["newer", "damaged"] = kind


def _is_damage(error: Exception) -> bool:
    words = str(error)
    return "not a database" in words or "malformed" in words or "no such table" in words
