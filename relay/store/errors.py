"""What can go wrong with the data folder, each told in a sentence for the person who runs the relay."""


class StoreError(Exception):
    """The data can't be used; the message is a sentence."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of this program."""


class DamagedDatabase(StoreError):
    """SQLite found the database file to be damaged."""


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
