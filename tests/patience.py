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


def slowness(clock: Callable[[], float] = time.perf_counter) -> float:
    """How many times as long as on a quiet computer a piece of work takes here and now; at least 1."""
    took = []
    for _ in range(5):
        began = clock()
        for _ in range(WORK):
            hashlib.sha256(b"x" * 1024).digest()
        took.append(clock() - began)
    return min(max(sum(took) / len(took) / QUIET_SECONDS, 1.0), LONGEST)


SLOWNESS = slowness()
"""How many times as long as on a quiet computer things take; for what goes on at a pace beside others."""
CPU_SLOWNESS = slowness(time.process_time)
"""The same of the processor's own seconds: it too works more slowly where its other half is busy."""
PATIENCE = 60 * SLOWNESS
"""Seconds. Nothing a test waits for takes as long, so this is spent only where a test fails anyway."""
LIMIT = 3 * PATIENCE
"""Seconds for a whole test: more than any one wait in it, so that the wait says what did not come."""


async def until(true: Callable[[], object]) -> None:
    """Waits for something to be so, looking at it in turns with everything else; raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)
