"""Backups: one file with the database, the relay's key, its certificate and its settings, made while it runs.

A backup is a ZIP file of its owner alone. It is written under another name, read back, and only then given
its own; so a file that bears the name of a backup was whole when it was made.
"""

import contextlib
import datetime
import hashlib
import os
import shutil
import sqlite3
import ssl
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct
from ulid import ULID

from relay.store.checking import DATABASE_FILE
from relay.store.errors import DamagedDatabase, NewerDatabase, StoreClosed, StoreError
from relay.store.health import check_all, sync_folder
from relay.tls import CERTIFICATE_FILE, KEY_FILE

FOLDER = "backups"
"""In the data folder."""
SUFFIX = ".schoolbell-backup"
FORM = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1 << 20
PARTS = frozenset((DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE, "relay.toml"))
"""What a backup may hold; anything else in one is damage."""
NEEDED = frozenset((DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE))
PIECE = 1 << 20
PAGES = 2_000
"""Of the database, copied at a stretch."""
STEPS = 100_000
"""Of SQLite's machine, after which it is asked whether to go on."""
UNFINISHED = ".unfinished-"


class DamagedBackup(StoreError):
    """This is no backup, or one that is damaged; the message says which and how."""

    exit_code = 65


class Part(Struct):
    """One file in a backup."""

    size: int
    sha256: str


class Manifest(Struct, kw_only=True):
    """What a backup says of itself. Times are ms UTC."""

    form: int
    made_at: int
    program: str
    relay_id: str
    epoch: str
    accounts: int
    sessions: int
    events: int
    last_event_at: int
    parts: dict[str, Part]


def name_at(now: int) -> str:
    """The name of a backup made at this time (ms UTC)."""
    moment = datetime.datetime.fromtimestamp(now / 1000, datetime.UTC)
    return moment.strftime("%Y-%m-%d-%H%M%S") + SUFFIX


def clear_away(folder: Path) -> None:
    """Remove what a backup left that was cut short; only while nobody makes one."""
    for left in (folder / FOLDER).glob(f"{UNFINISHED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def make_folder_of(folder: Path) -> Path:
    """The folder of backups in a data folder, for its owner alone."""
    backups = folder / FOLDER
    backups.mkdir(mode=0o700, exist_ok=True)
    return backups


def make_backup(
    folder: Path,
    target: Path,
    belongings: Mapping[str, Path],
    now: int,
    given_up: threading.Event | None = None,
) -> Manifest:
    """Back up the data folder to a file that is not there yet; for a thread of its own.

    ``belongings``: files that travel along, by their names in the backup (PARTS). Lessons go on meanwhile:
    the database is copied as it is at one moment. Raises DamagedDatabase when there is damage in it,
    StoreError, and OSError where the file can't be written; and StoreClosed soon after ``given_up`` is set.
    """
    go_on = _GoOn(given_up)
    if target.exists():
        raise StoreError(f"{target} is there already; nothing is written over another file.")
    with Workplace(make_folder_of(folder)) as place, _sentences():
        copy = place / DATABASE_FILE
        _copy(folder / DATABASE_FILE, copy, go_on)
        manifest = _describe(copy, now, go_on)
        draft = target.with_name(f"{UNFINISHED}{target.name}")
        try:
            with open(_private(draft), "wb") as out:
                _pack(out, manifest, {DATABASE_FILE: copy, **belongings}, go_on)
                out.flush()
                os.fsync(out.fileno())
            copy.unlink()
            check_backup(draft, place, given_up)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    sync_folder(target.parent)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself, without reading all of it; raises DamagedBackup, OSError."""
    with _opened(file) as archive:
        return _manifest(archive)


def check_backup(file: Path, workplace: Path, given_up: threading.Event | None = None) -> Manifest:
    """Read a backup from end to end; raises DamagedBackup with what is wrong, NewerDatabase, OSError.

    ``workplace``: a folder with room for the database, which is unpacked there for the time of the check.
    """
    with Workplace(workplace) as place:
        return unpack(file, place, given_up)


def unpack(file: Path, into: Path, given_up: threading.Event | None = None) -> Manifest:
    """Lay what is in a backup into an empty folder, all of it checked; raises as ``check_backup``."""
    go_on = _GoOn(given_up)
    with _opened(file) as archive:
        manifest = _manifest(archive)
        for name, part in manifest.parts.items():
            _unpack_part(archive, name, part, into / name, go_on)
    _check_database(into / DATABASE_FILE, manifest, go_on)
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(into / CERTIFICATE_FILE, into / KEY_FILE)
    except ssl.SSLError as error:
        raise DamagedBackup(f"The key in {file.name} does not fit its certificate: {error}.") from error
    return manifest


def _copy(database: Path, to: Path, go_on: "_GoOn") -> None:
    """The database as it is at one moment, in one file, while others write."""
    os.close(_private(to))
    source = sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None
    )
    copy = sqlite3.connect(to, isolation_level=None)
    with contextlib.closing(source), contextlib.closing(copy):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM meta").fetchone()  # from here on this moment is what is read
        source.backup(copy, pages=PAGES, progress=go_on.progress)
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()


def _describe(copy: Path, now: int, go_on: "_GoOn") -> Manifest:
    with contextlib.closing(_reading(copy)) as connection, go_on.watching(connection):
        if found := check_all(connection):
            raise DamagedDatabase(f"The database is damaged: {'; '.join(found)}.")
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        accounts, sessions, events, last = _counts(connection)
    return Manifest(
        form=FORM,
        made_at=now,
        program=_program(),
        relay_id=meta["relay_id"],
        epoch=meta["epoch"],
        accounts=accounts,
        sessions=sessions,
        events=events,
        last_event_at=last,
        parts={},
    )


def _program() -> str:
    try:
        return metadata.version("schoolbell")
    except metadata.PackageNotFoundError:
        return "0"


def _counts(connection: sqlite3.Connection) -> tuple[int, int, int, int]:
    events, last = connection.execute("SELECT count(*), coalesce(max(at), 0) FROM event").fetchone()
    accounts = connection.execute("SELECT count(*) FROM account").fetchone()[0]
    sessions = connection.execute("SELECT count(*) FROM session").fetchone()[0]
    return accounts, sessions, events, last


def _pack(out: IO[bytes], manifest: Manifest, files: Mapping[str, Path], go_on: "_GoOn") -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, file in files.items():
            digest, size = hashlib.sha256(), 0
            with file.open("rb") as content, archive.open(name, "w", force_zip64=True) as packed:
                while piece := content.read(PIECE):
                    go_on()
                    digest.update(piece)
                    size += len(piece)
                    packed.write(piece)
            manifest.parts[name] = Part(size, digest.hexdigest())
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise DamagedBackup(f"{file.name} is no backup, or a damaged one: {error}.") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    file = Path(archive.filename or "the file").name
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise DamagedBackup(f"{file} says too much of itself to be a backup.")
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedBackup(f"{file} does not say what it is: {error}.") from error
    if manifest.form > FORM:
        raise NewerDatabase(f"{file} was made by a newer version of Schoolbell ({manifest.program}).")
    if not NEEDED <= manifest.parts.keys() <= PARTS:
        raise DamagedBackup(f"{file} does not hold what a backup holds.")
    return manifest


def _unpack_part(archive: zipfile.ZipFile, name: str, part: Part, to: Path, go_on: "_GoOn") -> None:
    digest, left = hashlib.sha256(), part.size
    try:
        with archive.open(name) as packed, open(_private(to), "wb") as out:
            while piece := packed.read(PIECE):
                go_on()
                left -= len(piece)
                if left < 0:
                    break
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
    except KeyError:
        raise DamagedBackup(f"{name} is missing.") from None
    except zlib.error as error:
        raise DamagedBackup(f"{name} is damaged: {error}.") from error
    if left or digest.hexdigest() != part.sha256:
        raise DamagedBackup(f"{name} is not what was backed up.")


def _check_database(file: Path, manifest: Manifest, go_on: "_GoOn") -> None:
    try:
        with contextlib.closing(_reading(file)) as connection, go_on.watching(connection):
            found = check_all(connection)
            if not found:
                meta = dict(connection.execute("SELECT key, value FROM meta"))
                told = (manifest.accounts, manifest.sessions, manifest.events, manifest.last_event_at)
                if (meta["relay_id"], meta["epoch"]) != (manifest.relay_id, manifest.epoch):
                    found = ["it is of another relay"]
                elif _counts(connection) != told:
                    found = ["it does not hold as much as it should"]
    except (sqlite3.DatabaseError, KeyError) as error:
        raise DamagedBackup(f"The database in the backup can't be read: {error}.") from error
    if found:
        raise DamagedBackup(f"The database in the backup is damaged: {'; '.join(found)}.")


def _reading(file: Path) -> sqlite3.Connection:
    """A connection to a database that nobody changes."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA cache_size=-16000")
    return connection


def _private(file: Path) -> int:
    """A new file of its owner alone, open for writing."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"The database can't be copied: {error}.") from error


class _GoOn:
    """Raises StoreClosed when called after it was given up."""

    def __init__(self, given_up: threading.Event | None) -> None:
        self._given_up = given_up

    def __call__(self) -> None:
        if self._given_up and self._given_up.is_set():
            raise StoreClosed("The relay ends; the backup is left undone.")

    def progress(self, status: int, remaining: int, total: int) -> None:
        """As SQLite tells how far a copy is."""
        self()

    @contextlib.contextmanager
    def watching(self, connection: sqlite3.Connection) -> Iterator[None]:
        """What takes long on this connection ends too."""
        given_up = self._given_up
        if given_up is not None:
            connection.set_progress_handler(lambda: int(given_up.is_set()), STEPS)
        try:
            yield
        except sqlite3.OperationalError:
            self()
            raise


class Workplace:
    """An empty folder of its owner alone, gone afterwards with all that is in it."""

    def __init__(self, parent: Path) -> None:
        self._folder = parent / f"{UNFINISHED}{ULID()}"

    def __enter__(self) -> Path:
        self._folder.mkdir(mode=0o700)
        return self._folder

    def __exit__(self, *error: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
