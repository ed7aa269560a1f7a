"""What all servers have in common: a process on its core, a port, and a way to end it."""

import asyncio
import contextlib
import os
import shutil
import socket
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.cores import cores, cpu_seconds, pinned
from tests.bench.load.job import Job, Shape

START_SECONDS = 40.0
END_SECONDS = 10.0


class NotStarted(Exception):
    """A server did not come up; the message is the end of what it said."""


@dataclass
class Running:
    """A server at work."""

    language: str
    port: int
    pid: int
    certificate: str = ""
    rooms: list[str] = field(default_factory=list)
    tokens: list[list[str]] = field(default_factory=list)
    bare: bool = False

    def job(self, shape: Shape) -> Job:
        """What the generator is told."""
        return Job(
            language=self.language,
            port=self.port,
            shape=shape,
            certificate=self.certificate,
            rooms=self.rooms,
            tokens=self.tokens,
            bare=self.bare,
            core=cores()[1],
        )

    def cpu(self) -> float | None:
        """Processor seconds used so far."""
        return cpu_seconds(self.pid)


@dataclass(frozen=True)
class Server:
    """A kind of server, and with which settings."""

    name: str

    def missing(self) -> str:
        """Why it can't be started here, with the line that would change that; empty when it can."""
        return ""

    def refuses(self, shape: Shape) -> str:
        """Why this shape is not measured; empty when it is."""
        return ""

    def serving(self, folder: Path, shape: Shape) -> AbstractAsyncContextManager[Running]:
        """The server at work in this empty folder; raises NotStarted."""
        raise NotImplementedError


def program(name: str, package: str) -> tuple[str, str]:
    """Where a program of the system is, or what to say where it isn't."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    line = f"not installed; apt-get install --no-install-recommends {package}"
    return found or "", "" if found else line


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def process(
    command: Sequence[str], folder: Path, port: int, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """A server's process on its core, from when it takes connections; raises NotStarted."""
    said = folder / "said.txt"
    with said.open("wb") as out, pinned(cores()[0]):
        running = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=os.environ | (environment or {}), stdin=DEVNULL, stdout=out, stderr=out
        )
    try:
        await _listening(running, port, said)
        yield running
    finally:
        await end(running)


async def end(running: Process) -> None:
    """SIGTERM, and SIGKILL when that is not enough."""
    if running.returncode is None:
        running.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await running.wait()
                return
        running.kill()
    await running.wait()


async def _listening(running: Process, port: int, said: Path) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + START_SECONDS
    while loop.time() < deadline and running.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return
    raise NotStarted(_end_of(said) or "it said nothing")


def _end_of(file: Path) -> str:
    return file.read_text("utf-8", errors="replace")[-600:]
