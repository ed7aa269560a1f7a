"""Making backups: one file with the database, the relay's key, its certificate and settings, while it runs.

It is written under another name, for its owner alone, read back, and only then given its own; so a file that
bears the name of a backup was whole when it was made.
"""

import contextlib
import datetime
import hashlib
import logging
import os
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

import msgspec

from relay.config import SETTINGS_FILE, travelling
from relay.shared.files import create_private, write_private
from relay.shared.system import replace, sync_folder
from relay.shared.version import version
from relay.store.backups import BackupPart, Manifest
from relay.store.errors import DamagedDatabase, StoreError
from relay.store.sqlite.backup_file import (
    FILES,
    FORM,
    MANIFEST,
    PIECE,
    UNFINISHED,
    GoOn,
    Workplace,
    check_backup,
    counts,
    reading,
)
from relay.store.sqlite.files import hash_of, place_of
from relay.store.sqlite.health import DATABASE_FILE, check_all

FOLDER = "backups"
"""In the data folder."""
SUFFIX = ".schoolbell-backup"
PAGES = 2_000
"""Of the database, copied at a stretch."""

journal = logging.getLogger(__name__)


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
    with_files: bool = True,
) -> Manifest:
    """Back up the data folder to a file that is not there yet; for a thread of its own.

    ``belongings``: files that travel along, by their names in the backup (PARTS); of settings
    only the harmless ones. Lessons go on meanwhile:
    the database is copied as it is at one moment. Raises DamagedDatabase when there is damage in it,
    StoreError, and OSError where the file can't be written; and StoreClosed soon after ``given_up`` is set.
    """
    go_on = GoOn(given_up)
    if target.exists():
        raise StoreError(f"{target} is there already; nothing is written over another file.")
    with Workplace(make_folder_of(folder)) as place, _sentences():
        copy = place / DATABASE_FILE
        _copy(folder / DATABASE_FILE, copy, go_on)
        manifest = _describe(copy, now, go_on)
        kept = _kept(copy) if with_files else []
        settings = _settings(belongings, place)
        draft = target.with_name(f"{UNFINISHED}{target.name}")
        try:
            with open(create_private(draft), "wb") as out:
                parts = {DATABASE_FILE: copy, **belongings, **settings}
                _pack(out, manifest, parts, [place_of(folder, file) for file in kept], go_on)
                out.flush()
                os.fsync(out.fileno())
            copy.unlink()
            check_backup(draft, place, given_up)
            replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    sync_folder(target.parent)
    return manifest


def _settings(belongings: Mapping[str, Path], place: Path) -> dict[str, Path]:
    """Of the relay's settings those that may travel; the others are this machine's, and some are secrets."""
    file = belongings.get(SETTINGS_FILE)
    if file is None:
        return {}
    text, _ = travelling(file.read_text("utf-8"))
    harmless = place / SETTINGS_FILE
    write_private(harmless, text.encode())
    return {SETTINGS_FILE: harmless}


def _copy(database: Path, to: Path, go_on: GoOn) -> None:
    """The database as it is at one moment, in one file, while others write."""
    os.close(create_private(to))
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


def _describe(copy: Path, now: int, go_on: GoOn) -> Manifest:
    with contextlib.closing(reading(copy)) as connection, go_on.watching(connection):
        if found := check_all(connection):
            raise DamagedDatabase(f"The database is damaged: {'; '.join(found)}.")
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        accounts, sessions, events, last = counts(connection)
    return Manifest(
        form=FORM,
        made_at=now,
        program=version(),
        relay_id=meta["relay_id"],
        epoch=meta["epoch"],
        accounts=accounts,
        sessions=sessions,
        events=events,
        last_event_at=last,
        parts={},
    )


def _kept(copy: Path) -> list[str]:
    """The files that this database knows."""
    with contextlib.closing(reading(copy)) as connection:
        return [file for (file,) in connection.execute("SELECT hash FROM file ORDER BY hash")]


def _pack(
    out: IO[bytes], manifest: Manifest, parts: Mapping[str, Path], files: Iterable[Path], go_on: GoOn
) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, file in parts.items():
            manifest.parts[name] = _pack_one(archive, name, file, go_on)
        left_out = 0
        for file in files:
            # One that is not there, or damaged, is left out: whoever has it hands it in once more.
            if not _is_whole(file, go_on):
                left_out += 1
            else:
                stored = zipfile.ZipInfo(FILES + file.name)  # not deflated: most are packed already
                manifest.file_bytes += _pack_one(archive, stored, file, go_on).size
                manifest.files += 1
        if left_out:
            journal.warning("files are missing or damaged, and not in the backup", extra={"files": left_out})
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def _is_whole(file: Path, go_on: GoOn) -> bool:
    try:
        return hash_of(file, go_on) == file.name
    except OSError:
        return False


def _pack_one(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, file: Path, go_on: GoOn) -> BackupPart:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as content, archive.open(name, "w", force_zip64=True) as packed:
        while piece := content.read(PIECE):
            go_on()
            digest.update(piece)
            size += len(piece)
            packed.write(piece)
    return BackupPart(size, digest.hexdigest())


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"The database can't be copied: {error}.") from error
