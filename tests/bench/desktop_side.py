"""The program at work for the benches: a whole App offscreen, in a process of its own, measured from within.

``python -m tests.bench.desktop_side ORDER`` with an Order as JSON. It says ``ready`` when what is to be
measured may begin, waits for a line on its standard input, and tells a Report as JSON. The other half, for
the benches themselves, is ``at_work``.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

PATIENCE = 120.0


class Order(Struct, kw_only=True):
    """What is to be done, by whom, and where."""

    what: str
    """"stay", "history", "crowd", "wall", "ink", "show", "look" or "come late" (see ``desktop_work.py``)."""
    folder: str
    """For profiles."""
    person: str
    token: str
    port: int
    pin: str
    relay_id: str
    certificate: str
    lesson: str
    """Its title."""
    count: int = 0
    """Messages, people or strokes to be waited for, or pages to be shown."""
    students: int = 0
    """So many are known to be here before pages are shown."""


class Report(Struct, kw_only=True):
    """What was measured, by name; times in seconds, memory in bytes."""

    figures: dict[str, float] = {}


@dataclass
class Desktop:
    """The process, from the bench's side."""

    process: Process

    async def ready(self) -> None:
        """Waits until it may begin; raises RuntimeError when the process ended instead."""
        await self._line("ready")

    async def go(self) -> None:
        """Has it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        await self.process.stdin.drain()

    async def told(self) -> Report:
        """Has it end, and gives what it measured."""
        await self.go()
        return msgspec.json.decode(await self._line("{"), type=Report)

    async def _line(self, beginning: str) -> bytes:
        """The first that begins so; a long work says others meanwhile."""
        assert self.process.stdout is not None
        while line := await asyncio.wait_for(self.process.stdout.readline(), PATIENCE):
            if line.startswith(beginning.encode()):
                return line
        await self.process.wait()
        raise RuntimeError(f"the desktop ended with {self.process.returncode}")


@asynccontextmanager
async def at_work(order: Order, environment: Mapping[str, str] | None = None) -> AsyncIterator[Desktop]:
    """A program carrying out an order, ended afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.desktop_side",
        msgspec.json.encode(order).decode(),
        stdin=PIPE,
        stdout=PIPE,
        env=os.environ | offscreen() | dict(environment or {}),
    )
    try:
        yield Desktop(process)
        async with asyncio.timeout(PATIENCE):
            await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def offscreen() -> dict[str, str]:
    """Without a screen, and without notifications unless a bus is named."""
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    return {"QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6"} | nowhere


def main() -> None:
    """The process itself."""
    from tests.bench.desktop_work import carry_out  # noqa: PLC0415  # Qt comes in here, in the process alone

    order = msgspec.json.decode(sys.argv[1], type=Order)
    Path(order.folder).mkdir(parents=True, exist_ok=True)
    report = carry_out(order)
    sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
