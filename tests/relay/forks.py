"""Relays for tests, forked from a process that has read the program already: half a second less for each.

They are processes of their own all the same, with their own pipes, environment and signals. Where a system
cannot do this (it needs pidfds and descriptors sent over a socket), tests start Python each time.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import warnings
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

LONGEST = 1 << 20
POSSIBLE = hasattr(os, "pidfd_open") and hasattr(socket, "recv_fds")


class Program(Protocol):
    """As much of an asyncio Process as tests use."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    @property
    def stdout(self) -> asyncio.StreamReader | None: ...
    @property
    def stderr(self) -> asyncio.StreamReader | None: ...

    def send_signal(self, signal: int, /) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...
    async def communicate(self) -> tuple[bytes, bytes]: ...


class Forked:
    """A relay's process that was forked. ``ended`` gives its exit code once it has ended."""

    def __init__(self, pid: int, out: asyncio.StreamReader, errors: asyncio.StreamReader) -> None:
        self.pid, self.stdout, self.stderr = pid, out, errors
        self.returncode: int | None = None
        self.ended: asyncio.Task[int]

    def send_signal(self, number: int, /) -> None:
        """Unless it has ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code, or a signal's number below nought."""
        return await asyncio.shield(self.ended)

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it says, to its end."""
        out, errors, _ = await asyncio.gather(self.stdout.read(), self.stderr.read(), self.wait())
        return out, errors

    async def _until_ended(self, told: asyncio.StreamReader) -> int:
        self.returncode = int(await told.read() or b"-9")  # to its end: then its pipe is closed
        return self.returncode


class Forker:
    """The process that forks. One for all tests of a run."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._line = ours

    async def start(self, words: Sequence[str], environment: dict[str, str], strict: bool) -> Forked:
        """A relay with these arguments; ``strict``: any warning is an error."""
        loop = asyncio.get_running_loop()
        ends = [os.pipe() for _ in range(3)]
        asked = json.dumps(
            {"words": list(words), "environment": environment, "folder": os.getcwd(), "strict": strict}
        )
        try:
            socket.send_fds(self._line, [asked.encode()], [writes for _, writes in ends])
        finally:
            for _, writes in ends:
                os.close(writes)
        out, errors, told = [await _reader(loop, reads) for reads, _ in ends]
        made = Forked(int(await told.readline()), out, errors)
        made.ended = loop.create_task(made._until_ended(told))
        return made

    def close(self) -> None:
        """End it; what was forked ends by itself."""
        self._line.close()
        self._process.wait(20)


class _Now:
    """The forker of this run, while there is one."""

    forker: Forker | None = None


@contextmanager
def forking() -> Iterator[None]:
    """From here on relays are forked, where the system can."""
    _Now.forker = Forker() if POSSIBLE else None
    try:
        yield
    finally:
        forker, _Now.forker = _Now.forker, None
        if forker is not None:
            forker.close()


@contextmanager
def not_forking() -> Iterator[None]:
    """For a while they are started as people start them: it shows in the list of processes."""
    forker, _Now.forker = _Now.forker, None
    try:
        yield
    finally:
        _Now.forker = forker


async def relay_program(
    words: Sequence[str], environment: dict[str, str] | None = None, *, strict: bool = False
) -> Program:
    """``python -m relay`` with these arguments and variables, and pipes for what it says.

    ``strict``: any warning is an error.
    """
    environment = dict(os.environ) | (environment or {})
    if _Now.forker is not None:
        return await _Now.forker.start(words, environment, strict)
    command = (sys.executable, *(("-W", "error") if strict else ()), "-m", "relay", *words)
    process: Process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE
    )
    return process


async def _reader(loop: asyncio.AbstractEventLoop, descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(loop=loop)
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader, loop=loop), os.fdopen(descriptor, "rb", 0)
    )
    return reader


# the process that forks


def _serve(line: socket.socket) -> None:
    for name in ("relay.cli", "relay.server.mdns", "uvloop"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    watched = selectors.DefaultSelector()
    watched.register(line, selectors.EVENT_READ)
    while True:
        for key, _ in watched.select():
            if key.fileobj is not line:
                pid, told = key.data
                watched.unregister(key.fileobj)
                os.close(key.fd)
                _, status = os.waitpid(pid, 0)
                with contextlib.suppress(BrokenPipeError), os.fdopen(told, "wb") as pipe:
                    pipe.write(f"{os.waitstatus_to_exitcode(status)}\n".encode())
                continue
            message, descriptors, _, _ = socket.recv_fds(line, LONGEST, 3)
            if not message:
                return
            asked = json.loads(message)
            out, errors, told = descriptors
            pid = os.fork()
            if not pid:
                for other in watched.get_map().values():
                    if other.data:
                        os.close(other.data[1])
                line.close()
                watched.close()
                os.close(told)
                if asked["strict"]:
                    warnings.simplefilter("error")
                _be(asked["words"], asked["environment"], asked["folder"], out, errors)
            os.close(out)
            os.close(errors)
            os.write(told, f"{pid}\n".encode())
            watched.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, told))


def _be(words: list[str], environment: dict[str, str], folder: str, out: int, errors: int) -> None:
    """Be a relay, and end as one."""
    code = 1
    try:
        os.dup2(out, 1)
        os.dup2(errors, 2)
        os.close(out)
        os.close(errors)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        random.seed()
        sys.argv = ["relay", *words]
        from relay.cli import main  # noqa: PLC0415

        try:
            code = main(words)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as given:
        _serve(given)
