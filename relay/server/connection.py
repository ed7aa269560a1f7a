"""One socket from its welcome to its end: frames in, answers out."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import msgspec
from websockets.exceptions import ConnectionClosed

from relay.auth import (
    CLOSE_PLACE_NEEDED,
    CLOSE_TOKEN_REVOKED,
    CLOSE_TOO_MANY,
    CLOSE_UNREADABLE,
    Admitted,
    network_of,
)
from relay.clock import Clock
from relay.config import Settings
from relay.delivery import Allowance, ClientSocket, Delivery, PartLane, Sender
from relay.delivery.frames import log_frame
from relay.presence import Departure
from relay.protocol.base import Command, Greeting, Moment, Notice, Reply, RoomCommand
from relay.protocol.catalog import UnfitCommand, UnreadableFrame, encode, read_from_client
from relay.protocol.entering import EnterRoom
from relay.protocol.frames import UPLOAD
from relay.protocol.hello import Hello
from relay.protocol.log import ReadLog
from relay.protocol.refusals import FAULT, NOT_ALLOWED, NOT_SIGNED_IN, Refusal, Refused
from relay.school import Member, School, VisitorAttempts
from relay.school.files import PartGranted, UploadBegun
from relay.school.history import LogRead
from relay.server.participations import Participation, Participations
from relay.server.passing import Passing
from relay.server.rooms import LiveRooms
from relay.server.transfers import Transfers
from relay.server.web import peer_of
from relay.shared.ids import new_ref

_log = logging.getLogger(__name__)

LEFT_CODES = (1000, 1001)
"""Close codes of a program that ends its connection on purpose; anything else is a lost line."""
UPLOADED = bytes([UPLOAD])
BINARY_REFUSED_SECONDS = 1.0
"""One refusal within this time stands for all binary frames that are refused."""


class MemberSocket(ClientSocket):
    """A client's WebSocket, from before it is known who that is."""

    admitted: Admitted[Member] | None = None
    """Who was let in; None until then."""


@dataclass(eq=False)
class Connection:
    """A client's connection.

    ``member`` is None for a visitor; it is set once, by a hello with a token, and then nothing of it changes
    but the name.
    """

    socket: MemberSocket
    member: Member | None
    of_page: bool
    school: School
    rooms: LiveRooms
    delivery: Delivery
    clock: Clock
    settings: Settings
    passing: Passing
    parts: PartLane
    sign_in: Callable[["Connection", str], Awaitable[None]]
    """Asked to sign this visitor in with a token, or to end the connection."""
    device: str = field(default_factory=new_ref)
    greeted: bool = False
    answering: bool = False
    """A frame is being answered."""
    ending: bool = False
    """It takes no more frames; what is being answered is still told."""
    revoked: bool = False
    """Its token is good no more."""
    _busy: bool = True
    """A frame is being answered, or waits to be: the next waits behind it."""
    _goodbye: tuple[int, str] | None = None
    """Code and reason of the close, if the relay ends it."""
    _is_first: bool = True
    """Nothing was answered yet but binary frames, which may have overtaken what came before them."""
    _binary_refused_at: float = -math.inf
    """When a binary frame was last answered, in running time."""

    def __post_init__(self) -> None:
        self.sender = sender = self.delivery.sender(self.socket)
        # They don't know this connection: no circle is left for the collector, nor with it what TLS holds.
        self.transfers = Transfers(sender, self.parts, partial(_inform, sender))
        self.network = network_of(peer_of(self.socket.remote_address))
        self.began = self.said_at = self.clock.running()
        self.belongs_to(self.member)

    def belongs_to(self, member: Member | None) -> None:
        """From now on what is said here is said by this member."""
        account = member.account if member else None
        self.member = member
        self.seats = Participations(self.device, account, self.school, self.rooms, self.sender, self.clock)
        self._seat_in = self.seats.taken
        own = account.id if account else ""
        self.visit = VisitorAttempts(self.network, member is not None, own, of_page=self.of_page)
        settings = self.settings
        of_bytes = settings.bytes_per_second if member else settings.visitor_bytes_per_second
        self.socket.allowance = Allowance(of_bytes, settings.frames_per_second, settings.frames_burst)

    def renamed(self, names: Mapping[str, str]) -> None:
        """From now on what is said here is said under another name, if that is among these."""
        if self.member and (name := names.get(self.member.account.id)) is not None:
            self.member = replace(
                self.member, account=msgspec.structs.replace(self.member.account, name=name)
            )
            self.seats.renamed(self.member.account)

    async def serve(self) -> None:
        """Answer frames until the connection ends; then this device has gone from its rooms."""
        self.socket.take, self.socket.take_binary = self._take, self._take_binary
        try:
            async for frame in self._frames():
                self.answering = True
                await self._answer(frame)
                self._is_first = False
                self.answering = False
                if not self.ending:
                    await self.rooms.commits.keep_up()
            if self._goodbye:
                await self.socket.close(*self._goodbye)
        except ConnectionClosed:
            pass
        except UnreadableFrame:
            self.rooms.tally.unreadable(self.device, peer_of(self.socket.remote_address))
            await self.socket.close(CLOSE_UNREADABLE, "unreadable")
        finally:
            self.socket.take = self.socket.take_binary = None
            self.rooms.tally.floods += self.socket.cut_off
            self._depart()

    @property
    def age(self) -> float:
        """Seconds since it began."""
        return self.clock.running() - self.began

    @property
    def guest_of(self) -> str:
        """The lesson by whose code this person came, as long as no teacher has confirmed who they are."""
        lesson = self.member.guest_of if self.member else ""
        live = self.rooms.get(lesson) if lesson else None
        confirmed = live and self.member and live.room.is_guest(self.member.account.id) is False
        return "" if confirmed else lesson

    @property
    def is_guest(self) -> bool:
        """Of nobody the school knows."""
        return self.guest_of != ""

    @property
    def in_room(self) -> bool:
        """This device is in a room."""
        seats = self._seat_in.values()
        return any(live.room.presence.here.has(who.account, who.device) for live, who in seats)

    @property
    def waits(self) -> bool:
        """This person waits before a room."""
        return any(who.account in live.room.presence.held for live, who in self._seat_in.values())

    def let_go(self, code: int, reason: str = "others wait") -> Coroutine[None, None, None]:
        """Close it with this code, once what is being answered is told; from this call on it takes no frames.

        By default its place is needed for somebody else, or can't be had.
        """
        self.ending, self._goodbye = True, (code, reason)
        return self._end(code, reason)

    def revoke(self) -> Coroutine[None, None, None]:
        """The token is good no more: from this call on nothing of its person is carried out here."""
        self.revoked = True
        return self.let_go(CLOSE_TOKEN_REVOKED, "token revoked")

    async def _end(self, code: int, reason: str) -> None:
        if not self.answering:
            await self.socket.close(code, reason)

    async def _frames(self) -> AsyncIterator[bytes]:
        """Text frames, paced; a visitor's first must come soon and be short."""
        first, patience = True, self.settings.first_frame_seconds
        while not self.ending:
            self._busy = self.socket.has_frames or (first and not self.member)
            try:
                async with asyncio.timeout(None if self.member else patience):
                    frame = await self.socket.recv(decode=False)
            except TimeoutError:
                await self.socket.close(CLOSE_PLACE_NEEDED, "no word")
                return
            self._busy = True
            if first and not self.member and len(frame) > self.settings.first_frame_bytes:
                raise UnreadableFrame("first frame too long")
            if self.socket.too_many and not self.socket.has_frames:  # this is the one too many
                await self.socket.close(CLOSE_TOO_MANY, "too many frames")
                return
            self._hear()
            if not self.ending:
                first, patience = False, self.settings.visitor_seconds
                yield frame

    def _hear(self) -> None:
        """Note that a frame has come."""
        self.rooms.tally.frames += 1
        self.said_at = self.clock.running()

    def _take(self, frame: bytes) -> bool:
        """Answer a frame in the step in which it came, with no task in between; False leaves it to one.

        That is what asks for nothing but a room one is in, which needs no waiting. What comes after something
        that waits, waits behind it.
        """
        if self._busy or self.ending:
            self._busy = True
            return False
        try:
            word = read_from_client(frame)
        except (UnfitCommand, UnreadableFrame):
            word = None
        if isinstance(word, Moment):
            self._hear()
            self._pass_on(word)
            return True
        if self.rooms.commits.backlogged:
            self._busy = True
            return False
        if isinstance(word, RoomCommand) and not isinstance(word, ReadLog):
            seat = self._seat_in.get(word.session)
            if seat is not None and not seat[0].over:
                self._hear()
                try:
                    self._handle(seat, word)
                except Exception:
                    self._bug(word)
                return True
        self._busy = True
        return False

    def _pass_on(self, moment: Moment) -> None:
        """To others in its room; from who is in none it means nothing."""
        seat = self._seat_in.get(moment.session)
        if seat is not None and not seat[0].over:
            self.passing.moment(*seat, moment)

    def _take_binary(self, frame: bytes) -> None:
        """A binary message. One that nobody takes is answered, but not each of many, and closes nothing."""
        if self.ending:
            return
        self._hear()
        try:
            if self.member is None:
                raise Refusal(NOT_SIGNED_IN)
            if frame[:1] == UPLOADED:
                self.transfers.take(frame)
            else:
                self.passing.frame(self._seat_in, frame)
        except Exception as error:
            if not isinstance(error, Refusal):
                _log.exception("taking a binary frame failed")
            refusal = error if isinstance(error, Refusal) else Refusal(FAULT)
            now = self.clock.running()
            if now - self._binary_refused_at >= BINARY_REFUSED_SECONDS:
                self._binary_refused_at = now
                self._say(refusal.answer(""))

    def _handle(self, seat: Participation, command: RoomCommand) -> None:
        live, asker = seat
        live.carry_out(asker, command, self.sender)
        if live.over:
            self._seat_in.pop(command.session, None)

    async def _answer(self, frame: bytes) -> None:
        try:
            word = read_from_client(frame)
        except UnfitCommand as unfit:
            self._say(Refusal(unfit.code, detail=unfit.detail).answer(unfit.ref))
            return
        if isinstance(word, Moment):
            self._pass_on(word)
            return
        if isinstance(word, Greeting):
            await self._greet(word)
            return
        try:
            if isinstance(word, RoomCommand) and not isinstance(word, ReadLog):
                await self._in_room(word)
            else:
                self._say(await self.school.answer(self.member, word, self.visit))
        except Refusal as refusal:
            self._say(refusal.answer(word.ref))
        except ConnectionClosed:
            raise
        except Exception:
            self._bug(word)

    async def _greet(self, word: Greeting) -> None:
        """What a client can do, and perhaps who it is: once, before anything else."""
        hello = word if isinstance(word, Hello) else Hello()
        if not self._is_first or (hello.token and self.member):
            self._say(Refusal(NOT_ALLOWED).answer(""))
            return
        self.sender.can = frozenset(hello.can)
        if hello.token:
            await self.sign_in(self, hello.token)

    def _bug(self, command: Command) -> None:
        """Something failed that should not: logged, told, and the connection goes on."""
        _log.exception("a command failed", extra={"command": type(command).__name__, "ref": command.ref})
        self._say(Refusal(FAULT).answer(command.ref))

    async def _in_room(self, command: RoomCommand) -> None:
        if self.member is None:
            raise Refusal(NOT_SIGNED_IN)
        account = self.member.account
        try:
            seat = self._seat_in.get(command.session)
            if seat is None or seat[0].over:  # over, and perhaps opened again
                seat = await self.seats.take(
                    command.session, account, entering=isinstance(command, EnterRoom)
                )
        except Refusal:
            # What was accepted stays accepted, even if its answer was lost and the lesson is over.
            if earlier := await self.rooms.answered(command.session, account.id, command.ref):
                self._say(earlier)
                return
            raise
        if self.revoked:  # while that was looked up
            raise Refusal(NOT_SIGNED_IN)
        self._handle(seat, command)

    def _depart(self) -> None:
        how: Literal["left", "lost"] = "left" if self.socket.close_code in LEFT_CODES else "lost"
        silent, now = self.socket.loop.time() - self.socket.heard_at, self.clock.running()
        gone = Departure(how, now, now - silent)
        self.seats.leave_all(gone)
        self.transfers.end()
        self.school.visit_over(self.visit)

    def _say(self, reply: Reply) -> None:
        if isinstance(reply, UploadBegun):
            reply = self.transfers.receive(reply)
        elif isinstance(reply, PartGranted):
            reply = self.transfers.send(reply)
        if isinstance(reply, Refused):
            self.rooms.tally.refused(reply)
        if isinstance(reply, LogRead):
            self.sender.write(log_frame(reply.page, reply.past))
        else:
            self.sender.write_text(encode(reply))


def _inform(sender: Sender, notice: Notice) -> None:
    sender.write_text(encode(notice))
