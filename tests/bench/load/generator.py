"""How a bench starts the generator, has it take steps, and ends it."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from tests.bench.load.job import Job, Outcome, Step, Told

READY_SECONDS = 150.0
ANSWER_SECONDS = 60.0


class GeneratorFailed(Exception):
    """The generator could not go on; the message says why."""


@dataclass
class Generator:
    """A generator whose people are all connected."""

    process: Process

    async def step(self, step: Step) -> Outcome:
        """Have one step taken; raises GeneratorFailed."""
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(step) + b"\n")
        outcome = (await self.told(step.seconds + ANSWER_SECONDS)).outcome
        if outcome is None:
            raise GeneratorFailed("no outcome")
        return outcome

    async def told(self, seconds: float) -> Told:
        """The next line; raises GeneratorFailed."""
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                line = await self.process.stdout.readline()
        except TimeoutError:
            raise GeneratorFailed(f"no word for {seconds:g} s") from None
        if not line:
            raise GeneratorFailed("ended without a word")
        told = msgspec.json.decode(line, type=Told)
        if told.error:
            raise GeneratorFailed(told.error)
        return told


@asynccontextmanager
async def generator(job: Job) -> AsyncIterator[Generator]:
    """A generator at this job; raises GeneratorFailed when not everybody can come in."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.load", stdin=PIPE, stdout=PIPE
    )
    try:
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(job) + b"\n")
        made = Generator(process)
        if not (await made.told(READY_SECONDS)).ready:
            raise GeneratorFailed("not ready")
        yield made
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
