"""Relays for tests, forked from a process that has read the program already: half a second less for each.

They are processes of their own all the same, with their own pipes, environment and signals. Where a system
can't fork, tests start Python each time.
"""

import asyncio
import contextlib
import multiprocessing
import os
import random
import signal
import sys
import warnings
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Protocol

from relay.school import passwords

PRELOADED = [__name__, "uvloop", "tests.relay.preloaded"]
IN_LIFE = passwords.TIME_COST, passwords.MEMORY_KIB
"""What hashing a password costs."""


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
    """A relay's process that was forked."""

    def __init__(self, process: BaseProcess, out: asyncio.StreamReader, errors: asyncio.StreamReader) -> None:
        self._process, self.stdout, self.stderr = process, out, errors
        assert process.pid is not None
        self.pid = process.pid
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[int | None] = self._loop.create_future()
        self._loop.add_reader(process.sentinel, self._on_end)

    @property
    def returncode(self) -> int | None:
        """Its exit code, or a signal's number below nought, once it has ended."""
        return self._ended.result() if self._ended.done() else None

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
        code = await asyncio.shield(self._ended)
        assert code is not None
        return code

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it says, to its end."""
        out, errors, _ = await asyncio.gather(self.stdout.read(), self.stderr.read(), self.wait())
        return out, errors

    def _on_end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set_result(self._process.exitcode)
        self._process.close()


class _Now:
    """Whether relays are forked just now."""

    forks = False


@contextmanager
def forking(on: bool = True) -> Iterator[None]:
    """From here on relays are forked, where the system can; or started as people start them, which shows in
    the list of processes."""
    before, _Now.forks = _Now.forks, on and "forkserver" in multiprocessing.get_all_start_methods()
    try:
        yield
    finally:
        _Now.forks = before


def hash_cheaply() -> None:
    """In this process a password costs next to nothing: every test makes people, few are about passwords."""
    passwords.TIME_COST, passwords.MEMORY_KIB = 1, 8


async def relay_program(
    words: Sequence[str], environment: dict[str, str] | None = None, *, strict: bool = False
) -> Program:
    """``python -m relay`` with these arguments and variables, and pipes for what it says.

    ``strict``: any warning is an error.
    """
    environment = dict(os.environ) | (environment or {})
    if _Now.forks:
        return await _forked(words, environment, strict)
    command = (sys.executable, *(("-W", "error") if strict else ()), "-m", "relay", *words)
    process: Process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE
    )
    return process


async def _forked(words: Sequence[str], environment: dict[str, str], strict: bool) -> Forked:
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(PRELOADED)
    (reads_out, out), (reads_errors, errors) = forks.Pipe(False), forks.Pipe(False)
    process = forks.Process(target=_be, args=(list(words), environment, os.getcwd(), strict, out, errors))
    with out, errors:
        process.start()
    return Forked(process, await _reader(reads_out), await _reader(reads_errors))


async def _reader(end: Connection) -> asyncio.StreamReader:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    with end:
        pipe = os.fdopen(os.dup(end.fileno()), "rb", 0)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader, loop=loop), pipe)
    return reader


def _be(
    words: list[str],
    environment: dict[str, str],
    folder: str,
    strict: bool,
    out: Connection,
    errors: Connection,
) -> None:
    """Be a relay, and end as one."""
    code = 1
    try:
        for end, number in ((out, 1), (errors, 2)):
            os.dup2(end.fileno(), number)
            end.close()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        random.seed()
        sys.argv = ["relay", *words]
        hash_cheaply()
        if strict:
            warnings.simplefilter("error")
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
