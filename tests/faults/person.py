"""A person of the harness: the desktop's own client, in this process, with nothing on disk but an outbox."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from desktop.client import AccountCache, Address, PendingCommand, RelayClient, RoomClient
from desktop.client.backoff import Backoff
from desktop.client.connection import Connection
from desktop.client.outbox import NOT_THERE
from relay.protocol.accounts import Welcome
from relay.protocol.base import Command, Event, Moment, Notice, Reply, RoomCommand, Word
from relay.protocol.catalog import encode
from relay.protocol.chat import PostMessage
from relay.protocol.entering import Entered, LeaveRoom, LeftRoom, PlaceInLine, SentAway
from relay.protocol.hands import Hand, Hands, LowerHand, RaiseHand
from relay.protocol.log import Afresh, Answered, Page
from relay.shared.ids import new_ref
from tests.faults.journal import (
    Acknowledged,
    Began,
    Entered as CameIn,
    Forgot,
    Gap,
    GaveUp,
    HandsSeen,
    Journal,
    No,
    Reached,
    Said,
    Told,
    TurnedAway,
    Went,
)
from tests.faults.outbox import OneOutbox

PAUSES = 0.13
"""A part of the desktop's pauses between tries: here the relay dies every second."""


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
    pin: str


R = TypeVar("R", bound=Reply)


class Line(Connection):
    """A connection that can be dropped on this side."""

    def abort(self) -> None:
        """Without a goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()


class WitnessedRoom(RoomClient):
    """A room that writes down what comes, once its person has come into it."""

    journal: Journal | None = None

    def witness(self, journal: Journal) -> None:
        """From now on."""
        self.journal = journal
        journal.write(Began(self.upto))
        self.on_told.connect(self._write_told)
        self.on_caught_up_changed.connect(self._write_hands)
        self.on_refused.connect(self._write_refused)
        self.on_closed.connect(lambda code: journal.write(TurnedAway(code)))

    async def receive(self, word: Page | Afresh | Moment | SentAway | PlaceInLine | Reply) -> bool:
        """Each word that the relay has for this room."""
        journal, before = self.journal, self.upto
        if journal is None:
            return await super().receive(word)
        match word:
            case Page() if self.is_in and word.prev > before:
                journal.write(Gap(before, word.prev))
            case Afresh():
                journal.write(Forgot())
            case Entered() if word.ref == self._entering.ref:
                journal.write(Reached(before))  # hidden events may have moved it
                journal.write(CameIn(word.epoch, word.after, word.head, word.afresh, now()))
            case Answered() if any(one.ref == word.ref for one in self.waiting):
                journal.write(Acknowledged(word.ref, word.first))
        return await super().receive(word)

    def _write_told(self, events: list[Event], live: bool) -> None:
        assert self.journal is not None
        for event in events:
            self.journal.write(Told(msgspec.Raw(encode(event))))
            if event.by == self.me.id and event.ref:
                self.journal.write(Acknowledged(event.ref, event.seq))
        self.journal.write(Reached(events[-1].seq))

    def _write_hands(self) -> None:
        if self.caught_up and self.journal is not None:
            queue = [hand.account for hand in self.memories[Hands].queue]
            self.journal.write(HandsSeen(self.upto, queue))

    def _write_refused(self, waiting: PendingCommand) -> None:
        assert self.journal is not None
        self.journal.write(refusal(waiting))


def refusal(waiting: PendingCommand) -> No | GaveUp:
    """Who leaves gives up what made sense only there: it may have been stored all the same."""
    return GaveUp(waiting.ref) if waiting.code == NOT_THERE else No(waiting.ref, waiting.code)


class WitnessedRelay(RelayClient):
    """Counts its lines, writes down goings, and takes in nothing while its program hangs."""

    def __init__(
        self, who: Who, place: Place, cache: AccountCache, journal: Journal, pauses: Backoff
    ) -> None:
        address, make = Address(place.host, place.port()), self._line_to
        super().__init__(address, place.pin, who.token, cache=cache, pauses=pauses, connection=make)
        self.journal = journal
        self.lines = 0
        self.reads = asyncio.Event()
        """Cleared while the program hangs and takes nothing from the network."""
        self.reads.set()

    def _line_to(self, *given: Any) -> Line:
        self.line = Line(*given)
        return self.line

    def _new_room(self, session_id: str, *, background: bool) -> WitnessedRoom:
        return WitnessedRoom(self, session_id, background=background)

    def line_up(self, welcome: Welcome) -> None:
        """One more."""
        self.lines += 1
        super().line_up(welcome)

    async def word_came(self, word: Reply | Notice | Moment) -> None:
        """Once the program reads."""
        await self.reads.wait()
        await super().word_came(word)

    async def ask(self, command: Command, kind: type[R], timeout: float | None = None) -> R:  # noqa: ASYNC109
        """Notes that the person set out to leave, and has."""
        self.journal.leaves += isinstance(command, LeaveRoom)
        reply = await super().ask(command, kind, timeout)
        if isinstance(reply, LeftRoom):
            self.journal.write(Went(now()))
        return reply

    def send(self, word: Word) -> bool:
        """A going that the relay had no time for is said once more."""
        self.journal.leaves += isinstance(word, LeaveRoom)
        return super().send(word)


class Person:
    """One person with one program, from ``start`` to ``stop``; ``die`` loses all that is not on disk."""

    def __init__(
        self, who: Who, place: Place, session: str, outbox: Path, journal: Journal, dice: random.Random
    ) -> None:
        self.who, self.session, self.journal = who, session, journal
        self._place, self._outbox, self._dice = place, outbox, dice
        self._relay: WitnessedRelay | None = None
        self._room: WitnessedRoom | None = None
        self._lines = 0

    # What the person does.

    def start(self) -> None:
        """The program starts; its outbox is what the disk has."""
        if self._relay is None:
            pauses = Backoff(lambda: PAUSES * self._dice.random())
            cache = OneOutbox(self._outbox)
            self._relay = WitnessedRelay(self.who, self._place, cache, self.journal, pauses)
            self._relay.start()
            self.come_back()

    def say(self, text: str, kind: str = "chat", private: bool = False) -> None:
        """Said now; sent when the line allows."""
        self.do(
            PostMessage(
                ref=new_ref(),
                session=self.session,
                text=text,
                kind="question" if kind == "question" else "chat",
                private=private,
            )
        )

    def hand(self) -> None:
        """Raises or lowers the hand, as this program last knew it."""
        if self._room is not None:
            kind = LowerHand if self._room.memories[Hands].is_up(self.who.account) else RaiseHand
            self.do(kind(ref=new_ref(), session=self.session))

    def do(self, command: RoomCommand) -> None:
        """Keeps a command and has it sent; who is not in the room can say nothing there."""
        if self._room is None or self._room.over:
            return
        text = command.text if isinstance(command, PostMessage) else ""
        private = isinstance(command, PostMessage) and command.private
        self.journal.write(Said(command.ref, type(command).__name__, text, private))
        self._room.send(command)

    async def leave(self) -> None:
        """Goes on purpose, as far as the line allows, and stays away until ``come_back``."""
        if self._room is not None and not self._room.over:
            await self._room.leave()

    def come_back(self) -> None:
        """Into the room again."""
        if self._relay is None:
            return
        room = self._relay.room(self.session)
        assert isinstance(room, WitnessedRoom)
        if room is not self._room:
            self._room = room
            room.witness(self.journal)

    async def die(self) -> None:
        """The program is killed: no goodbye, and all that it remembered is gone."""
        relay, self._relay, self._room = self._relay, None, None
        if relay is not None:
            await self._end(relay)

    async def stop(self) -> None:
        """The end of the test."""
        if self._relay is not None:
            await self._end(self._relay)

    async def _end(self, relay: WitnessedRelay) -> None:
        relay.reads.set()
        relay.line.abort()
        await relay.close()
        self._lines += relay.lines
        relay.lines = 0

    def awake(self) -> None:
        """Whatever befell the program: it runs, reads and is on its way into the room."""
        self.start()
        if self._relay is not None:
            self._relay.reads.set()
        self.come_back()

    def hang(self) -> None:
        """The program takes nothing from the network any more."""
        if self._relay is not None:
            self._relay.reads.clear()

    # How it stands.

    @property
    def is_in(self) -> bool:
        """Whether the relay has let the person in."""
        return self._room is not None and self._room.is_in

    @property
    def upto(self) -> int:
        """The place reached in the log."""
        return self._room.upto if self._room is not None else 0

    @property
    def ended(self) -> bool:
        """Whether the person knows that the lesson is over."""
        return self._room is not None and self._room.memories.over

    @property
    def raised(self) -> list[Hand]:
        """The hands that are up, first come first, as this program last knew it."""
        return list(self._room.memories[Hands].queue) if self._room is not None else []

    @property
    def quiet(self) -> bool:
        """In, caught up, and nothing waits."""
        return self.is_in and self._room is not None and self._room.caught_up and not self._waiting()

    @property
    def lines(self) -> int:
        """How many connections there were."""
        return self._lines + (self._relay.lines if self._relay is not None else 0)

    def describe(self) -> str:
        """For a finding."""
        waiting = [type(one.command).__name__ for one in self._waiting()]
        return f"{self.who.name}: in {self.is_in}, at {self.upto}, waiting {waiting}"

    def mark(self) -> int:
        """How many notes there are by now."""
        return len(self.journal.notes)

    def _waiting(self) -> list[PendingCommand]:
        return [one for one in self._room.waiting if one.state != "refused"] if self._room is not None else []
