"""SQLite as the engine of one school: its database file, and the folder in which that lies."""

import tempfile
from pathlib import Path

from relay.store.backups import KEEPER, By, Manifest, RestoreOutcome
from relay.store.errors import StoreError
from relay.store.sqlite.backup import FOLDER, clear_away
from relay.store.sqlite.backup_file import check_backup
from relay.store.sqlite.checking_files import check_files
from relay.store.sqlite.database import SchoolDatabase, make_folder, open_database
from relay.store.sqlite.errors import OWN
from relay.store.sqlite.files import FolderFiles
from relay.store.sqlite.health import DATABASE_FILE, check_folder
from relay.store.sqlite.lease import FolderLock
from relay.store.sqlite.maintenance import SqliteMaintenance, make_room
from relay.store.sqlite.permissions import keep_private
from relay.store.sqlite.restoring import refuse_unfinished, restore
from relay.store.sqlite.wal import WalCheckpointer

__all__ = ["DATABASE_FILE", "WITH_OWN_WORDS", "SqliteEngine"]

WITH_OWN_WORDS = (StoreError, *OWN)
"""Errors whose words name files, tables and causes, and nothing that people have written."""


class SqliteEngine:
    """One school in a data folder, which is made if need be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ahead = WalCheckpointer(folder / DATABASE_FILE)

    def acquire(self) -> FolderLock:
        make_folder(self.folder)
        return FolderLock(self.folder)

    def open(self) -> SchoolDatabase:
        refuse_unfinished(self.folder)
        make_room(self.folder)
        clear_away(self.folder)
        keep_private(self.folder)
        return open_database(self.folder / DATABASE_FILE, self._ahead)

    def maintenance(self) -> SqliteMaintenance:
        return SqliteMaintenance(self.folder, self._ahead)

    def files(self) -> FolderFiles:
        return FolderFiles(self.folder)

    def check(self) -> int:
        check_folder(self.folder)
        return check_files(self.folder)

    def check_backup(self, file: Path) -> Manifest:
        own = self.folder / FOLDER
        with tempfile.TemporaryDirectory(dir=own if own.is_dir() else None) as workplace:
            return check_backup(file, Path(workplace))

    def restore(
        self, file: Path, now: int, other_relay: bool = False, sign_out: bool = False, by: By = KEEPER
    ) -> RestoreOutcome:
        return restore(self.folder, file, now, other_relay, sign_out, by)
