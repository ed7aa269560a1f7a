"""Connections to a relay, speaking its words: one that looks in, or forty made-up pupils at once."""

import asyncio
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from relay.doctor.relays import RunningRelay
from relay.protocol.accounts import MakeFirstTeacher, SignInFirst, Welcome
from relay.protocol.base import Command, Reply
from relay.protocol.catalog import UnreadableFrame, encode, read_from_relay
from relay.protocol.classes import AddStudents, MakeClass
from relay.protocol.entering import EnterRoom
from relay.protocol.log import Page
from relay.protocol.refusals import Refused
from relay.protocol.sessions import CreateSession, StartSession
from relay.shared.dialling import dial
from relay.shared.doctor.findings import Finding, found
from relay.shared.ids import new_id
from relay.shared.pinned import Address, trusting

OPEN_SECONDS = 15.0
PUPILS = 40
SECONDS = 60.0
"""A class that is not in by then is not in."""
FINE_AND_LONG = {"welcomed": (5.0, 20.0), "joined": (15.0, 45.0)}
"""Seconds up to which it is good that a class is greeted, or that it has signed in for the first time (forty
passwords to hash) and come into a lesson; and from where it is bad."""
NO_ANSWER = (OSError, WebSocketException, UnreadableFrame)
"""What may come of talking to a relay."""


class Caller(NamedTuple):
    """A connection that has been greeted. Only one question is under way at a time; raises NO_ANSWER."""

    socket: ClientConnection
    welcome: Welcome

    async def ask(self, command: Command) -> Any:
        """What the relay replies; a refusal is a ConnectionError."""
        await self.socket.send(encode(command), text=True)
        reply = await self.until(lambda word: isinstance(word, Reply) and word.ref == command.ref)
        if isinstance(reply, Refused):
            raise ConnectionError(f"{type(command).__name__}: {reply.code}")
        return reply

    async def enter(self, session: str) -> None:
        """Comes into a room, and waits until it has been told of everything up to now."""
        if head := (await self.ask(EnterRoom(ref=new_id(), session=session))).head:
            await self.until(lambda w: isinstance(w, Page) and w.session == session and w.upto >= head)

    async def until(self, is_it: Callable[[Any], bool]) -> object:
        """The next word that is it."""
        while not is_it(word := read_from_relay(await self.socket.recv(decode=False))):
            pass
        return word


@asynccontextmanager
async def greeted(place: Address, context: ssl.SSLContext, token: str = "") -> AsyncIterator[Caller]:
    """A connection that the relay has greeted; raises NO_ANSWER."""
    terms = {"open_timeout": OPEN_SECONDS, "ping_interval": None, "close_timeout": 1}
    async with dial(place, context, token, **terms) as socket:
        async with asyncio.timeout(OPEN_SECONDS):
            word = read_from_relay(await socket.recv(decode=False))
        if not isinstance(word, Welcome):
            raise ConnectionError(f"no welcome but {type(word).__name__}")
        yield Caller(socket, word)


async def greet_many(relay: RunningRelay, pupils: int = PUPILS) -> Finding:
    """So many connect and are greeted, and go again. They sign in as nobody: nothing of theirs is kept."""
    context = trusting(relay.certificate)
    async with AsyncExitStack() as stack:
        coming = [stack.enter_async_context(greeted(relay.place, context)) for _ in range(pupils)]
        return await _all_at_once("welcomed", coming)


async def join_many(relay: RunningRelay, pupils: int = PUPILS) -> Finding:
    """So many sign in for the first time, connect anew, and come into a lesson, all at once."""
    context = trusting(relay.certificate)
    async with AsyncExitStack() as stack:

        async def sign_in(command: Command) -> Caller:
            async with greeted(relay.place, context) as visitor:
                token = (await visitor.ask(command)).token
            return await stack.enter_async_context(greeted(relay.place, context, token))

        async def come(username: str, code: str) -> None:
            first = SignInFirst(ref=new_id(), username=username, code=code, password=secrets.token_hex(8))
            await (await sign_in(first)).enter(session)

        credentials = {"secret": relay.secret, "username": "teacher", "password": secrets.token_hex(8)}
        teacher = await sign_in(MakeFirstTeacher(ref=new_id(), name="Teacher", **credentials))
        made = (await teacher.ask(MakeClass(ref=new_id(), name="Trial"))).school_class.id
        names = [f"Pupil {number}" for number in range(1, pupils + 1)]
        roster = await teacher.ask(AddStudents(ref=new_id(), class_id=made, names=names))
        now = teacher.welcome.now
        planned = CreateSession(ref=new_id(), class_id=made, title="Trial", scheduled_at=now)
        session = (await teacher.ask(planned)).session.id
        await teacher.ask(StartSession(ref=new_id(), session=session))
        await teacher.enter(session)
        students = roster.school_class.students
        return await _all_at_once("joined", [come(each.username, each.code) for each in students])


async def _all_at_once(code: str, coming: Sequence[Awaitable[object]]) -> Finding:
    began = time.perf_counter()

    async def seconds(way: Awaitable[object]) -> float:
        with suppress(*NO_ANSWER):
            async with asyncio.timeout(SECONDS):
                await way
                return time.perf_counter() - began
        return 0.0

    took = list(filter(None, await asyncio.gather(*map(seconds, coming))))
    return judge_crowd(code, len(coming), len(took), max(took, default=0.0))


def judge_crowd(code: str, pupils: int, came: int, seconds: float) -> Finding:
    """How it went when so many came at once, and the last was there after so many seconds."""
    fine, long = FINE_AND_LONG[code]
    about = {"students": pupils, "came": came, "seconds": round(seconds, 1)}
    if came < pupils:
        return found(f"not_all_{code}", **about)
    return found(code, "good" if seconds <= fine else "doubtful" if seconds <= long else "bad", **about)
