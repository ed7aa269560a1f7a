"""What a person has said and has no answer to: on disk before it is sent, as on the desktop."""

import os
from collections.abc import Callable
from pathlib import Path

from desktop.client import AccountCache, Outbox, PendingCommand
from relay.protocol.base import RoomCommand
from relay.protocol.catalog import encode, read_from_client


class FileOutbox(Outbox):
    """A file of lines: ``+`` and the command when it is said, ``-`` and its ref once it is answered."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        if file.exists():
            self._read_back()

    def add_command(self, waiting: PendingCommand, then: Callable[[], None]) -> None:
        """Last in line, and on disk when this returns."""
        self._write(b"+" + encode(waiting.command))
        self.kept.append(waiting)
        waiting.safe = True
        then()

    def save_state(self, waiting: PendingCommand) -> None:
        """What was refused is not said again by the next program."""
        if waiting.state == "refused":
            self._write(b"-" + waiting.ref.encode())

    def remove_command(self, waiting: PendingCommand) -> None:
        """It was answered."""
        self._write(b"-" + waiting.ref.encode())
        self.kept.remove(waiting)

    def _write(self, data: bytes) -> None:
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
        self.kept = [
            PendingCommand(ref, command, "waiting", "", 0, safe=True) for ref, command in kept.items()
        ]


class OneOutbox(AccountCache):
    """A program that keeps nothing but what it has to say, in one room."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def _new_outbox(self, session: str) -> Outbox:
        return FileOutbox(self._file)
