"""What waits to be said in a room, in order, kept behind an interface that a disk can fill."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from desktop.client.callbacks import Callbacks
from relay.protocol.base import RoomCommand
from relay.protocol.files import NamedFile

NOT_THERE = "not_there"
"""Our own code for what made sense only in the room, at that moment, and was not sent."""


@dataclass(eq=False)
class HeldFile:
    """A file that a command names: a copy of it is held here, and it is sent before the command.

    ``name``: what its owner calls it. ``kept``: the relay has it.
    """

    file: NamedFile
    name: str
    kept: bool = False


@dataclass(eq=False)
class PendingCommand:
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

    safe: bool = False
    """Whether it is where it is kept, and may be sent."""

    left: bool = False
    """Whether the relay may have it: then nothing of it changes any more."""

    due: int = 0
    """While the relay takes it only later: when it is tried again, ms UTC by the relay's clock."""

    not_before: float = 0.0
    """The same in running time."""

    sent_at: float = 0.0
    """When it was last sent, in running time."""

    files: list[HeldFile] = field(default_factory=list)
    """What it names and the relay may not have yet."""

    @property
    def may_go(self) -> bool:
        """Whether it is on the disk, and what it names is at the relay."""
        return self.safe and all(one.kept for one in self.files)

    @property
    def may_change(self) -> bool:
        """Whether another command may still take its place."""
        return self.state == "waiting" and not self.left

    @property
    def held(self) -> bool:
        """Whether the relay said that it takes it only later."""
        return self.state == "waiting" and self.code != ""


class Outbox:
    """Keeps what waits in one room, in the order of saying; here in memory only."""

    def __init__(self, kept: list[PendingCommand] | None = None) -> None:
        self.kept = kept or []
        self.on_removed: Callbacks[[PendingCommand]] = Callbacks()
        """Nothing of this one waits here any more."""

    def add_command(self, waiting: PendingCommand, then: Callable[[], None]) -> None:
        """Keeps a new one, last; ``then`` is called on the loop when it is safe to send it."""
        self.kept.append(waiting)
        waiting.safe = True
        then()

    def save_command(self, waiting: PendingCommand, then: Callable[[], None]) -> None:
        """It has another command by now; ``then`` as above."""
        then()

    def save_state(self, waiting: PendingCommand) -> None:
        """Its state or its code is another one, and worth keeping."""

    def remove_command(self, waiting: PendingCommand) -> None:
        """It was told, or discarded."""
        self.kept.remove(waiting)
        self.on_removed.emit(waiting)
