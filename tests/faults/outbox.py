"""What a person has said and has no answer to: on disk before it is sent, as on the desktop."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from relay.protocol.base import RoomCommand
from relay.protocol.catalog import encode, read_from_client


@dataclass(eq=False)
class Waiting:
    """One command without an answer."""

    command: RoomCommand
    lane: str
    sent_at: float = 0
    """When it went out on the line that stands now (running time); 0: not yet."""


class FileOutbox:
    """A file of lines: ``+`` and the command when it is said, ``-`` and its ref once it is answered."""

    def __init__(self, file: Path) -> None:
        self.waiting: list[Waiting] = []
        self._file = file
        if file.exists():
            self._read_back()

    def keep(self, command: RoomCommand) -> None:
        """Last in line, and on disk when this returns."""
        self._line(b"+" + encode(command))
        self.waiting.append(Waiting(command, _lane(command)))

    def replace(self, waiting: Waiting, **changes: object) -> None:
        """Change what is sent; the file keeps what was said."""
        waiting.command = msgspec.structs.replace(waiting.command, **changes)

    def forget(self, waiting: Waiting) -> None:
        """It was answered."""
        self._line(b"-" + waiting.command.ref.encode())
        self.waiting.remove(waiting)

    def find(self, ref: str) -> Waiting | None:
        """The one of this ref."""
        return next((one for one in self.waiting if one.command.ref == ref), None)

    def heads(self) -> list[Waiting]:
        """The first of each subject: those of one subject go one after the other."""
        first: dict[str, Waiting] = {}
        for waiting in self.waiting:
            first.setdefault(waiting.lane, waiting)
        return list(first.values())

    def _line(self, data: bytes) -> None:
        end = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(end, data + b"\n")
        finally:
            os.close(end)

    def _read_back(self) -> None:
        kept: dict[str, RoomCommand] = {}
        for line in self._file.read_bytes().split(b"\n")[:-1]:
            if line[:1] == b"+":
                command = read_from_client(line[1:])
                assert isinstance(command, RoomCommand)
                kept[command.ref] = command
            else:
                kept.pop(line[1:].decode(), None)
        self.waiting = [Waiting(command, _lane(command)) for command in kept.values()]


def _lane(command: RoomCommand) -> str:
    return type(command).__module__
