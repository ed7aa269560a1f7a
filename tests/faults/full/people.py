"""Who is in the story: two at windows of the whole program, all others with its client and no window."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.client import Address, Clock, RelayClient, RoomClient
from desktop.demo.user import DemoUser
from desktop.features.panel.finding import known_here
from desktop.qt_client import QtRoomClient
from relay.protocol.base import RoomCommand
from relay.protocol.chat import Chat, Kind, PostMessage
from relay.protocol.checks import Progress, Tick
from relay.protocol.hands import LowerHand, RaiseHand
from relay.protocol.polls import AnswerPoll
from relay.protocol.prompts import Prompts
from relay.protocol.questions import AskUnnamed, Questions, SetMeToo
from relay.protocol.work import HandIn, Work
from relay.shared.ids import new_ref


def digest(data: bytes) -> str:
    """As files are known by."""
    return hashlib.sha256(data).hexdigest()


@dataclass(eq=False)
class Seat:
    """Somebody in the lesson."""

    name: str

    @property
    def room(self) -> RoomClient:
        """The lesson as they have it."""
        raise NotImplementedError

    @property
    def relay(self) -> RelayClient:
        """Their line."""
        raise NotImplementedError

    @property
    def account(self) -> str:
        return self.room.me.id

    @property
    def quiet(self) -> bool:
        """Whether nothing of theirs waits, and they have been told all there was."""
        room = self.room
        return room.is_in and room.caught_up and not room.waiting


@dataclass(eq=False)
class Window(Seat):
    """Whoever sits at a window."""

    user: DemoUser
    _last: QtRoomClient | None = field(default=None, init=False)

    @property
    def room(self) -> RoomClient:
        return self._shown

    @property
    def relay(self) -> RelayClient:
        return self._shown.relay

    @property
    def _shown(self) -> QtRoomClient:
        """Also once they look at something else: what they knew of it last."""
        self._last = self.user.room or self._last
        assert self._last is not None, f"{self.name} has never been in the lesson"
        return self._last


@dataclass(eq=False)
class Pupil(Seat):
    """Whoever has no window."""

    token: str
    pin: str
    port: int
    """Of the relay, or of the line that leads there."""
    clock: Clock
    _relay: RelayClient | None = field(default=None, init=False)
    _room: RoomClient | None = field(default=None, init=False)

    @property
    def relay(self) -> RelayClient:
        assert self._relay is not None, f"{self.name} is not here"
        return self._relay

    @property
    def room(self) -> RoomClient:
        assert self._room is not None, f"{self.name} is not in the lesson"
        return self._room

    def come(self, session: str) -> None:
        """Into the lesson, as soon as the line is up."""
        address = Address("127.0.0.1", self.port)
        self._relay = RelayClient(address, self.pin, self.token, clock=self.clock, can=known_here())
        self._relay.start()
        self._room = self._relay.room(session)

    async def close(self) -> None:
        if self._relay is not None:
            await self._relay.close()

    # what they do

    def say(self, text: str, kind: Kind = "chat", *, private: bool = False) -> None:
        self._do(PostMessage, text=text, kind=kind, private=private)

    def ask_unnamed(self, text: str) -> None:
        self._do(AskUnnamed, text=text)

    def want_to_know(self, text: str) -> None:
        """The same as this question, which they have read."""
        self._do(SetMeToo, question=question(self.room, text))

    def raise_hand(self) -> None:
        self._do(RaiseHand)

    def lower_hand(self) -> None:
        self._do(LowerHand)

    def answer(self, choice: int) -> None:
        """What the class is asked just now."""
        self._do(AnswerPoll, prompt=self._asked, choices=[choice])

    def tick(self, progress: Progress) -> None:
        self._do(Tick, prompt=self._asked, progress=progress)

    async def hand_in(self, name: str, data: bytes) -> None:
        """For the only task there is, once the file is at the relay."""
        file = await self.relay.files.send(self.room.session_id, data, "", name)
        (task,) = self.room.memories[Work].tasks
        self._do(HandIn, task=task, files=[file], names=[name])

    @property
    def _asked(self) -> int:
        asked = self.room.memories[Prompts].open
        assert asked, f"{self.name} is asked nothing"
        return asked

    def _do(self, command: Callable[..., RoomCommand], **what: object) -> None:
        self.room.send(command(ref=new_ref(), session=self.room.session_id, **what))


def question(room: RoomClient, text: str) -> int:
    """The number of the question with this text; 0 while it is not there."""
    asked, lines = room.memories[Questions].questions, room.memories[Chat].messages
    return next((line.id for line in lines if line.text == text and line.id in asked), 0)
