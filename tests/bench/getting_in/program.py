"""A program of a newcomer, from the bench's side: started on a fresh profile, asked to do things, ended."""

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.bench.figures import ROOT
from tests.bench.getting_in.errand import Errand, Took
from tests.bench.getting_in.screens import screen

PICTURES = ROOT / "build" / "ways-in"
PATIENCE = 60.0


class CameToNothing(Exception):
    """An errand was not done; the message says whose, and why."""


@dataclass
class Program:
    """One running program and the person at it."""

    who: str
    process: Process
    began: float
    """``time.monotonic`` of the double click."""
    start: Took = field(default_factory=lambda: Took(what="start"))

    async def do(self, what: str, **words: str) -> Took:
        """Has something done; raises CameToNothing."""
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(Errand(what=what, words=words)) + b"\n")
        await self.process.stdin.drain()
        return await self.answer()

    async def answer(self) -> Took:
        """What the next errand came to; raises CameToNothing."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await self.process.stdout.readline()
        if not line:
            raise CameToNothing(f"{self.who}: the program ended with {await self.process.wait()}")
        took = msgspec.json.decode(line, type=Took)
        if took.failed:
            await self.picture("failed")
            raise CameToNothing(f"{self.who}, {took.what}: {took.failed}")
        return took

    async def picture(self, stage: str) -> None:
        """Its screen, into build."""
        await self.do("picture", file=str(PICTURES / f"{stage} - {self.who}.png"))

    def seconds(self, took: Took, what: str = "lesson") -> float:
        """From the double click to a moment."""
        return took.moments[what] - self.began


@asynccontextmanager
async def sat_down(
    who: str, folder: Path, link: str = "", environment: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """A program just started on a fresh profile, with its window; ended afterwards."""
    async with screen() as display:
        words = [str(folder), *([link] if link else [])]
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.getting_in.newcomer", *words),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=ROOT,
            env=os.environ | display | dict(environment or {}),
        )
        program = Program(who, process, began)
        try:
            program.start = await program.answer()
            yield program
        finally:
            await _end(process)


async def _end(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
