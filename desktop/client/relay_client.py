"""One relay and one account on it: asks, answers, and the rooms."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from desktop.client.account_cache import AccountCache
from desktop.client.background_sender import BackgroundSender
from desktop.client.backoff import Backoff
from desktop.client.callbacks import Callbacks
from desktop.client.clock import Clock
from desktop.client.connection import Connection
from desktop.client.outbox import PendingCommand
from desktop.client.pending_requests import PendingRequests
from desktop.client.room_client import RoomClient
from desktop.client.state import LineState, R
from desktop.client.subscription import Subscription
from desktop.pinned import Address, LineDown
from relay.protocol.accounts import Account, Welcome
from relay.protocol.base import Command, Moment, Notice, Reply, Word
from relay.protocol.entering import PlaceInLine, SentAway
from relay.protocol.frames import Frame
from relay.protocol.log import Afresh, Page
from relay.protocol.refusals import Refused
from relay.protocol.sessions import ColleagueActed, GetSession, SessionChanged, SessionDetails
from relay.shared.ids import new_ref

if TYPE_CHECKING:
    from desktop.client.files.file_lane import FileLane

log = logging.getLogger(__name__)


class RelayClient:
    """A relay as one account has it, or without a token a visitor. From ``start`` to ``close``."""

    def __init__(
        self,
        address: Address,
        pin: str,
        token: str | None = None,
        certificate: str = "",
        *,
        cache: AccountCache | None = None,
        clock: Clock | None = None,
        pauses: Backoff | None = None,
        connection: Callable[..., Connection] = Connection,
        can: Sequence[str] = (),
    ) -> None:
        """``connection``: what makes it; a test may hand in one without a relay.

        ``can``: lanes and subjects that this program knows.
        """
        self.on_state_changed: Callbacks[[]] = Callbacks()
        self.on_welcomed: Callbacks[[]] = Callbacks()
        """``welcome`` is new: after each connecting, and when the relay has something to add."""
        self.on_session_changed: Callbacks[[str, int]] = Callbacks()
        """A session's id and revision: ask again. Revision 0: it was deleted."""
        self.on_colleague_acted: Callbacks[[ColleagueActed]] = Callbacks()
        """Somebody else did something with a session of this person."""
        self.on_waiting_changed: Callbacks[[str]] = Callbacks()
        """In the room of this session, open or not, something else waits or was refused."""
        self.on_done: Callbacks[[Command]] = Callbacks()
        """The relay has done what this school command asked, whoever in this program asked it."""
        self.on_closed: Callbacks[[str]] = Callbacks()
        """The relay will not have us any more: "not_signed_in", "token_revoked" or "key_changed"."""
        self.on_frame: Callbacks[[Frame]] = Callbacks()
        """Bytes of a subject have come."""
        self.on_notice: Callbacks[[Notice]] = Callbacks()
        """The relay has said something to a subject that stands beside rooms and school."""
        self.address, self.pin = address, pin
        self.clock = clock or Clock()
        self.welcome: Welcome | None = None
        self.cache = cache or AccountCache()
        self.cache.on_more_waiting.connect(self._more_waits)
        self._leaving = False
        self.token = token or ""
        self._connection = connection(address, pin, token, certificate, self, self.clock, pauses, can)
        self._requests = PendingRequests(self._connection.send)
        self._background = BackgroundSender(self)
        self._rooms: dict[str, RoomClient] = {}

    @cached_property
    def files(self) -> "FileLane":
        """The lane for files; it is read and made when it is wanted."""
        from desktop.client.files.file_lane import FileLane  # noqa: PLC0415

        return FileLane(self)

    @property
    def state(self) -> LineState:
        return self._connection.state

    @property
    def certificate(self) -> str:
        return self._connection.certificate

    @property
    def me(self) -> Account | None:
        """Who is signed in, as the relay says, or before it can be reached as is known from the last time."""
        return self.welcome.you if self.welcome else self.cache.me

    def offers(self, name: str) -> bool:
        """Whether the relay has this lane or subject; what it does not have is not offered to people."""
        return self.welcome is not None and name in self.welcome.can

    def start(self) -> None:
        self._connection.start()

    async def close(self) -> None:
        await self._background.stop()
        for room in self._rooms.values():
            if room.restoring:
                room.stop()
        if "files" in vars(self):
            await self.files.close()
        await self._connection.close()
        await self.cache.settle()

    def now(self) -> int:
        return self._connection.now()

    def wake(self) -> None:
        """The network changed or the computer woke up: tries at once."""
        self._connection.wake()

    def move(self, address: Address) -> None:
        """The relay is to be reached elsewhere from now on; its key stays the same."""
        self.address = address
        self._connection.move(address)

    async def ask(self, command: Command, kind: type[R], timeout: float | None = None) -> R:  # noqa: ASYNC109
        """The answer to a school command; it is sent again, with the same ref, after a short cut.

        Raises RefusedByRelay, or LineDown: no relay to be reached, silence for ``timeout`` (ten seconds), or
        an answer of another kind, as no relay gives it.
        """
        if self.state.kind in ("offline", "closed"):
            raise LineDown(self.state.reason)
        reply = await self._requests.ask(command, kind, timeout)
        self.on_done.emit(command)
        return reply

    async def details(self, session_id: str) -> SessionDetails:
        """What there is to know of a session; raises as `ask` does."""
        return await self.ask(GetSession(ref=new_ref(), session=session_id), SessionDetails)

    def room(self, session_id: str) -> RoomClient:
        """The room of a session; it is entered now or when the line is up, and again after each cut."""
        room = self._open_room(session_id, background=False)
        if room.background:
            room.bring_to_front()
        return room

    def background_room(self, session_id: str) -> RoomClient:
        """The room of a session in which something is sent for somebody who is elsewhere."""
        return self._open_room(session_id, background=True)

    def _open_room(self, session_id: str, *, background: bool) -> RoomClient:
        room = self._rooms.get(session_id)
        if room is None or room.over:
            for over in [one for one in self._rooms.values() if one.over]:
                del self._rooms[over.session_id]
            room = self._rooms[session_id] = self._new_room(session_id, background=background)
            room.on_waiting_changed.connect(lambda: self.on_waiting_changed.emit(session_id))
            room.open()
        return room

    def _new_room(self, session_id: str, *, background: bool) -> RoomClient:
        return RoomClient(self, session_id, background=background)

    def readmit(self, room: Subscription) -> bool:
        """A room that was over is to go on; not if another one is open for its session."""
        assert isinstance(room, RoomClient)
        return self._rooms.setdefault(room.session_id, room) is room and not self._leaving

    def is_open(self, session_id: str) -> bool:
        """Whether somebody is in this room, and it sees to what waits there."""
        return self._live_room(session_id) is not None

    def _live_room(self, session_id: str) -> RoomClient | None:
        room = self._rooms.get(session_id)
        return None if room is None or room.over else room

    async def leave_rooms(self) -> None:
        """Goes out of every room, while the line may still stand."""
        self._leaving = True
        await self._background.stop()
        await asyncio.gather(
            *(room.leave(for_good=True) for room in list(self._rooms.values()) if not room.over)
        )

    # what waits

    def waiting(self) -> dict[str, list[PendingCommand]]:
        """What waits to be sent or was refused, by session, whether its room is open or not."""
        return self.cache.waiting()

    def unsent_files(self) -> list[str]:
        """What their owner calls the files that wait to be sent, with what names them."""
        waiting = (one for said in self.waiting().values() for one in said if one.state != "refused")
        return [held.name for one in waiting for held in one.files]

    @property
    def unsent(self) -> bool:
        """Whether anything waits that has not been refused, or is being written in a lesson that goes on."""
        waits = any(one.state != "refused" for waiting in self.waiting().values() for one in waiting)
        can_go_on = self.state.kind != "closed"
        return waits or (can_go_on and any(not self._is_over(session) for session in self.cache.drafts))

    def _is_over(self, session_id: str) -> bool:
        """As far as is known here."""
        room, kept = self._rooms.get(session_id), self.cache.sessions.get(session_id)
        over = room is not None and room.memories.over
        return over or (kept is not None and kept.status != "live")

    def discard(self, session_id: str, ref: str) -> None:
        if room := self._live_room(session_id):
            room.discard(ref)
            return
        outbox = self.cache.outbox(session_id)
        for waiting in [one for one in outbox.kept if one.ref == ref]:
            outbox.remove_command(waiting)
        self.on_waiting_changed.emit(session_id)

    def refuse(self, session_id: str, code: str) -> None:
        """What waits for a room that nobody is in will not be sent any more, for this reason."""
        outbox = self.cache.outbox(session_id)
        if self.is_open(session_id):
            return
        for waiting in outbox.kept:
            if waiting.state != "refused":
                waiting.state, waiting.code = "refused", code
                outbox.save_state(waiting)
        self.on_waiting_changed.emit(session_id)

    def send_in_background(self) -> None:
        """Has sent what waits for rooms that nobody is in."""
        if not self._leaving:
            self._background.send_waiting()

    def _more_waits(self) -> None:
        for session in self.cache.waiting():
            if room := self._live_room(session):
                room.outbox_grew()
            else:
                self.on_waiting_changed.emit(session)
        self.send_in_background()

    def send(self, word: Word) -> bool:
        """For rooms: sends a word in order; False when the line is down."""
        return self._connection.send(word)

    async def send_frame(self, frame: Frame) -> bool:
        """Sends bytes when no word waits; returns when more may come. False: the line is down."""
        return await self._connection.send_frame(frame)

    # From here on: called by the connection.

    def line_changed(self, state: LineState) -> None:
        if state.kind != "connected":
            for room in list(self._rooms.values()):
                room.interrupt()
        if state.kind in ("offline", "closed"):
            self._requests.give_up(state.reason)
        self.on_state_changed.emit()
        if state.kind == "closed" and state.reason:
            self.on_closed.emit(state.reason)

    def line_up(self, welcome: Welcome) -> None:
        """A new line stands: rooms come in again, and what has no answer is asked again."""
        self.welcome = welcome
        if welcome.you is not None:
            self.cache.identify(self.pin, welcome.you)
        if welcome.epoch:
            self.cache.drop_other_epochs(welcome.epoch)
        for room in list(self._rooms.values()):
            room.enter()
        self._requests.send_again()
        self.on_welcomed.emit()
        self.send_in_background()

    async def word_came(self, word: Reply | Notice | Moment) -> None:
        match word:
            case Page() | Afresh() | Moment() | SentAway() | PlaceInLine():
                if room := self._live_room(word.session):
                    await room.receive(word)
            case Refused(ref=""):  # by a relay of before, which knows no hello
                log.info("the relay has refused a frame: %s", word.code)
            case Reply():
                await self._answer(word)
            case SessionChanged():
                room = self._live_room(word.session)
                if room is not None and room.outside:
                    room.enter()  # it may have ended over the waiting
                self.on_session_changed.emit(word.session, word.revision)
                self.send_in_background()
            case ColleagueActed():
                self.on_colleague_acted.emit(word)
            case Welcome():
                self.welcome = word
                if word.epoch:
                    self.cache.drop_other_epochs(word.epoch)
                self.on_welcomed.emit()
            case Notice():
                self.on_notice.emit(word)

    def frame_came(self, frame: Frame) -> None:
        self.on_frame.emit(frame)

    def is_asking(self) -> bool:
        return bool(self._requests)

    async def _answer(self, word: Reply) -> None:
        if self._requests.answer(word):
            return
        for room in list(self._rooms.values()):
            if not room.over and await room.receive(word):
                return
        log.info("an answer that nobody waits for: %s", type(word).__name__)
