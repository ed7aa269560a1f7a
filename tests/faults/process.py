"""The relay as a process to be mistreated: killed, stopped, traced, shifted in time, started again."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from relay.store.sqlite import DATABASE_FILE
from relay.tls import CERTIFICATE_FILE
from tests.ports import lasting_port

START_SECONDS = 20.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Sample:
    """What the relay holds at one moment. ``at``: running time, s; sizes in bytes."""

    at: float
    rss: int
    fds: int
    wal: int


@dataclass
class RelayUnderTest:
    """``python -m relay run`` on a folder, on the same port from one start to the next."""

    folder: Path
    settings: dict[str, object] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = 0
    before: tuple[str, ...] = ()
    """Words before the command at every start, for instance to run it in a network of its own."""
    process: Process | None = None
    ready: dict[str, Any] = field(default_factory=dict)
    starts: int = 0
    start_seconds: list[float] = field(default_factory=list)

    @property
    def certificate(self) -> Path:
        """The relay's certificate file."""
        return self.folder / CERTIFICATE_FILE

    @property
    def database(self) -> Path:
        """The relay's database file."""
        return self.folder / DATABASE_FILE

    @property
    def log_file(self) -> Path:
        """Everything the relay wrote to its standard error, over all its lives."""
        return self.folder.with_name(self.folder.name + ".log")

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.returncode is None

    async def start(self, *before: str, environment: dict[str, str] | None = None) -> bool:
        """Start it, with words ``before`` the command, and wait; False when it died before serving."""
        ready = self.folder.with_name(self.folder.name + ".ready")
        ready.unlink(missing_ok=True)
        settings = {f"SCHOOLBELL_{name.upper()}": str(value) for name, value in self.settings.items()}
        words = (*self.before, *before, sys.executable, "-m", "relay", "run", "--data", str(self.folder))
        self.port = self.port or lasting_port()
        where = ("--host", self.host, "--port", str(self.port), "--ready-file", str(ready))
        began = asyncio.get_running_loop().time()
        self._end_leftover()
        with self.log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *words, *where, env=os.environ | settings | (environment or {}), stdout=log, stderr=log
            )
        self._pid_file.write_text(str(self.process.pid), "ascii")
        async with asyncio.timeout(START_SECONDS):
            while not ready.exists():
                if self.process.returncode is not None:
                    return False
                await asyncio.sleep(0.01)
        self.ready = json.loads(ready.read_text("utf-8"))
        self.starts += 1
        self.start_seconds.append(asyncio.get_running_loop().time() - began)
        return True

    async def kill(self) -> None:
        """As a power cut takes the process: SIGKILL."""
        await self._end(signal.SIGKILL)

    async def terminate(self) -> int:
        """As a supervisor would: SIGTERM. Returns the exit code."""
        return await self._end(signal.SIGTERM)

    async def sleep(self, seconds: float) -> None:
        """The laptop is shut for a while: nothing runs, and everything goes on afterwards."""
        self._send(signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._send(signal.SIGCONT)

    async def ended(self) -> int:
        """Wait until it has ended, for whatever reason; returns the exit code."""
        assert self.process is not None
        return await self.process.wait()

    def sample(self) -> Sample | None:
        """What it holds now; None when it does not run."""
        if self.process is None or self.process.returncode is not None:
            return None
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
            fds = len(os.listdir(f"/proc/{self.process.pid}/fd"))
        except OSError:
            return None
        rss = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
        wal = self.database.with_name(self.database.name + "-wal")
        size = wal.stat().st_size if wal.exists() else 0
        return Sample(asyncio.get_running_loop().time(), rss * 1024, fds, size)

    def last_words(self, lines: int = 12) -> str:
        """The end of what it wrote."""
        text = self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    @property
    def _pid_file(self) -> Path:
        return self.folder.with_name(self.folder.name + ".pid")

    def _end_leftover(self) -> None:
        """A harness that was killed could not end the relay that it had started on this folder."""
        if self._pid_file.exists() and not self.running:
            pid = int(self._pid_file.read_text("ascii"))
            with contextlib.suppress(OSError):
                if str(self.folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    os.kill(pid, signal.SIGKILL)
            self._pid_file.unlink()

    async def _end(self, number: signal.Signals) -> int:
        process = self.process
        if process is None:
            return 0
        self._send(number)
        async with asyncio.timeout(STOP_SECONDS):
            code = await process.wait()
        self.process = None
        return code

    def _send(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)


def traced(calls: str, inject: str) -> tuple[str, ...]:
    """Words that put the relay under strace, itself still our child: ``inject`` as strace knows it.

    strace counts for each thread: the first dozen writes of the main thread are those of the start. Its
    --seccomp-bpf would be faster, but then signals are not injected.
    """
    return (
        "strace",
        *("-D", "-f", "-qqq", "-o", "/dev/null"),
        *("-e", f"trace={calls}", "-e", f"inject={calls}:{inject}"),
    )


def missing(tool: str) -> str:
    """Why a tool of the system can't be used; empty when it can."""
    return "" if shutil.which(tool) else f"{tool} is not installed"
