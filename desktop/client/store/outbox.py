"""What waits in one room, on the disk: nothing is sent before it is there."""

import logging
from collections.abc import Callable
from sqlite3 import Connection
from typing import Any

import msgspec

from desktop.client.outbox import NOT_THERE, HeldFile, Outbox, PendingCommand
from relay.protocol.base import Command, RoomCommand
from relay.protocol.catalog import UnfitCommand, UnreadableFrame, encode, read_from_client
from relay.protocol.files import NamedFile

log = logging.getLogger(__name__)

ADD = """INSERT OR IGNORE INTO waiting (ref, relay, account, session, since, state, code, command)
    VALUES (?, ?, ?, ?, ?, 'waiting', '', ?)"""
ADD_FILE = "INSERT OR IGNORE INTO waiting_file (ref, hash, size, kind, name) VALUES (?, ?, ?, ?, ?)"
FILES_OF = "SELECT hash, size, kind, name FROM waiting_file WHERE ref = ? ORDER BY rowid"
HELD_BY = """SELECT DISTINCT waiting_file.hash FROM waiting_file JOIN waiting USING (ref)
    WHERE waiting.relay = ? AND waiting.account = ?"""
SET_COMMAND = "UPDATE waiting SET command = ? WHERE ref = ?"
SET_STATE = "UPDATE waiting SET state = ?, code = ? WHERE ref = ?"
OF_ACCOUNT = """SELECT ref, session, since, state, code, command FROM waiting
    WHERE relay = ? AND account = ? ORDER BY id"""

Work = Callable[[Connection], Any]


Post = Callable[[Work, Callable[[], None] | None], None]
"""Has work done on the store's thread, in order; then calls on the loop, also if it failed."""


class DiskOutbox(Outbox):
    """The outbox of one room of one account."""

    def __init__(
        self, post: Post, whose: Callable[[], tuple[str, str]], session: str, kept: list[PendingCommand]
    ) -> None:
        """``whose``: the relay's and the account's id, by the time something is kept."""
        super().__init__(kept)
        self._post, self._whose, self._session = post, whose, session
        self._unwritten: dict[str, int] = {}
        """How much of a command is still on its way to the disk, by its ref."""

    def add_command(self, waiting: PendingCommand, then: Callable[[], None]) -> None:
        """Safe to send once it is on the disk. A disk that takes nothing is told of, and holds nothing up."""
        self.kept.append(waiting)
        relay, account = self._whose()
        row = (waiting.ref, relay, account, self._session, waiting.since, encode(waiting.command))
        files = [(waiting.ref, *_row(one)) for one in waiting.files]

        def added(database: Connection) -> None:
            database.execute(ADD, row)
            database.executemany(ADD_FILE, files)

        self._write(waiting, added, then)

    def save_command(self, waiting: PendingCommand, then: Callable[[], None]) -> None:
        """What stands on the disk is what is sent."""
        row = (encode(waiting.command), waiting.ref)
        self._write(waiting, lambda db: db.execute(SET_COMMAND, row), then)

    def _write(self, waiting: PendingCommand, work: Work, then: Callable[[], None]) -> None:
        waiting.safe = False
        self._unwritten[waiting.ref] = self._unwritten.get(waiting.ref, 0) + 1

        def written() -> None:
            self._unwritten[waiting.ref] -= 1
            if not self._unwritten[waiting.ref]:
                del self._unwritten[waiting.ref]
                waiting.safe = True
                then()

        self._post(work, written)

    def save_state(self, waiting: PendingCommand) -> None:
        """A refusal stays a refusal; whatever was on its way waits again in the next program."""
        state = "refused" if waiting.state == "refused" else "waiting"
        row = (state, waiting.code, waiting.ref)
        self._post(lambda db: db.execute(SET_STATE, row), None)

    def remove_command(self, waiting: PendingCommand) -> None:
        """Out of sight at once, off the disk soon."""
        self._post(lambda db: db.execute("DELETE FROM waiting WHERE ref = ?", (waiting.ref,)), None)
        super().remove_command(waiting)


def load(database: Connection, relay: str, account: str) -> dict[str, list[PendingCommand]]:
    """What an earlier program left, by session, in the order of saying.

    What lasts, or carries the time at which it was said, may go out late. The rest is refused: it had its
    moment.
    """
    found: dict[str, list[PendingCommand]] = {}
    for ref, session, since, state, code, body in database.execute(OF_ACCOUNT, (relay, account)).fetchall():
        command = _command(body)
        if command is None:
            log.error("something unreadable waits in the outbox: %s", ref)
            continue
        named = database.execute(FILES_OF, (ref,)).fetchall()
        files = [
            HeldFile(NamedFile(hash=file_hash, size=size, kind=kind), name)
            for file_hash, size, kind, name in named
        ]
        waiting = PendingCommand(ref, command, "waiting", code, since, safe=True, left=True, files=files)
        if state == "refused":
            waiting.state = "refused"
        elif not (command.lasting or hasattr(command, "said_at")):
            waiting.state, waiting.code = "refused", NOT_THERE
            database.execute(SET_STATE, ("refused", NOT_THERE, ref))
        elif getattr(command, "said_at", None) == 0:
            waiting.command = msgspec.structs.replace(command, said_at=since)
        found.setdefault(session, []).append(waiting)
    return found


def held_files(database: Connection, relay: str, account: str) -> set[str]:
    """Hashes of the files that somebody's waiting commands name."""
    return {file_hash for (file_hash,) in database.execute(HELD_BY, (relay, account))}


def _row(held: HeldFile) -> tuple[str, int, str, str]:
    return held.file.hash, held.file.size, held.file.kind, held.name


def _command(data: bytes) -> RoomCommand | None:
    try:
        word: Command | object = read_from_client(data)
    except (UnfitCommand, UnreadableFrame):
        return None
    return word if isinstance(word, RoomCommand) else None
