"""Looks after the data folder of a store at work: its sizes, and its backups, made or read one at a time."""

import asyncio
import contextlib
import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

from relay.protocol.safekeeping import MOST_BACKUPS, Backup, SetAside
from relay.store.backups import DamagedBackup, Manifest
from relay.store.errors import StoreError
from relay.store.sqlite.backup import FOLDER, SUFFIX, make_backup, name_at
from relay.store.sqlite.backup_file import UNFINISHED, check_backup, read_manifest
from relay.store.sqlite.health import DATABASE_FILE, Stopped
from relay.store.sqlite.restoring import ASIDE, what_would_be_gone
from relay.store.sqlite.wal import WalCheckpointer

RESERVE_FILE = "reserve"
RESERVE_BYTES = 1 << 20
"""Kept aside, so that a relay whose disk has run full can still start: opening the database takes some 100 kB
even for reading (SQLite's shared index of the write-ahead log)."""
FULL_BYTES = 512 << 10
"""With less than this free even the smallest change is refused."""


def make_room(folder: Path) -> None:
    """At the start: keep room aside where there is plenty, give it up where there is none."""
    file = folder / RESERVE_FILE
    free = shutil.disk_usage(folder).free
    with contextlib.suppress(OSError):  # then the start goes on as it can
        if free < FULL_BYTES:
            file.unlink(missing_ok=True)
        elif free > 4 * RESERVE_BYTES and not file.exists():
            with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(bytes(RESERVE_BYTES))


class SqliteMaintenance:
    """Used on the loop; files are read and written in threads."""

    def __init__(self, data: Path, ahead: WalCheckpointer) -> None:
        self._data, self._ahead = data, ahead
        self._database = data / DATABASE_FILE
        self.folder = data / FOLDER
        self._one_at_a_time = asyncio.Lock()
        self.files_stay = asyncio.Lock()
        self._given_up = threading.Event()

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._data).free

    def is_low(self, limit_bytes: int) -> bool:
        return self.free_bytes() < limit_bytes

    def is_full(self) -> bool:
        return self.free_bytes() < FULL_BYTES

    def database_bytes(self) -> int:
        return self._database.stat().st_size

    def ahead_bytes(self) -> int:
        return self._ahead.size()

    def overwrite_after_next_commit(self) -> None:
        """With the next commit the write-ahead log is emptied, so that what was erased is in no file."""
        self._ahead.empty_soon()

    def note_clean_stop(self) -> None:
        Stopped(self._database).note()

    async def back_up(
        self, file: Path | None, belongings: Mapping[str, Path], now: int, with_files: bool = True
    ) -> tuple[Path, Backup]:
        async with self._one_at_a_time:
            target = await asyncio.to_thread(self._target, file, now)
            async with self.files_stay:
                manifest = await asyncio.to_thread(
                    make_backup, self._data, target, belongings, now, self._given_up, with_files
                )
            return target, await asyncio.to_thread(_told, target, manifest)

    async def backups(self) -> list[Backup]:
        return await asyncio.to_thread(self._all)

    async def check(self, name: str) -> tuple[Backup, list[str]] | None:
        file = self._own(name)
        async with self._one_at_a_time:
            if not await asyncio.to_thread(file.is_file):
                return None
            try:
                manifest = await asyncio.to_thread(check_backup, file, self.folder, self._given_up)
            except DamagedBackup as damaged:
                return await asyncio.to_thread(_looked_at, file), [str(damaged)]
            return await asyncio.to_thread(_told, file, manifest), []

    async def compare(self, name: str) -> tuple[Backup, int, int, int] | None:
        file = self._own(name)
        async with self._one_at_a_time:
            if not await asyncio.to_thread(file.is_file):
                return None
            manifest, *gone = await asyncio.to_thread(
                what_would_be_gone, self._data / DATABASE_FILE, file, self.folder, self._given_up
            )
            events, since, sessions = gone
            return await asyncio.to_thread(_told, file, manifest), events, since, sessions

    async def set_aside(self) -> list[SetAside]:
        return await asyncio.to_thread(self._set_aside)

    async def delete(self, name: str) -> bool:
        file = self._own(name)
        async with self._one_at_a_time:
            if name in {folder.name for folder in self._folders_aside()}:
                await asyncio.to_thread(shutil.rmtree, self._data / name)
                return True
            if not await asyncio.to_thread(file.is_file):
                return False
            await asyncio.to_thread(file.unlink)
            return True

    def give_up(self) -> None:
        self._given_up.set()

    def _folders_aside(self) -> list[Path]:
        found = [path for path in self._data.glob(f"{ASIDE}*") if path.is_dir() and not path.is_symlink()]
        return sorted(found, reverse=True)

    def _set_aside(self) -> list[SetAside]:
        return [
            SetAside(name=folder.name, size=_size(folder), at=int(folder.stat().st_mtime * 1000))
            for folder in self._folders_aside()[:MOST_BACKUPS]
        ]

    def _own(self, name: str) -> Path:
        """A file of this folder and of no other, whoever asks; raises StoreError."""
        if name in ("", ".", "..") or not name.isprintable() or any(mark in name for mark in "/\\:"):
            raise StoreError("That is not the name of a backup.")
        return self.folder / name

    def _target(self, file: Path | None, now: int) -> Path:
        if file is None:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            file = self.folder
        if not file.is_dir():
            return file
        target = file / name_at(now)
        number = 1
        while target.exists():
            number += 1
            target = file / name_at(now).replace(SUFFIX, f"-{number}{SUFFIX}")
        return target

    def _all(self) -> list[Backup]:
        files = [file for file in self.folder.glob(f"*{SUFFIX}") if _has_fit_name(file.name)]
        found = [_looked_at(file) for file in files]
        return sorted(found, key=lambda backup: (backup.made_at, backup.name), reverse=True)


def _has_fit_name(name: str) -> bool:
    """Whether a file may be one of ours: a whole one, of a name that can be told."""
    return not name.startswith(UNFINISHED) and not any("\ud800" <= c <= "\udfff" for c in name)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _looked_at(file: Path) -> Backup:
    with contextlib.suppress(OSError):
        with contextlib.suppress(StoreError):
            return _told(file, read_manifest(file))
        return Backup(name=file.name, size=file.stat().st_size, readable=False)
    return Backup(name=file.name, size=0, readable=False)


def _told(file: Path, manifest: Manifest) -> Backup:
    return Backup(
        name=file.name,
        size=file.stat().st_size,
        made_at=manifest.made_at,
        program=manifest.program,
        accounts=manifest.accounts,
        sessions=manifest.sessions,
        events=manifest.events,
        last_event_at=manifest.last_event_at,
    )
