"""``make bench``: runs the benches of this folder, prints one table, writes build/bench.json.

A bench is a module here with ``NAME: str`` and ``async def measure(how: How) -> list[Figure]``; it is found
by itself.
"""

import argparse
import asyncio
import importlib
import pkgutil
import shlex
import sys
import time
import traceback
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Protocol, cast

import tests.bench
from tests.bench import figures
from tests.bench.figures import Figure, How


class BenchModule(Protocol):
    """What a bench's module has."""

    NAME: str

    def measure(self, how: How) -> Awaitable[list[Figure]]:
        """Measure; raises when it can't go on, which the others survive."""


def find() -> list[BenchModule]:
    """Every bench of this folder, by name."""
    modules = [
        importlib.import_module(f"tests.bench.{found.name}")
        for found in pkgutil.iter_modules(tests.bench.__path__)
        if found.name != "__main__" and not found.name.startswith("test_")
    ]
    benches = [cast(BenchModule, m) for m in modules if hasattr(m, "NAME") and hasattr(m, "measure")]
    return sorted(benches, key=lambda bench: bench.NAME)


def run(how: How) -> tuple[list[Figure], list[str]]:
    """Run what was asked for, one bench after the other; the figures, and the names of those that broke."""
    told: list[Figure] = []
    broke: list[str] = []
    for bench in find():
        if not how.wants(bench.NAME):
            continue
        sys.stderr.write(f"bench {bench.NAME} ...\n")
        try:
            measured = asyncio.run(_measure(bench, how))
        except Exception:
            traceback.print_exc()
            broke.append(bench.NAME)
            continue
        for figure in measured:
            figure.bench, figure.quick = bench.NAME, how.quick
        told += measured
    return told, broke


async def _measure(bench: BenchModule, how: How) -> list[Figure]:
    return await bench.measure(how)


def main(words: Sequence[str] | None = None) -> int:
    """Run from the command line; 1 when a bench broke, 2 when there is none of that name."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke of about two minutes")
    parser.add_argument("--rounds", type=int, default=0, help="how often to measure (3; quick: 1)")
    parser.add_argument("--only", default="", help="a bench, or a part of one (delivery, delivery:tls)")
    parser.add_argument("--json", type=Path, default=figures.JSON_FILE, help="where to write")
    parser.add_argument("--list", action="store_true", help="name the benches")
    given = parser.parse_args(words)
    if given.list:
        for bench in find():
            sys.stdout.write(f"{bench.NAME:<12} {str(bench.__doc__).partition(chr(10))[0]}\n")
        return 0
    how = How(quick=given.quick, rounds=given.rounds or (1 if given.quick else 3), only=given.only)
    if not any(how.wants(bench.NAME) for bench in find()):
        sys.stderr.write(f"There is no bench named {given.only}.\n")
        return 2
    began = time.monotonic()
    told, broke = run(how)
    command = shlex.join(["make", "bench", *_arguments(words)])
    made = figures.gathered(told, command, began)
    figures.write(made, given.json)
    sys.stdout.write(figures.table(told) + "\n")
    about = ", ".join(f"{name} {value}" for name, value in (made.machine | made.versions).items())
    sys.stdout.write(f"\n{made.day}, commit {made.commit or 'unknown'}, {about}\n{given.json}\n")
    if broke:
        sys.stderr.write(f"These broke and are missing above: {', '.join(broke)}\n")
    return 1 if broke else 0


def _arguments(words: Sequence[str] | None) -> list[str]:
    given = list(sys.argv[1:] if words is None else words)
    return [f"ARGS={shlex.join(given)}"] if given else []


if __name__ == "__main__":
    sys.exit(main())
