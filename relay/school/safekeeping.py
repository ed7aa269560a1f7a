"""Keeping the school's data: backups, how long sessions are kept, and the list of who did what."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from relay.config import SETTINGS_FILE, Settings
from relay.protocol.accounts import Done
from relay.protocol.base import Reply
from relay.protocol.refusals import BAD_VALUE, BUSY, DISK_LOW, LONGEST_DETAIL, NOT_ALLOWED, NOT_FOUND, Refusal
from relay.protocol.safekeeping import (
    BACKUP_FAILED,
    CLOCK_DOUBTED,
    MOST_BACKUPS,
    MOST_FINDINGS,
    BackupChecked,
    BackupList,
    BackupMade,
    BackupRestored,
    CheckBackup,
    ConfirmClock,
    DeleteBackup,
    GetKeeping,
    Keeping,
    ListBackups,
    MakeBackup,
    Notes,
    OldRemoved,
    ReadNotes,
    RemoveOld,
    RestoreBackup,
    SetKeeping,
)
from relay.school.authorising import OWNER, Who
from relay.school.requests import C, Request, handles, reads
from relay.school.sessions import concerned
from relay.school.setting_aside import bring_up_to_date
from relay.school.surroundings import Change
from relay.store import Store
from relay.store.errors import StoreClosed, StoreError
from relay.store.queries.files import FileQueries
from relay.tls import CERTIFICATE_FILE, KEY_FILE, identity

AT_ONCE = 20
"""Old sessions looked up at a time; each is removed by itself, so that no lesson waits."""

journal = logging.getLogger(__name__)


@handles(MakeBackup, Who.ADMINS)
async def make_backup(request: Request[MakeBackup]) -> Reply:
    """Backs up database, key, certificate and settings. Where to may only be said on the relay's machine."""
    command, store = request.command, request.store
    if command.file and request.asker != OWNER:
        raise Refusal(NOT_ALLOWED, detail="file")
    elsewhere = command.file  # never in the relay's folder, which is not the asker's
    if elsewhere and ("\0" in elsewhere or not Path(elsewhere).is_absolute()):
        raise Refusal(BAD_VALUE, detail="file")
    earlier = await request.read(request.earlier)
    if earlier is not None:
        return earlier
    # For a moment there are the database, its copy, and the backup that is being written.
    needed = 2 * (store.maintenance.database_bytes() + store.maintenance.ahead_bytes())
    with_files = not command.without_files
    if with_files and not command.file:
        needed += await store.read(store.queries(FileQueries).bytes)
    if store.maintenance.is_low(needed):
        raise Refusal(DISK_LOW)
    async with _told_as_refusal():
        belongings = await asyncio.to_thread(_belongings, request.office.settings)
        target = Path(command.file) if command.file else None
        file, backup = await store.maintenance.back_up(target, belongings, request.now(), with_files)
    request.detail = backup.name
    made = BackupMade(ref=command.ref, backup=backup, folder=str(file.parent.absolute()))
    return await request.write(lambda: made, though_disk_low=True)


def _belongings(settings: Settings) -> dict[str, Path]:
    """The files besides the database without which a relay on another machine would not be this one."""
    shown = identity(settings.data, settings.certificate, settings.private_key)
    found = {KEY_FILE: shown.key, CERTIFICATE_FILE: shown.certificate}
    file = settings.data / SETTINGS_FILE
    return found | ({SETTINGS_FILE: file} if file.is_file() else {})


@handles(ListBackups, Who.ADMINS)
async def list_backups(request: Request[ListBackups]) -> Reply:
    await request.authorise()
    return await _list(request)


@handles(CheckBackup, Who.ADMINS)
async def check_backup(request: Request[CheckBackup]) -> Reply:
    command, store = request.command, request.store
    await request.authorise()
    async with _told_as_refusal():
        found = await store.maintenance.check(command.name)
    if found is None:
        raise Refusal(NOT_FOUND, detail=command.name)
    backup, findings = found
    told = [finding[:LONGEST_DETAIL] for finding in findings[:MOST_FINDINGS]]
    return BackupChecked(ref=command.ref, backup=backup, findings=told)


@handles(RestoreBackup, Who.ADMINS)
async def restore_backup(request: Request[RestoreBackup]) -> Reply:
    """Checks the backup first. Nothing of this answer is kept: the database that would keep it goes.

    Comparing takes a while, so that the asker has to be an admin before and after it.
    """
    command, store = request.command, request.store
    await request.authorise()
    if store.maintenance.is_low(4 * (store.maintenance.database_bytes() + store.maintenance.ahead_bytes())):
        raise Refusal(DISK_LOW)
    async with _told_as_refusal():
        found = await store.maintenance.compare(command.name)
    if found is None:
        raise Refusal(NOT_FOUND, detail=command.name)
    backup, events, since, sessions = found
    await request.authorise()
    if not command.dry_run:
        request.after_commit.back_to = store.maintenance.folder / command.name
    return BackupRestored(ref=command.ref, backup=backup, events=events, since=since, sessions=sessions)


@handles(DeleteBackup, Who.ADMINS)
async def delete_backup(request: Request[DeleteBackup]) -> Reply:
    """Deletes a backup, or what was set aside; deleting it again is all right."""
    command, store = request.command, request.store
    await request.authorise()
    async with _told_as_refusal():
        deleted = await store.maintenance.delete(command.name)
    reply = await _list(request)
    if not deleted:
        return reply
    request.detail = command.name
    return await request.write(lambda: reply, though_disk_low=True)


async def _list(request: Request[C]) -> BackupList:
    backups = request.store.maintenance
    async with _told_as_refusal():
        found, set_aside = (await backups.backups())[:MOST_BACKUPS], await backups.set_aside()
    folder = str(backups.folder.absolute())
    return BackupList(ref=request.command.ref, backups=found, folder=folder, set_aside=set_aside)


@contextlib.asynccontextmanager
async def _told_as_refusal() -> AsyncIterator[None]:
    """What can go wrong with files is told to whoever asked, in the words of the system."""
    try:
        yield
    except StoreClosed:
        raise Refusal(BUSY) from None
    except (StoreError, OSError) as error:
        told = (error.strerror if isinstance(error, OSError) else None) or str(error)
        journal.info("a backup could not be made or read: %s", told)
        raise Refusal(BACKUP_FAILED, detail=told) from None


@reads(GetKeeping, Who.ADMINS)
def get_keeping(request: Request[GetKeeping]) -> Keeping:
    keeping, now = request.store.keeping, request.now()
    days = keeping.days()
    doubt = request.office.clock.now() if request.store.heartbeat.doubted else 0
    due = keeping.count_due(days, now)
    return Keeping(ref=request.command.ref, days=days, due=due, doubted_clock=doubt, reckoned=now)


@handles(SetKeeping, Who.ADMINS)
async def set_keeping(request: Request[SetKeeping]) -> Reply:
    """Nothing is removed by this; that is done once a day."""
    command, keeping, now = request.command, request.store.keeping, request.now()

    def would() -> Keeping:
        return Keeping(ref=command.ref, days=command.days, due=keeping.count_due(command.days, now))

    def set_days() -> Keeping:
        keeping.set_days(command.days)
        return would()

    request.detail = str(command.days)
    return await (request.read(would) if command.dry_run else request.write(set_days, though_disk_low=True))


@handles(ConfirmClock, Who.ADMINS)
async def confirm_clock(request: Request[ConfirmClock]) -> Reply:
    """The clock has been doubted, and is right: from here on it is what things expire by."""
    heartbeat = request.store.heartbeat
    await request.authorise()
    try:
        heartbeat.confirm()
    except OSError as error:
        journal.warning("the heartbeat can't be kept: %s", error)
    return await request.write(lambda: Done(ref=request.command.ref), though_disk_low=True)


@handles(RemoveOld, Who.ADMINS)
async def remove_old(request: Request[RemoveOld]) -> Reply:
    """Does now what is done once a day, and does not wait until it was due on seven days."""
    await request.authorise()
    if request.store.heartbeat.doubted:
        raise Refusal(CLOCK_DOUBTED)
    gone = await remove_due(request.store, request.now())
    request.detail = str(len(gone))

    def told() -> OldRemoved:
        request.after_commit.changes.extend(gone)
        return OldRemoved(ref=request.command.ref, sessions=len(gone))

    return await request.write(told, though_disk_low=True)


async def remove_due(store: Store, now: int) -> list[Change]:
    """Remove all that is older at ``now`` than the school keeps things; gives whom it concerns.

    Raises StoreClosed.
    """
    gone: list[Change] = []
    met: set[str] = set()
    while True:
        due = await store.read(lambda: store.keeping.due(now, AT_ONCE))
        new = [session for session in due if session not in met]
        if not new:
            break
        met.update(new)
        for session in new:
            if change := await store.write(lambda session=session: _remove(store, session)):  # type: ignore[misc]
                gone.append(change)
    rows = await store.write(lambda: _forget(store, now))
    if gone or rows:
        journal.info("what was old has been removed", extra={"sessions": len(gone), "rows": rows})
    return gone


def _forget(store: Store, now: int) -> int:
    return store.keeping.delete_old_rows(now) + store.audit.forget(now) + store.classes.forget_closed()


def _remove(store: Store, session_id: str) -> Change | None:
    session = store.sessions.get(session_id)
    if session is None or session.status == "live":
        return None
    store.sessions.delete(session.id)
    bring_up_to_date(store)
    return Change(None, session.id, 0, concerned(store, session))


@reads(ReadNotes, Who.ADMINS)
def read_notes(request: Request[ReadNotes]) -> Notes:
    command = request.command
    found = request.store.audit.find(command.before, command.account, command.limit + 1)
    more = len(found) > command.limit
    return Notes(ref=command.ref, notes=found[: command.limit], more=more)
