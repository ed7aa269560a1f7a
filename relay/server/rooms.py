"""The live rooms: opened from the log, kept while their sessions run, and told what concerns them all."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Iterator

from relay.config import Settings
from relay.delivery import Delivery
from relay.metrics import Metrics
from relay.protocol.log import Answered
from relay.room import RoomLimits, unnamed_ref
from relay.rules import Rulebook
from relay.server.commit_queue import CommitQueue
from relay.server.counters import Counters
from relay.server.live_room import LiveRoom
from relay.server.replay import replay
from relay.shared.tasks import Tasks
from relay.store import Store

_log = logging.getLogger(__name__)


class LiveRooms:
    """Every live session of this relay."""

    def __init__(
        self,
        store: Store,
        rulebook: Rulebook,
        delivery: Delivery,
        settings: Settings,
        ended: Callable[[str], Coroutine[None, None, None]],
        tally: Counters,
        metrics: Metrics,
        tasks: Tasks,
    ) -> None:
        """``ended`` is called with a session's id once its end has been committed and told."""
        self._alive_until = store.heartbeat.last
        """When the relay was last known to run before this start (ms UTC)."""
        self._store, self._log, self._clock = store, store.log, store.stamps
        self._rulebook, self._delivery, self.tally = rulebook, delivery, tally
        self._ended, self._tasks = ended, tasks
        self._limits = RoomLimits(
            pace_factor=settings.pace_factor,
            grace=settings.grace_seconds,
            gather=settings.gather_seconds,
            events=settings.lesson_events,
            events_of_one=settings.lesson_events_of_one,
            of_subjects=settings.of_subjects,
        )
        self._rooms: dict[str, LiveRoom] = {}
        self._opening: dict[str, asyncio.Task[LiveRoom]] = {}
        self._to_reopen: set[str] = set()
        """Rooms that are to be told that the relay was down, once the disk has room."""
        self._disk_low = self._closing = False
        self.commits = CommitQueue(store.log, delivery, metrics)

    def __len__(self) -> int:
        return len(self._rooms)

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(self._rooms.values())

    async def open(self, session: str, reopened: bool, handed: Iterable[object]) -> LiveRoom:
        """The room of a live session, read from the log if need be; it is told what the school ``handed``.

        ``reopened``: the relay was down since its last event, which the room is told.
        """
        if live := self._rooms.get(session):
            live.room.hand(*handed)
            return live
        if session not in self._opening:
            self._opening[session] = opening = asyncio.create_task(self._open(session, reopened, handed))
            opening.add_done_callback(lambda _: self._opening.pop(session))
        return await asyncio.shield(self._opening[session])

    async def _open(self, session: str, reopened: bool, handed: Iterable[object]) -> LiveRoom:
        room = self._rulebook.room(session, self._store.epoch, self._clock, self._limits)
        began = self._clock.running()
        await replay(room, self._log)
        room.hand(*handed)
        room.disk_low, room.closing = self._disk_low, self._closing
        about = {"session": session, "events": room.head}
        _log.info("a room opens", extra=about | {"seconds": round(self._clock.running() - began, 3)})
        live = LiveRoom(room, self._rulebook, self.commits, self._delivery, self.tally, self._finish)
        if live.over:
            return live
        self._rooms[session] = live
        self._delivery.open(session, room.head)
        if reopened:
            self._to_reopen.add(session)
        self._reopen(live)
        live.look()
        return live

    def _reopen(self, live: LiveRoom) -> None:
        """Not while the disk is low: storing might fail, and the relay would never come up."""
        if live.room.session in self._to_reopen and not live.room.disk_low:
            self._to_reopen.remove(live.room.session)
            live.reopen(self._alive_until)

    async def answered(self, session: str, account: str, ref: str) -> Answered | None:
        """The answer to a command that was accepted earlier, in a room that may be over by now."""
        known = await self._log.answer(session, account, ref) or await self._log.answer(
            session, "", unnamed_ref(session, account, ref)
        )
        return Answered(ref=ref, session=session, first=known[0], last=known[1]) if known else None

    def time_in(self, session: str) -> int | None:
        """The time in a room, ms UTC; None where it is not live."""
        live = self._rooms.get(session)
        return live.room.now() if live else None

    def get(self, session: str) -> LiveRoom | None:
        """The room of this session, if it is live."""
        return self._rooms.get(session)

    def is_live(self, session: str) -> bool:
        """Whether its room is open, and not about to be gone."""
        live = self._rooms.get(session)
        return live is not None and not live.over

    def hand(self, session: str, *handed: object) -> None:
        """The school tells a session's room something, if it is live."""
        if live := self._rooms.get(session):
            live.hand(*handed)

    def hand_all(self, *handed: object) -> None:
        """The same for every live room."""
        for live in list(self._rooms.values()):
            live.hand(*handed)

    def set_disk_low(self, low: bool) -> None:
        """While the disk is low, rooms take no writing commands and tell no comings and goings."""
        self._disk_low = low
        for live in list(self._rooms.values()):
            if live.room.disk_low != low:
                live.room.disk_low = low
                self._reopen(live)
                live.look()

    def begin_afresh(self, sessions: Iterable[str]) -> None:
        """Stored events have been changed: the log has another epoch now, and these rooms are told anew."""
        for live in self._rooms.values():
            live.room.epoch = self._store.epoch
        for session in sessions:
            if told := self._rooms.get(session):
                self.commits.after_commit(told.subscribers.send_away)

    def hold(self) -> None:
        """The relay ends: those whose lines it cuts are not told of as lost; they will be back."""
        self._closing = True
        for live in self._rooms.values():
            live.room.closing = True

    def close(self) -> None:
        """Stop looking, deliver nothing more."""
        self.commits.submit()
        for live in self._rooms.values():
            live.close()
        self._rooms.clear()

    def _finish(self, live: LiveRoom) -> None:
        session = live.room.session
        self._rooms.pop(session, None)
        self._delivery.close(session)
        _log.info("a room is over", extra={"session": session, "events": live.room.head})
        self._tasks.spawn(self._ended(session))

    def is_open(self, live: LiveRoom) -> bool:
        """Whether this is still the room of its session; its end may have been told already."""
        return self._rooms.get(live.room.session) is live
