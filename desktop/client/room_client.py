"""One session's room on the line: comes in, folds what is told into memories, and sends what is said."""

import asyncio
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.client.entering import Entering, Outside
from desktop.client.log import Log
from desktop.client.outbox import NOT_THERE, Outbox, PendingCommand
from desktop.client.restoring import Restored, Restoring
from desktop.client.sending import Sending
from desktop.client.state import RefusedByRelay, new_ref
from desktop.pinned import LineDown
from relay.protocol.accounts import Account
from relay.protocol.base import Event, Moment, Reply, RoomCommand, RoomRole
from relay.protocol.entering import (
    NOT_IN_ROOM,
    TURNED_AWAY,
    Entered,
    LeaveRoom,
    SentAway,
    Waiting as WaitsOutside,
)
from relay.protocol.lesson import Lesson
from relay.protocol.log import Afresh, LogPage, Page
from relay.protocol.memory import Memories, NewerCommand
from relay.protocol.people import REMOVED, PersonRemoved
from relay.protocol.refusals import RETRY_SECONDS, Refused
from relay.protocol.sessions import SESSION_NOT_LIVE

if TYPE_CHECKING:
    from desktop.client.relay_client import RelayClient

LEAVE_SECONDS = 2.0
NOBODY = Account("", "", "student")

log = logging.getLogger(__name__)


class RoomClient(QObject):
    """A room as one person has it. Memories change only here; panels read them when ``told``.

    An ended lesson is told by its SessionEnded, also to one who comes after the end; ``closed`` means that
    this room can't be entered or stayed in, with a final code.
    """

    told = Signal(list, bool)
    """[Event, …] just folded, and whether they happened just now (else they were caught up)."""
    afresh = Signal()
    entered = Signal()
    outside_changed = Signal()
    """``outside`` is another."""
    caught_up_changed = Signal()
    waiting_changed = Signal()
    refused = Signal(object)
    """A Waiting that was refused for good."""
    moment = Signal(object)
    """Something momentary, unnumbered and not remembered."""
    closed = Signal(str)

    def __init__(self, relay: "RelayClient", session_id: str, outbox: Outbox, *, alone: bool = False) -> None:
        """``alone``: the person is elsewhere; what waits is sent for them, and nobody looks."""
        super().__init__(relay)
        self.relay, self.session_id, self.alone = relay, session_id, alone
        self.is_in = False
        self.caught_up = False
        self.over = False
        """Left, closed or ended: it is not entered again."""
        self._ahead = 0
        """By how many milliseconds the room's time differs from the relay's clock."""
        self._restoring = Restoring(relay.keep, session_id, self)
        self._restoring.done.connect(self._on_restored)
        self._log = Log(session_id, relay.keep, relay.now)
        self._entering = Entering(self._log, relay.send, self)
        self._entering.due.connect(self.enter)
        self._entering.outside_changed.connect(self.outside_changed)
        self._sending = Sending(outbox, relay.send, self.now, relay.clock, self._for_older_relay, self)
        self._sending.set_alone(alone)
        self._sending.changed.connect(self.waiting_changed)
        self._sending.refused.connect(self.refused)

    @property
    def memories(self) -> Memories:
        """What has been told adds up to this. Others after ``afresh``."""
        return self._log.memories

    def now(self) -> int:
        """The room's time, ms UTC: its events are stamped by it, whatever the relay's clock does."""
        return self.relay.now() + self._ahead

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
        return self.relay.me or NOBODY

    @property
    def waiting(self) -> list[PendingCommand]:
        """What was said and is not told yet, or was refused; in the order of saying."""
        return self._sending.waiting

    @property
    def draft(self) -> str:
        """What was being written here and is not said yet."""
        return self.relay.keep.drafts.get(self.session_id, "")

    def keep_draft(self, draft: str) -> None:
        """Keeps what is being written, for when the person comes again."""
        if draft != self.draft:
            self.relay.keep.put_draft(self.session_id, draft)

    @property
    def unsent(self) -> bool:
        """Whether something waits that is to be sent also when the person has left."""
        return self._sending.lasting

    @property
    def restoring(self) -> bool:
        """Whether what was kept of this room is still being read; ``afresh`` is told afterwards."""
        return self._restoring.under_way

    def send(self, command: RoomCommand) -> PendingCommand:
        """Queues a command. Those of one subject go one after the other."""
        waiting = self._sending.add(command, line_is_down=self.relay.state.kind != "connected")
        if self.over:
            self._sending.end(SESSION_NOT_LIVE.name)
        return waiting

    def discard(self, ref: str) -> None:
        """Forgets a refused or waiting command."""
        self._sending.discard(ref)

    async def leave(self, *, for_good: bool = False) -> None:
        """Goes, of one's own accord. What was written and waits is sent all the same; hands are not raised.

        ``for_good``: the line ends too, so that nothing more can be sent now.
        """
        was_in, line = self.is_in or self.outside == "waiting", self.relay
        self.stop()
        if self.alone:
            self._sending.shut()
        else:
            self._sending.part(NOT_THERE)
        if was_in and line.state.kind == "connected":
            if self.unsent and not (for_good or self.alone):
                line.post_unsent()  # stays in until that is done
                return
            try:
                await line.ask(LeaveRoom(ref=new_ref(), session=self.session_id), timeout=LEAVE_SECONDS)
            except (LineDown, RefusedByRelay) as error:
                log.info("left without an answer: %s", error)
                if isinstance(error, RefusedByRelay) and error.later:
                    self._leave_after(error.retry or RETRY_SECONDS)

    def _leave_after(self, seconds: float) -> None:
        """Says it once more, unless the person is back by then: else the relay would take them for here."""
        line, session = self.relay, self.session_id

        def say() -> None:
            if not line.is_open(session):
                line.send(LeaveRoom(ref=new_ref(), session=session))

        QTimer.singleShot(int(seconds * 1000), line, say)

    # From here on: called by Relay.

    def begin(self) -> None:
        """Reads what was kept of this room, and comes in."""
        if self.relay.keep.lasts:
            self._restoring.start(self.me.id)
        else:
            self.enter()

    def look_again(self) -> None:
        """More turned out to wait here than was known."""
        self._sending.look_again()

    def show(self) -> None:
        """The person has come in themselves."""
        self.alone = False
        self._sending.set_alone(False)

    def come_again(self) -> None:
        """The lesson may go on after its end: asks to come in; if not, nothing changes."""
        if self.over and self.memories[Lesson].ended_at and self.relay.take_back(self):
            self.over = False
            self._entering.reading = False
            self.enter()

    def enter(self) -> None:
        """Asks to come in, going on from where this room is; does nothing while the line is down."""
        if not (self.over or self.restoring):
            self._entering.ask()

    def cut(self) -> None:
        """The line is down."""
        self._entering.settle()
        if not self.over:
            self._out()
            self._sending.shut()

    def stop(self) -> None:
        """This room is not used any more."""
        self.over = True
        self._entering.settle()
        self._restoring.cancel()
        self._out()

    async def take(self, word: Page | Afresh | Moment | SentAway | Reply) -> bool:
        """Takes in one word of the relay; whether it was for this room."""
        match word:
            case Page():
                if self.is_in:
                    await self._fold(word)
            case Afresh():
                self._forget()
                self.enter()
            case Moment():
                self.moment.emit(word)
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
            case Refused(code=NOT_IN_ROOM.name) if self._sending.take(word):
                if self.is_in:
                    self._out()
                    self._sending.shut()
                    self.enter()
            case _:
                return self._sending.take(word)
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
        self._ahead = word.now - self.relay.now() if word.now else 0
        self.is_in = True
        self._entering.stand("")
        self._look_whether_caught_up()
        self.entered.emit()
        self._sending.open(word.role)

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
            self._sending.shut()
            self._entering.ask_again(RETRY_SECONDS)
            return
        for folded in self._log.fold(page):
            self._tell(folded.events, folded.live)
            if folded.pause:
                await asyncio.sleep(0)
                if self.over:
                    return
        if self.memories[Lesson].ended_at and self._log.complete and not self.over:
            self.stop()
            self._sending.end(SESSION_NOT_LIVE.name)

    def _on_restored(self, kept: Restored | None) -> None:
        """What was kept is read: comes in to be told the rest."""
        if self.over:
            return
        if kept is not None:
            self._log.go_on_from(kept)
            self._sending.told(kept.mine, self.me.id, self.upto)
            self.afresh.emit()
            self._look_whether_caught_up()
        self.enter()

    def _tell(self, events: list[Event], live: bool) -> None:
        self._look_whether_caught_up()
        self._sending.told(events, self.me.id, self.upto)
        if not events:
            return
        self.told.emit(events, live)
        if self.over:
            return
        if live and any(isinstance(e, PersonRemoved) and e.account == self.me.id for e in events):
            self._close(REMOVED.name)

    def _look_whether_caught_up(self) -> None:
        follows = self.is_in or self._entering.reading or self.memories[Lesson].ended_at > 0
        caught_up = follows and self._log.complete
        if caught_up != self.caught_up:
            self.caught_up = caught_up
            self.caught_up_changed.emit()

    def _out(self) -> None:
        self.is_in = False
        self._look_whether_caught_up()

    def _forget(self) -> None:
        """Memories begin anew; what was said and has no answer stays."""
        self._out()
        self._log.forget()
        self.afresh.emit()

    def _for_older_relay(self, command: RoomCommand) -> RoomCommand | None:
        return command.for_older_relay(self.memories) if isinstance(command, NewerCommand) else None

    def _close(self, code: str) -> None:
        if self.over:
            return
        self.over = True
        self._entering.settle()
        ended = self.memories[Lesson].ended_at > 0
        self._out()
        self._sending.end(code)
        if not ended:
            self.closed.emit(code)
