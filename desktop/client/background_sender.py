"""Sends what waits for rooms that nobody is in: comes in, has it sent, and goes again."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Protocol

from desktop.client.callbacks import Callbacks
from desktop.client.clock import Timer
from desktop.client.command_queue import lasting
from desktop.client.outbox import PendingCommand
from desktop.client.room_client import RoomClient
from desktop.client.state import RefusedByRelay
from desktop.client.subscription import RoomContext
from desktop.pinned import LineDown
from relay.protocol.refusals import SESSION_NOT_LIVE
from relay.protocol.sessions import SessionDetails

POST_SECONDS = 20.0
"""So long one stays in a room to be heard; a lesson that is paused may take longer."""
AGAIN_SECONDS = 30.0
"""When it is tried again, if something still waits."""

log = logging.getLogger(__name__)


class SenderContext(RoomContext, Protocol):
    """What it is handed of the connection besides what its rooms are."""

    on_state_changed: Callbacks[[]]

    def background_room(self, session_id: str) -> RoomClient: ...

    async def details(self, session_id: str) -> SessionDetails: ...

    def refuse(self, session_id: str, code: str) -> None: ...


class BackgroundSender:
    """One room at a time, as long as the line is up."""

    def __init__(self, context: SenderContext) -> None:
        self._context = context
        self._task: asyncio.Task[None] | None = None
        self._moved = False
        """Something has changed since the task began: what it was told may be of before."""
        self._again = Timer(self.send_waiting)

    def send_waiting(self) -> None:
        """Begins, if there is something to send and the line is up."""
        self._again.stop()
        self._moved = self._task is not None
        if self._task is None and self._up and self._next(set()):
            self._task = asyncio.get_running_loop().create_task(self._run(), name="send what waits")
            self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Ends at once; what waits goes on waiting."""
        self._again.stop()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def _up(self) -> bool:
        return self._context.state.kind == "connected"

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._task is not task:
            return
        self._task = None
        if not task.cancelled() and (error := task.exception()):
            log.error("a bug in sending what waits", exc_info=error)
        if self._moved:
            self.send_waiting()
        elif self._up and any(map(lasting, self._closed().values())):
            self._again.start(AGAIN_SECONDS)

    def _closed(self) -> dict[str, list[PendingCommand]]:
        """What is still to be sent in rooms that nobody is in."""
        return {
            session: [waiting for waiting in said if waiting.state != "refused"]
            for session, said in self._context.cache.waiting().items()
            if not self._context.is_open(session)
        }

    def _next(self, tried: set[str]) -> str:
        return next(
            (session for session, said in self._closed().items() if said and session not in tried), ""
        )

    async def _run(self) -> None:
        tried: set[str] = set()
        while self._up and (session := self._next(tried)):
            tried.add(session)
            if lasting(self._closed()[session]):
                await self._send_in(session)
            else:
                await self._see_whether_over(session)

    async def _see_whether_over(self, session: str) -> None:
        """A hand waits for its person to come in again, unless there is nothing to come into any more."""
        try:
            reply = await self._context.details(session)
        except LineDown:
            return
        except RefusedByRelay as no:
            code = "" if no.later else no.code
        else:
            code = SESSION_NOT_LIVE.name if reply.session.status in ("ended", "cancelled") else ""
        if code:
            self._context.refuse(session, code)

    async def _send_in(self, session: str) -> None:
        room, moved = self._context.background_room(session), asyncio.Event()

        def wake(code: str = "") -> None:
            moved.set()

        room.on_waiting_changed.connect(wake)
        room.on_closed.connect(wake)
        self._context.on_state_changed.connect(wake)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POST_SECONDS) as limit, self._as_long_as_files_go(room, limit):
                    while self._goes_on(room):
                        moved.clear()
                        await moved.wait()
        finally:
            room.on_waiting_changed.disconnect(wake)
            room.on_closed.disconnect(wake)
            self._context.on_state_changed.disconnect(wake)
            if room.background:
                if room.over or not self._up:
                    room.stop()
                else:
                    await room.leave()

    @contextlib.asynccontextmanager
    async def _as_long_as_files_go(self, room: RoomClient, limit: asyncio.Timeout) -> AsyncIterator[None]:
        """A file that waits here may take minutes; each time that one stays more of it has gone."""
        if not any(one.files for one in room.waiting):
            yield
            return

        def go_on(file_hash: str, done: int, size: int) -> None:
            named = any(held.file.hash == file_hash for one in room.waiting for held in one.files)
            if named and not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time() + POST_SECONDS)

        self._context.files.on_progress.connect(go_on)
        try:
            yield
        finally:
            self._context.files.on_progress.disconnect(go_on)

    def _goes_on(self, room: RoomClient) -> bool:
        return self._up and room.background and not room.over and room.unsent
