"""A person of the harness: a line that comes back by itself, a place in the log, an outbox on disk."""

import asyncio
import contextlib
import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from relay.auth import SUBPROTOCOL
from relay.protocol.accounts import Welcome
from relay.protocol.base import Moment, Notice, Reply, RoomCommand
from relay.protocol.catalog import codes, encode, read_event, read_from_relay
from relay.protocol.chat import PostMessage
from relay.protocol.entering import NOT_IN_ROOM, Entered, EnterRoom, LeaveRoom, LeftRoom
from relay.protocol.hands import Hands, LowerHand, RaiseHand
from relay.protocol.lesson import SessionEnded
from relay.protocol.log import Afresh, Answered, Page
from relay.protocol.refusals import RETRY_SECONDS, Refused
from relay.room import new_ref
from tests.faults.journal import (
    Acknowledged,
    Began,
    Entered as CameIn,
    Forgot,
    Gap,
    HandsSeen,
    Journal,
    No,
    Reached,
    Said,
    Told,
    TurnedAway,
    Went,
)
from tests.faults.outbox import FileOutbox

PING_SECONDS = 2.0
OPEN_SECONDS = 4.0
ANSWER_SECONDS = 4.0
"""A command or an entry that has no answer on a line that stands goes again after so long."""
LONGEST_PAUSE = 2.0
TROUBLE = (OSError, WebSocketException, TimeoutError, EOFError)


def now() -> int:
    """The harness's clock, ms UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Who:
    """An account of the school, as the harness signed it in."""

    name: str
    account: str
    token: str
    teaches: bool = False
    username: str = ""


@dataclass
class Place:
    """Where a person's line goes: the relay itself or an access point before it."""

    host: str
    port: Callable[[], int]
    context: ssl.SSLContext


@dataclass
class _Memory:
    """What dies with the program."""

    epoch: str = ""
    upto: int = 0
    head: int = 0
    seen: int = 0
    seen_ref: str = ""
    hands: Hands = field(default_factory=Hands)
    ended: bool = False


@dataclass(eq=False)
class Person:
    """One person with one program, from ``start`` to ``stop``; ``die`` loses all that is not on disk."""

    who: Who
    place: Place
    session: str
    outbox_file: Path
    journal: Journal
    dice: random.Random
    is_in: bool = False
    reads: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared while the program hangs and takes nothing from the network."""
    lines: int = 0
    _task: asyncio.Task[None] | None = None
    _socket: ClientConnection | None = None
    _kick: asyncio.Event = field(default_factory=asyncio.Event)
    _pending: str = ""
    _dead: bool = False
    _left: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.reads.set()
        self.memory = _Memory()
        self._not_before: dict[str, float] = {}
        self.outbox = FileOutbox(self.outbox_file)

    # What the person does.

    def start(self) -> None:
        """The program starts; its outbox is what the disk has."""
        if self._task is None:
            self._dead = False
            self.journal.write(Began())
            self.memory = _Memory()
            self.outbox = FileOutbox(self.outbox_file)
            self._come()

    def say(self, text: str, kind: str = "chat", private: bool = False) -> None:
        """Said now; sent when the line allows."""
        command = PostMessage(
            ref=new_ref(),
            session=self.session,
            text=text,
            kind="question" if kind == "question" else "chat",
            private=private,
        )
        self.do(command)

    def hand(self) -> None:
        """Raises or lowers the hand, as this program last knew it."""
        up = self.memory.hands.is_up(self.who.account)
        kind = LowerHand if up else RaiseHand
        self.do(kind(ref=new_ref(), session=self.session))

    def do(self, command: RoomCommand) -> None:
        """Keeps a command and has it sent."""
        if not self.is_in and getattr(command, "said_at", None) == 0:
            command.said_at = now()  # type: ignore[attr-defined]
        if self._dead:
            return
        self.outbox.keep(command)
        text = command.text if isinstance(command, PostMessage) else ""
        private = isinstance(command, PostMessage) and command.private
        self.journal.write(Said(command.ref, type(command).__name__, text, private))
        self._kick.set()

    async def leave(self) -> None:
        """Goes on purpose, as far as the line allows, and stays away until ``come_back``."""
        self.journal.leaves += 1
        self._left.clear()
        if self.is_in and self._socket is not None:
            with contextlib.suppress(*TROUBLE):
                async with asyncio.timeout(1):
                    await self._socket.send(encode(LeaveRoom(ref=new_ref(), session=self.session)), text=True)
                    await self._left.wait()
        if self._socket is not None:
            with contextlib.suppress(*TROUBLE):
                async with asyncio.timeout(1):
                    await self._socket.close()
        await self._end()

    def come_back(self) -> None:
        """The program is still there and goes on from where it was."""
        if self._task is None and not self._dead:
            self._come()

    async def die(self) -> None:
        """The program is killed: no goodbye, and all that it remembered is gone."""
        await self._end()
        self._dead = True
        self.memory = _Memory()
        self.outbox.waiting = []

    async def stop(self) -> None:
        """The end of the test."""
        self.reads.set()
        await self._end()

    def cut(self) -> None:
        """The line is dropped on this side."""
        if self._socket is not None:
            self._socket.transport.abort()

    # How it stands.

    @property
    def upto(self) -> int:
        """The place reached in the log."""
        return self.memory.upto

    @property
    def ended(self) -> bool:
        """Whether the person knows that the lesson is over."""
        return self.memory.ended

    @property
    def quiet(self) -> bool:
        """In, caught up, and nothing waits."""
        return self.is_in and not self.outbox.waiting and self.memory.upto >= self.memory.head

    def describe(self) -> str:
        """For a finding."""
        waiting = [type(one.command).__name__ for one in self.outbox.waiting]
        return f"{self.who.name}: in {self.is_in}, at {self.memory.upto}, waiting {waiting}"

    def mark(self) -> int:
        """How many notes there are by now."""
        return len(self.journal.notes)

    def awake(self) -> None:
        """Whatever befell the program: it runs, reads and is on its way into the room."""
        self.reads.set()
        if self._dead:
            self.start()
        else:
            self.come_back()

    def hang(self) -> None:
        """The program takes nothing from the network any more."""
        self.reads.clear()

    # The line.

    def _come(self) -> None:
        self._task = asyncio.create_task(self._stay())

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _stay(self) -> None:
        tries = 0
        while True:
            before = time.monotonic()
            with contextlib.suppress(*TROUBLE):
                await self._line()
            tries = 0 if self._was_in or time.monotonic() - before > 5 else tries + 1
            # As the desktop: at once, then growing pauses, each spread over its whole length.
            pause = self.dice.random() * min(LONGEST_PAUSE, 0.5 * 1.6 ** (tries - 1)) if tries else 0.01
            await asyncio.sleep(pause)

    async def _line(self) -> None:
        self._was_in = False
        socket = await connect(
            f"wss://{self.place.host}:{self.place.port()}/v1",
            ssl=self.place.context,
            proxy=None,
            compression=None,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={"Authorization": f"Bearer {self.who.token}"},
            open_timeout=OPEN_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=0.5,
            max_queue=4,
        )
        self._socket = socket
        self.lines += 1
        talking: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                first = read_from_relay(await socket.recv(decode=False))
            assert isinstance(first, Welcome)
            await self._enter(socket)
            talking = asyncio.create_task(self._talk(socket))
            while True:
                await self.reads.wait()
                word = read_from_relay(await socket.recv(decode=False))
                if word is not None:
                    await self._take(socket, word)
        finally:
            self.is_in = False
            self._socket = None
            self._pending = ""
            if talking is not None:
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)
            socket.transport.abort()

    async def _enter(self, socket: ClientConnection) -> None:
        memory = self.memory
        self.is_in = False
        self._pending = new_ref()
        enter = EnterRoom(
            ref=self._pending,
            session=self.session,
            epoch=memory.epoch,
            after=memory.upto,
            seen=memory.seen,
            seen_ref=memory.seen_ref,
        )
        await socket.send(encode(enter), text=True)

    async def _talk(self, socket: ClientConnection) -> None:
        entered = time.monotonic()
        with contextlib.suppress(*TROUBLE):
            while True:
                self._kick.clear()
                now = time.monotonic()
                pause = ANSWER_SECONDS
                if self.is_in:
                    for waiting in self.outbox.heads():
                        due = waiting.sent_at + ANSWER_SECONDS if waiting.sent_at else 0
                        due = max(due, self._not_before.get(waiting.lane, 0))
                        if due <= now:
                            waiting.sent_at = now
                            await socket.send(encode(waiting.command), text=True)
                        else:
                            pause = min(pause, due - now)
                elif now - entered > ANSWER_SECONDS and self._pending:
                    entered = now
                    await self._enter(socket)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._kick.wait()

    async def _take(self, socket: ClientConnection, word: Reply | Notice | Moment) -> None:
        match word:
            case Page(session=self.session) if self.is_in:
                await self._page(socket, word)
            case Entered(ref=self._pending):
                self._came_in(word)
            case Afresh(session=self.session):
                self.journal.write(Forgot())
                self.memory = _Memory()
                await self._enter(socket)
            case LeftRoom():
                self.journal.write(Went(now()))
                self._left.set()
            case Refused(ref=self._pending):
                await self._not_let_in(socket, word)
            case Refused(code=NOT_IN_ROOM.name) if self.outbox.find(word.ref):
                await self._enter(socket)
            case Refused() | Answered():
                self._answered(word)

    def _came_in(self, word: Entered) -> None:
        self._pending = ""
        self._was_in = self.is_in = True
        self.journal.write(CameIn(word.epoch, word.after, word.head, word.afresh, now()))
        if word.afresh or (self.memory.epoch and word.epoch != self.memory.epoch):
            self.memory = _Memory()
        self.memory.epoch, self.memory.head = word.epoch, word.head
        for waiting in self.outbox.waiting:
            waiting.sent_at = 0
        self._look()
        self._kick.set()

    async def _not_let_in(self, socket: ClientConnection, word: Refused) -> None:
        if word.retry is not None or (word.code in codes() and codes()[word.code].later):
            await asyncio.sleep(word.retry or RETRY_SECONDS)
            await self._enter(socket)
        else:
            self._pending = ""
            self.journal.write(TurnedAway(word.code))

    async def _page(self, socket: ClientConnection, page: Page) -> None:
        memory = self.memory
        if page.upto <= memory.upto:
            return
        if page.prev > memory.upto:
            self.journal.write(Gap(memory.upto, page.prev))
            await self._enter(socket)
            return
        for raw in page.events:
            event = read_event(raw)
            assert event is not None
            if event.seq <= memory.upto:
                continue
            self.journal.write(Told(raw.copy()))
            memory.hands.apply(event)
            memory.upto = memory.seen = event.seq
            memory.seen_ref = event.ref
            memory.ended = memory.ended or isinstance(event, SessionEnded)
            if event.by == self.who.account and (mine := self.outbox.find(event.ref)):
                self.journal.write(Acknowledged(event.ref, event.seq))
                self.outbox.forget(mine)
                self._kick.set()
        memory.upto = page.upto
        self.journal.write(Reached(page.upto))
        self._look()

    def _look(self) -> None:
        if self.memory.upto == self.memory.head:
            queue = [hand.account for hand in self.memory.hands.queue]
            self.journal.write(HandsSeen(self.memory.upto, queue))

    def _answered(self, word: Refused | Answered) -> None:
        waiting = self.outbox.find(word.ref)
        if waiting is None:
            return
        if isinstance(word, Answered):
            self.journal.write(Acknowledged(word.ref, word.first))
            self.outbox.forget(waiting)
        elif word.retry is not None or (word.code in codes() and codes()[word.code].later):
            waiting.sent_at = 0
            self._not_before[waiting.lane] = time.monotonic() + (word.retry or RETRY_SECONDS)
        else:
            self.journal.write(No(word.ref, word.code))
            self.outbox.forget(waiting)
        self._kick.set()
