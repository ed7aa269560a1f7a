"""The rest of the class, so that a room is as full as one is: lines to the relay without windows."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from desktop.client import Address, RelayClient, RoomClient
from relay.protocol.accounts import LoggedIn, SignInFirst
from relay.protocol.chat import PostMessage
from relay.protocol.checks import Tick
from relay.protocol.hands import RaiseHand
from relay.protocol.polls import AnswerPoll
from relay.protocol.prompts import Prompts
from relay.protocol.questions import Questions, SetMeToo
from relay.protocol.reactions import React, ReactionRules, Sign
from relay.protocol.work import HandIn, Work
from relay.shared.ids import new_ref

T = TypeVar("T")

CLASSMATES = (
    "Aiko Mori", "Amina Juma", "Ben Okoro", "Bruno Costa", "Carla Díaz", "Chloé Martin", "Diego Ruiz",
    "Elif Kaya", "Femi Ade", "Grace Mwangi", "Hana Sato", "Ivan Petrov", "Jana Nowak", "Kofi Mensah",
    "Leo Rossi", "Lina Berg", "Mateo Vega", "Mia Wolf", "Nina Kraus", "Noor Haddad", "Omar Farah",
    "Priya Nair", "Quentin Roy", "Rosa Lima", "Sami Aziz", "Tara Singh", "Uma Rao", "Wen Li", "Xenia Pop",
    "Yara Nasser", "Yusuf Demir", "Zoe Klein",
)  # fmt: skip

LATE, EXCUSED, MISSING = "Mia Wolf", "Ben Okoro", "Yusuf Demir"
"""Of them those who do not come with the others."""

LOOK_SECONDS = 0.02
ALL_AT_ONCE = 120.0
"""Seconds in which the relay has looked at a class's passwords, on an old computer too."""


class Classmate:
    """One of them: signed in once, and then in the lesson or not."""

    def __init__(self, name: str, port: int, pin: str) -> None:
        """``port`` and ``pin``: of the relay, on this computer."""
        self.name, self._port, self._pin = name, port, pin
        self._token = ""
        self._line: RelayClient | None = None
        self._room: RoomClient | None = None

    async def sign_in(self, username: str, code: str, password: str) -> None:
        """For the first time, with the code from the slip."""
        await self._connect()
        assert self._line is not None
        first = SignInFirst(ref=new_ref(), username=username, code=code, password=password)
        self._token = (await self._line.ask(first, LoggedIn, ALL_AT_ONCE)).token
        await self.leave()

    async def come(self, session: str) -> None:
        """Into the lesson, or back into it."""
        await self._connect()
        assert self._line is not None
        self._room = self._line.room(session)

    async def leave(self) -> None:
        """As somebody does who closes the program."""
        line, self._line, self._room = self._line, None, None
        if line is not None:
            await line.close()

    def say(self, text: str) -> None:
        self._in.send(PostMessage(**self._in.head(), text=text))

    def raise_hand(self) -> None:
        self._in.send(RaiseHand(**self._in.head()))

    async def answer_poll(self, choice: int) -> None:
        """As soon as they are asked."""
        prompt = await self._until(lambda room: room.memories[Prompts].open)
        self._in.send(AnswerPoll(**self._in.head(), prompt=prompt, choices=[choice]))

    async def be_done(self) -> None:
        """As soon as they are asked whether they are."""
        prompt = await self._until(lambda room: room.memories[Prompts].open)
        self._in.send(Tick(**self._in.head(), prompt=prompt, progress="done"))

    async def want_to_know(self) -> None:
        """What somebody has asked, as soon as it can be seen."""
        asked = await self._until(lambda room: room.memories[Questions].board())
        self._in.send(SetMeToo(**self._in.head(), question=asked[0]))

    async def react(self, sign: Sign) -> None:
        """As soon as they may."""
        await self._until(lambda room: room.memories[ReactionRules].on)
        self._in.send_moment(React(session=self._in.session_id, sign=sign))

    async def hand_in(self, name: str) -> None:
        """A file of this name, as soon as one is asked for."""
        assert self._line is not None
        tasks = await self._until(lambda room: room.memories[Work].tasks)
        file = await self._line.files.send(self._in.session_id, self.name.encode(), name=name)
        task = next(reversed(tasks))
        self._in.send(HandIn(**self._in.head(), task=task, files=[file], names=[name]))

    async def _until(self, seen: Callable[[RoomClient], T]) -> T:
        """Looks until there is something to see, and gives it."""
        while not (found := seen(self._in)):  # noqa: ASYNC110  # a person looks; nothing tells them to
            await asyncio.sleep(LOOK_SECONDS)
        return found

    @property
    def here(self) -> bool:
        """Whether they are in the lesson."""
        return self._room is not None

    @property
    def _in(self) -> RoomClient:
        """The lesson that they are in."""
        assert self._room is not None, f"{self.name} is not in the lesson"
        return self._room

    async def _connect(self) -> None:
        welcomed = asyncio.Event()
        place = Address("127.0.0.1", self._port)
        self._line = RelayClient(place, self._pin, self._token or None)
        self._line.on_welcomed.connect(welcomed.set)
        self._line.start()
        await welcomed.wait()


class Crowd:
    """All of them, by name; nobody where the lesson is a short one."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = names
        self._people: dict[str, Classmate] = {}

    def __getitem__(self, name: str) -> Classmate:
        return self._people[name]

    async def sign_in(self, port: int, pin: str, slips: dict[str, tuple[str, str]], password: str) -> None:
        """Everybody, each with user name and code, at the relay of this computer with that port and pin."""
        self._people = {name: Classmate(name, port, pin) for name in self.names}
        await asyncio.gather(*(one.sign_in(*slips[one.name], password) for one in self._people.values()))

    async def come(self, session: str) -> int:
        """All who are not late or away come into the lesson; how many those are."""
        coming = [one for one in self._people.values() if one.name not in (LATE, EXCUSED, MISSING)]
        await asyncio.gather(*(one.come(session) for one in coming))
        return len(coming)

    def here(self) -> list[Classmate]:
        """Those who are in the lesson."""
        return [one for one in self._people.values() if one.here]

    async def close(self) -> None:
        for one in self._people.values():
            await one.leave()
