"""What a backup's file is: a ZIP file that says what is in it, and is read to its last byte."""

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import ssl
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from relay.config import SETTINGS_FILE
from relay.shared.files import create_private
from relay.shared.ids import new_id
from relay.store.backups import BackupPart, DamagedBackup, Manifest
from relay.store.errors import NewerDatabase, StoreClosed, StoreError
from relay.store.sqlite.files import make_folder_for, place_of
from relay.store.sqlite.health import DATABASE_FILE, check_all
from relay.tls import CERTIFICATE_FILE, KEY_FILE

FORM = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1 << 20
PARTS = frozenset((DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE, SETTINGS_FILE))
"""What a backup may hold; anything else in one is damage."""
NEEDED = frozenset((DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE))
FILES = "files/"
"""Before the hash of each file of a lesson, as it is called in a backup."""
PIECE = 1 << 20
ROOM_LEFT = 50_000_000
"""Bytes that unpacking leaves free for the relay beside it, whatever a file says that it holds."""
STEPS = 100_000
"""Of SQLite's machine, after which it is asked whether to go on."""
UNFINISHED = ".unfinished-"
_IS_FILE = re.compile(rf"{FILES}[0-9a-f]{{64}}")


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


def unpack(
    file: Path, into: Path, given_up: threading.Event | None = None, with_files: bool = False
) -> Manifest:
    """Lay what is in a backup into an empty folder, all of it checked; raises as ``check_backup``.

    The files of lessons are laid there only ``with_files``; else they are checked where they lie.
    """
    go_on = GoOn(given_up)
    with _opened(file) as archive:
        manifest = _manifest(archive)
        holds = sum(part.size for part in manifest.parts.values()) + with_files * manifest.file_bytes
        if holds > shutil.disk_usage(into).free - ROOM_LEFT:
            raise StoreError(f"There is no room to unpack {file.name}: it holds {holds // 1_000_000} MB.")
        for name, part in manifest.parts.items():
            _unpack_part(archive, name, part, into / name, go_on)
        _unpack_files(archive, manifest, into if with_files else None, go_on)
    _check_database(into / DATABASE_FILE, manifest, go_on)
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(into / CERTIFICATE_FILE, into / KEY_FILE)
    except ssl.SSLError as error:
        raise DamagedBackup(f"The key in {file.name} does not fit its certificate: {error}.") from error
    return manifest


def counts(connection: sqlite3.Connection) -> tuple[int, int, int, int]:
    """Accounts, sessions, events, and when the newest of these was said (ms UTC; 0: never)."""
    events, last = connection.execute("SELECT count(*), coalesce(max(at), 0) FROM event").fetchone()
    accounts = connection.execute("SELECT count(*) FROM account").fetchone()[0]
    sessions = connection.execute("SELECT count(*) FROM session").fetchone()[0]
    return accounts, sessions, events, last


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


def _unpack_part(archive: zipfile.ZipFile, name: str, part: BackupPart, to: Path, go_on: "GoOn") -> None:
    try:
        found = _read_out(archive, name, to, part.size, go_on)
    except KeyError:
        raise DamagedBackup(f"{name} is missing.") from None
    except zlib.error as error:
        raise DamagedBackup(f"{name} is damaged: {error}.") from error
    if found != part:
        raise DamagedBackup(f"{name} is not what was backed up.")


def _unpack_files(archive: zipfile.ZipFile, manifest: Manifest, into: Path | None, go_on: "GoOn") -> None:
    """Each is what its name says; nothing is written that the backup does not say it holds."""
    names = [name for name in archive.namelist() if name.startswith(FILES)]
    left = manifest.file_bytes
    if len(names) != manifest.files or len(names) != len(set(names)):
        raise DamagedBackup("It does not hold as many files as it should.")
    for name in names:
        if not _IS_FILE.fullmatch(name):
            raise DamagedBackup("A file in it has no name that a file has.")
        file = name.removeprefix(FILES)
        place = place_of(into, file) if into else None
        if place:
            make_folder_for(place)
        found = _read_out(archive, name, place, left, go_on)
        left -= found.size
        if left < 0 or found.sha256 != file:
            raise DamagedBackup("A file in it is not what was backed up.")
    if left:
        raise DamagedBackup("Its files are not as large as they should be.")


def _read_out(archive: zipfile.ZipFile, name: str, to: Path | None, most: int, go_on: "GoOn") -> BackupPart:
    """What stands under a name, laid ``to`` a place if there is one; read no further once it is too much."""
    digest, size = hashlib.sha256(), 0
    with contextlib.ExitStack() as held:
        packed = held.enter_context(archive.open(name))
        out = held.enter_context(open(create_private(to), "wb")) if to else None
        while size <= most and (piece := packed.read(PIECE)):
            go_on()
            size += len(piece)
            digest.update(piece)
            if out and size <= most:
                out.write(piece)
        if out:
            out.flush()
            os.fsync(out.fileno())
    return BackupPart(size, digest.hexdigest())


def _check_database(file: Path, manifest: Manifest, go_on: "GoOn") -> None:
    try:
        with contextlib.closing(reading(file)) as connection, go_on.watching(connection):
            found = check_all(connection)
            if not found:
                meta = dict(connection.execute("SELECT key, value FROM meta"))
                told = (manifest.accounts, manifest.sessions, manifest.events, manifest.last_event_at)
                if (meta["relay_id"], meta["epoch"]) != (manifest.relay_id, manifest.epoch):
                    found = ["it is of another relay"]
                elif counts(connection) != told:
                    found = ["it does not hold as much as it should"]
    except (sqlite3.DatabaseError, KeyError) as error:
        raise DamagedBackup(f"The database in the backup can't be read: {error}.") from error
    if found:
        raise DamagedBackup(f"The database in the backup is damaged: {'; '.join(found)}.")


def reading(file: Path) -> sqlite3.Connection:
    """A connection to a database that nobody changes."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA cache_size=-16000")
    return connection


class GoOn:
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
        self._folder = parent / f"{UNFINISHED}{new_id()}"

    def __enter__(self) -> Path:
        self._folder.mkdir(mode=0o700)
        return self._folder

    def __exit__(self, *error: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
