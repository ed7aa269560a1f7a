"""One session's room on the line: comes in, folds what is told into memories, and sends what is said."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Literal

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.line.keep import Place
from desktop.line.outbox import NOT_THERE, Outbox, Waiting
from desktop.line.pages import new_events
from desktop.line.restoring import SLICE_SECONDS, restore
from desktop.line.sending import Sending
from desktop.line.state import RefusedByRelay, is_later, new_ref
from desktop.pinned import LineDown
from relay.protocol.accounts import Account
from relay.protocol.base import Event, Moment, Reply, RoomCommand
from relay.protocol.catalog import encode, new_memories
from relay.protocol.entrance import TURNED_AWAY, SentAway, Waiting as WaitsOutside
from relay.protocol.joining import LESSON_LOCKED
from relay.protocol.lesson import Lesson, SessionEnded
from relay.protocol.log import Afresh, LogPage, Page, ReadLog
from relay.protocol.people import (
    NOT_IN_ROOM,
    REMOVED,
    Entered,
    EnterRoom,
    LeaveRoom,
    PersonRemoved,
    RoomRole,
)
from relay.protocol.refusals import RETRY_SECONDS, Refused
from relay.protocol.sessions import SESSION_NOT_LIVE

if TYPE_CHECKING:
    from desktop.line.relay import Relay

ANSWER_SECONDS = 10.0
LEAVE_SECONDS = 2.0
NOBODY = Account("", "", "student")

log = logging.getLogger(__name__)


class RoomLine(QObject):
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

    def __init__(self, relay: "Relay", session_id: str, outbox: Outbox, *, alone: bool = False) -> None:
        """``alone``: the person is elsewhere; what waits is sent for them, and nobody looks."""
        super().__init__(relay)
        self.relay, self.session_id, self.alone = relay, session_id, alone
        self.memories = new_memories()
        self.role: RoomRole | str = ""
        self.is_in = False
        self.outside: Literal["", "waiting", "locked"] = ""
        """What keeps this person out for now: a teacher has to let them in, or the lesson is locked."""
        self.caught_up = False
        self.over = False
        """Left, closed or ended: it is not entered again."""
        self.upto = 0
        self._head = 0
        self._epoch = ""
        self._seen, self._seen_ref = 0, ""
        self._pending = ""
        """Ref of the EnterRoom or ReadLog that has no answer yet."""
        self._reading = False
        """The lesson is over: what is missing of its log is read page by page."""
        self._turn_began = 0.0
        self._restoring: asyncio.Task[None] | None = None
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self.enter)
        self._sending = Sending(outbox, relay.send, relay.now, relay.clock, self)
        self._sending.set_alone(alone)
        self._sending.changed.connect(self.waiting_changed)
        self._sending.refused.connect(self.refused)

    @property
    def me(self) -> Account:
        """Who is in this room here."""
        return self.relay.me or NOBODY

    @property
    def waiting(self) -> list[Waiting]:
        """What was said and is not told yet, or was refused; in the order of saying."""
        return self._sending.waiting

    @property
    def unsent(self) -> bool:
        """Whether something waits that is to be sent also when the person has left."""
        return self._sending.lasting

    @property
    def restoring(self) -> bool:
        """Whether what was kept of this room is still being read; ``afresh`` is told afterwards."""
        return self._restoring is not None

    def send(self, command: RoomCommand) -> Waiting:
        """Queues a command. Those of one subject go one after the other."""
        waiting = self._sending.add(command, line_is_down=self.relay.state.kind != "connected")
        if self.over:
            self._sending.end(SESSION_NOT_LIVE.name)
        return waiting

    def send_again(self, ref: str) -> Waiting | None:
        """Says a refused command anew, under a new ref; None if there is none of this ref."""
        old = self._sending.discard(ref)
        return self.send(msgspec.structs.replace(old.command, ref=new_ref())) if old else None

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

    # From here on: called by Relay.

    def begin(self) -> None:
        """Reads what was kept of this room, and comes in."""
        if self.relay.keep.lasts:
            self._restoring = asyncio.get_running_loop().create_task(self._restore(), name="restore a room")
        else:
            self.enter()

    def look_again(self) -> None:
        """More turned out to wait here than was known."""
        self._sending.look_again()

    def show(self) -> None:
        """The person has come in themselves."""
        self.alone = False
        self._sending.set_alone(False)

    def enter(self) -> None:
        """Asks to come in, going on from where this room is; does nothing while the line is down."""
        if self.over or self._restoring is not None:
            return
        self._pending = new_ref()
        if self._reading:
            ask: RoomCommand = ReadLog(
                ref=self._pending, session=self.session_id, after=self.upto, compressed=True
            )
        else:
            ask = EnterRoom(
                ref=self._pending,
                session=self.session_id,
                epoch=self._epoch,
                after=self.upto,
                seen=self._seen,
                seen_ref=self._seen_ref,
                compressed=True,
            )
        if self.relay.send(ask):
            self._retry.start(int(ANSWER_SECONDS * 1000))

    def cut(self) -> None:
        """The line is down."""
        self._retry.stop()
        self._pending = ""
        if not self.over:
            self._out()
            self._sending.shut()

    def stop(self) -> None:
        """This room is not used any more."""
        self.over = True
        self._retry.stop()
        if self._restoring is not None:
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
            case Entered(ref=self._pending):
                self._come_in(word)
            case WaitsOutside(ref=self._pending):
                self._answered()
                self._out()
                self._stand("waiting")
            case SentAway():
                self._close(TURNED_AWAY.name)
            case LogPage(ref=self._pending):
                await self._read_on(word)
            case Refused(ref=self._pending):
                self._refused_entry(word)
            case Refused(code=NOT_IN_ROOM.name) if self._sending.take(word):
                if self.is_in:
                    self._out()
                    self._sending.shut()
                    self.enter()
            case _:
                return self._sending.take(word)
        return True

    def _come_in(self, word: Entered) -> None:
        self._answered()
        if self.role not in ("", word.role):  # others see other things: what was kept is not all of it
            self._forget()
            self.role = word.role
            self.enter()
            return
        if word.afresh or (self._epoch and word.epoch != self._epoch):
            self._forget()
        self._epoch, self._head, self.role = word.epoch, word.head, word.role
        self.is_in = True
        self._stand("")
        self._look_whether_caught_up()
        self.entered.emit()
        self._sending.open(word.role)

    def _refused_entry(self, word: Refused) -> None:
        self._answered()
        if is_later(word.code, word.retry):
            if word.code == LESSON_LOCKED.name:
                self._stand("locked")
            self._retry.start(int((word.retry or RETRY_SECONDS) * 1000))
        elif word.code == SESSION_NOT_LIVE.name and not self._reading:
            self._reading = True
            self.enter()
        else:
            self._close(SESSION_NOT_LIVE.name if self._reading else word.code)

    async def _read_on(self, word: LogPage) -> None:
        self._answered()
        if self._epoch and word.epoch != self._epoch:
            self._forget()
            self._epoch = word.epoch
            self.enter()
            return
        before, self._epoch, self._head = self.upto, word.epoch, word.head
        await self._fold(word)
        if self.over:
            return
        if before < self.upto < word.head:
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
            self._retry.start(int(RETRY_SECONDS * 1000))
            return
        new: list[Event] = []
        before, live = self.upto, self.upto >= self._head
        for event in new_events(page, self.upto):
            if not live and event.seq > self._head:
                self._tell(new, live)
                new, live = [], True
            self.memories.apply(event)
            new.append(event)
            self.upto = event.seq
            self._seen, self._seen_ref = event.seq, event.ref
            if time.perf_counter() - self._turn_began > SLICE_SECONDS:
                self._tell(new, live)
                new = []
                await asyncio.sleep(0)
                self._turn_began = time.perf_counter()
                if self.over:
                    return
        self.upto = page.upto
        self._keep(page, before)
        self._tell(new, live)

    def _keep(self, page: Page | LogPage, before: int) -> None:
        """Has a page kept that was folded from ``before`` on."""
        raws = page.events
        if page.prev != before:
            raws = [msgspec.Raw(encode(event)) for event in new_events(page, before)]
        place = Place(self._epoch, self.role, self.upto, self._seen, self._seen_ref, self.relay.now())
        told = Page(session=self.session_id, prev=before, upto=page.upto, events=raws)
        self.relay.keep.put_page(self.session_id, told, place)

    async def _restore(self) -> None:
        """Takes what was kept, and then comes in to be told the rest."""
        try:
            kept = await restore(self.relay.keep, self.session_id, self.me.id)
        except Exception:
            log.exception("a kept log could not be read")
            kept = None
        self._restoring = None
        if self.over:
            return
        if kept is not None:
            place = kept.place
            self.memories, self.upto, self._head = kept.memories, place.upto, place.upto
            self._epoch, self.role = place.epoch, place.role
            self._seen, self._seen_ref = place.seen, place.seen_ref
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
        if isinstance(events[-1], SessionEnded):
            self.stop()
            self._sending.end(SESSION_NOT_LIVE.name)
        elif live and any(isinstance(e, PersonRemoved) and e.account == self.me.id for e in events):
            self._close(REMOVED.name)

    def _look_whether_caught_up(self) -> None:
        follows = self.is_in or self._reading or self.memories[Lesson].ended_at > 0
        caught_up = follows and self.upto >= self._head
        if caught_up != self.caught_up:
            self.caught_up = caught_up
            self.caught_up_changed.emit()

    def _stand(self, outside: Literal["", "waiting", "locked"]) -> None:
        if outside != self.outside:
            self.outside = outside
            self.outside_changed.emit()

    def _answered(self) -> None:
        self._retry.stop()
        self._pending = ""

    def _out(self) -> None:
        self.is_in = False
        self._look_whether_caught_up()

    def _forget(self) -> None:
        """Memories begin anew; what was said and has no answer stays."""
        self._out()
        self.memories = new_memories()
        self.upto = self._seen = self._head = 0
        self._epoch = self._seen_ref = ""
        self.relay.keep.drop_log(self.session_id)
        self.afresh.emit()

    def _close(self, code: str) -> None:
        if self.over:
            return
        self.over = True
        self._retry.stop()
        ended = self.memories[Lesson].ended_at > 0
        self._out()
        self._sending.end(code)
        if not ended:
            self.closed.emit(code)
