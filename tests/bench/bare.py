"""A bare commit, to hold the relay's acknowledgement against: one event a transaction, on the same disk.

``python -m tests.bench.bare FOLDER START INTERVAL COUNT`` commits at START + n * INTERVAL
(CLOCK_MONOTONIC) in a process of its own, with the relay's own table, index and settings (WAL,
synchronous=FULL), and prints seconds from each moment to the end of its commit, as JSON.
"""

import asyncio
import importlib
import json
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

from relay.shared.ids import new_ref

BODY = 230
"""Bytes of a message's event as it is stored."""
ROW = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def commit_at(folder: Path, start: float, interval: float, count: int) -> list[float]:
    """Commit and time; makes its database in this folder."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=full", "cache_size=-16000", "temp_store=memory"):
        database.execute(f"PRAGMA {pragma}")
    for statement in _relays_own():
        database.execute(statement)
    session, by, times = new_ref(), new_ref(), []
    for n in range(count):
        due = start + n * interval
        time.sleep(max(0.0, due - time.monotonic()))
        row = (session, n + 1, int(due * 1000), by, new_ref(), "*", "message_posted", b"x" * BODY)
        began = time.monotonic()
        database.execute("BEGIN IMMEDIATE")
        database.execute(ROW, row)
        database.execute("COMMIT")
        times.append(time.monotonic() - began)
    database.close()
    return times


async def commits(folder: Path, start: float, interval: float, count: int) -> list[float]:
    """The same in a process of its own."""
    words = (str(folder), repr(start), repr(interval), str(count))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare", *words, stdout=PIPE
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the bare commits failed")
    times: list[float] = json.loads(told)
    return times


def _relays_own() -> list[str]:
    """How the relay makes its table of events."""
    migration = importlib.import_module("relay.store.migrations.0001_first")
    texts = [value for value in vars(migration).values() if isinstance(value, list | tuple)]
    statements = [s for group in texts for s in group if isinstance(s, str)]
    return [s for s in statements if "TABLE event " in s]


if __name__ == "__main__":
    where, first, pause, many = sys.argv[1:]
    sys.stdout.write(json.dumps(commit_at(Path(where), float(first), float(pause), int(many))))
