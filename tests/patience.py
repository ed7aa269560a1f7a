"""How long a test waits for anything before it gives up: one limit for all of them."""

import asyncio
import hashlib
import time
from collections.abc import Callable

WORK = 12_000
"""Hashes of a kilobyte: 10 ms on a quiet computer of today."""
QUIET_SECONDS = 0.01
LONGEST = 4
"""How many times as long a slow computer may take."""


def slowness(*clocks: Callable[[], float]) -> list[float]:
    """How many times as long as on a quiet computer work takes here and now by each clock; at least 1."""
    began = [clock() for clock in clocks]
    for _ in range(5 * WORK):
        hashlib.sha256(b"x" * 1024).digest()
    took = [(clock() - start) / 5 for clock, start in zip(clocks, began, strict=True)]
    return [min(max(each / QUIET_SECONDS, 1.0), LONGEST) for each in took]


SLOWNESS, CPU_SLOWNESS = slowness(time.perf_counter, time.process_time)
"""How many times as long as on a quiet computer things take, for what goes on at a pace beside others.

And the same of the processor's own seconds: it too works more slowly where its other half is busy.
"""
PATIENCE = 60 * SLOWNESS
"""Seconds. Nothing a test waits for takes as long, so this is spent only where a test fails anyway."""
LIMIT = 3 * PATIENCE
"""Seconds for a whole test: more than any one wait in it, so that the wait says what did not come."""


async def until(true: Callable[[], object]) -> None:
    """Waits for something to be so, looking at it in turns with everything else; raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)
