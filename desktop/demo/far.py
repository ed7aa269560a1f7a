"""People of the demo who sit at other computers: what they do is asked of a seat there, over a line.

A request is a line of JSON, ``[method of DemoUser, words, named words]``; its answer ``{"said": …}``, or
``{"failed": "what did not happen"}``. The last request is LEAVE; it is answered by what went wrong unseen.
"""

import asyncio
import base64
import inspect
import json
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from desktop.demo.user import DemoUser, NothingHappened

LEAVE = "leave"
COMING_SECONDS = 300.0
"""So long it may take until a seat is taken: a computer that plays another one starts slowly."""


class FarUser(DemoUser):
    """Somebody at another computer. A look at their window holds up this program, at which nobody sits."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line.makefile("rw", encoding="utf-8", newline="\n")
        line.close()
        self.name = self._line.readline().strip()

    def ask(self, method: str, *words: object, **named: object) -> Any:  # whatever it gives
        """Has them do it, and gives what they say."""
        try:
            self._line.write(json.dumps([method, words, named]) + "\n")
            self._line.flush()
            answer = json.loads(self._line.readline() or "{}")
        except OSError:
            answer = {}
        if "said" not in answer:
            raise NothingHappened(answer.get("failed", f"{self.name}: the program there has ended"))
        return answer["said"]

    async def open_file(self, name: str, write: Callable[[Path], None]) -> None:
        """Has the file made here, and chosen there."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / name
            write(file)
            data = base64.b64encode(file.read_bytes()).decode()
        await asyncio.to_thread(self.ask, "open_file", name, data)

    async def leave(self) -> list[str]:
        """They close their program; what went wrong in it unseen."""
        try:
            return list(await asyncio.to_thread(self.ask, LEAVE))
        except NothingHappened as nothing:
            return [str(nothing)]


def _hand_on(name: str, asynchronous: bool) -> None:
    """Of a person at another computer this method is asked for there."""

    def look(self: FarUser, *words: object, **named: object) -> Any:
        return self.ask(name, *words, **named)

    async def act(self: FarUser, *words: object, **named: object) -> Any:
        return await asyncio.to_thread(self.ask, name, *words, **named)

    setattr(FarUser, name, act if asynchronous else look)


OF_THEIRS = frozenset(
    name
    for name, one in vars(DemoUser).items()
    if inspect.isfunction(one) and not name.startswith("_") and name != "until"
)
"""What can be asked of a seat: everything but what looks with eyes that are here."""
for _name in OF_THEIRS - vars(FarUser).keys():
    _hand_on(_name, inspect.iscoroutinefunction(getattr(DemoUser, _name)))


class FarSeats:
    """Where people at other computers say that they are there."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(COMING_SECONDS)
        self.port: int = self._door.getsockname()[1]
        self._taken: dict[str, FarUser] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    async def at(self, name: str) -> FarUser:
        """The person with this name, once they sit there."""
        while name not in self._taken:
            try:
                line, _ = await asyncio.to_thread(self._door.accept)
            except TimeoutError:
                raise NothingHappened(f"{name} did not come to the lesson") from None
            line.settimeout(None)
            came = await asyncio.to_thread(FarUser, line)
            self._taken[came.name] = came
        return self._taken[name]
