"""Sessions from start to end, as the relay follows them: rooms are opened, people told, passes ended."""

import asyncio
import logging

from relay.protocol.sessions import SessionChanged
from relay.school import School
from relay.school.setting_aside import set_aside
from relay.school.surroundings import Change
from relay.server.connections import Connections
from relay.server.replay import UnreadableLog
from relay.server.rooms import LiveRooms
from relay.shared.tasks import Tasks
from relay.store import Store

_log = logging.getLogger(__name__)


class SessionLifecycle:
    """Of all sessions of a relay."""

    def __init__(
        self,
        store: Store,
        school: School,
        rooms: LiveRooms,
        connections: Connections,
        reopen_seconds: float,
        tasks: Tasks,
        lessons_changed: asyncio.Event,
    ) -> None:
        """``reopen_seconds``: so long a session that has ended may be opened again.

        ``lessons_changed`` is set whenever lessons may have started, ended or changed.
        """
        self._store, self._school, self._rooms, self._connections = store, school, rooms, connections
        self._clock, self._reopen_seconds, self._tasks = store.clock, reopen_seconds, tasks
        self._lessons_changed = lessons_changed
        self._ended: dict[str, float] = {}
        """When lessons ended that may be opened again, in running time."""

    async def go_on(self) -> None:
        """Open the rooms of live sessions after the relay was down, and see to passes that are to end."""
        for session in await self._school.live_sessions():
            # One lesson that can't be read must not keep the relay, and all others, from starting.
            await self._open(session.id, reopened=True)
        for ended, ended_at in await self._school.passes_to_end():
            self._tasks.spawn(self._end_passes(ended, ended_at))

    def changed(self, change: Change) -> None:
        """A session is another now: its room is opened if it has begun, and accounts are told."""
        self._lessons_changed.set()
        if change.session is None:
            self._store.pages.drop([change.id])
        if change.session and change.session.status == "live" and not self._rooms.is_live(change.id):
            self._tasks.spawn(self._begin(change))
        else:
            self._tell(change.id, change.revision, change.accounts)
            for connection in self._connections.of(change.accounts):
                self._tasks.spawn(connection.seats.reconsider(change.id))

    async def ended(self, session_id: str) -> None:
        """The end of a session has been committed, and told to those in its room."""
        self._ended[session_id] = self._clock.running()
        self._lessons_changed.set()
        for connection in self._connections:
            connection.seats.over(session_id)
        session = await self._school.session(session_id)
        if session:
            self._tell(session_id, session.revision, await self._school.accounts_of(session_id))
        if session and session.ended_at is not None:
            self._tasks.spawn(self._end_passes(session_id, session.ended_at))

    def ended_for(self, session_id: str) -> float | None:
        """Seconds since a session ended, if that was seen here.

        Running time: a wall clock that is set meanwhile neither opens a lesson nor keeps it closed.
        """
        ended = self._ended.get(session_id)
        return None if ended is None else self._clock.running() - ended

    async def _begin(self, change: Change) -> None:
        if await self._open(change.id, reopened=False):
            self._tell(change.id, change.revision, change.accounts)
        else:  # it was ended by its log, and somebody has opened it again
            await self.ended(change.id)

    async def _open(self, session: str, reopened: bool) -> bool:
        """Open a room; False if its log can't be read: then it is set aside, and has ended."""
        try:
            await self._rooms.open(session, reopened, await self._school.handed_to(session))
        except UnreadableLog as error:
            file = await set_aside(self._store, session)
            _log.error(
                "a lesson could not be read and has been ended; its log is kept in a file",
                extra={"session": session, "why": str(error), "file": str(file)},
            )
            return False
        return True

    async def _end_passes(self, session_id: str, ended_at: int) -> None:
        """Who came by code may read on for a while, and comes in again if the lesson is opened again."""
        await asyncio.sleep(self._reopen_seconds)
        self._connections.revoke(await self._school.end_passes(session_id, ended_at))
        if (gone_by := self.ended_for(session_id)) and gone_by > self._reopen_seconds:
            del self._ended[session_id]

    def _tell(self, session_id: str, revision: int, accounts: frozenset[str]) -> None:
        self._connections.tell(accounts, SessionChanged(session=session_id, revision=revision))
