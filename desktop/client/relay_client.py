"""One relay and one account on it: asks, answers, and the rooms."""

import asyncio
import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.client.account_cache import AccountCache
from desktop.client.background_sender import BackgroundSender
from desktop.client.clock import Clock
from desktop.client.connection import Connection
from desktop.client.outbox import PendingCommand
from desktop.client.pace import Backoff
from desktop.client.room_client import RoomClient
from desktop.client.state import LineState, RefusedByRelay
from desktop.pinned import Address, LineDown
from relay.protocol.accounts import Account, Welcome
from relay.protocol.base import Command, Moment, Notice, Reply, Word
from relay.protocol.entering import SentAway
from relay.protocol.lesson import Lesson
from relay.protocol.log import Afresh, Page
from relay.protocol.refusals import Refused
from relay.protocol.sessions import ColleagueActed, SessionChanged

ANSWER_SECONDS = 10.0

log = logging.getLogger(__name__)


@dataclass
class _Asked:
    command: Command
    answer: asyncio.Future[Reply]


class RelayClient(QObject):
    """A relay as one account has it, or without a token a visitor. From ``start`` to ``close``."""

    state_changed = Signal()
    welcomed = Signal()
    """``welcome`` is new: after each connecting, and when the relay has something to add."""
    session_changed = Signal(str, int)
    """A session's id and revision: ask again. Revision 0: it was deleted."""
    certificate_changed = Signal(str)
    """The relay's certificate (PEM), worth remembering beside the pin."""
    colleague_acted = Signal(object)
    """A ColleagueActed: somebody else did something with a session of this person."""
    waiting_changed = Signal(str)
    """In the room of this session, open or not, something else waits or was refused."""
    closed = Signal(str)
    """The relay will not have us any more: "not_signed_in", "token_revoked" or "key_changed"."""

    def __init__(
        self,
        address: Address,
        pin: str,
        token: str | None = None,
        certificate: str = "",
        parent: QObject | None = None,
        *,
        keep: AccountCache | None = None,
        clock: Clock | None = None,
        pauses: Backoff | None = None,
    ) -> None:
        super().__init__(parent)
        self.address, self.pin = address, pin
        self.clock = clock or Clock()
        self.welcome: Welcome | None = None
        self.keep = keep or AccountCache()
        self.keep.arrived = self._more_waits
        self._posting = BackgroundSender(self)
        self._leaving = False
        self._connection = Connection(address, pin, token, certificate, self, self.clock, pauses)
        self._asked: dict[str, _Asked] = {}
        self._rooms: dict[str, RoomClient] = {}

    @property
    def state(self) -> LineState:
        """How the line is."""
        return self._connection.state

    @property
    def certificate(self) -> str:
        """The certificate (PEM) that the relay showed last; empty before the first time."""
        return self._connection.certificate

    @property
    def me(self) -> Account | None:
        """Who is signed in, as the relay says, or before it can be reached as is known from the last time."""
        return self.welcome.you if self.welcome else self.keep.me

    def start(self) -> None:
        """Connects, and goes on trying."""
        self._connection.start()

    async def close(self) -> None:
        """Ends the line and everything that waits on it."""
        await self._posting.stop()
        for room in self._rooms.values():
            if room.restoring:
                room.stop()
        await self._connection.close()
        await self.keep.settle()

    def now(self) -> int:
        """The relay's clock, ms UTC."""
        return self._connection.now()

    def wake(self) -> None:
        """The network changed or the computer woke up: tries at once."""
        self._connection.wake()

    def move(self, address: Address) -> None:
        """The relay is to be reached elsewhere from now on; its key stays the same."""
        self.address = address
        self._connection.move(address)

    async def ask(self, command: Command, timeout: float | None = None) -> Reply:  # noqa: ASYNC109
        """The answer to a school command; it is sent again, with the same ref, after a short cut.

        Raises RefusedByRelay, or LineDown: no relay to be reached, or silence for ``timeout`` (ten seconds).
        """
        if self.state.kind in ("offline", "closed"):
            raise LineDown(self.state.reason)
        asked = _Asked(command, asyncio.get_running_loop().create_future())
        self._asked[command.ref] = asked
        try:
            self._connection.send(command)
            async with asyncio.timeout(ANSWER_SECONDS if timeout is None else timeout):
                reply = await asked.answer
        except TimeoutError:
            raise LineDown("timed_out") from None
        finally:
            self._asked.pop(command.ref, None)
        if isinstance(reply, Refused):
            raise RefusedByRelay.of(reply)
        return reply

    def room(self, session_id: str) -> RoomClient:
        """The room of a session; it is entered now or when the line is up, and again after each cut."""
        room = self._room(session_id, alone=False)
        if room.alone:
            room.show()
        return room

    def room_alone(self, session_id: str) -> RoomClient:
        """The room of a session in which something is sent for somebody who is elsewhere."""
        return self._room(session_id, alone=True)

    def _room(self, session_id: str, *, alone: bool) -> RoomClient:
        room = self._rooms.get(session_id)
        if room is None or room.over:
            for over in [one for one in self._rooms.values() if one.over]:
                del self._rooms[over.session_id]
                over.setParent(None)  # it ends with the page that still shows it
            outbox = self.keep.outbox(session_id)
            room = self._rooms[session_id] = RoomClient(self, session_id, outbox, alone=alone)
            room.waiting_changed.connect(lambda: self.waiting_changed.emit(session_id))
            room.begin()
        return room

    def take_back(self, room: RoomClient) -> bool:
        """A room that was over is to go on; not if another one is open for its session."""
        if self._rooms.setdefault(room.session_id, room) is not room:
            return False
        room.setParent(self)
        return not self._leaving

    def is_open(self, session_id: str) -> bool:
        """Whether somebody is in this room, and it sees to what waits there."""
        room = self._rooms.get(session_id)
        return room is not None and not room.over

    async def leave_rooms(self) -> None:
        """Goes out of every room, while the line may still stand."""
        self._leaving = True
        await self._posting.stop()
        await asyncio.gather(
            *(room.leave(for_good=True) for room in list(self._rooms.values()) if not room.over)
        )

    # what waits

    def waiting(self) -> dict[str, list[PendingCommand]]:
        """What waits to be sent or was refused, by session, whether its room is open or not."""
        return self.keep.waiting()

    @property
    def unsent(self) -> bool:
        """Whether anything waits that has not been refused, or is being written in a lesson that goes on."""
        waits = any(one.state != "refused" for waiting in self.waiting().values() for one in waiting)
        can_go_on = self.state.kind != "closed"
        return waits or (can_go_on and any(not self._is_over(session) for session in self.keep.drafts))

    def _is_over(self, session_id: str) -> bool:
        """As far as is known here."""
        room, kept = self._rooms.get(session_id), self.keep.sessions.get(session_id)
        over = room is not None and room.memories[Lesson].ended_at > 0
        return over or (kept is not None and kept.status != "live")

    def discard(self, session_id: str, ref: str) -> None:
        """Forgets something that waits or was refused."""
        room = self._rooms.get(session_id)
        if room is not None and not room.over:
            room.discard(ref)
            return
        outbox = self.keep.outbox(session_id)
        for waiting in [one for one in outbox.kept if one.ref == ref]:
            outbox.forget(waiting)
        self.waiting_changed.emit(session_id)

    def refuse(self, session_id: str, code: str) -> None:
        """What waits for a room that nobody is in will not be sent any more, for this reason."""
        outbox = self.keep.outbox(session_id)
        if self.is_open(session_id):
            return
        for waiting in outbox.kept:
            if waiting.state != "refused":
                waiting.state, waiting.code = "refused", code
                outbox.note(waiting)
        self.waiting_changed.emit(session_id)

    def post_unsent(self) -> None:
        """Has sent what waits for rooms that nobody is in."""
        if not self._leaving:
            self._posting.look()

    def _more_waits(self) -> None:
        for session in self.keep.waiting():
            room = self._rooms.get(session)
            if room is not None and not room.over:
                room.look_again()
            else:
                self.waiting_changed.emit(session)
        self.post_unsent()

    def send(self, word: Word) -> bool:
        """For rooms: sends a word in order; False when the line is down."""
        return self._connection.send(word)

    # From here on: called by the connection.

    def line_changed(self, state: LineState) -> None:
        """The line is another one."""
        if state.kind != "connected":
            for room in list(self._rooms.values()):
                room.cut()
        if state.kind in ("offline", "closed"):
            for asked in list(self._asked.values()):
                if not asked.answer.done():
                    asked.answer.set_exception(LineDown(state.reason))
        self.state_changed.emit()
        if state.kind == "closed" and state.reason:
            self.closed.emit(state.reason)

    def line_up(self, welcome: Welcome) -> None:
        """A new line stands: rooms come in again, and what has no answer is asked again."""
        self.welcome = welcome
        if welcome.you is not None:
            self.keep.meet(self.pin, welcome.you)
        if welcome.epoch:
            self.keep.keep_only(welcome.epoch)
        for room in list(self._rooms.values()):
            room.enter()
        for asked in list(self._asked.values()):
            self._connection.send(asked.command)
        self.welcomed.emit()
        self.post_unsent()

    async def word_came(self, word: Reply | Notice | Moment) -> None:
        """Gives a word to those whom it is for."""
        match word:
            case Page() | Afresh() | Moment() | SentAway():
                room = self._rooms.get(word.session)
                if room is not None and not room.over:
                    await room.take(word)
            case Reply():
                await self._answer(word)
            case SessionChanged():
                room = self._rooms.get(word.session)
                if room is not None and room.outside and not room.over:
                    room.enter()  # it may have ended over the waiting
                self.session_changed.emit(word.session, word.revision)
                self.post_unsent()
            case ColleagueActed():
                self.colleague_acted.emit(word)
            case Welcome():
                self.welcome = word
                if word.epoch:
                    self.keep.keep_only(word.epoch)
                self.welcomed.emit()

    def is_asking(self) -> bool:
        """Whether something was asked that has no answer yet."""
        return bool(self._asked)

    def certificate_renewed(self, certificate: str) -> None:
        """The relay showed a certificate that is new here."""
        self.certificate_changed.emit(certificate)

    async def _answer(self, word: Reply) -> None:
        asked = self._asked.get(word.ref)
        if asked is not None:
            if not asked.answer.done():
                asked.answer.set_result(word)
            return
        for room in list(self._rooms.values()):
            if not room.over and await room.take(word):
                return
        log.info("an answer that nobody waits for: %s", type(word).__name__)
