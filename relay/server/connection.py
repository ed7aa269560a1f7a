"""One socket from its welcome to its end: frames in, answers out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from relay.clock import Clock
from relay.config import Settings
from relay.delivery import Outlet
from relay.door import (
    CLOSE_SILENT_VISITOR,
    CLOSE_TOKEN_REVOKED,
    CLOSE_TOO_MANY_FRAMES,
    CLOSE_UNREADABLE,
    Guest,
)
from relay.protocol.accounts import Account, LogIn, MakeFirstTeacher, SignInFirst
from relay.protocol.base import Command, Moment, Reply, RoomCommand
from relay.protocol.catalog import UnfitCommand, UnreadableFrame, encode, read_from_client
from relay.protocol.log import Afresh, ReadLog
from relay.protocol.people import How
from relay.protocol.refusals import FAULT, NOT_FOUND, NOT_SIGNED_IN, Refusal
from relay.protocol.sessions import NOT_ENROLLED, SESSION_NOT_LIVE
from relay.room import Asker, Departure, new_ref
from relay.school import Asker as Member, School
from relay.server.rooms import LiveRoom, LiveRooms

_log = logging.getLogger(__name__)

VISITORS_MAY = (LogIn, SignInFirst, MakeFirstTeacher)
LEFT_CODES = (1000, 1001)
"""Close codes of a program that ends its connection on purpose; anything else is a lost line."""


class Line(ServerConnection):
    """A line to a client, from before it is known who that is."""

    guest: Guest[Member] | None = None
    """Who was let in; None until then."""
    heard_at = 0.0
    """When bytes last came, answers to pings among them; by the loop's clock."""

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)


@dataclass(eq=False)
class Connection:
    """A client's connection. ``member`` is None until it has signed in, and never changes."""

    socket: Line
    member: Member | None
    school: School
    rooms: LiveRooms
    clock: Clock
    settings: Settings
    device: str = field(default_factory=new_ref)
    greeted: bool = False
    _followed: dict[str, tuple[LiveRoom, Asker]] = field(default_factory=dict)
    _reconsidered: int = 0
    _answering: bool = False
    _revoked: bool = False
    _ending: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.outlet = Outlet(self.socket)
        self.outlet.shrank_at = self.clock.running()

    async def serve(self) -> None:
        """Answer frames until the connection ends; then this device has gone from its rooms."""
        try:
            async for frame in self._frames():
                if self._ending.is_set():
                    break
                self._answering = True
                await self._answer(frame)
                self._answering = False
                if self._ending.is_set():
                    break
                await self.rooms.keep_up()
            if self._revoked:
                await self.socket.close(CLOSE_TOKEN_REVOKED, "token revoked")
        except ConnectionClosed:
            pass
        except UnreadableFrame as error:
            _log.info("closing %s: %s", self.device, error)
            await self.socket.close(CLOSE_UNREADABLE, "unreadable")
        finally:
            self._depart()

    def end(self) -> None:
        """Take no more frames; what is being answered is still told."""
        self._ending.set()

    async def revoke(self) -> None:
        """The token is good no more."""
        self.end()
        self._revoked = True
        if not self._answering:
            await self.socket.close(CLOSE_TOKEN_REVOKED, "token revoked")

    async def reconsider(self, session: str) -> None:
        """What this person is in a session may have changed: then they are out, and may try anew."""
        self._reconsidered += 1
        followed = self._followed.get(session)
        if followed is None or self.member is None:
            return
        role = await self.school.role_in(session, self.member.account)
        live, asker = followed
        if role == asker.role or self._followed.get(session) is not followed:
            return
        del self._followed[session]
        gone = Departure("left", self.clock.running(), self.clock.now())
        self.rooms.depart(live, asker.account, asker.device, gone)
        self.outlet.write(encode(Afresh(session=session)))

    async def _frames(self) -> AsyncIterator[bytes]:
        """Text frames, paced; a visitor's first must come soon and be short."""
        tokens, counted = float(self.settings.frames_burst), self.clock.running()
        if self.member is None:
            try:
                async with asyncio.timeout(self.settings.first_frame_seconds):
                    first = await self.socket.recv(decode=False)
            except TimeoutError:
                await self.socket.close(CLOSE_SILENT_VISITOR, "no word")
                return
            if len(first) > self.settings.first_frame_bytes:
                raise UnreadableFrame("first frame too long")
            yield first
        while True:
            frame = await self.socket.recv(decode=False)
            now = self.clock.running()
            rate = self.settings.frames_per_second
            tokens, counted = min(self.settings.frames_burst, tokens + (now - counted) * rate), now
            if rate and tokens < 1:
                await self.socket.close(CLOSE_TOO_MANY_FRAMES, "too many frames")
                return
            tokens -= 1
            yield frame

    async def _answer(self, frame: bytes) -> None:
        try:
            word = read_from_client(frame)
        except UnfitCommand as unfit:
            self._say(Refusal(unfit.code, detail=unfit.detail).answer(unfit.ref))
            return
        if isinstance(word, Moment):
            return
        try:
            if isinstance(word, RoomCommand) and not isinstance(word, ReadLog):
                await self._in_room(word)
            else:
                self._say(await self._of_school(word))
        except Refusal as refusal:
            self._say(refusal.answer(word.ref))
        except ConnectionClosed:
            raise
        except Exception:
            _log.exception("%s %s failed", type(word).__name__, word.ref)
            self._say(Refusal(FAULT).answer(word.ref))

    async def _of_school(self, command: Command) -> Reply:
        if self.member is None and not isinstance(command, VISITORS_MAY):
            raise Refusal(NOT_SIGNED_IN)
        if isinstance(command, ReadLog):
            return await self.school.read_log(self.member, command)
        return await self.school.answer(self.member, command)

    async def _in_room(self, command: RoomCommand) -> None:
        if self.member is None:
            raise Refusal(NOT_SIGNED_IN)
        account = self.member.account
        try:
            live, asker = self._followed.get(command.session) or await self._admit(command.session, account)
        except Refusal:
            # What was accepted stays accepted, even if its answer was lost and the lesson is over.
            if earlier := await self.rooms.answered(command.session, account.id, command.ref):
                self._say(earlier)
                return
            raise
        self.rooms.handle(live, asker, command, self.outlet)
        if live.over:
            self._followed.pop(command.session, None)

    async def _admit(self, session_id: str, account: Account) -> tuple[LiveRoom, Asker]:
        """The room of a live session, and what this person is in it; raises Refusal."""
        while True:
            considered = self._reconsidered
            session = await self.school.session(session_id)
            if session is None:
                raise Refusal(NOT_FOUND)
            role = await self.school.role_in(session_id, account)
            if role is None:
                raise Refusal(NOT_ENROLLED)
            if session.status != "live":
                raise Refusal(SESSION_NOT_LIVE)
            live = await self.rooms.open(session_id, reopened=False)
            if considered == self._reconsidered:
                break
        followed = (live, Asker(account.id, account.name, role, self.device))
        self._followed[session_id] = followed
        return followed

    def _depart(self) -> None:
        how: How = "left" if self.socket.close_code in LEFT_CODES else "lost"
        silent = int((self.socket.loop.time() - self.socket.heard_at) * 1000)
        gone = Departure(how, self.clock.running(), max(0, self.clock.now() - silent))
        for live, asker in self._followed.values():
            self.rooms.depart(live, asker.account, asker.device, gone)
        self._followed.clear()

    def _say(self, reply: Reply) -> None:
        self.outlet.write(encode(reply))
