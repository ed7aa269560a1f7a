"""Sends what waits for rooms that nobody is in: comes in, has it sent, and goes again."""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from desktop.client.outbox import PendingCommand
from desktop.client.room_client import RoomClient
from desktop.client.sending import lasting
from desktop.client.state import RefusedByRelay, new_ref
from desktop.pinned import LineDown
from relay.protocol.sessions import SESSION_NOT_LIVE, GetSession, SessionDetails

if TYPE_CHECKING:
    from desktop.client.relay_client import RelayClient

POST_SECONDS = 20.0
"""So long one stays in a room to be heard; a lesson that is paused may take longer."""
AGAIN_SECONDS = 30.0
"""When it is tried again, if something still waits."""

log = logging.getLogger(__name__)


class BackgroundSender:
    """One room at a time, as long as the line is up."""

    def __init__(self, relay: "RelayClient") -> None:
        self._relay = relay
        self._task: asyncio.Task[None] | None = None
        self._moved = False
        """Something has changed since the task began: what it was told may be of before."""
        self._again: asyncio.TimerHandle | None = None

    def look(self) -> None:
        """Begins, if there is something to send and the line is up."""
        self._rest()
        self._moved = self._task is not None
        if self._task is None and self._relay.state.kind == "connected" and self._next(set()):
            self._task = asyncio.get_running_loop().create_task(self._run(), name="send what waits")
            self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Ends at once; what waits goes on waiting."""
        self._rest()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _rest(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._task is not task:
            return
        self._task = None
        if not task.cancelled() and (error := task.exception()):
            log.error("a bug in sending what waits", exc_info=error)
        if self._moved:
            self.look()
        elif self._relay.state.kind == "connected" and any(map(lasting, self._closed().values())):
            self._again = asyncio.get_running_loop().call_later(AGAIN_SECONDS, self.look)

    def _closed(self) -> dict[str, list[PendingCommand]]:
        """What is still to be sent in rooms that nobody is in."""
        return {
            session: [waiting for waiting in said if waiting.state != "refused"]
            for session, said in self._relay.keep.waiting().items()
            if not self._relay.is_open(session)
        }

    def _next(self, tried: set[str]) -> str:
        return next(
            (session for session, said in self._closed().items() if said and session not in tried), ""
        )

    async def _run(self) -> None:
        tried: set[str] = set()
        while self._relay.state.kind == "connected" and (session := self._next(tried)):
            tried.add(session)
            if lasting(self._closed()[session]):
                await self._post(session)
            else:
                await self._see_whether_over(session)

    async def _see_whether_over(self, session: str) -> None:
        """A hand waits for its person to come in again, unless there is nothing to come into any more."""
        try:
            reply = await self._relay.ask(GetSession(ref=new_ref(), session=session))
        except LineDown:
            return
        except RefusedByRelay as no:
            code = "" if no.later else no.code
        else:
            over = isinstance(reply, SessionDetails) and reply.session.status in ("ended", "cancelled")
            code = SESSION_NOT_LIVE.name if over else ""
        if code:
            self._relay.refuse(session, code)

    async def _post(self, session: str) -> None:
        room, moved = self._relay.room_alone(session), asyncio.Event()
        signals = (room.waiting_changed, room.closed, self._relay.state_changed)
        for signal in signals:
            signal.connect(moved.set)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POST_SECONDS):
                    while self._goes_on(room):
                        moved.clear()
                        await moved.wait()
        finally:
            for signal in signals:
                signal.disconnect(moved.set)
            if room.alone:
                if room.over or self._relay.state.kind != "connected":
                    room.stop()
                else:
                    await room.leave()

    def _goes_on(self, room: RoomClient) -> bool:
        up = self._relay.state.kind == "connected"
        return up and room.alone and not room.over and room.unsent
