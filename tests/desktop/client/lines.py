"""Connections for tests, and one who keeps what they tell."""

from desktop.client import Address, Clock, LineState
from desktop.client.backoff import Backoff
from desktop.client.connection import Connection
from relay.protocol.accounts import Welcome
from relay.protocol.base import Moment, Notice, Reply
from relay.protocol.frames import Frame

TOKEN = "a-very-secret-token"


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.states: list[LineState] = []
        self.welcomes: list[Welcome] = []
        self.words: list[Reply | Notice | Moment] = []
        self.frames: list[Frame] = []
        self.asking = False

    @property
    def kinds(self) -> list[str]:
        return [state.kind for state in self.states]

    def line_changed(self, state: LineState) -> None:
        self.states.append(state)

    def line_up(self, welcome: Welcome) -> None:
        self.welcomes.append(welcome)

    async def word_came(self, word: Reply | Notice | Moment) -> None:
        self.words.append(word)

    def frame_came(self, frame: Frame) -> None:
        self.frames.append(frame)

    def is_asking(self) -> bool:
        return self.asking


class Lines:
    """Makes connections, and closes them with the test."""

    def __init__(self) -> None:
        self.made: list[Connection] = []

    def to(
        self,
        address: Address,
        pin: str,
        token: str | None = TOKEN,
        certificate: str = "",
        clock: Clock | None = None,
        pauses: Backoff | None = None,
    ) -> tuple[Connection, Told]:
        told = Told()
        line = Connection(address, pin, token, certificate, told, clock or Clock(), pauses)
        self.made.append(line)
        line.start()
        return line, told
