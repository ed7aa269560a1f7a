"""One session's room on a connection: comes in, folds what is told into memories, and sends what is said."""

import asyncio
import logging
from typing import Protocol

from desktop.client.account_cache import AccountCache
from desktop.client.callbacks import Callbacks
from desktop.client.clock import Clock
from desktop.client.command_queue import CommandQueue
from desktop.client.entering import Entering, Outside
from desktop.client.leaving import LeavingContext, leave_room
from desktop.client.outbox import NOT_THERE, PendingCommand
from desktop.client.restoring import restore
from desktop.client.session_log import SessionLog
from desktop.client.state import LineState
from relay.protocol.accounts import Account
from relay.protocol.base import Event, Moment, Reply, RoomCommand, RoomRole
from relay.protocol.entering import (
    NOT_IN_ROOM,
    TURNED_AWAY,
    Entered,
    SentAway,
    Waiting as WaitsOutside,
)
from relay.protocol.log import Afresh, LogPage, Page
from relay.protocol.memory import Memories, NewerCommand
from relay.protocol.refusals import RETRY_SECONDS, SESSION_NOT_LIVE, Refused

NOBODY = Account("", "", "student")

log = logging.getLogger(__name__)


class RoomContext(LeavingContext, Protocol):
    """What a room is handed of the connection it is on, and of the account that is in it."""

    cache: AccountCache
    clock: Clock

    @property
    def state(self) -> LineState:
        """How the connection is."""

    @property
    def me(self) -> Account | None:
        """Who is signed in, as far as is known."""

    def now(self) -> int:
        """The relay's clock, ms UTC."""

    def send_in_background(self) -> None:
        """Has sent what waits for rooms that nobody is in."""

    def readmit(self, room: "RoomClient") -> bool:
        """A room that was over is to go on; whether it may."""


class RoomClient:
    """A room as one person has it. Memories change only here, and ``on_told`` says when.

    An ended lesson is told by the event that ends it, also to one who comes after the end; ``on_closed``
    means that this room can't be entered or stayed in, with a final code.
    """

    def __init__(self, context: RoomContext, session_id: str, *, background: bool = False) -> None:
        """``background``: the person is elsewhere; what waits is sent for them, and nobody looks."""
        self._context, self.session_id, self.background = context, session_id, background
        self.is_in = False
        self.caught_up = False
        self.over = False
        """Left, closed or ended: it is not entered again."""
        self.on_told: Callbacks[[list[Event], bool]] = Callbacks()
        """Events just folded, and whether they happened just now (else they were caught up)."""
        self.on_afresh: Callbacks[[]] = Callbacks()
        """The memories are others."""
        self.on_entered: Callbacks[[]] = Callbacks()
        self.on_caught_up_changed: Callbacks[[]] = Callbacks()
        self.on_moment: Callbacks[[Moment]] = Callbacks()
        """Something momentary, unnumbered and not remembered."""
        self.on_closed: Callbacks[[str]] = Callbacks()
        self._ahead = 0
        """By how many milliseconds the room's time differs from the relay's clock."""
        self._restoring: asyncio.Task[None] | None = None
        self._log = SessionLog(session_id, context.cache, context.now)
        self._entering = Entering(self._log, context.send, self.enter)
        self.on_outside_changed = self._entering.on_outside_changed
        """``outside`` is another."""
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

    @property
    def memories(self) -> Memories:
        """What has been told adds up to this. Others after ``afresh``."""
        return self._log.memories

    def now(self) -> int:
        """The room's time, ms UTC: its events are stamped by it, whatever the relay's clock does."""
        return self._context.now() + self._ahead

    @property
    def upto(self) -> int:
        """So far has the log been folded."""
        return self._log.upto

    @property
    def role(self) -> RoomRole | str:
        """What this person is here; empty before that is known."""
        return self._log.role

    @property
    def outside(self) -> Outside:
        """What keeps this person out for now: a teacher has to let them in, or the lesson is locked."""
        return self._entering.outside

    @property
    def me(self) -> Account:
        """Who is in this room here."""
        return self._context.me or NOBODY

    @property
    def waiting(self) -> list[PendingCommand]:
        """What was said and is not told yet, or was refused; in the order of saying."""
        return self._queue.waiting

    @property
    def draft(self) -> str:
        """What was being written here and is not said yet."""
        return self._context.cache.drafts.get(self.session_id, "")

    def keep_draft(self, draft: str) -> None:
        """Keeps what is being written, for when the person comes again."""
        if draft != self.draft:
            self._context.cache.put_draft(self.session_id, draft)

    @property
    def unsent(self) -> bool:
        """Whether something waits that is to be sent also when the person has left."""
        return self._queue.lasting

    @property
    def restoring(self) -> bool:
        """Whether what was kept of this room is still being read; ``afresh`` is told afterwards."""
        return self._restoring is not None

    def send(self, command: RoomCommand) -> PendingCommand:
        """Queues a command. Those of one subject go one after the other."""
        waiting = self._queue.add_command(command, line_is_down=self._context.state.kind != "connected")
        if self.over:
            self._queue.refuse_all(SESSION_NOT_LIVE.name)
        return waiting

    def discard(self, ref: str) -> None:
        """Forgets a refused or waiting command."""
        self._queue.discard(ref)

    async def leave(self, *, for_good: bool = False) -> None:
        """Goes, of one's own accord. What was written and waits is sent all the same; hands are not raised.

        ``for_good``: the line ends too, so that nothing more can be sent now.
        """
        was_in, context = self.is_in or self.outside == "waiting", self._context
        self.stop()
        if self.background:
            self._queue.pause()
        else:
            self._queue.refuse_passing(NOT_THERE)
        if was_in and context.state.kind == "connected":
            if self.unsent and not (for_good or self.background):
                context.send_in_background()  # stays in until that is done
            else:
                await leave_room(context, self.session_id)

    # From here on: called by the RelayClient.

    def open(self) -> None:
        """Reads what was kept of this room, and comes in."""
        if self._context.cache.lasts:
            self._restoring = asyncio.get_running_loop().create_task(self._restore(), name="restore a room")
        else:
            self.enter()

    def outbox_grew(self) -> None:
        """More turned out to wait here than was known."""
        self._queue.outbox_grew()

    def bring_to_front(self) -> None:
        """The person has come in themselves."""
        self.background = False
        self._queue.bring_to_front()

    def come_again(self) -> None:
        """The lesson may go on after its end: asks to come in; if not, nothing changes."""
        if self.over and self.memories.over and self._context.readmit(self):
            self.over = False
            self._entering.reading = False
            self.enter()

    def enter(self) -> None:
        """Asks to come in, going on from where this room is; does nothing while the line is down."""
        if not (self.over or self.restoring):
            self._entering.ask()

    def line_went_down(self) -> None:
        """The line is down."""
        self._entering.settle()
        if not self.over:
            self._out()
            self._queue.pause()

    def stop(self) -> None:
        """This room is not used any more."""
        self.over = True
        self._entering.settle()
        if self._restoring is not None:
            self._restoring.cancel()
            self._restoring = None
        self._out()

    async def receive(self, word: Page | Afresh | Moment | SentAway | Reply) -> bool:
        """Takes in one word of the relay; whether it was for this room."""
        match word:
            case Page():
                if self.is_in:
                    await self._fold(word)
            case Afresh():
                self._forget()
                self.enter()
            case Moment():
                self.on_moment.emit(word)
            case Entered(ref=self._entering.ref):
                self._come_in(word)
            case WaitsOutside(ref=self._entering.ref):
                self._entering.settle()
                self._out()
                self._entering.stand("waiting")
            case SentAway():
                self._close(TURNED_AWAY.name)
            case LogPage(ref=self._entering.ref):
                await self._read_on(word)
            case Refused(ref=self._entering.ref):
                if final := self._entering.refused(word):
                    self._close(final)
            case Refused(code=NOT_IN_ROOM.name) if self._queue.take_reply(word):
                if self.is_in:
                    self._out()
                    self._queue.pause()
                    self.enter()
            case _:
                return self._queue.take_reply(word)
        return True

    def _come_in(self, word: Entered) -> None:
        self._entering.settle()
        so_far = self._log
        if so_far.role not in ("", word.role):  # what was kept is not all of it
            self._forget()
            so_far.role = word.role
            self.enter()
            return
        if word.afresh or (so_far.epoch and word.epoch != so_far.epoch):
            self._forget()
        so_far.epoch, so_far.head, so_far.role = word.epoch, word.head, word.role
        self._ahead = word.now - self._context.now() if word.now else 0
        self.is_in = True
        self._entering.stand("")
        self._look_whether_caught_up()
        self.on_entered.emit()
        self._queue.resume(word.role)

    async def _read_on(self, word: LogPage) -> None:
        self._entering.settle()
        so_far = self._log
        if so_far.epoch and word.epoch != so_far.epoch:
            self._forget()
            so_far.epoch = word.epoch
            self.enter()
            return
        before, so_far.epoch, so_far.head = so_far.upto, word.epoch, word.head
        await self._fold(word)
        if self.over:
            return
        if before < so_far.upto < word.head:
            self.enter()
        else:
            self._close(SESSION_NOT_LIVE.name)

    async def _fold(self, page: Page | LogPage) -> None:
        """Takes in what is new of a page, with turns for the window in between."""
        if page.upto <= self.upto:
            return
        if page.prev > self.upto:
            log.warning("a gap in %s: at %d, told from %d", self.session_id, self.upto, page.prev)
            self._out()
            self._queue.pause()
            self._entering.ask_again(RETRY_SECONDS)
            return
        for folded in self._log.fold(page):
            self._tell(folded.events, folded.live)
            if folded.pause:
                await asyncio.sleep(0)
                if self.over:
                    return
        if self.memories.over and self._log.complete and not self.over:
            self.stop()
            self._queue.refuse_all(SESSION_NOT_LIVE.name)

    async def _restore(self) -> None:
        """Reads what was kept, and comes in to be told the rest."""
        try:
            kept = await restore(self._context.cache, self.session_id, self.me.id)
        except Exception:
            log.exception("a kept log could not be read")
            kept = None
        self._restoring = None
        if self.over:
            return
        if kept is not None:
            self._log.go_on_from(kept)
            self._queue.drop_answered(kept.mine, self.me.id, self.upto)
            self.on_afresh.emit()
            self._look_whether_caught_up()
        self.enter()

    def _tell(self, events: list[Event], live: bool) -> None:
        self._look_whether_caught_up()
        self._queue.drop_answered(events, self.me.id, self.upto)
        if not events:
            return
        self.on_told.emit(events, live)
        if self.over:
            return
        if live and (code := next(filter(None, (event.shuts_out(self.me.id) for event in events)), "")):
            self._close(code)

    def _look_whether_caught_up(self) -> None:
        follows = self.is_in or self._entering.reading or self.memories.over
        caught_up = follows and self._log.complete
        if caught_up != self.caught_up:
            self.caught_up = caught_up
            self.on_caught_up_changed.emit()

    def _out(self) -> None:
        self.is_in = False
        self._look_whether_caught_up()

    def _forget(self) -> None:
        """Memories begin anew; what was said and has no answer stays."""
        self._out()
        self._log.forget()
        self.on_afresh.emit()

    def _for_older_relay(self, command: RoomCommand) -> RoomCommand | None:
        return command.for_older_relay(self.memories) if isinstance(command, NewerCommand) else None

    def _close(self, code: str) -> None:
        if self.over:
            return
        self.over = True
        self._entering.settle()
        ended = self.memories.over
        self._out()
        self._queue.refuse_all(code)
        if not ended:
            self.on_closed.emit(code)
