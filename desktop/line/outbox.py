"""What waits to be said in a room, in order, kept behind an interface that a disk can fill."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from relay.protocol.base import RoomCommand


@dataclass(eq=False)
class Waiting:
    """One command on its way. ``since``: when it was said, ms UTC by the relay's clock.

    waiting: for the line, the pace, or what ``code`` (a *later* code) says. sent: not yet answered.
    refused: for good, with ``code``; kept until discarded or sent again.
    """

    ref: str
    command: RoomCommand
    state: Literal["waiting", "sent", "refused"]
    code: str
    since: int

    answered_upto: int = 0
    """Where in the log its events end, once the relay said that it was accepted before."""


class Outbox(Protocol):
    """Keeps what waits in one room. ``kept`` is in the order of saying."""

    kept: list[Waiting]

    def keep(self, waiting: Waiting, then: Callable[[], None]) -> None:
        """Keeps a new one, last; ``then`` is called on the loop when it is safe to send it."""

    def forget(self, waiting: Waiting) -> None:
        """It was told, or discarded."""


class MemoryOutbox:
    """Lost with the program."""

    def __init__(self) -> None:
        self.kept: list[Waiting] = []

    def keep(self, waiting: Waiting, then: Callable[[], None]) -> None:
        """At once."""
        self.kept.append(waiting)
        then()

    def forget(self, waiting: Waiting) -> None:
        """At once."""
        self.kept.remove(waiting)
