"""What can go wrong with the data folder, each told in a sentence for the person who runs the relay."""

from typing import ClassVar


class StoreError(Exception):
    """The data can't be used; the message is a sentence."""

    exit_code: ClassVar[int] = 1
    """With which a program ends that can't go on; stable, so that a supervisor may tell them apart."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of this program; trying again is pointless."""

    exit_code = 78


class DamagedDatabase(StoreError):
    """SQLite found the database file to be damaged; trying again is pointless."""

    exit_code = 65


class FolderInUse(StoreError):
    """Another process works in this folder. ``pid`` is 0 when it can't be told."""

    def __init__(self, message: str, pid: int) -> None:
        super().__init__(message)
        self.pid = pid


class StoreClosed(StoreError):
    """The store has been closed, or has failed earlier and takes nothing more."""


class LostTransaction(StoreError):
    """SQLite gave up the whole transaction by itself, for instance on a full disk."""


class OutOfOrder(StoreError):
    """An event was handed over that is not the next of its session."""
