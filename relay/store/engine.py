"""What the store asks of a database: an engine with its database, lease, writer and maintenance.

SQLite (``relay/store/sqlite``) is one. Queries, log, pages and projections know these interfaces alone.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from relay.protocol.log import Entry
from relay.protocol.safekeeping import Backup, SetAside
from relay.store.backups import KEEPER, By, Manifest, RestoreOutcome

Values = Sequence[Any] | Mapping[str, Any]


class Cursor(Protocol):
    """What came of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    @property
    def description(self) -> Sequence[Sequence[Any]]:
        """Of each column, its name first."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class SqlConnection(Protocol):
    """Takes SQL with ``?`` or ``:name`` for values."""

    def execute(self, statement: str, values: Values = ..., /) -> Cursor:
        """Carry out one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Cursor:
        """Carry out one statement for each row of values."""


class Connects(Protocol):
    """What queries are made of."""

    def connection(self) -> SqlConnection:
        """This thread's connection, opened if need be."""


class Database(Connects, Protocol):
    """The tables, as threads reach them: each has a connection of its own."""

    def reading(self) -> AbstractContextManager[None]:
        """One state of the database throughout; nothing can be written by this thread's connection."""

    def writer(self, events: "EventInserter", done: "Done", failed: "Failed") -> "Writer":
        """The one that writes."""

    def close(self) -> None:
        """Close this thread's connection."""

    def close_readers(self) -> None:
        """Close the connections of all threads that have read; none of them may be at work."""


class Lease(Protocol):
    """This process owns the school, until it lets go or dies."""

    def release(self) -> None:
        """Let another process have it."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long one commit took, in seconds."""

    events: int
    work: float
    """The transaction alone."""
    committed: float
    """From being appended to being on disk, of the events that are told."""
    since: float
    """When those were appended (``perf_counter``)."""


@dataclass(slots=True, eq=False)
class Append:
    """Events of rooms, numbered already; since when they wait (``perf_counter``), and who is told after."""

    entries: Sequence[Entry]
    since: float
    told: Callable[[Sequence[Entry], Times], None]


@dataclass(slots=True, eq=False)
class Then:
    """Something to be called once all before it is committed."""

    call: Callable[[], None]


@dataclass(slots=True, eq=False)
class Write:
    """A change by the school, and where its outcome goes."""

    change: Callable[[], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


Item = Append | Then | Write


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction covered, and from when to when the disk worked on it (``perf_counter``)."""

    items: list[Item]
    began: float
    ended: float


class EventInserter(Protocol):
    """Puts events into the log, with what they project, inside a writer's transaction."""

    def insert(self, connection: SqlConnection, entries: Sequence[Entry]) -> None:
        """Raises OutOfOrder for one that is not its session's next."""

    def forget(self) -> None:
        """Something was rolled back."""


Done = Callable[[Batch], None]
"""Called on the loop once a batch, after its commit."""
Failed = Callable[[BaseException, list[Item]], None]
"""Called on the loop at most once, with the items that were not committed; then nothing more is written."""


class Writer(Protocol):
    """Carries out items in the order in which they were put, and tells the loop."""

    commits: int
    """Transactions committed so far."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin with what was put before."""

    def put(self, item: Item) -> None:
        """Have an item carried out; never blocks."""

    def waiting(self) -> int:
        """About how many items wait."""

    def drain(self) -> list[Item]:
        """Take back everything that has not been begun."""

    def stop(self) -> None:
        """Carry out what waits, then end; blocks until then."""


class Incoming(Protocol):
    """A file of which not all has come. Awaited in turn, on the loop; raises OSError where the disk fails."""

    have: int
    """Bytes of it that are here."""

    async def open(self) -> None:
        """Find what came of it before, if anything did: ``have`` says how much."""

    async def write(self, data: bytes) -> None:
        """The next bytes."""

    async def finish(self) -> tuple[bool, bytes]:
        """All has come, and is on the disk: whether it is what its hash says, and how it begins."""

    def place(self) -> None:
        """Where files are kept; for use inside a write, with the row that names it."""

    async def close(self) -> None:
        """What came stays for the next time."""

    async def discard(self) -> None:
        """What came is thrown away."""


class Files(Protocol):
    """Files by their SHA-256 in hex: bytes alone. Who may have them, and how long, is not known here."""

    def incoming(self, of: str, file: str, size: int) -> Incoming:
        """A file that is handed in by an account (``of``); each account's are its own until they are kept."""

    async def discard_all(self, of: str) -> None:
        """What came from an account and is not whole is thrown away; raises OSError."""

    def size(self, file: str) -> int | None:
        """Of one that is kept; None: there is none. Reads the disk."""

    def beginning(self, file: str) -> bytes:
        """How one that is kept begins; empty: there is none. Reads the disk."""

    async def is_whole(self, file: str) -> bool:
        """Whether one that is kept is what its hash says. Reads all of it, but not again soon."""

    def cached(self, file: str, start: int, most: int) -> bytes | None:
        """Bytes from ``start`` on, at least one, if they are in memory; reads no disk."""

    async def load(self, file: str, start: int) -> None:
        """Have ``cached`` find what stands at ``start``; raises OSError, also where there is no such file."""

    def forget(self, file: str) -> None:
        """What is in memory of one may be of before it was replaced."""

    def remove(self, file: str) -> None:
        """One that nothing names; for use inside the write that finds so."""

    async def clear_away(self, kept: Callable[[str], bool], before: float) -> list[OSError]:
        """Remove what has not changed since ``before`` (seconds), and is no kept file or came to no end.

        Gives why some could not be removed.
        """

    def close(self) -> None:
        """Nothing is read or written any more; blocks until then."""


class Maintenance(Protocol):
    """Looks after the data of a store at work: its size, its room on the disk, its backups."""

    folder: Path
    """Where backups lie."""
    files_stay: asyncio.Lock
    """Held while files are backed up, and while some go: a backup has all that its database names."""

    def free_bytes(self) -> int:
        """Bytes that are free where the data lies."""

    def is_low(self, limit_bytes: int) -> bool:
        """Whether less than so much is free."""

    def is_full(self) -> bool:
        """Whether so little is free that even a small change might fail."""

    def database_bytes(self) -> int:
        """Size of the database."""

    def ahead_bytes(self) -> int:
        """Size of what has been committed and is not yet in its place."""

    def overwrite_after_next_commit(self) -> None:
        """With the next commit what was erased shall be in no file any more."""

    def note_clean_stop(self) -> None:
        """The database was closed as it should be."""

    async def back_up(
        self, file: Path | None, belongings: Mapping[str, Path], now: int, with_files: bool = True
    ) -> tuple[Path, Backup]:
        """Back up to ``file``, or into the folder that it names, or into the own one.

        ``with_files``: those of lessons go along.
        """

    async def backups(self) -> list[Backup]:
        """Those in the own folder, the newest first."""

    async def check(self, name: str) -> tuple[Backup, list[str]] | None:
        """Read one from end to end; gives what is wrong with it. None: there is none of this name."""

    async def compare(self, name: str) -> tuple[Backup, int, int, int] | None:
        """What would be gone if the relay were put back to one: events, since when, sessions."""

    async def set_aside(self) -> list[SetAside]:
        """What the relay was before it was put back to a backup, the newest first."""

    async def delete(self, name: str) -> bool:
        """Delete one, or what was set aside under this name; False when there is none."""

    def give_up(self) -> None:
        """The relay ends: what is under way is left undone."""


class Engine(Protocol):
    """One kind of database, for one school."""

    folder: Path
    """The relay's own folder: key, certificate, settings; for SQLite the data too."""

    def acquire(self) -> Lease:
        """Become its owner; raises FolderInUse, or StoreError where it can't be used."""

    def open(self) -> Database:
        """Brought up to date, by its owner. Raises NewerDatabase, DamagedDatabase, StoreError."""

    def maintenance(self) -> Maintenance:
        """The one that looks after it."""

    def files(self) -> Files:
        """The files that belong to its sessions."""

    def check(self) -> int:
        """Check everything, alone or beside a relay; raises DamagedDatabase with what was found.

        Gives how many files of lessons are not there.
        """

    def check_backup(self, file: Path) -> Manifest:
        """Read a backup from end to end; raises DamagedBackup, NewerDatabase, OSError."""

    def restore(
        self, file: Path, now: int, other_relay: bool = False, sign_out: bool = False, by: By = KEEPER
    ) -> RestoreOutcome:
        """Put the school back to a backup, while nobody owns it. ``by`` goes into the audit list.

        ``other_relay``: also where another relay is. ``sign_out``: all devices must sign in anew. Raises
        FolderInUse, DamagedBackup, NewerDatabase, StoreError, OSError; nothing has been changed then.
        """
