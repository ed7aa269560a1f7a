"""Putting a data folder back to a backup: what was there is put aside, and what is gone with it is counted.

The log begins a new epoch, so that every program forgets what it remembers and reads its lessons afresh.
"""

import contextlib
import datetime
import os
import shutil
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from relay.config import SETTINGS_FILE, travelling
from relay.protocol.safekeeping import Noted
from relay.shared.files import write_private
from relay.shared.ids import new_id
from relay.shared.system import is_held, replace, sync_folder
from relay.store.backups import KEEPER, By, Lost, Manifest, RestoreOutcome
from relay.store.errors import StoreError
from relay.store.heartbeat import HEARTBEAT_FILE
from relay.store.queries.audit import NAMES, add_to_audit
from relay.store.queries.erasing import Erasing
from relay.store.sqlite.backup import name_at
from relay.store.sqlite.backup_file import Workplace, unpack
from relay.store.sqlite.database import make_folder, open_database
from relay.store.sqlite.files import FOLDER
from relay.store.sqlite.health import DATABASE_FILE, STOPPED_FILE
from relay.store.sqlite.lease import FolderLock
from relay.store.sqlite.wal import WalCheckpointer
from relay.tls import CERTIFICATE_FILE, KEY_FILE

UNPACKED = "restoring"
CARRY_OVER = """INSERT INTO main.noted (at, what, "by", account, session, school_class, detail, {names})
    SELECT at, what, "by", account, session, school_class, detail, {values} FROM old.noted AS o
    WHERE NOT EXISTS (SELECT 1 FROM main.noted AS n WHERE n.id = o.id AND n.at = o.at AND n.what = o.what
        AND n."by" = o."by" AND n.account = o.account) ORDER BY o.id"""
LARGEST_SETTINGS = 1 << 20
UNFINISHED = "restore-unfinished"
"""Stands in a data folder in which nothing may begin before a restore has been carried through."""
ASIDE = "before-restore-"
MOVED = (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", KEY_FILE, CERTIFICATE_FILE)

GONE = """FROM old.event AS o WHERE NOT EXISTS
    (SELECT 1 FROM main.event AS n WHERE n.session = o.session AND n.seq = o.seq AND n.ref = o.ref)"""
"""Numbers alone do not tell: a log may have gone on in another way."""
BACK = "SELECT count(*) FROM main.session WHERE id NOT IN (SELECT id FROM old.session)"
REVOKED = """UPDATE main.token SET revoked_at = :now WHERE revoked_at IS NULL AND id NOT IN
    (SELECT id FROM old.token WHERE revoked_at IS NULL)"""
SAME_RELAY = """SELECT 1 FROM main.meta JOIN old.meta USING (key, value) WHERE key = 'relay_id'"""
NARROWED = """UPDATE main.event AS n SET audience = (SELECT o.audience FROM old.event AS o
        WHERE o.session = n.session AND o.seq = n.seq AND o.ref = n.ref)
    WHERE EXISTS (SELECT 1 FROM old.event AS o
        WHERE o.session = n.session AND o.seq = n.seq AND o.ref = n.ref AND o.audience != n.audience)"""
"""Who is told an event only ever becomes fewer."""
ERASED = """SELECT account FROM old.noted WHERE what = 'erase_person'
    EXCEPT SELECT account FROM main.noted WHERE what = 'erase_person'"""


def refuse_unfinished(folder: Path) -> None:
    """Raises StoreError in a folder where a restore was cut short."""
    if (folder / UNFINISHED).exists():
        raise StoreError(f"Putting {folder} back to a backup was cut short. Please do it again.")


def restore(
    folder: Path, file: Path, now: int, other_relay: bool = False, sign_out: bool = False, by: By = KEEPER
) -> RestoreOutcome:
    """Put a data folder back to a backup, while no relay works in it. ``by`` goes into the audit list.

    ``other_relay``: also where the folder holds another relay. ``sign_out``: all devices must sign in anew.
    Raises FolderInUse, DamagedBackup, NewerDatabase, StoreError, OSError; nothing has been changed then, but
    where ``refuse_unfinished`` says so.
    """
    file = file.absolute()
    make_folder(folder)
    with FolderLock(folder):
        unpacked = folder / UNPACKED
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir(mode=0o700)
        try:
            manifest = unpack(file, unpacked, with_files=True)
            left_behind = _keep_harmless(unpacked / SETTINGS_FILE)
            _same_relay(folder / DATABASE_FILE, manifest, other_relay)
            # Also brings an older database up to date.
            open_database(unpacked / DATABASE_FILE, WalCheckpointer(unpacked / DATABASE_FILE))
            lost = _renew(unpacked / DATABASE_FILE, folder / DATABASE_FILE, now, sign_out, by)
            return _put_in_place(folder, unpacked, manifest, lost, now, left_behind)
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)


def what_would_be_gone(
    database: Path, backup: Path, workplace: Path, given_up: threading.Event | None = None
) -> tuple[Manifest, int, int, int]:
    """What a backup holds, and what has been acknowledged since: events, since when (ms UTC), sessions.

    Also beside a relay at work. Raises as ``restore``, and changes nothing.
    """
    with Workplace(workplace) as place:
        manifest = unpack(backup, place, given_up)
        _same_relay(database, manifest, other_relay=False)
        with contextlib.closing(sqlite3.connect(place / DATABASE_FILE, uri=True)) as connection:
            connection.execute("ATTACH ? AS old", (f"{database.absolute().as_uri()}?mode=ro",))
            return manifest, *_gone(connection)


def _gone(connection: sqlite3.Connection) -> tuple[int, int, int]:
    found = connection.execute(f"SELECT count(*), coalesce(min(at), 0), count(DISTINCT session) {GONE}")
    events, since, sessions = found.fetchone()
    return events, since, sessions


def _same_relay(database: Path, manifest: Manifest, other_relay: bool) -> None:
    if other_relay or not database.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()
    except sqlite3.DatabaseError:
        return  # damaged: that may be why
    if row and row[0] != manifest.relay_id:
        raise StoreError(
            f"{database.parent} holds another relay than the backup. Give --other-relay if that one shall go."
        )


def _renew(database: Path, old: Path, now: int, sign_out: bool, by: By) -> Lost | None:
    """Give the restored database its new epoch, and hold fast to what must not be undone."""
    lost = None
    if old.exists():
        lost = _compare(database, old, now)
        _carry_over_audit(database, old)
    with contextlib.closing(_opened(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (new_id(),))
        if sign_out:
            connection.execute("UPDATE token SET revoked_at = ? WHERE revoked_at IS NULL", (now,))
        detail = f"{lost.events} since {_moment(lost.since)}" if lost and lost.events else ""
        act = Noted(id=0, at=now, what="restore", by=by.account, by_name=by.name, detail=detail)
        add_to_audit(connection, act)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, that can be moved
    return lost


def _compare(database: Path, old: Path, now: int) -> Lost | None:
    """What the database from before has that this one has not; None when it can't be read."""
    try:
        with contextlib.closing(_opened(database)) as connection:
            connection.execute("ATTACH ? AS old", (str(old.absolute()),))
            if connection.execute("PRAGMA old.quick_check(1)").fetchone() != ("ok",):
                return None
            events, since, sessions = _gone(connection)
            back = connection.execute(BACK).fetchone()[0]
            connection.execute("BEGIN IMMEDIATE")  # undone with the connection if something fails
            connection.execute(NARROWED)
            signed_out = connection.execute(REVOKED, {"now": now}).rowcount
            erased = _erased(connection)
            for account in erased:
                Erasing(_OneConnection(connection)).erase_whole(account, now)
            connection.execute("COMMIT")
    except sqlite3.DatabaseError:
        return None
    return Lost(events, since, sessions, back, signed_out, len(erased))


class _OneConnection:
    """A database that nobody else uses, as queries take it."""

    def __init__(self, opened: sqlite3.Connection) -> None:
        self._opened = opened

    def connection(self) -> sqlite3.Connection:
        return self._opened


def _carry_over_audit(database: Path, old: Path) -> None:
    """Who did what since the backup stays known, as far as the database from before can be read.

    Of another relay nothing is taken over: its accounts are not those of this one.
    """
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(_opened(database)) as connection:
        connection.execute("ATTACH ? AS old", (str(old.absolute()),))
        if connection.execute(SAME_RELAY).fetchone():
            connection.execute("BEGIN IMMEDIATE")
            _add_older_audit(connection)
            connection.execute("COMMIT")


def _add_older_audit(connection: sqlite3.Connection) -> None:
    """Add what the list of the attached database ``old`` has and this one has not."""
    there = {row[1] for row in connection.execute("PRAGMA old.table_info(noted)")}
    if there:  # else it is older than the list
        values = ", ".join(name if name in there else "''" for name in NAMES)
        connection.execute(CARRY_OVER.format(names=", ".join(NAMES), values=values))


def _opened(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA secure_delete=1").fetchall()
    return connection


def _moment(ms: int) -> str:
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).isoformat(" ", "seconds")


def _erased(connection: sqlite3.Connection) -> list[str]:
    if not connection.execute("SELECT 1 FROM old.sqlite_master WHERE name = 'noted'").fetchone():
        return []
    return [row[0] for row in connection.execute(ERASED)]


def _new_aside(folder: Path, now: int) -> Path:
    """Named by the time; another one of the same second gets a number."""
    first = made = folder / (ASIDE + name_at(now).partition(".")[0])
    number = 1
    while made.exists():
        number += 1
        made = first.with_name(f"{first.name}-{number}")
    return made


def _keep_harmless(settings: Path) -> list[str]:
    """Leaves of a backup's settings those that may travel; the names of the others."""
    try:
        with settings.open("rb") as file:
            text, left_behind = travelling(file.read(LARGEST_SETTINGS).decode())
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        text, left_behind = "", []
    if text:
        write_private(settings, text.encode())
    else:
        settings.unlink()
    return left_behind


def _put_in_place(
    folder: Path, unpacked: Path, manifest: Manifest, lost: Lost | None, now: int, left_behind: Sequence[str]
) -> RestoreOutcome:
    # Where the backup holds no files, those that are there stay: what the database names of them is right.
    moved = (*MOVED, FOLDER) if manifest.files else MOVED
    there = [name for name in moved if (folder / name).exists()]
    if held := [name for name in there if is_held(folder / name)]:
        raise StoreError(
            f"Another program has {folder / held[0]} open. Nothing was changed: "
            "close that program, and try again."
        )
    aside = _new_aside(folder, now) if there else None
    if aside:
        aside.mkdir(mode=0o700)
    os.close(os.open(folder / UNFINISHED, os.O_WRONLY | os.O_CREAT, 0o600))
    sync_folder(folder)
    if aside:
        for name in there:
            replace(folder / name, aside / name)
        sync_folder(aside)
    for name in (HEARTBEAT_FILE, STOPPED_FILE):
        (folder / name).unlink(missing_ok=True)
    own = (folder / SETTINGS_FILE).exists()
    settings = not own and (unpacked / SETTINGS_FILE).exists()
    optional = [SETTINGS_FILE] * settings + [FOLDER] * (manifest.files > 0)
    for name in (DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE, *optional):
        replace(unpacked / name, folder / name)
    sync_folder(folder)
    (folder / UNFINISHED).unlink()
    sync_folder(folder)
    return RestoreOutcome(manifest, aside, lost, settings, [] if own else left_behind)
