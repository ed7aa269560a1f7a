"""A real relay process for tests, which may be killed and started again on the same folder."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from relay.shared.control_line import ask_to_stop
from relay.tls import CERTIFICATE_FILE
from tests.bench.cores import cpu_seconds
from tests.patience import PATIENCE
from tests.ports import lasting_port
from tests.relay.client import SchoolOfTests, visiting
from tests.relay.forks import Program, relay_program
from tests.relay.inside import copied_school
from tests.relay.new_folder import new_folder


async def ask_to_end(process: Program, folder: Path) -> None:
    """As a supervisor does: by SIGTERM, where there is none by the owner's line."""
    if sys.platform == "win32":
        await asyncio.to_thread(ask_to_stop, folder)
    else:
        process.terminate()


@dataclass
class RelayProcess:
    """``python -m relay run`` on a folder; keeps its port from one start to the next."""

    folder: Path
    settings: dict[str, object] = field(default_factory=dict)
    process: Program | None = None
    ready: dict[str, Any] = field(default_factory=dict)
    there: SchoolOfTests | None = None
    """Those who were in its folder from the start, if somebody was."""
    program: tuple[str, ...] = ()
    """What is run in place of ``python -m relay``; a measurement may want it started in another way."""

    @property
    def certificate(self) -> Path:
        """The relay's certificate file."""
        return self.folder / CERTIFICATE_FILE

    async def start(self) -> None:
        """Start it and wait until it serves."""
        ready_file = self.folder.with_name(self.folder.name + ".ready")
        ready_file.unlink(missing_ok=True)
        environment = {f"SCHOOLBELL_{name.upper()}": str(value) for name, value in self.settings.items()}
        words = (
            "run",
            *(
                "--data",
                str(self.folder),
                "--host",
                "127.0.0.1",
                "--port",
                str(self.ready.get("port") or lasting_port()),
            ),
            *("--ready-file", str(ready_file)),
        )
        if self.program:
            self.process = await asyncio.create_subprocess_exec(
                *self.program, *words, env=os.environ | environment, stdout=PIPE, stderr=PIPE
            )
        else:
            self.process = await relay_program(words, environment)
        async with asyncio.timeout(PATIENCE):
            while not ready_file.exists():
                if self.process.returncode is not None:
                    _, errors = await self.process.communicate()
                    raise RuntimeError(errors.decode())
                await asyncio.sleep(0.01)
        self.ready = json.loads(ready_file.read_text("utf-8"))

    def cpu(self) -> float:
        """Seconds of the processor that it has used."""
        assert self.process is not None
        used = cpu_seconds(self.process.pid)
        assert used is not None
        return used

    async def kill(self) -> None:
        """As a power cut: at once."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        await self._ended()

    async def stop(self) -> int:
        """As a supervisor would. The exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            await ask_to_end(self.process, self.folder)
        return await self._ended()

    async def _ended(self) -> int:
        process = self.process
        assert process is not None
        _, self.errors = await process.communicate()
        self.process = None
        assert process.returncode is not None
        return process.returncode


@asynccontextmanager
async def relay_process(
    folder: Path, there: SchoolOfTests | None = None, program: tuple[str, ...] = (), /, **settings: object
) -> AsyncIterator[RelayProcess]:
    """A running relay, ended with the test. ``there``: those whose school stands in its folder already.

    ``program``: what is run in place of ``python -m relay``.
    """
    relay = RelayProcess(new_folder(folder), settings, there=there, program=program)
    await relay.start()
    try:
        yield relay
    finally:
        if relay.process:
            await relay.stop()


@asynccontextmanager
async def school(
    folder: Path, *names: str, **settings: object
) -> AsyncIterator[tuple[RelayProcess, SchoolOfTests]]:
    """A running relay with a teacher, a class and these students."""
    there = await copied_school(folder, *names)
    async with (
        relay_process(folder, there, **settings) as relay,
        visiting(relay.ready["port"], relay.certificate) as made,
    ):
        made.know(there)
        yield relay, made
