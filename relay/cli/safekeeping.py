"""Safekeeping from the command line: backups, restoring, how long things are kept, erasing, who did what."""

import argparse
import datetime
import sys
from pathlib import Path

from relay.cli.asking import Failed, R, RefusedBySchool, ask
from relay.cli.commands import DONE, Commands
from relay.clock import Clock
from relay.config import Settings
from relay.protocol.accounts import Account, Done
from relay.protocol.base import Command
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.people_admin import ListPeople, PeopleList
from relay.protocol.safekeeping import (
    LONGEST_DAYS,
    BackupList,
    BackupMade,
    ConfirmClock,
    ErasePerson,
    GetKeeping,
    Keeping,
    ListBackups,
    MakeBackup,
    Noted,
    Notes,
    OldRemoved,
    PersonErased,
    ReadNotes,
    RemoveOld,
    SetKeeping,
)
from relay.shared.files import write_private
from relay.shared.ids import new_id
from relay.shared.own_data_file import OwnDataFile
from relay.store.backups import Manifest, RestoreOutcome
from relay.store.errors import StoreError
from relay.store.heartbeat import Heartbeat
from relay.store.sqlite import DATABASE_FILE, SqliteEngine
from relay.tls import identity

FOR_EVER = "forever"
KNOWN_AS = {"guest": " (guest)", "claimed": " (name not confirmed)"}
"""What is written behind a name, by how the person is known."""


def add_commands(commands: Commands) -> None:
    add = commands.add
    backup = add("backup", _backup, "back up everything into one file, also while a relay runs")
    backup.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="file or folder (the data folder's own folder)"
    )
    backup.add_argument(
        "--without-files", action="store_true", help="leave out the files that were shared in lessons"
    )
    add("backups", _backups, "list the backups in the data folder")
    check = add("check-backup", _check_backup, "read a backup from end to end, and say whether it is good")
    check.add_argument("file", type=Path, metavar="FILE")
    back = add("restore", _restore, "put the data folder back to a backup; what is there is put aside")
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument(
        "--other-relay", action="store_true", help="also where another relay is in the data folder"
    )
    back.add_argument("--sign-out-all", action="store_true", help="every device has to sign in anew")
    keep = add("keep", _keep, "say how many days sessions are kept after their end, or ask")
    keep.add_argument("days", nargs="?", metavar=f"DAYS|{FOR_EVER}")
    keep.add_argument("--dry-run", action="store_true", help="only tell what would be due")
    add("remove-old", _remove_old, "remove at once what is due, and not only with the next daily removal")
    add("confirm-clock", _confirm_clock, "say that this computer's clock is right, though it has jumped")
    export = add("export-person", _export_person, "write what is kept of a person into a file, for them")
    export.add_argument("username", metavar="USERNAME")
    export.add_argument("file", type=Path, metavar="FILE", help="a JSON file that is not there yet")
    erase = add("erase", _erase, "replace a person's name and text everywhere; this can't be undone")
    erase.add_argument("username", metavar="USERNAME")
    erase.add_argument("--dry-run", action="store_true", help="only tell what would be replaced")
    erase.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
    audit = add("audit", _audit, "list what was done by way of moderation and administration")
    audit.add_argument("--of", default="", metavar="USERNAME", help="only by or about this person")
    audit.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many acts (100)")


def _confirm_clock(given: argparse.Namespace, settings: Settings) -> int:
    _ask(settings, ConfirmClock(ref=new_id()), Done)
    print("The clock is taken as right: things expire and are removed by it again.")
    return DONE


def _backup(given: argparse.Namespace, settings: Settings) -> int:
    file = str(given.file.absolute()) if given.file else ""
    try:
        command = MakeBackup(ref=new_id(), file=file, without_files=given.without_files)
        reply = _ask(settings, command, BackupMade)
    except RefusedBySchool as refused:
        raise _about_file(refused) from None
    made = reply.backup
    print(Path(reply.folder) / made.name)
    held = _held(made.accounts, made.sessions, made.events)
    print(
        f"The backup is good: {held}; {made.size / 1e6:.1f} MB. It has the relay's key in it: keep it safe."
    )
    return DONE


def _backups(given: argparse.Namespace, settings: Settings) -> int:
    reply = _ask(settings, ListBackups(ref=new_id()), BackupList)
    for backup in reply.backups:
        held = _held(backup.accounts, backup.sessions, backup.events) if backup.readable else "can't be read"
        print(f"{Path(reply.folder) / backup.name}  {backup.size / 1e6:.1f} MB  {held}")
    if not reply.backups:
        print(f"There are no backups in {reply.folder}.")
    for aside in reply.set_aside:
        print(f"{settings.data / aside.name}  {aside.size / 1e6:.1f} MB  set aside {when(aside.at)}")
    if reply.set_aside:
        print("Restoring set it aside; delete it once you are sure.")
    return DONE


def _check_backup(given: argparse.Namespace, settings: Settings) -> int:
    manifest = SqliteEngine(settings.data).check_backup(given.file)
    print(f"The backup is good. {_made(manifest)}")
    return DONE


def _restore(given: argparse.Namespace, settings: Settings) -> int:
    done = SqliteEngine(settings.data).restore(
        given.file,
        Heartbeat(settings.data, Clock()).stamp(),
        other_relay=given.other_relay,
        sign_out=given.sign_out_all,
    )
    print(f"{settings.data} is back to the backup. {_made(done.manifest)}")
    print("\n".join(_lost(done)))
    if done.aside:
        print(f"What was there before is in {done.aside}; delete it once you are sure.")
    if done.settings:
        print("Its settings are in relay.toml; see whether they fit this machine.")
    if done.left_behind:
        print(f"Left out, because only harmless settings travel: {', '.join(done.left_behind)}.")
    words = " ".join(identity(settings.data).words)
    print(f"The relay's six words: {words}. Programs that know them go on without being asked.")
    return DONE


def _lost(done: RestoreOutcome) -> list[str]:
    lost = done.lost
    if lost is None:
        since = when(done.manifest.made_at)
        return [f"Whatever was said since {since} is gone; how much that is can't be told from here."]
    told = [f"Gone: {_number(lost.events, 'acknowledged event')} since {when(lost.since)}"]
    told[0] += f", in {_number(lost.sessions, 'session')}."
    if not lost.events:
        told = ["Nothing that was acknowledged is gone."]
    if lost.back:
        told.append(f"There again: {_number(lost.back, 'session')} that had been deleted since.")
    if lost.signed_out:
        told.append(f"Still signed out: {_number(lost.signed_out, 'device')} that had been signed out since.")
    if lost.erased:
        told.append(f"Erased again: {lost.erased} of those who had been erased since.")
    return told


def _keep(given: argparse.Namespace, settings: Settings) -> int:
    command: Command = GetKeeping(ref=new_id())
    if given.days is not None:
        command = SetKeeping(ref=new_id(), days=_days(given.days), dry_run=given.dry_run)
    reply = _ask(settings, command, Keeping)
    how_long = f"{reply.days} days after their end" if reply.days else "for ever"
    print(f"Sessions {'would be' if given.dry_run else 'are'} kept {how_long}.")
    if reply.due:
        print(f"{_number(reply.due, 'session')} would go with the next daily removal.")
    if reply.doubted_clock:
        clock, reckoned = when(reply.doubted_clock), when(reply.reckoned)
        print(f"This computer's clock has jumped: it shows {clock}, and by the last sign of life it is about")
        print(f"{reckoned}. Nothing is removed until they agree, or `confirm-clock` says that it is right.")
    return DONE


def _days(text: str) -> int:
    if text == FOR_EVER:
        return 0
    if text.isdecimal() and 1 <= int(text) <= LONGEST_DAYS:
        return int(text)
    raise Failed(f"{text} is not a number of days between 1 and {LONGEST_DAYS}, nor {FOR_EVER!r}.")


def _remove_old(given: argparse.Namespace, settings: Settings) -> int:
    reply = _ask(settings, RemoveOld(ref=new_id()), OldRemoved)
    print(f"{_number(reply.sessions, 'session')} removed.")
    return DONE


def _erase(given: argparse.Namespace, settings: Settings) -> int:
    person = _person(settings, given.username)
    tried = _erased(settings, person, dry_run=True)
    what = f"{_number(tried.events, 'event')} in {_number(tried.sessions, 'session')}"
    if given.dry_run:
        print(f"Nothing was changed; it would be: the name and {what}.")
        return DONE
    if not given.yes:
        _make_sure(person, what)
    reply = _erased(settings, person, dry_run=False)
    print(f"Erased: the name, and text in {_number(reply.events, 'event')}. What was counted stays counted.")
    if reply.backups:
        print(f"{_number(reply.backups, 'backup')} from before still hold it; `backups` tells where.")
    if reply.set_aside:
        aside = _number(reply.set_aside, "folder")
        print(f"{aside} that restoring set aside still hold it; `backups` tells where.")
    return DONE


def _erased(settings: Settings, person: Account, dry_run: bool) -> PersonErased:
    try:
        command = ErasePerson(ref=new_id(), account=person.id, dry_run=dry_run)
        return _ask(settings, command, PersonErased)
    except RefusedBySchool as refused:
        if refused.code == "still_needed":
            raise Failed(f"{person.name} is the only admin. Make another one first.") from None
        raise


def _make_sure(person: Account, what: str) -> None:
    print(f"This replaces the name {person.name} and their text in {what}. It can't be undone.")
    try:
        typed = input(f"Type {person.username} if it is meant: ") if sys.stdin.isatty() else None
    except EOFError:  # on Windows nothing at all, "< NUL", is taken for a terminal
        typed = None
    if typed is None:
        raise Failed("Nothing was changed. Give --yes if it is meant.")
    if typed.strip() != person.username:
        raise Failed("Nothing was changed.")


def _person(settings: Settings, username: str) -> Account:
    reply = _ask(settings, ListPeople(ref=new_id(), find=username), PeopleList)
    for person in reply.people:
        if person.account.username.casefold() == username.casefold():
            return person.account
    raise Failed(f"Nobody has the user name {username}.")


def _export_person(given: argparse.Namespace, settings: Settings) -> int:
    """It is noted, as each export of somebody else's data is."""
    if given.file.exists():
        raise Failed(f"{given.file} is there already; nothing was written.")
    account, whole = _person(settings, given.username).id, OwnDataFile()
    session, after = "", 0
    while True:
        command = ExportOwnData(ref=new_id(), account=account, from_session=session, after=after)
        part = _ask(settings, command, OwnData)
        whole.add(part)
        session, after = part.next_session, part.next
        if not session:
            break
    write_private(given.file, whole.content(settings.relay_name, Clock().now()))
    print(f"{given.file} holds what is kept of {given.username}, with {_number(whole.sayings, 'saying')}.")
    return DONE


def _audit(given: argparse.Namespace, settings: Settings) -> int:
    account = _person(settings, given.of).id if given.of else ""
    left, before = given.limit, 0
    while left > 0:
        command = ReadNotes(ref=new_id(), before=before, account=account, limit=min(left, 200))
        page = _ask(settings, command, Notes)
        for act in page.notes:
            print(_line(act))
        if not page.more:
            break
        left, before = left - len(page.notes), page.notes[-1].id
    return DONE


def _line(act: Noted) -> str:
    who = act.by_name or ("a person who is gone" if act.by else "command line")
    whom = act.account_name + (KNOWN_AS.get(act.account_standing, "") if act.account_name else "")
    about = (whom, act.session_title, act.class_name, act.detail)
    return "  ".join([when(act.at), who, act.what, *filter(None, about)])


def _ask(settings: Settings, command: Command, kind: type[R]) -> R:
    """As ``ask``; no command of these makes a database where there is none."""
    if not (settings.data / DATABASE_FILE).is_file():
        raise StoreError(f"There is no database {settings.data / DATABASE_FILE}.")
    return ask(settings, command, kind)


def _about_file(refused: RefusedBySchool) -> Failed:
    if refused.code == "backup_failed":
        return Failed(f"The backup could not be written: {refused.detail.rstrip('.')}.")
    return refused


def _made(manifest: Manifest) -> str:
    held = _held(manifest.accounts, manifest.sessions, manifest.events)
    files = f", {_number(manifest.files, 'file')}" if manifest.files else ""
    return f"Made {when(manifest.made_at)}: {held}{files}."


def _held(accounts: int, sessions: int, events: int) -> str:
    return f"{_number(accounts, 'account')}, {_number(sessions, 'session')}, {_number(events, 'event')}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def when(ms: int) -> str:
    """A time (ms UTC) in this machine's time zone."""
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).astimezone().isoformat(" ", "seconds")
