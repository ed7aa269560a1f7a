"""What waits in one room, on the disk: nothing is sent before it is there."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from peewee import SqliteDatabase

from desktop.client.outbox import NOT_THERE, Outbox, PendingCommand
from desktop.client.store.models import WaitingRow
from relay.protocol.base import Command, RoomCommand
from relay.protocol.catalog import UnfitCommand, UnreadableFrame, encode, read_from_client

log = logging.getLogger(__name__)

Work = Callable[[SqliteDatabase], Any]


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

    def add_command(self, waiting: PendingCommand, then: Callable[[], None]) -> None:
        """Safe to send once it is on the disk. A disk that takes nothing is told of, and holds nothing up."""
        self.kept.append(waiting)
        relay, account = self._whose()
        row = {
            "ref": waiting.ref,
            "relay": relay,
            "account": account,
            "session": self._session,
            "since": waiting.since,
            "state": "waiting",
            "code": "",
            "command": encode(waiting.command),
        }

        def kept() -> None:
            waiting.safe = True
            then()

        self._post(lambda db: WaitingRow.insert(row).on_conflict_ignore().execute(db), kept)

    def save_state(self, waiting: PendingCommand) -> None:
        """A refusal stays a refusal; whatever was on its way waits again in the next program."""
        state = "refused" if waiting.state == "refused" else "waiting"
        update = WaitingRow.update(state=state, code=waiting.code).where(WaitingRow.ref == waiting.ref)
        self._post(update.execute, None)

    def remove_command(self, waiting: PendingCommand) -> None:
        """Out of sight at once, off the disk soon."""
        self.kept.remove(waiting)
        self._post(WaitingRow.delete().where(WaitingRow.ref == waiting.ref).execute, None)


def load(database: SqliteDatabase, relay: str, account: str) -> dict[str, list[PendingCommand]]:
    """What an earlier program left, by session, in the order of saying.

    What carries the time at which it was said may go out late. The rest had its moment: it is refused.
    """
    rows = (
        WaitingRow.select()
        .where((WaitingRow.relay == relay) & (WaitingRow.account == account))
        .order_by(WaitingRow.id)
    )
    found: dict[str, list[PendingCommand]] = {}
    for row in rows.execute(database):
        command = _command(bytes(row.command))
        if command is None:
            log.error("something unreadable waits in the outbox: %s", row.ref)
            continue
        waiting = PendingCommand(row.ref, command, "waiting", row.code, row.since, safe=True)
        if row.state == "refused":
            waiting.state = "refused"
        elif not hasattr(command, "said_at"):
            waiting.state, waiting.code = "refused", NOT_THERE
            WaitingRow.update(state="refused", code=NOT_THERE).where(WaitingRow.ref == row.ref).execute(
                database
            )
        elif command.said_at == 0:
            waiting.command = msgspec.structs.replace(command, said_at=row.since)
        found.setdefault(row.session, []).append(waiting)
    return found


def _command(data: bytes) -> RoomCommand | None:
    try:
        word: Command | object = read_from_client(data)
    except (UnfitCommand, UnreadableFrame):
        return None
    return word if isinstance(word, RoomCommand) else None
