"""Two small servers of this folder: bare ``websockets.broadcast()``, and the one for the ceiling."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from relay.tls import identity
from tests.bench.figures import ROOT
from tests.bench.load.job import Shape
from tests.bench.servers.base import Running, Server, free_port, process


@dataclass(frozen=True)
class Broadcast(Server):
    """``websockets.broadcast()`` to all of a room, with the library's usual settings; nothing is kept."""

    @asynccontextmanager
    async def serving(self, folder: Path, shape: Shape) -> AsyncIterator[Running]:
        port = free_port()
        async with process(_module("broadcast_server", port), folder, port, _HERE) as running:
            rooms = [f"lesson-{number}" for number in range(shape.rooms)]
            yield Running("websocket", port, running.pid, rooms=rooms)


@dataclass(frozen=True)
class Trivial(Server):
    """Passes on bytes that were made before; with ``certificate`` and ``key`` over TLS."""

    language: str = "relay"
    tls: bool = False

    @asynccontextmanager
    async def serving(self, folder: Path, shape: Shape) -> AsyncIterator[Running]:
        port = free_port()
        command = _module("trivial_server", port)
        certificate = ""
        if self.tls:
            shown = identity(folder)
            certificate = str(shown.certificate)
            command += ["--certificate", certificate, "--key", str(shown.key)]
        async with process(command, folder, port, _HERE) as running:
            rooms = [f"lesson/{number}" for number in range(shape.rooms)]
            if self.language == "relay":
                rooms = [f"{number:026d}" for number in range(shape.rooms)]
            yield Running(self.language, port, running.pid, certificate, rooms, bare=True)


def _module(name: str, port: int) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.servers.{name}", str(port)]


_HERE = {"PYTHONPATH": str(ROOT)}
