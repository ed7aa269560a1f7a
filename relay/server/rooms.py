"""The live rooms: opened from the log, moved by commands and by time, stored, and only then told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from relay.clock import Clock
from relay.config import Settings
from relay.delivery import Delivery, Sender, Subscriber
from relay.protocol.base import Reply, RoomCommand
from relay.protocol.catalog import encode
from relay.protocol.entering import Entered, EnterRoom, LeftRoom, Waiting
from relay.protocol.lesson import Lesson
from relay.protocol.log import Answered
from relay.protocol.people import PersonRemoved
from relay.protocol.refusals import FAULT, Refusal, Refused
from relay.room import Asker, Departure, Room, RoomLimits, Step
from relay.rules import Rulebook
from relay.server.commit_queue import CommitQueue
from relay.server.counters import Counters
from relay.server.replay import replay
from relay.server.subscribers import Subscribers
from relay.server.waiting import WaitingLines
from relay.store.log import Log

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class LiveRoom:
    """A room and what follows it: its readers, and when it is to be looked at again."""

    room: Room
    readers: Subscribers
    next_look: asyncio.TimerHandle | None = None
    over: bool = False
    to_reopen: bool = False
    """Once the disk has room it is to be told that the relay was down."""

    def __post_init__(self) -> None:
        self.waiting = WaitingLines(self.room.session)


class LiveRooms:
    """Every live session of this relay."""

    def __init__(
        self,
        log: Log,
        epoch: str,
        rulebook: Rulebook,
        delivery: Delivery,
        clock: Clock,
        settings: Settings,
        ended: Callable[[str], Awaitable[None]],
        tally: Counters,
        alive_until: int = 0,
    ) -> None:
        """``ended`` is called with a session's id once its end has been committed and told.

        ``alive_until``: when the relay was last known to run before this start (ms UTC).
        """
        self._alive_until = alive_until
        self.tally = tally
        self._log, self._epoch, self._rulebook, self._delivery = log, epoch, rulebook, delivery
        self._clock, self._ended = clock, ended
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
        self._tasks: set[asyncio.Task[None]] = set()
        self._disk_low = False
        self._held = False
        self.commits = CommitQueue(log, delivery)

    def __len__(self) -> int:
        return len(self._rooms)

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(self._rooms.values())

    async def open(self, session: str, reopened: bool) -> LiveRoom:
        """The room of a live session, read from the log if need be.

        ``reopened``: the relay was down since its last event, which the room is told.
        """
        if live := self._rooms.get(session):
            return live
        if session not in self._opening:
            self._opening[session] = opening = asyncio.create_task(self._open(session, reopened))
            opening.add_done_callback(lambda _: self._opening.pop(session))
        return await asyncio.shield(self._opening[session])

    async def _open(self, session: str, reopened: bool) -> LiveRoom:
        room = Room(session, self._epoch, self._clock, self._limits)
        began = self._clock.running()
        await replay(room, self._log)
        room.disk_low = self._disk_low
        about = {"session": session, "events": room.head}
        _log.info("a room opens", extra=about | {"seconds": round(self._clock.running() - began, 3)})
        live = LiveRoom(
            room, Subscribers(session, self._delivery), over=not room[Lesson].live, to_reopen=reopened
        )
        if live.over:
            return live
        self._rooms[session] = live
        self._delivery.open(session, room.head)
        self._reopen(live)
        self.look(live)
        return live

    def _reopen(self, live: LiveRoom) -> None:
        """Not while the disk is low: storing might fail, and the relay would never come up."""
        if live.to_reopen and not live.room.disk_low:
            live.to_reopen = False
            self._store(live, live.room.reopen(self._alive_until))

    async def answered(self, session: str, account: str, ref: str) -> Answered | None:
        """The answer to a command that was accepted earlier, in a room that may be over by now."""
        known = await self._log.answer(session, account, ref)
        return Answered(ref=ref, session=session, first=known[0], last=known[1]) if known else None

    def time_in(self, session: str) -> int:
        """The time in a room, ms UTC; the wall clock's where it is not live."""
        live = self._rooms.get(session)
        return live.room.now() if live else self._clock.now()

    def get(self, session: str) -> LiveRoom | None:
        """The room of this session, if it is live."""
        return self._rooms.get(session)

    def is_live(self, session: str) -> bool:
        """Whether its room is open, and not about to be gone."""
        live = self._rooms.get(session)
        return live is not None and not live.over

    def handle(self, live: LiveRoom, asker: Asker, command: RoomCommand, sender: Sender) -> None:
        """Carry out one command of a person. Everything it says waits behind what it depends on."""
        known = live.room.answer(asker.account, command.ref)
        if known:
            first, last = known
            answered = Answered(ref=command.ref, session=command.session, first=first, last=last)
            self._say(sender, answered)
            return
        try:
            introduced = self._rulebook.introduce(live.room, asker)
            for step in introduced:
                self._store(live, step)
            step = self._rulebook.decide(live.room, asker, command)
        except Refusal as refusal:
            self._say(sender, refusal.answer(command.ref))
            return
        except Exception:
            about = {"command": type(command).__name__, "ref": command.ref, "session": command.session}
            _log.exception("a command failed", extra=about)
            self._say(sender, Refusal(FAULT).answer(command.ref))
            return
        self._store(live, step)
        if step.reply is not None or asker.device not in live.readers.by_device:
            self._reply(live, asker, command, step, sender)
        if introduced or self._rulebook.wakes_watches(command):
            self.look(live)

    def _reply(self, live: LiveRoom, asker: Asker, command: RoomCommand, step: Step, sender: Sender) -> None:
        reply = step.reply
        if isinstance(reply, Waiting):
            live.waiting.add(asker.device, asker.account, sender)
        if isinstance(reply, Entered):
            live.waiting.drop(asker.device)
            packed = isinstance(command, EnterRoom) and command.compressed
            teaches = asker.role == "teacher"
            reader = Subscriber(sender, command.session, asker.account, teaches, reply.after, packed)
            self.commits.after_commit(live.readers.put(asker.device, reader, encode(reply)))
            return
        if isinstance(reply, LeftRoom):
            live.readers.forget(asker.device)
        elif reply is None and asker.device not in live.readers.by_device:
            seqs = [entry.seq for entry in step.entries]
            reply = Answered(ref=command.ref, session=command.session, first=seqs[0], last=seqs[-1])
        if reply:
            self._say(sender, reply)

    def _say(self, sender: Sender, reply: Reply) -> None:
        """A reply leaves once all it may rest on is safe, with what else that commit tells its asker."""
        if isinstance(reply, Refused):
            self.tally.refused(reply)
        sender.expect_reply()
        self.commits.after_commit(partial(sender.write_reply, encode(reply)))

    def depart(self, live: LiveRoom, account: str, device: str, departure: Departure) -> None:
        """A connection ended."""
        live.readers.forget(device)
        live.waiting.drop(device)
        live.room.presence.depart(account, device, departure)
        self.look(live)

    def look(self, live: LiveRoom) -> None:
        """Let the watches see what has come due, and come back when they want to look again."""
        if live.next_look:
            live.next_look.cancel()
            live.next_look = None
        if live.over or self._held:
            return
        steps, pause = self._rulebook.look(live.room)
        for step in steps:
            self._store(live, step)
        if pause is not None and not live.over:
            live.next_look = asyncio.get_running_loop().call_later(max(pause, 0.001), self.look, live)

    def set_disk_low(self, low: bool) -> None:
        """While the disk is low, rooms take no writing commands and tell no comings and goings."""
        self._disk_low = low
        for live in list(self._rooms.values()):
            if live.room.disk_low != low:
                live.room.disk_low = low
                self._reopen(live)
                self.look(live)

    def begin_afresh(self, epoch: str, sessions: Iterable[str]) -> None:
        """Stored events have been changed: the log has this epoch now, and these rooms are told anew."""
        self._epoch = epoch
        for live in self._rooms.values():
            live.room.epoch = epoch
        for session in sessions:
            if told := self._rooms.get(session):
                self.commits.after_commit(told.readers.send_away)

    def hold(self) -> None:
        """The relay ends: those whose lines it cuts are not told of as lost; they will be back."""
        self._held = True

    async def close(self) -> None:
        """Stop looking, deliver nothing more."""
        self.commits.submit()
        for live in self._rooms.values():
            if live.next_look:
                live.next_look.cancel()
            live.readers.forget_all()
        self._rooms.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _store(self, live: LiveRoom, step: Step) -> None:
        if not step.entries:
            return
        self.commits.append(step.entries)
        for entry in step.entries:
            if isinstance(entry.event, PersonRemoved):
                gone = entry.event.account
                removed = live.readers.devices_of(gone)
                self.commits.before_delivery(entry, partial(live.readers.forget_these, removed))
            elif tell := live.waiting.due(entry.event):
                self.commits.after_commit(tell)
        if not live.room[Lesson].live and not live.over:
            live.over = True
            self.commits.after_commit(partial(self._finish, live))

    def guessed(self, session: str) -> None:
        """Somebody has guessed wrong at the code of this lesson."""
        if live := self._rooms.get(session):
            live.room.guesses += 1
            self.look(live)

    def _finish(self, live: LiveRoom) -> None:
        session = live.room.session
        self._rooms.pop(session, None)
        self._delivery.close(session)
        _log.info("a room is over", extra={"session": session, "events": live.room.head})
        task = asyncio.get_running_loop().create_task(self._tell_end(session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell_end(self, session: str) -> None:
        try:
            await self._ended(session)
        except Exception:
            _log.exception("telling the end failed", extra={"session": session})

    def is_open(self, live: LiveRoom) -> bool:
        """Whether this is still the room of its session; its end may have been told already."""
        return self._rooms.get(live.room.session) is live
