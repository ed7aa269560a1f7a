"""What a backup says of itself, and what comes of putting a school back to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from relay.protocol.base import Count, Label, Milliseconds
from relay.shared.ids import Id
from relay.store.errors import StoreError


class DamagedBackup(StoreError):
    """This is no backup, or one that is damaged; the message says which and how."""

    exit_code = 65


class BackupPart(Struct):
    """One file in a backup."""

    size: int
    sha256: str


class Manifest(Struct, kw_only=True):
    """What a backup says of itself. Times are ms UTC."""

    form: int
    made_at: Milliseconds
    program: Label
    relay_id: Id
    epoch: Id
    accounts: Count
    sessions: Count
    events: Count
    last_event_at: Count
    files: Count = 0
    file_bytes: Count = 0
    """How many files of lessons there are in it, and what they have together."""
    parts: dict[str, BackupPart]


@dataclass(frozen=True, slots=True)
class Lost:
    """What had been acknowledged after the backup and is gone with the restore. ``since`` is ms UTC.

    ``back``: sessions that had been deleted since, and are there again. ``signed_out``: devices that had been
    signed out since, and stay so. ``erased``: people who had been erased since, and have been erased again.
    """

    events: int
    since: int
    sessions: int
    back: int
    signed_out: int
    erased: int


@dataclass(frozen=True, slots=True)
class RestoreOutcome:
    """What came of a restore. ``aside``: where everything is that was there before; None for an empty folder.

    ``lost`` is None when the database from before is not there or can't be read, so that nothing can be told.
    """

    manifest: Manifest
    aside: Path | None
    lost: Lost | None
    settings: bool
    """Whether the settings of the backup were put into the folder, which had none."""
    left_behind: Sequence[str]
    """Names of the backup's settings that were not: only harmless ones travel."""


@dataclass(frozen=True, slots=True)
class By:
    """Who has the relay put back: an account and its name; without, whoever may open the data folder."""

    account: str = ""
    name: str = ""


KEEPER = By()
"""Whoever may open the data folder."""
