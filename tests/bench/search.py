"""Finding the highest load that a server holds, by stepping up and halving the gap."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.cores import pinned
from tests.bench.load.generator import Generator, GeneratorFailed, generator
from tests.bench.load.job import Outcome, Shape, Step
from tests.bench.servers import Running, Server

P99_MS = 100.0
ARRIVED = 0.999
"""Share of all deliveries that have to arrive."""
GENERATOR_LATE_MS = 25.0
GENERATOR_BUSY = 0.97
"""Later than the one by which a step failed, or busier than the other, and the generator was the limit."""
TRIES = 2
MOST_MESSAGES = 100_000.0
LEAST_MESSAGES = 0.5


@dataclass(frozen=True)
class Probe:
    """A step with the rate that was asked for (messages/s) and the server's processor time (seconds)."""

    rate: float
    outcome: Outcome
    cpu: float | None

    @property
    def held(self) -> bool:
        """Whether everything arrived, in time."""
        told = self.outcome
        return (
            told.delivered >= ARRIVED * told.expected
            and told.p99 < P99_MS
            and not told.stuck
            and not told.lost_lines
        )

    @property
    def generators_limit(self) -> bool:
        """Whether the generator was as busy as it can be, or the step failed by its lateness alone."""
        return self.outcome.busy > GENERATOR_BUSY or self.disturbed

    @property
    def disturbed(self) -> bool:
        """Whether this was not held, but would have been had messages left when they were due."""
        told = self.outcome
        return not self.held and told.late > GENERATOR_LATE_MS and told.p99 - told.late < P99_MS

    @property
    def cpu_per_delivery(self) -> float | None:
        """Microseconds of the server's processor time."""
        return None if self.cpu is None else self.cpu / max(1, self.outcome.delivered) * 1e6


@dataclass
class Rig:
    """One server with its people; started anew when a step has broken it."""

    server: Server
    shape: Shape
    running: Running | None = None
    people: Generator | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def probe(self, rate: float, seconds: float) -> Probe:
        """Take one step; raises GeneratorFailed, NotStarted."""
        if self.people is None or self.running is None:
            await self.open()
        assert self.people is not None
        assert self.running is not None
        before = self.running.cpu()
        # Few messages a second need longer, so that there is something to tell a percentile of.
        outcome = await self.people.step(Step(rate, max(seconds, 5 / rate), warm=min(0.3, seconds / 4)))
        after = self.running.cpu()
        probe = Probe(rate, outcome, None if before is None or after is None else after - before)
        if outcome.stuck or outcome.lost_lines:
            await self.close()
        return probe

    async def open(self) -> None:
        """Start the server, if it does not run, and the generator."""
        if self.running is None:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            self.running = await self._stack.enter_async_context(self.server.serving(folder, self.shape))
        job = self.running.job(self.shape)
        with pinned(job.core):
            self.people = await self._stack.enter_async_context(generator(job))

    async def close(self) -> None:
        """End both."""
        self.people = self.running = None
        await self._stack.aclose()


@asynccontextmanager
async def rig(server: Server, shape: Shape) -> AsyncIterator[Rig]:
    """A server with its people, ended afterwards."""
    made = Rig(server, shape)
    try:
        yield made
    finally:
        await made.close()


@dataclass(frozen=True)
class Search:
    """How closely to look."""

    seconds: float = 2.0
    gap: float = 1.12
    """Ends when the lowest rate that failed is so many times the highest that held."""
    stride: float = 2.0
    """The rate goes up so many times at a step."""

    async def highest(self, rig: Rig, guess: float) -> tuple[Probe | None, bool]:
        """The probe of the highest rate held, and whether the generator kept it from being higher.

        None: not even the lowest held. ``guess`` is in messages a second.
        """
        best: Probe | None = None
        worst: Probe | None = None
        rate, worst_rate, factor = guess, 0.0, self.stride
        while LEAST_MESSAGES <= rate <= MOST_MESSAGES:
            probe = await self._probe(rig, rate)
            if probe is not None and probe.held:
                best, rate = probe, rate * factor
                if worst_rate:
                    break
            else:
                worst_rate = rate
                worst = probe or worst
                if best is not None:
                    break
                rate /= factor
                factor = min(4.0, factor * 1.5)
                if probe is None and rate < LEAST_MESSAGES:
                    break
        if best is None:
            return None, False
        low, high = best.rate, worst_rate or best.rate
        while high / low > self.gap:
            middle = (low * high) ** 0.5
            probe = await self._probe(rig, middle)
            if probe is not None and probe.held:
                best, low = probe, middle
            else:
                worst, high = probe or worst, middle
        limited = worst.generators_limit if worst is not None else best.rate * factor > MOST_MESSAGES
        return best, limited or best.generators_limit

    async def _probe(self, rig: Rig, rate: float) -> Probe | None:
        """None: the server or its connections did not survive it. What was disturbed is tried again."""
        try:
            for _ in range(TRIES - 1):
                probe = await rig.probe(rate, self.seconds)
                if probe.held or not probe.disturbed:
                    return probe
            return await rig.probe(rate, self.seconds)
        except GeneratorFailed:
            await rig.close()
            return None
