"""Keeping the school's data safe and small: backups, how long it is kept, erasing a person, who did what."""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.accounts import Account
from relay.protocol.base import (
    AccountId,
    Command,
    Count,
    FilePath,
    Id,
    IdentityStatus,
    Label,
    MaybeId,
    Milliseconds,
    Name,
    Remark,
    Reply,
)
from relay.protocol.personal import Of
from relay.protocol.refusals import final

KEEP_DAYS = 730
"""Sessions are kept for two years after their end, unless the school says otherwise."""
LONGEST_DAYS = 36_500
AUDIT_DAYS = 730
"""Who did what is kept for two years, however long sessions are: nobody hides an act by saying less."""
MOST_BACKUPS = 1_000
NOTES_AT_ONCE = 200
MOST_FINDINGS = 100
"""In one reply."""

Days = Annotated[int, Meta(ge=0, le=LONGEST_DAYS, description="days; 0 means for ever")]
BackupName = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$", max_length=100, description="a file's name")
]

# backups


class Backup(Struct, kw_only=True, omit_defaults=True):
    """A backup on the relay's machine. ``readable``: whether what it says of itself could be read.

    ``size`` is in bytes; ``last_event_at`` is when the newest of its events was said.
    """

    name: Annotated[str, Meta(max_length=255)]
    size: Count
    readable: bool = True
    made_at: Milliseconds = 0
    program: Label = ""
    accounts: Count = 0
    sessions: Count = 0
    events: Count = 0
    last_event_at: Milliseconds = 0


class SetAside(Struct, kw_only=True, omit_defaults=True):
    """What a relay was before it was put back to a backup: a folder on its machine, ``size`` bytes in all."""

    name: BackupName
    size: Count
    at: Milliseconds = 0
    """When it was put aside."""


class MakeBackup(Command, kw_only=True):
    """Backs up everything as it is at this moment, while lessons go on.

    ``file``: where to, on the relay's machine, which only its owner may say; else it goes to the relay's own
    folder of backups. ``without_files``: the files of lessons are left out; all else is in it.
    """

    file: FilePath = ""
    without_files: bool = False


class ListBackups(Command, kw_only=True):
    """Asks for the backups in the relay's own folder."""


class CheckBackup(Command, kw_only=True):
    """Has one of them read from end to end: every byte, the database in it, and the key."""

    name: BackupName


class DeleteBackup(Command, kw_only=True):
    """Deletes one of them, or of what was set aside."""

    name: BackupName


class RestoreBackup(Command, kw_only=True):
    """Puts the relay back to one of them, whereupon it starts again; what is there now is put aside.

    ``dry_run`` only tells what would be gone.
    """

    name: BackupName
    dry_run: bool = False


class BackupMade(Reply, kw_only=True):
    """The backup is written, was read back, and is good. ``folder``: where it lies."""

    backup: Backup
    folder: FilePath


class BackupList(Reply, kw_only=True):
    """The backups there are, the newest first. ``folder``: where they lie on the relay's machine.

    ``set_aside``: what the relay was before it was put back to one of them; everything is in there too.
    """

    backups: Annotated[list[Backup], Meta(max_length=MOST_BACKUPS)]
    folder: FilePath
    set_aside: Annotated[list[SetAside], Meta(max_length=MOST_BACKUPS)] = []


class BackupChecked(Reply, kw_only=True):
    """``findings``: what is wrong with it, in English, for the relay's keeper; none: it is good."""

    backup: Backup
    findings: Annotated[list[Remark], Meta(max_length=MOST_FINDINGS)] = []


class BackupRestored(Reply, kw_only=True):
    """The relay starts again now. So many ``events`` are gone, said ``since`` then, in ``sessions``."""

    backup: Backup
    events: Count = 0
    since: Milliseconds = 0
    sessions: Count = 0


# how long


class GetKeeping(Command, kw_only=True):
    """Asks how long things are kept."""


class SetKeeping(Command, kw_only=True):
    """Says how long sessions are kept after their end, with logs, attendance and figures; 0: for ever.

    ``dry_run`` only tells what would be due.
    """

    days: Days
    dry_run: bool = False


class RemoveOld(Command, kw_only=True):
    """Removes at once what is due, and not by and by as the relay does every day."""


class Keeping(Reply, kw_only=True):
    """``due``: how many sessions are older than that, and go with the next daily removal."""

    days: Days
    due: Count = 0
    doubted_clock: Milliseconds = 0
    """What the relay's wall clock says, where it has jumped, so that nothing expires by it; 0 else."""
    reckoned: Milliseconds = 0
    """The time that the relay goes by."""


class ConfirmClock(Command, kw_only=True):
    """Says that the relay's wall clock is right, though it has jumped since the last heartbeat."""


class OldRemoved(Reply, kw_only=True):
    """How many sessions were removed."""

    sessions: Count


# one person


class ErasePerson(Command, kw_only=True):
    """Replaces a person's name and all that they wrote, signs them out, and takes them out of their classes.

    What was counted stays counted. It can't be undone. ``dry_run`` only tells what would be replaced.
    """

    account: AccountId
    dry_run: bool = False


class PersonErased(Reply, kw_only=True):
    """How many events of how many sessions were changed.

    ``backups``: how many backups in the relay's folder are from before, and still hold what was replaced;
    ``set_aside``: the same of what was set aside when the relay was put back to one.
    """

    account: Account
    events: Count
    sessions: Count
    backups: Count = 0
    set_aside: Count = 0


# who did what


class Noted(Struct, kw_only=True, omit_defaults=True):
    """One act of moderation or administration. ``what`` is the name of the command or event.

    ``by`` is empty for the relay's own command line. ``detail`` is short, and nobody's text.
    """

    id: Count
    at: Milliseconds
    what: Label
    by: Id = ""
    by_name: Annotated[Name, Of("by")] = ""
    account: Id = ""
    account_name: Annotated[Name, Of("account")] = ""
    account_standing: IdentityStatus = "account"
    session: Id = ""
    session_title: Name = ""
    class_id: Id = ""
    class_name: Name = ""
    detail: Remark = ""


class ReadNotes(Command, kw_only=True):
    """Asks for what was done, the newest first: before the number ``before`` (0: from the newest on).

    ``account``: only what this person did, or what was done to them.
    """

    before: Count = 0
    account: MaybeId = ""
    limit: Annotated[int, Meta(ge=1, le=NOTES_AT_ONCE)] = 50


class Notes(Reply, kw_only=True):
    """What was done; ``more``: there is more before."""

    notes: Annotated[list[Noted], Meta(max_length=NOTES_AT_ONCE)]
    more: bool = False


BACKUP_FAILED = final("backup_failed")
"""It could not be written; ``detail`` says why in the words of the relay's system."""
CLOCK_DOUBTED = final("clock_doubted")
"""The relay's wall clock has jumped: nothing is removed before somebody has confirmed it."""
STILL_NEEDED = final("still_needed")
"""Oneself can't be erased, nor the last admin."""
