"""One session's room on a connection, as one person is in it: follows its log, and sends what is said."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict, TypeVar

from desktop.client.command_queue import CommandQueue, lasting
from desktop.client.held_files import HeldFileSender
from desktop.client.outbox import NOT_THERE, HeldFile, PendingCommand
from desktop.client.state import RefusedByRelay
from desktop.client.subscription import RoomContext, Subscription
from desktop.pinned import LineDown
from relay.protocol.base import Event, Moment, Reply, RoomCommand
from relay.protocol.entering import NOT_IN_ROOM, LeaveRoom, PlaceInLine, SentAway
from relay.protocol.hello import MOMENTS
from relay.protocol.log import Afresh, Page
from relay.protocol.memory import NewerCommand
from relay.protocol.refusals import RETRY_SECONDS, SESSION_NOT_LIVE, Refused
from relay.shared.ids import new_ref

LEAVE_SECONDS = 2.0

C = TypeVar("C", bound=RoomCommand)

log = logging.getLogger(__name__)


class CommandHead(TypedDict):
    """What every command of a room begins with."""

    ref: str
    session: str


class RoomClient(Subscription):
    """A room as one person has it: what is told, and what they say."""

    def __init__(self, context: RoomContext, session_id: str, *, background: bool = False) -> None:
        """``background``: the person is elsewhere; what waits is sent for them, and nobody looks."""
        super().__init__(context, session_id)
        self.background = background
        self._queue = CommandQueue(
            context.cache.outbox(session_id),
            context.send,
            self.now,
            context.clock,
            self._for_older_relay,
            background=background,
        )
        self.on_waiting_changed = self._queue.on_changed
        self.on_refused = self._queue.on_refused
        """A command was refused for good."""
        self._held_files = HeldFileSender(session_id, self._queue, lambda: context.files)
        self.on_folded.connect(self._drop_answered)
        self.on_entered.connect(self._queue.resume)
        self.on_entered.connect(lambda role: self._held_files.resume())
        self.on_interrupted.connect(self._queue.pause)
        self.on_over.connect(self._queue.refuse_all)

    @property
    def waiting(self) -> list[PendingCommand]:
        """What was said and is not told yet, or was refused; in the order of saying."""
        return self._queue.waiting

    @property
    def asked(self) -> list[RoomCommand]:
        """The commands that are not told yet, without those that were refused: what will come of them."""
        return [one.command for one in self.waiting if one.state != "refused"]

    def asked_of(self, kind: type[C]) -> list[C]:
        """Those of one kind."""
        return [one for one in self.asked if isinstance(one, kind)]

    @property
    def unsent(self) -> bool:
        """Whether something waits that is to be sent also when the person has left."""
        return lasting(self.waiting)

    @property
    def draft(self) -> str:
        """What was being written here and is not said yet."""
        return self._context.cache.drafts.get(self.session_id, "")

    def keep_draft(self, draft: str) -> None:
        """Keeps what is being written, for when the person comes again."""
        if draft != self.draft:
            self._context.cache.put_draft(self.session_id, draft)

    async def hold(self, where: Path | bytes, kind: str, name: str) -> HeldFile:
        """A copy of a file for a command that is to name it; raises FileFailed."""
        return HeldFile(await self._context.cache.files.hold(where, kind), name)

    def head(self) -> CommandHead:
        """For one new command: a ref of its own, and this room's session."""
        return {"ref": new_ref(), "session": self.session_id}

    def send(
        self, command: RoomCommand, files: Sequence[HeldFile] = (), *, gathers: float = 0.0
    ) -> PendingCommand:
        """Queues a command. Those of one subject go one after the other, each after the files it names.

        ``gathers``: so many seconds it only waits, for others to take its place (`replace`).
        """
        line_is_down = self._context.state.kind != "connected"
        waiting = self._queue.add_command(command, files, line_is_down=line_is_down, gathers=gathers)
        if self.over:
            self._queue.refuse_all(SESSION_NOT_LIVE.name)
        return waiting

    def replace(self, waiting: PendingCommand, command: RoomCommand, gathers: float = 0.0) -> None:
        """Another in the place of one that `may_change`, with the same ref."""
        self._queue.replace(waiting, command, gathers)

    def hurry(self, waiting: PendingCommand) -> None:
        """It waits no more for others to take its place."""
        self._queue.hurry(waiting)

    def offers(self, name: str) -> bool:
        return self._context.offers(name)

    def send_moment(self, moment: Moment) -> bool:
        """Sends something that means something only now; False, and nothing done, where that can't be."""
        return self.is_in and self.offers(MOMENTS) and self._context.send(moment)

    def discard(self, ref: str) -> None:
        self._queue.discard(ref)

    def take_back(self, kind: type[C], same: Callable[[C], bool] = lambda _: True) -> bool:
        """Discards those that have not left yet: what is said next takes their place. False: none waited."""
        waiting = [one for one in self.waiting if one.state == "waiting"]
        unsent = [one.ref for one in waiting if isinstance(one.command, kind) and same(one.command)]
        for ref in unsent:
            self.discard(ref)
        return bool(unsent)

    def try_held(self) -> None:
        """Asks again at once for what the relay would take only later: its reason may be gone."""
        self._queue.try_held()

    def come_again(self) -> None:
        """The lesson may go on after its end: asks to come in; if not, nothing changes."""
        if self.over and self.memories.over and self._context.readmit(self):
            self.over = False
            self._entering.reading = False
            self.enter()

    def stop(self) -> None:
        self._held_files.stop()
        super().stop()

    async def leave(self, *, for_good: bool = False) -> None:
        """Goes, of one's own accord. What was written and waits is sent all the same; hands are not raised.

        ``for_good``: the line ends too, so that nothing more can be sent now.
        """
        was_in = self.is_in or self.outside == "waiting"
        self.stop()
        if self.background:
            self._queue.pause()
        else:
            self._queue.refuse_passing(NOT_THERE)
        if was_in and self._context.state.kind == "connected":
            if self.unsent and not (for_good or self.background):
                self._context.send_in_background()  # stays in until that is done
            else:
                await self._leave()

    async def _leave(self) -> None:
        """Says it, and if the relay had no time once more, unless the person is back by then."""
        leaving = LeaveRoom(**self.head())
        try:
            await self._context.ask(leaving, Reply, LEAVE_SECONDS)
        except (LineDown, RefusedByRelay) as error:
            log.info("left without an answer: %s", error)
            if isinstance(error, RefusedByRelay) and error.later:
                asyncio.get_running_loop().call_later(error.retry or RETRY_SECONDS, self._leave_again)

    def _leave_again(self) -> None:
        if not self._context.is_open(self.session_id):
            self._context.send(LeaveRoom(**self.head()))

    # From here on: called by the RelayClient.

    def bring_to_front(self) -> None:
        self.background = False
        self._queue.bring_to_front()

    def outbox_grew(self) -> None:
        self._queue.outbox_grew()

    async def receive(self, word: Page | Afresh | Moment | SentAway | PlaceInLine | Reply) -> bool:
        """Takes in one word of the relay; whether it was for this room."""
        if not (isinstance(word, Reply) and self._queue.handle_reply(word)):
            return await super().receive(word)
        if isinstance(word, Refused) and word.code == NOT_IN_ROOM.name and self.is_in:
            self.interrupt()
            self.enter()
        return True

    def _drop_answered(self, events: list[Event]) -> None:
        self._queue.drop_answered(events, self.me.id, self.upto)

    def _for_older_relay(self, command: RoomCommand) -> RoomCommand | None:
        return command.for_older_relay(self.memories) if isinstance(command, NewerCommand) else None
