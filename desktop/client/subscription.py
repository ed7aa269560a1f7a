"""Following one session's log: coming in, folding what is told into memories, going on after cuts."""

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

from desktop.client.account_cache import AccountCache
from desktop.client.callbacks import Callbacks
from desktop.client.clock import Clock
from desktop.client.entering import Entering, Outside
from desktop.client.session_log import SessionLog, restore
from desktop.client.state import LineState, R
from relay.protocol.accounts import Account
from relay.protocol.base import Command, Event, Moment, Reply, RoomRole, Word
from relay.protocol.entering import TURNED_AWAY, Entered, PlaceInLine, SentAway, Waiting
from relay.protocol.log import Afresh, LogPage, Page
from relay.protocol.memory import Memories
from relay.protocol.refusals import RETRY_SECONDS, SESSION_NOT_LIVE, Refused

if TYPE_CHECKING:
    from desktop.client.files.file_lane import FileLane

NOBODY = Account("", "", "student")

log = logging.getLogger(__name__)


class RoomContext(Protocol):
    """What a room is handed of the connection, and of the account that is in it; RelayClient says more."""

    cache: AccountCache
    clock: Clock

    @property
    def files(self) -> "FileLane": ...

    @property
    def me(self) -> Account | None: ...

    @property
    def state(self) -> LineState: ...

    def now(self) -> int: ...

    def offers(self, name: str) -> bool: ...

    def send(self, word: Word) -> bool: ...

    async def ask(self, command: Command, kind: type[R], timeout: float | None = None) -> R: ...  # noqa: ASYNC109

    def is_open(self, session_id: str) -> bool: ...

    def readmit(self, room: "Subscription") -> bool: ...

    def send_in_background(self) -> None: ...


class Subscription:
    """A session as one person is told it. Memories change only here, and ``on_told`` says when.

    An ended lesson is told by the event that ends it, also to one who comes after the end; ``on_closed``
    means that this room can't be entered or stayed in, with a final code.
    """

    def __init__(self, context: RoomContext, session_id: str) -> None:
        self._context, self.session_id = context, session_id
        self.is_in = False
        self.caught_up = False
        self.over = False
        """Left, closed or ended: it is not entered again."""
        self.on_folded: Callbacks[[list[Event]]] = Callbacks()
        """The memories have come further, perhaps by no event that may be seen here."""
        self.on_told: Callbacks[[list[Event], bool]] = Callbacks()
        """Events just folded, and whether they happened just now (else they were caught up)."""
        self.on_afresh: Callbacks[[]] = Callbacks()
        """The memories are others."""
        self.on_entered: Callbacks[[RoomRole]] = Callbacks()
        """In, as a teacher or a student."""
        self.on_interrupted: Callbacks[[]] = Callbacks()
        """Not in any more, for now."""
        self.on_caught_up_changed: Callbacks[[]] = Callbacks()
        self.on_moment: Callbacks[[Moment]] = Callbacks()
        """Something momentary, unnumbered and not remembered."""
        self.on_over: Callbacks[[str]] = Callbacks()
        """Nothing can be said here any more, for this reason."""
        self.on_closed: Callbacks[[str]] = Callbacks()
        self._ahead = 0
        """By how many milliseconds the room's time differs from the relay's clock."""
        self._restoring: asyncio.Task[None] | None = None
        self._log = SessionLog(session_id, context.cache, context.now)
        self._entering = Entering(self._log, context.send, self.enter)
        self.on_outside_changed = self._entering.on_outside_changed
        """``outside`` is another."""

    @property
    def memories(self) -> Memories:
        """What has been told adds up to this. Others after ``on_afresh``."""
        return self._log.memories

    def now(self) -> int:
        """The room's time, ms UTC: its events are stamped by it, whatever the relay's clock does."""
        return self._context.now() + self._ahead

    @property
    def upto(self) -> int:
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
        return self._context.me or NOBODY

    @property
    def restoring(self) -> bool:
        """Whether what was kept of this room is still being read; ``on_afresh`` is called afterwards."""
        return self._restoring is not None

    def open(self) -> None:
        """Reads what was kept of this room, and comes in."""
        if self._context.cache.lasts:
            self._restoring = asyncio.get_running_loop().create_task(self._restore(), name="restore a room")
        else:
            self.enter()

    def enter(self) -> None:
        """Asks to come in, going on from where this room is; does nothing while the line is down."""
        if not (self.over or self.restoring):
            self._entering.ask()

    def interrupt(self) -> None:
        """The line is down, or the relay takes this person for away."""
        self._entering.stop_asking()
        if not self.over:
            self._go_out()
            self.on_interrupted.emit()

    def stop(self) -> None:
        """This room is not used any more."""
        self.over = True
        self._entering.stop_asking()
        if self._restoring is not None:
            self._restoring.cancel()
            self._restoring = None
        self._go_out()

    @property
    def place_in_line(self) -> int:
        """Among those who wait to be let in, from 1; 0 where the relay does not tell."""
        return self._entering.place

    @property
    def waits_before(self) -> tuple[str, str]:
        """The class and the teacher of the lesson before which one waits; empty where they are not told."""
        return self._entering.before

    async def receive(self, word: Page | Afresh | Moment | SentAway | PlaceInLine | Reply) -> bool:
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
            case Waiting(ref=self._entering.ref):
                self._go_out()
                self._entering.wait(word)
            case PlaceInLine():
                self._entering.set_place(word.place)
            case SentAway():
                self._close(TURNED_AWAY.name)
            case LogPage(ref=self._entering.ref):
                await self._read_on(word)
            case Refused(ref=self._entering.ref):
                if final := self._entering.handle_refusal(word):
                    self._close(final)
            case _:
                return False
        return True

    def _come_in(self, word: Entered) -> None:
        self._entering.stop_asking()
        so_far = self._log
        if so_far.role not in ("", word.role):  # what was kept is not all of it
            self._forget()
            so_far.role = word.role
            self.enter()
            return
        if word.afresh or so_far.epoch not in ("", word.epoch):
            self._forget()
        so_far.epoch, so_far.head, so_far.role = word.epoch, word.head, word.role
        self._ahead = word.now - self._context.now() if word.now else 0
        self.is_in = True
        self._entering.set_outside("")
        self._look_whether_caught_up()
        self.on_entered.emit(word.role)

    async def _read_on(self, word: LogPage) -> None:
        self._entering.stop_asking()
        so_far = self._log
        if so_far.epoch not in ("", word.epoch):
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
        """Takes in what is new of a page, with turns for others in between."""
        if page.upto <= self.upto:
            return
        if page.prev > self.upto:
            log.warning("a gap in %s: at %d, told from %d", self.session_id, self.upto, page.prev)
            self.interrupt()
            self._entering.ask_again(RETRY_SECONDS)
            return
        for folded in self._log.fold(page):
            self._announce(folded.events, folded.live)
            if folded.pause:
                await asyncio.sleep(0)
                if self.over:
                    return
        if self.memories.over and self._log.complete and not self.over:
            self.stop()
            self.on_over.emit(SESSION_NOT_LIVE.name)

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
            self.on_folded.emit(kept.mine)
            self.on_afresh.emit()
            self._look_whether_caught_up()
        self.enter()

    def _announce(self, events: list[Event], live: bool) -> None:
        self._look_whether_caught_up()
        self.on_folded.emit(events)
        if events:
            self.on_told.emit(events, live)
        if live and not self.over:
            codes = (event.shuts_out(self.me.id) for event in events)
            if code := next(filter(None, codes), ""):
                self._close(code)

    def _look_whether_caught_up(self) -> None:
        follows = self.is_in or self._entering.reading or self.memories.over
        caught_up = follows and self._log.complete
        if caught_up != self.caught_up:
            self.caught_up = caught_up
            self.on_caught_up_changed.emit()

    def _go_out(self) -> None:
        self.is_in = False
        self._look_whether_caught_up()

    def _forget(self) -> None:
        """Memories begin anew; what was said and has no answer stays."""
        self._go_out()
        self._log.forget()
        self.on_afresh.emit()

    def _close(self, code: str) -> None:
        if self.over:
            return
        self.over = True
        self._entering.stop_asking()
        ended = self.memories.over
        self._go_out()
        self.on_over.emit(code)
        if not ended:
            self.on_closed.emit(code)
