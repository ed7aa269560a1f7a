"""Sends the files that a room's waiting commands name, so that these may follow."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.client.command_queue import CommandQueue
from desktop.client.file_failures import FileFailed
from desktop.client.outbox import PendingCommand
from relay.shared.tasks import Tasks

if TYPE_CHECKING:
    from desktop.client.files.file_lane import FileLane


class HeldFileSender:
    """Of one room, while its person is in it or something is sent there for them."""

    def __init__(self, session: str, queue: CommandQueue, lane: "Callable[[], FileLane]") -> None:
        self._session, self._queue, self._lane = session, queue, lane
        self._open = False
        self._sending: dict[str, tuple[PendingCommand, asyncio.Task[None]]] = {}
        """By the command's ref."""
        self._tasks = Tasks()
        queue.on_changed.connect(self._look)

    def resume(self) -> None:
        """The room was entered. Cuts from now on are the lane's own business."""
        self._open = True
        self._look()

    def stop(self) -> None:
        """The room is left: what has gone so far is at the relay, and the rest goes when it is open again."""
        self._open = False
        self._sending.clear()
        self._tasks.cancel()

    def _look(self) -> None:
        waiting = {one.ref: one for one in self._queue.waiting if one.state != "refused" and one.files}
        for ref in self._sending.keys() - waiting.keys():  # it was discarded, or can't be said any more
            gone, task = self._sending.pop(ref)
            task.cancel()
            for held in gone.files:
                self._lane().withdraw(self._session, held.file.hash)
        if self._open:
            for ref, one in waiting.items():
                if ref not in self._sending and not all(held.kept for held in one.files):
                    self._sending[ref] = one, self._tasks.spawn(self._send(one))

    async def _send(self, waiting: PendingCommand) -> None:
        try:
            for held in [one for one in waiting.files if not one.kept]:
                await self._lane().send_held(self._session, held.file, held.name)
                held.kept = True
        except FileFailed as error:
            self._sending.pop(waiting.ref, None)
            if not error.going:
                self._queue.refuse_command(waiting, error.code)
        else:
            self._sending.pop(waiting.ref, None)
            self._queue.go_on()
