"""A lesson whose people are made of lists: room, rules and a clock moved by hand. No socket, no disk."""

import hashlib
from collections.abc import Callable, Iterable
from copy import copy
from functools import cache
from types import ModuleType
from typing import Any

import pytest

import relay.features
from relay.clock import Clock
from relay.handed.admission import WrongGuess
from relay.handed.renaming import Renamed
from relay.presence import Asker, Departure
from relay.protocol.base import Event, Reply, RoomCommand, RoomRole
from relay.protocol.catalog import codes, new_memories, read_event
from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom, LeaveRoom
from relay.protocol.hands import RaiseHand
from relay.protocol.lesson import EndSession, Lesson as LessonMemory, SessionReopened, SessionStarted
from relay.protocol.limits import GUESSES_ALLOWED
from relay.protocol.log import Answered, Entry, may_see
from relay.protocol.memory import Memories
from relay.protocol.refusals import Refusal, Refused
from relay.room import Room, RoomLimits, Step
from relay.rules import Look, Outcome, Rule, Rulebook, take_step
from relay.shared.ids import new_ref
from tests.relay.client import post_message

SESSION = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
EPOCH = "01ARZ3NDEKTSV4RRFFQ69G5FAW"


@cache
def _features() -> list[ModuleType]:
    return relay.features.find()


class HandClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.offset_ms = 1_800_000_000_000

    def now(self) -> int:
        """Wall clock, ms UTC."""
        return self.offset_ms + int(self.seconds * 1000)

    def running(self) -> float:
        """Running time in seconds."""
        return self.seconds


def person(name: str, role: RoomRole = "student", device: str = "") -> Asker:
    """Somebody by a short name; the account is made from it."""
    account = "0" + hashlib.sha256(name.encode()).hexdigest()[:25].upper()
    return Asker(account, name, role, device or f"{name}'s laptop")


ana, tom, eve = person("Ana"), person("Tom"), person("Eve")


def say(text: str, **more: object) -> PostMessage:
    """A message to be posted in the lesson."""
    return post_message(SESSION, text, **more)


def raise_hand() -> RaiseHand:
    """A hand to be raised in the lesson."""
    return RaiseHand(ref=new_ref(), session=SESSION)


class Lesson:
    """A started session and everything that was told in it, in order."""

    def __init__(self, seats: int = 30, limits: RoomLimits | None = None) -> None:
        self.clock = HandClock()
        self.rulebook = Rulebook(_features())
        self.limits = limits or RoomLimits()
        self.teacher = person("Ms Lee", "teacher")
        self.room = self.rulebook.room(SESSION, EPOCH, self.clock, self.limits)
        self.told: list[Entry] = []
        self.next_look: float | None = None
        started = SessionStarted(
            title="Physics",
            teacher=self.teacher.account,
            teacher_name="Ms Lee",
            max_participants=seats,
            duration=45,
        )
        self._keep(
            [take_step(self.room, self.teacher.account, new_ref(), lambda: self.room.publish(started))]
        )

    def ask(self, asker: Asker, command: RoomCommand) -> list[Event]:
        """Carry out a command; returns the events it caused itself. Raises Refusal."""
        answer = self.reply_to(asker, command)
        if not isinstance(answer, Answered):
            return []
        return [entry.event for entry in self.told[answer.first - 1 : answer.last]]

    def reply_to(self, asker: Asker, command: RoomCommand) -> Reply:
        """Carry out a command; returns its answer. Raises Refusal."""
        outcome = self.carry_out(asker, command)
        if isinstance(outcome.answer, Refused):
            refused = outcome.answer
            raise Refusal(codes()[refused.code], refused.retry, refused.detail)
        return outcome.answer

    def carry_out(self, asker: Asker, command: RoomCommand) -> Outcome:
        """Carry out a command, and do with what it comes to what the server does."""
        outcome = self.rulebook.carry_out(self.room, asker, command)
        self._keep(outcome.steps)
        if outcome.look:
            self._take(outcome.look)
        return outcome

    def enter(self, *people: Asker) -> None:
        """These come in."""
        for asker in people:
            self.reply_to(asker, EnterRoom(ref=new_ref(), session=SESSION))

    def leave(self, asker: Asker) -> None:
        """One goes of their own accord."""
        self.reply_to(asker, LeaveRoom(ref=new_ref(), session=SESSION))

    def lose(self, asker: Asker) -> None:
        """One's line is cut."""
        gone = Departure("lost", self.clock.running(), self.clock.running())
        self.room.presence.depart(asker.account, asker.device, gone)
        self.look()

    def guess(self) -> None:
        """Somebody tries as many wrong codes as a lesson stands."""
        self.room.hand(*[WrongGuess()] * GUESSES_ALLOWED)
        self.look()

    def rename(self, asker: Asker, name: str) -> None:
        """The school gives somebody another name."""
        self.room.hand(Renamed({asker.account: name}))
        self.look()

    def pass_time(self, seconds: float) -> None:
        """Move the clock on, letting the watches look when they asked to."""
        end = self.clock.seconds + seconds
        while self.next_look is not None and self.next_look <= end:
            self.clock.seconds = max(self.clock.seconds, self.next_look)
            self.look()
        self.clock.seconds = end
        self.look()

    def look(self) -> None:
        """What the server does whenever a watch wants to look."""
        self._take(self.rulebook.look(self.room))

    def crash(self) -> None:
        """The relay dies and comes back: a new room from the log, everybody's line cut."""
        room = self.room = self._recalled()
        if room[LessonMemory].live:
            self._keep([self.rulebook.reopen(room)])
        self.look()

    def end(self) -> None:
        """The teacher ends it, from outside."""
        self.ask(self.teacher, EndSession(ref=new_ref(), session=SESSION))

    def reopen(self) -> None:
        """The school opens a lesson that has ended again: a new room from its log, nobody in it."""
        ended_at = self.room[LessonMemory].ended_at
        if ended_at:
            room = self._recalled()
            reopened = SessionReopened(ended_at=ended_at)
            self._keep([take_step(room, self.teacher.account, new_ref(), lambda: room.publish(reopened))])
            self.room = room
            self.look()

    def seen_by(self, asker: Asker) -> Memories:
        """What somebody remembers who reads the stored log from its start."""
        return remember(self.stored(), asker)

    def stored(self) -> list[Entry]:
        """What was told, as it is stored: to whom it is told may have been narrowed since."""
        narrowed = {number: to for entry in self.told for number, to in entry.event.narrows()}
        return [e._replace(audience=narrowed.get(e.seq, e.audience)) for e in self.told]

    def kinds(self, since: int = 0) -> list[str]:
        """The names of what was told after an event's number."""
        return [entry.kind for entry in self.told[since:]]

    def _recalled(self) -> Room:
        room = self.rulebook.room(SESSION, EPOCH, self.clock, self.limits)
        for entry in self.stored():
            event = read_event(entry.body)
            assert event is not None
            room.replay(event, entry.audience)
        return room

    def _keep(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.told.extend(step.entries)

    def _take(self, look: Look) -> None:
        self._keep(look.steps)
        self.next_look = None if look.again_in is None else self.clock.seconds + max(look.again_in, 0.001)


def deciding(rule: Rule[Any], decide: Callable[[Room, Asker, Any], Reply | None]) -> Rule[Any]:
    """A rule for the same, by which another function decides."""
    made = copy(rule)
    made(decide)
    return made


def remember(entries: Iterable[Entry], asker: Asker) -> Memories:
    """The memories of somebody who was sent these entries, less those that are not for them."""
    memories = new_memories()
    for entry in entries:
        if may_see(entry.audience, asker.account, asker.role == "teacher"):
            event = read_event(entry.body)
            assert event is not None
            memories.apply(event)
    return memories


def refused(lesson: Lesson, asker: Asker, command: RoomCommand) -> str:
    """The code by which this is refused, which changes nothing."""
    before, head = len(lesson.told), lesson.room.head
    with pytest.raises(Refusal) as refusal:
        lesson.ask(asker, command)
    assert (len(lesson.told), lesson.room.head) == (before, head), "a refusal changes nothing"
    assert refusal.value.code.later == (refusal.value.retry is not None)
    return refusal.value.code.name
