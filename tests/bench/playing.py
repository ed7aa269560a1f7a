"""Plays a lesson's script with real clients: each step when everybody has heard the one before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from relay.protocol.chat import Chat, PostMessage
from relay.protocol.entering import LeaveRoom, LeftRoom
from relay.protocol.hands import CallOn, Hands, LowerHand, RaiseHand
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.bench.script import TEACHER, Step
from tests.relay.client import Client, Followed

Connects = Callable[[int], Awaitable[Client]]
"""A new connection of the pupil with this number."""


@dataclass
class _Play:
    session: str
    teacher: Client
    connects: Connects
    pupils: dict[int, Client] = field(default_factory=dict)
    """Those who are in the room."""
    left: dict[int, Client] = field(default_factory=dict)
    """Those who went out of the room and kept their line."""
    kept: dict[int, Followed] = field(default_factory=dict)
    """What those remember whose line was lost."""
    answered: set[int] = field(default_factory=set)

    def client(self, who: int) -> Client:
        return self.teacher if who == TEACHER else self.pupils[who]

    @property
    def hands(self) -> Hands:
        return self.teacher.rooms[self.session].memories[Hands]

    async def carry_out(self, step: Step) -> None:
        """One step, until all who are there have heard it."""
        match step.what:
            case "come":
                await self._come(step.who)
            case "say" | "ask" | "answer":
                await self._say(step)
            case "raise" if self._account(step.who) not in {h.account for h in self.hands.queue}:
                await self._do(step.who, RaiseHand(ref=new_ref(), session=self.session))
            case "call_on" if self._is_up(step.who):
                account = self._account(step.who)
                await self._do(TEACHER, CallOn(ref=new_ref(), session=self.session, account=account))
            case "lower" if self._is_up(step.who):
                await self._do(step.who, LowerHand(ref=new_ref(), session=self.session))
            case "leave" | "lose":
                await self._go(step)
            case "return":
                await self._return(step.who)

    def _account(self, who: int) -> str:
        return self.client(who).me.id

    def _is_up(self, who: int) -> bool:
        return any(hand.account == self._account(who) for hand in self.hands.queue)

    async def _come(self, who: int) -> None:
        client = self.teacher if who == TEACHER else await self.connects(who)
        await client.enter(self.session)
        if who != TEACHER:
            self.pupils[who] = client
        account = client.me.id
        await self._all_see(lambda people: people.is_here(account))

    async def _say(self, step: Step) -> None:
        kind = {"say": "chat", "ask": "question", "answer": "answer"}[step.what]
        command = PostMessage(ref=new_ref(), session=self.session, text=step.text, kind="chat")
        if kind == "question":
            command.kind = "question"
        elif kind == "answer":
            questions = self.teacher.rooms[self.session].memories[Chat].questions
            open_ones = [number for number in questions if number not in self.answered]
            if open_ones:
                command.kind, command.answers = "answer", open_ones[0]
                self.answered.add(open_ones[0])
        await self._do(step.who, command)

    async def _do(self, who: int, command: PostMessage | RaiseHand | LowerHand | CallOn) -> None:
        event = await self.client(who).do(command)
        seq = getattr(event, "seq", 0)
        assert seq
        await self._all(lambda room: room.upto >= seq)

    async def _go(self, step: Step) -> None:
        client = self.pupils.pop(step.who)
        account = client.me.id
        if step.what == "leave":
            await client.ask(LeaveRoom(ref=new_ref(), session=self.session), LeftRoom)
            self.left[step.who] = client
        else:
            self.kept[step.who] = client.rooms[self.session]
            await client.cut()
        await self._all_see(lambda people: not people.is_here(account))

    async def _return(self, who: int) -> None:
        client = self.left.pop(who, None) or await self.connects(who)
        if who in self.kept:
            client.rooms[self.session] = self.kept.pop(who)
        await client.enter(self.session)
        self.pupils[who] = client
        account = client.me.id
        await self._all_see(lambda people: people.is_here(account))

    async def _all_see(self, true: Callable[[People], bool]) -> None:
        await self._all(lambda room: true(room.memories[People]))

    async def _all(self, true: Callable[[Followed], bool]) -> None:
        for client in (self.teacher, *self.pupils.values()):
            await client.until(lambda client=client: true(client.rooms[self.session]))  # type: ignore[misc]


async def play(script: list[Step], session: str, teacher: Client, connects: Connects) -> list[Client]:
    """Plays it to its end; the clients of the pupils who are there then."""
    lesson = _Play(session, teacher, connects)
    for step in script:
        await lesson.carry_out(step)
    return list(lesson.pupils.values())
